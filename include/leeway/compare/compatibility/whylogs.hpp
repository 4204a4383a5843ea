#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "leeway/compare/compatibility/numpy.hpp"
#include "leeway/compare/compatibility/scipy.hpp"
#include "leeway/compare/divergence.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/sort.hpp"
#include "leeway/math/special.hpp"

/// whylogs' drift algorithms (1.1 to 1.6, `viz/drift`), applied to the samples themselves where whylogs has KLL
/// sketches of them: the numbers agree up to the sketches' rank error (about 1.3 %).
///
/// | algorithm | measure                                                    | no drift  | possible   | drift     |
/// |-----------|------------------------------------------------------------|-----------|------------|-----------|
/// | hellinger | distance over at most 30 equal bins of both samples' range | below .15 | .15 to .4  | from .4   |
/// | ks        | p of D looked for at 100 quantiles of either sample        | from .15  | .05 to .15 | below .05 |

namespace leeway::inline v0_1::compatibility::whylogs {

enum class Category : std::uint8_t { no_drift, possible_drift, drift };

[[nodiscard]] constexpr Category hellinger_category(double distance) noexcept {
  return distance >= 0.4 ? Category::drift : distance >= 0.15 ? Category::possible_drift : Category::no_drift;
}
[[nodiscard]] constexpr Category ks_category(double p_value) noexcept {
  return p_value < 0.05 ? Category::drift : p_value < 0.15 ? Category::possible_drift : Category::no_drift;
}

/// The edges over both samples: from the smallest value to the largest raised by a ten-millionth of itself, in
/// min(ceil(rows / 4), 30) bins, at least 2 (fewer where a bin would be narrower than a float32 can tell apart).
[[nodiscard]] inline std::vector<double> bin_edges(double start, double end, std::uint64_t rows) {
  end += std::fabs(end) * 1e-7;
  double bins = (std::max)(2.0, (std::min)(std::ceil(static_cast<double>(rows) / 4), 30.0));
  const double magnitude = (std::max)(std::fabs(start), std::fabs(end));
  if (!is_finite(end - start) || magnitude == 0) return {};
  const double smallest_interval = std::ldexp(1.0, std::ilogb(magnitude) - 23);
  double width = (end - start) / bins;
  if (width < smallest_interval) {
    bins = (std::max)(1.0, std::floor((end - start) / smallest_interval));
    width = (end - start) / bins;
  }
  std::vector<double> edges;
  for (double i = 0; i <= bins; ++i) {
    const double offset = i * width;
    edges.push_back(start + offset);
  }
  return edges;
}

/// Hellinger distance over those bins. NaN and infinities are left out. Status: `too_few_samples` if a side is empty,
/// `degenerate` if all values are 0 or the range is not finite (whylogs raises there).
template <std::floating_point Value>
[[nodiscard]] Distance hellinger(std::span<const Value> reference, std::span<const Value> current) {
  const auto finite = [](std::span<const Value> values) {
    std::vector<double> kept;
    for (const Value value : values) {
      if (is_finite(value)) kept.push_back(static_cast<double>(value));
    }
    return kept;
  };
  const std::vector<double> x = finite(reference);
  const std::vector<double> y = finite(current);
  Distance distance;
  if (x.empty() || y.empty()) return distance;
  const auto [x_low, x_high] = std::minmax_element(x.begin(), x.end());
  const auto [y_low, y_high] = std::minmax_element(y.begin(), y.end());
  std::vector<double> edges = bin_edges((std::min)(*x_low, *y_low), (std::max)(*x_high, *y_high), x.size() + y.size());
  if (edges.empty()) {
    distance.status = Status::degenerate;
    return distance;
  }
  // A sketch puts what is not below the last edge into a cell of its own: where the largest value is 0, the last edge.
  edges.push_back(std::numeric_limits<double>::infinity());
  const std::span<const double> cuts(edges);
  return leeway::hellinger(numpy::histogram(std::span<const double>(x), cuts),
                           numpy::histogram(std::span<const double>(y), cuts));
}

/// Kolmogorov-Smirnov test on quantiles: D is the largest difference of the shares *below* any of the 100 quantiles
/// (0, 1/99, ..., 1) of either sample, p that of the one-sample distribution at the rounded size n m / (n + m). D is at
/// most the true one, and what happens beyond the last but one quantile goes unseen. Missing values are left out.
template <std::floating_point Value>
[[nodiscard]] TestResult ks(std::span<const Value> reference, std::span<const Value> current) {
  const std::vector<Value> x = sorted_values(reference);
  const std::vector<Value> y = sorted_values(current);
  TestResult result;
  result.effect_kind = EffectKind::ks_distance;
  result.reference_count = x.size();
  result.current_count = y.size();
  if (x.empty() || y.empty()) return result;
  constexpr std::size_t quantiles = 100;
  const auto share_below = [](const std::vector<Value>& sorted, Value value) {
    return static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin()) /
           static_cast<double>(sorted.size());
  };
  double largest = 0;
  for (const std::vector<Value>* sample : {&x, &y}) {
    for (std::size_t i = 0; i < quantiles; ++i) {
      const double position = static_cast<double>(i) / (quantiles - 1) * static_cast<double>(sample->size());
      const Value quantile = (*sample)[(std::min)(static_cast<std::size_t>(position), sample->size() - 1)];
      largest = (std::max)(largest, std::fabs(share_below(x, quantile) - share_below(y, quantile)));
    }
  }
  result.status = Status::ok;
  result.method = Method::asymptotic;
  result.statistic = largest;
  result.effect_size = largest;
  result.p_value = scipy::ks_2samp_asymptotic_p(largest, x.size(), y.size(), Alternative::two_sided);
  return result;
}

}  // namespace leeway::inline v0_1::compatibility::whylogs
