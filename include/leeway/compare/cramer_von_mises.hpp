#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "leeway/compare/tie_groups.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/cramer_von_mises_exact.hpp"
#include "leeway/math/cramer_von_mises_limit.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// Two-sample Cramer-von Mises test. Null hypothesis: both samples come from one distribution; every kind of
/// difference counts, those in the middle most (Anderson 1962, doi:10.1214/aoms/1177704477).
///
/// Takes raw samples (NaN left out, infinities are values), `Sorted` views, counts over ordered cells, or Cells.
/// `statistic` is Anderson's T with mid-ranks: n m / N^2 times the sum of squared differences of the distribution
/// functions where nothing ties. All values equal: p = 1, every assignment being the same.
/// Exact p counts all assignments given the ties; automatic uses it up to 12 values a side (0.5 ms; 30 ms at 20 and
/// 19), else the limit at T standardised by its exact mean and variance (`asymptotic_corrected`): within .013 of
/// the exact p at 13 values a side, .008 at 16, which is up to a third of a p between .001 and .1. With many ties
/// the limit is rough at any size (mid-ranks shift the mean and the variance of T).
/// Accuracy: T in positive terms, a few ulp at any size. O(n log n) on raw samples, O(cells) on counts.
struct CramerVonMises {
  enum class PValue : std::uint8_t { automatic, exact, asymptotic };

  PValue p_value = PValue::automatic;
  std::uint64_t exact_up_to = 12;  ///< values on the larger side for which `automatic` counts assignments

  template <class Reference, RankComparable<Reference> Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return of_groups(tie_groups(reference, current));
  }

  [[nodiscard]] TestResult of_groups(std::span<const TieGroup> groups) const {
    TestResult result = detail::counted_result(groups);
    if (result.reference_count == 0 || result.current_count == 0) return result;
    result.status = Status::ok;
    result.statistic = statistic(groups);
    const bool tied = groups.size() < result.reference_count + result.current_count;
    if (groups.size() == 1) {
      result.method = Method::exact_ties;
      result.p_value = 1;
    } else if (p_value == PValue::exact || (p_value == PValue::automatic &&
                                            (std::max)(result.reference_count, result.current_count) <= exact_up_to)) {
      result.method = tied ? Method::exact_ties : Method::exact;
      result.p_value = cramer_von_mises_exact_sf(groups);
    } else {
      result.method = Method::asymptotic_corrected;
      result.p_value = cramer_von_mises_limit_sf(normalised(result));
    }
    return result;
  }

  /// T of a result, moved and scaled to the limit's mean and variance (Anderson 1962).
  [[nodiscard]] static double normalised(const TestResult& result) noexcept {
    const auto n = static_cast<double>(result.reference_count);
    const auto m = static_cast<double>(result.current_count);
    const double pooled = n + m;
    const double product = n * m;
    const double mean = (1 + 1 / pooled) / 6;
    const double variance = (pooled + 1) * (4 * product * pooled - 3 * (n * n + m * m) - 2 * product) /
                            (45 * pooled * pooled * 4 * product);
    return 1.0 / 6 + (result.statistic - mean) / std::sqrt(45 * variance);
  }

 private:
  /// With distribution functions taken at the middle of each group, all terms of T are positive: subtracting its
  /// (4 n m - 1) / (6 N) from a sum of squared ranks instead would lose as many digits as N has.
  [[nodiscard]] static double statistic(std::span<const TieGroup> groups) noexcept {
    const auto n = static_cast<double>(groups.back().reference_through());
    const auto m = static_cast<double>(groups.back().current_through());
    const double pooled = n + m;
    StableSum differences;
    StableSum cubes;
    StableSum products;
    for (const TieGroup& group : groups) {
      const auto a = static_cast<double>(group.reference);
      const auto b = static_cast<double>(group.current);
      const double difference = (static_cast<double>(group.reference_before) + a / 2) / n -
                                (static_cast<double>(group.current_before) + b / 2) / m;
      differences += (a + b) * difference * difference;
      cubes += (a * a * a + b * b * b) / pooled;
      products += a * b * (a + b) / pooled;
    }
    const double gap = n - m;
    const double inner = (n / m + 1 + m / n) * cubes.value() - 3 * products.value() - gap / m * gap / n;
    return n / pooled * m / pooled * differences.value() + inner / (12 * pooled);
  }
};

}  // namespace leeway::inline v0_1
