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
#include "leeway/compare/compatibility/numpy.hpp"
#include "leeway/compare/compatibility/scipy.hpp"
#include "leeway/compare/counts.hpp"
#include "leeway/compare/divergence.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"
#include "leeway/math/sort.hpp"
#include "leeway/math/special.hpp"

/// NannyML's univariate drift values and thresholds (0.9 to 0.13, `drift/univariate`). Missing values are dropped
/// first.
///
/// | method             | feature     | value                                                   | alert     |
/// |--------------------|-------------|---------------------------------------------------------|-----------|
/// | jensen_shannon     | continuous  | distance in bits over Doane's bins, and one for outside | threshold |
/// | hellinger          | continuous  | same bins                                               | threshold |
/// | kolmogorov_smirnov | continuous  | D; over 10,000 bins if the reference has as many rows   | threshold |
/// | jensen_shannon     | categorical | shares of the categories of both                        | threshold |
/// | hellinger          | categorical | same                                                    | threshold |
/// | l_infinity         | categorical | same                                                    | threshold |
/// | chi2               | categorical | Pearson's statistic (Yates for two categories)          | p < .05   |
///
/// The threshold is mean + 3 std of the reference's own chunks (at most 1 for kolmogorov_smirnov). It has no stated
/// error rate: distances of chunks are skewed, and the chunks were part of the reference they are compared with.

namespace leeway::inline v0_1::compatibility::nannyml {

/// Doane's bins of a continuous reference, and one more for what later falls outside of them.
class ContinuousBins {
 public:
  template <std::floating_point Value>
  explicit ContinuousBins(std::span<const Value> reference)
      : edges_(numpy::histogram_bin_edges(reference, numpy::BinRule::doane)), reference_counts_(count(reference)) {}

  [[nodiscard]] const std::vector<double>& edges() const noexcept { return edges_; }
  [[nodiscard]] std::span<const std::uint64_t> reference_counts() const noexcept { return reference_counts_; }

  /// Counts in the bins, and in the last place everything outside them that is not missing.
  template <std::floating_point Value>
  [[nodiscard]] std::vector<std::uint64_t> count(std::span<const Value> values) const {
    std::vector<std::uint64_t> counts = numpy::histogram(values, std::span<const double>(edges_));
    const auto present =
        static_cast<std::uint64_t>(std::count_if(values.begin(), values.end(), [](Value x) { return !is_missing(x); }));
    counts.push_back(present - leeway::detail::total_count(counts));
    return counts;
  }

 private:
  std::vector<double> edges_;
  std::vector<std::uint64_t> reference_counts_;
};

/// Jensen-Shannon distance in bits of a chunk from a continuous reference.
template <std::floating_point Value>
[[nodiscard]] Distance jensen_shannon(const ContinuousBins& reference, std::span<const Value> chunk) {
  return jensen_shannon_distance(reference.reference_counts(), reference.count(chunk), InformationUnit::bits);
}

/// The same for a categorical feature. NannyML throws unseen categories together; the value does not depend on it.
[[nodiscard]] inline Distance jensen_shannon(std::span<const std::uint64_t> reference,
                                             std::span<const std::uint64_t> chunk) {
  return jensen_shannon_distance(reference, chunk, InformationUnit::bits);
}

template <std::floating_point Value>
[[nodiscard]] Distance hellinger(const ContinuousBins& reference, std::span<const Value> chunk) {
  return leeway::hellinger(reference.reference_counts(), reference.count(chunk));
}
[[nodiscard]] inline Distance hellinger(std::span<const std::uint64_t> reference,
                                        std::span<const std::uint64_t> chunk) {
  return leeway::hellinger(reference, chunk);
}

[[nodiscard]] inline Distance l_infinity(std::span<const std::uint64_t> reference,
                                         std::span<const std::uint64_t> chunk) {
  return leeway::l_infinity(reference, chunk);
}

/// Statistic and p of the chi2 method: an alert is p < .05, whatever the reference chunks say.
[[nodiscard]] inline TestResult chi2(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> chunk) {
  return scipy::chi2_contingency(reference, chunk);
}

/// Reference rows from which the KS statistic is estimated on bins.
inline constexpr std::size_t estimated_from = 10000;

/// The Kolmogorov-Smirnov statistic: exact below 10,000 reference rows, and from there on the largest difference at the
/// right ends of `bins` equal bins of the reference's range, where chunk values above the range go uncounted. The
/// estimate is at most the exact D, and much less where one outlier stretches the range.
template <std::floating_point Value>
[[nodiscard]] Distance kolmogorov_smirnov(std::span<const Value> reference, std::span<const Value> chunk,
                                          std::size_t bins = 10000) {
  const std::vector<Value> x = sorted_values(reference);
  const std::vector<Value> y = sorted_values(chunk);
  Distance distance;
  if (x.empty() || y.empty()) return distance;
  if (x.size() < estimated_from) {
    distance.status = Status::ok;
    distance.value = scipy::ks_statistic(Sorted<Value>(x), Sorted<Value>(y)).distance(Alternative::two_sided);
    return distance;
  }
  const auto first = static_cast<double>(x.front());
  const auto last = static_cast<double>(x.back());
  if (!is_finite(last - first) || bins == 0) {
    distance.status = Status::degenerate;
    return distance;
  }
  const std::vector<double> edges = numpy::linspace(first, last, bins);
  const auto reference_counts = numpy::histogram(std::span<const Value>(x), std::span<const double>(edges));
  const auto chunk_counts = numpy::histogram(std::span<const Value>(y), std::span<const double>(edges));
  const auto below = std::lower_bound(y.begin(), y.end(), x.front()) - y.begin();
  std::uint64_t a = 0;
  auto b = static_cast<std::uint64_t>(below);
  double largest = 0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    a += reference_counts[bin];
    b += chunk_counts[bin];
    largest = (std::max)(largest, std::fabs(leeway::detail::cross_difference(a, y.size(), b, x.size())));
  }
  distance.status = Status::ok;
  distance.value = largest / static_cast<double>(x.size()) / static_cast<double>(y.size());
  return distance;
}

/// The upper threshold from the values that chunks of the reference itself have: mean + `multiplier` population
/// standard deviations, at most `limit` (1 for kolmogorov_smirnov). A value above it is an alert. NaN without finite
/// values.
[[nodiscard]] inline double upper_threshold(std::span<const double> reference_chunk_values, double multiplier = 3,
                                            double limit = std::numeric_limits<double>::infinity()) noexcept {
  Moments<double, 2> moments;
  for (const double value : reference_chunk_values) moments.add(value);
  if (moments.count() == 0) return TestResult::undefined;
  return (std::min)(limit, moments.mean() + multiplier * std::sqrt(moments.population_variance()));
}

}  // namespace leeway::inline v0_1::compatibility::nannyml
