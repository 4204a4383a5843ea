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
#include "leeway/compare/divergence.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"

/// TensorFlow Data Validation's two comparators (1.0 to 1.16, `anomalies/metrics.cc`): `infinity_norm` for categorical
/// features, `jensen_shannon_divergence` for numeric ones. Skew and drift are flagged where the value exceeds the
/// threshold in the schema, for which there is no default.

namespace leeway::inline v0_1::compatibility::tfdv {

/// Largest difference of any category's share; missing values are not a category.
[[nodiscard]] inline Distance infinity_norm(std::span<const std::uint64_t> reference,
                                            std::span<const std::uint64_t> current) {
  return l_infinity(reference, current);
}

/// Jensen-Shannon *divergence*, not distance, in bits, over categories.
[[nodiscard]] inline Distance jensen_shannon_divergence(std::span<const std::uint64_t> reference,
                                                        std::span<const std::uint64_t> current) {
  return leeway::jensen_shannon_divergence(reference, current, InformationUnit::bits);
}

/// A histogram as TFDV keeps one: buckets over the sample's own range, and what has no place on the line.
struct Histogram {
  std::vector<double> edges;   ///< ascending and finite; one more than counts
  std::vector<double> counts;  ///< per bucket [edge, next edge), the last one closed
  double missing = 0;          ///< NaN
  double infinite = 0;

  /// TFDV's standard histogram: ten buckets of equal width between the smallest and the largest finite value.
  template <std::floating_point Value>
  [[nodiscard]] static Histogram standard(std::span<const Value> values, std::size_t buckets = 10) {
    if (buckets == 0) throw ConfigError("tfdv: a histogram needs at least one bucket");
    Histogram histogram;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Value value : values) {
      if (is_finite(value)) {
        low = (std::min)(low, static_cast<double>(value));
        high = (std::max)(high, static_cast<double>(value));
      } else {
        ++(is_missing(value) ? histogram.missing : histogram.infinite);
      }
    }
    if (low > high) return histogram;
    if (low == high) {  // a point: its bucket has no width
      histogram.edges = {low, high};
      histogram.counts = {static_cast<double>(values.size()) - histogram.missing - histogram.infinite};
      return histogram;
    }
    histogram.edges = numpy::linspace(low, high, buckets);
    const auto counts = numpy::histogram(values, std::span<const double>(histogram.edges));
    histogram.counts.assign(counts.begin(), counts.end());
    return histogram;
  }
};

namespace detail {

/// The histogram's mass in [from, to), spread evenly inside its buckets; buckets without width are points, counted by
/// the caller.
[[nodiscard]] inline double mass_between(const Histogram& histogram, double from, double to) noexcept {
  double mass = 0;
  for (std::size_t bucket = 0; bucket < histogram.counts.size(); ++bucket) {
    const double left = histogram.edges[bucket];
    const double right = histogram.edges[bucket + 1];
    if (left >= to || right <= from || left == right) continue;
    mass += histogram.counts[bucket] * (((std::min)(right, to) - (std::max)(left, from)) / (right - left));
  }
  return mass;
}

[[nodiscard]] inline double point_mass_at(const Histogram& histogram, double point) noexcept {
  double mass = 0;
  for (std::size_t bucket = 0; bucket < histogram.counts.size(); ++bucket) {
    if (histogram.edges[bucket] == point && histogram.edges[bucket + 1] == point) mass += histogram.counts[bucket];
  }
  return mass;
}

[[nodiscard]] inline double total_mass(const Histogram& histogram) noexcept {
  double mass = histogram.missing + histogram.infinite;
  for (const double count : histogram.counts) mass += count;
  return mass;
}

}  // namespace detail

/// Jensen-Shannon divergence in bits between two histograms with edges of their own.
///
/// Both are cut at the edges of both, values spread evenly inside a bucket; buckets without width are compared as
/// points. Infinite values never match anything, and neither do missing ones: TFDV puts the NaN of each side into a
/// bucket of its own, so a column with the same missing rate on both sides is told to have drifted by it. Kept, as this
/// is about the same number. Status: `too_few_samples` if a side is empty; throws ConfigError if edges and counts do
/// not fit.
[[nodiscard]] inline Distance jensen_shannon_divergence(const Histogram& reference, const Histogram& current) {
  for (const Histogram* histogram : {&reference, &current}) {
    if (!histogram->counts.empty() && histogram->edges.size() != histogram->counts.size() + 1) {
      throw ConfigError("tfdv: a histogram needs one more edge than counts");
    }
  }
  const double n = detail::total_mass(reference);
  const double m = detail::total_mass(current);
  Distance distance;
  if (!(n > 0) || !(m > 0)) return distance;
  std::vector<double> cuts;
  cuts.insert(cuts.end(), reference.edges.begin(), reference.edges.end());
  cuts.insert(cuts.end(), current.edges.begin(), current.edges.end());
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());

  StableSum sum;
  const auto compare = [&](double a, double b) {
    const double p = a / n;
    const double q = b / m;
    const double mean = (p + q) / 2;
    if (mean > 0) sum += mean * leeway::detail::jensen_shannon_term(std::fabs(p - q) / (2 * mean));
  };
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    compare(detail::point_mass_at(reference, cuts[i]), detail::point_mass_at(current, cuts[i]));
    if (i + 1 < cuts.size()) {
      compare(detail::mass_between(reference, cuts[i], cuts[i + 1]),
              detail::mass_between(current, cuts[i], cuts[i + 1]));
    }
  }
  compare(reference.infinite, 0);
  compare(0, current.infinite);
  compare(reference.missing, 0);
  compare(0, current.missing);
  distance.value = (std::min)(1.0, sum.value() / 2 / 0.69314718055994530942);
  distance.status = is_finite(distance.value) ? Status::ok : Status::degenerate;
  return distance;
}

}  // namespace leeway::inline v0_1::compatibility::tfdv
