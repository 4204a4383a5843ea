#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "leeway/accumulate/moments.hpp"
#include "leeway/math/ranks.hpp"
#include "leeway/math/sample_quantile.hpp"
#include "leeway/math/sort.hpp"
#include "leeway/math/special.hpp"

/// How NumPy (1.24) bins a sample: the ground on which the Python tools build their histograms. Reproduced so that the
/// same values fall into the same bins, edges included to the last bit; where a choice is free, prefer quantile cells
/// (accumulate/partition.hpp): equal widths leave most bins of a skewed feature empty.

namespace leeway::inline v0_1::compatibility::numpy {

/// Rules for the number of bins of equal width.
enum class BinRule : std::uint8_t {
  sturges,  ///< range / (log2 n + 1)
  doane,    ///< the same, with more bins for a skewed sample: range / (1 + log2 n + log2(1 + |g1| / sigma_g1))
};

/// `bins` + 1 edges from `first` to `last` in equal steps, as numpy.linspace rounds them.
[[nodiscard]] inline std::vector<double> linspace(double first, double last, std::size_t bins) {
  std::vector<double> edges(bins + 1);
  const double step = (last - first) / static_cast<double>(bins);
  for (std::size_t i = 0; i < bins; ++i) {
    const double offset = static_cast<double>(i) * step;  // two statements: a fused multiply-add would round otherwise
    edges[i] = offset + first;
  }
  edges[bins] = last;
  return edges;
}

/// numpy.histogram_bin_edges(values, rule). NaN and infinities are left out (NumPy raises); without a value the result
/// is empty; equal values give one bin of width 1 around them. NumPy 2 widens the bins of *integer* arrays to at least
/// 1 and then differs. O(n).
template <std::floating_point Value>
[[nodiscard]] std::vector<double> histogram_bin_edges(std::span<const Value> values, BinRule rule) {
  Moments<double> moments;
  double first = std::numeric_limits<double>::infinity();
  double last = -first;
  for (const Value value : values) {
    if (!is_finite(value)) continue;
    const auto x = static_cast<double>(value);
    moments.add(x);
    first = (std::min)(first, x);
    last = (std::max)(last, x);
  }
  if (moments.count() == 0) return {};
  if (first == last) return {first - 0.5, last + 0.5};
  const auto n = static_cast<double>(moments.count());
  const double range = last - first;
  double width = 0;
  if (rule == BinRule::sturges) {
    width = range / (std::log2(n) + 1);
  } else if (n > 2 && moments.population_variance() > 0) {
    const double skewness_error = std::sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
    width = range / (1 + std::log2(n) + std::log2(1 + std::fabs(moments.skewness()) / skewness_error));
  }
  const double bins = width > 0 ? std::ceil(range / width) : 1;
  if (!is_finite(bins) || !is_finite(range)) return {};
  return linspace(first, last, static_cast<std::size_t>(bins));
}

/// numpy.histogram(values, edges): [lo, hi) each, the last bin closed. Values outside and NaN are not counted.
template <std::floating_point Value>
[[nodiscard]] std::vector<std::uint64_t> histogram(std::span<const Value> values, std::span<const double> edges) {
  if (edges.size() < 2) return {};
  std::vector<std::uint64_t> counts(edges.size() - 1);
  for (const Value value : values) {
    const auto x = static_cast<double>(value);
    if (is_missing(value) || x < edges.front() || x > edges.back()) continue;
    const auto above = std::upper_bound(edges.begin(), edges.end(), x) - edges.begin();
    ++counts[(std::min)(static_cast<std::size_t>(above), counts.size()) - 1];
  }
  return counts;
}

/// The distinct inner edges that cut a sample into `parts` of equal probability (type-7 quantiles), as pandas.qcut with
/// duplicates="drop" does: fewer than parts - 1 where values tie. Missing values are left out.
template <std::floating_point Value>
[[nodiscard]] std::vector<double> quantile_edges(std::span<const Value> values, std::size_t parts) {
  const std::vector<Value> sorted = sorted_values(values);
  std::vector<double> edges;
  if (sorted.empty()) return edges;
  for (std::size_t i = 1; i < parts; ++i) {
    const double p = static_cast<double>(i) / static_cast<double>(parts);
    const double edge = sample_quantile(std::span<const Value>(sorted), p, QuantileType::linear);
    if (edges.empty() || edge > edges.back()) edges.push_back(edge);
  }
  return edges;
}

/// Counts over (-inf, e1], (e1, e2], ..., (ek, inf): numpy.digitize with right=True. NaN is not counted.
template <std::floating_point Value>
[[nodiscard]] std::vector<std::uint64_t> digitize_right(std::span<const Value> values, std::span<const double> edges) {
  std::vector<std::uint64_t> counts(edges.size() + 1);
  for (const Value value : values) {
    if (is_missing(value)) continue;
    const auto below = std::lower_bound(edges.begin(), edges.end(), static_cast<double>(value)) - edges.begin();
    ++counts[static_cast<std::size_t>(below)];
  }
  return counts;
}

/// How often each distinct value stands in either sample, ascending; the categories of a numeric feature with few
/// values.
struct ValueCounts {
  std::vector<double> values;
  std::vector<std::uint64_t> reference;
  std::vector<std::uint64_t> current;
};
template <std::floating_point Value>
[[nodiscard]] ValueCounts value_counts(std::span<const Value> sorted_reference, std::span<const Value> sorted_current) {
  ValueCounts counts;
  for_each_tie_group(sorted_reference, sorted_current, [&](const TieGroup& group, Value value) {
    counts.values.push_back(static_cast<double>(value));
    counts.reference.push_back(group.reference);
    counts.current.push_back(group.current);
  });
  return counts;
}

}  // namespace leeway::inline v0_1::compatibility::numpy
