#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "leeway/compare/tie_groups.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/kuiper_limit.hpp"

namespace leeway::inline v0_1 {

/// Kuiper's test. Null hypothesis: both samples come from one distribution. V = D+ + D-, the largest excess of
/// either distribution function over the other: as sensitive in the tails as in the middle, and on a circle (hour
/// of day, angle) independent of where it is cut (Kuiper 1960, doi:10.1016/S1385-7258(60)50006-0).
///
/// Takes raw samples (NaN left out, infinities are values), `Sorted` views, counts over ordered cells, or Cells.
/// `statistic` is V; `effect_size` is D = max(D+, D-). All values equal: V = 0, p = 1.
/// p is Stephens' (1970) approximation: the limit at lambda = (sqrt(en) + 0.155 + 0.24 / sqrt(en)) V with en = n m
/// / (n + m). Simulated error rates at a nominal .05 on continuous data: .040 with n = 20, .045 with 40, .048 with
/// 100. O(n log n) on raw samples, O(cells) on counts.
/// Not for coarse cells or many ties, which make it more conservative still: KolmogorovSmirnov allows for them.
struct Kuiper {
  template <class Reference, RankComparable<Reference> Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return of_groups(tie_groups(reference, current));
  }

  [[nodiscard]] TestResult of_groups(std::span<const TieGroup> groups) const {
    TestResult result = detail::counted_result(groups);
    if (result.reference_count == 0 || result.current_count == 0) return result;
    const auto n = static_cast<double>(result.reference_count);
    const auto m = static_cast<double>(result.current_count);
    double above = 0;  // of the reference's distribution function over the current one's
    double below = 0;
    for (const TieGroup& group : groups) {
      const double difference =
          static_cast<double>(group.reference_through()) / n - static_cast<double>(group.current_through()) / m;
      above = (std::max)(above, difference);
      below = (std::max)(below, -difference);
    }
    result.status = Status::ok;
    result.method = Method::asymptotic_corrected;
    result.statistic = above + below;
    result.effect_kind = EffectKind::ks_distance;
    result.effect_size = (std::max)(above, below);
    result.p_value = kuiper_limit_sf(lambda(result));
    return result;
  }

  /// Stephens' argument of the limiting distribution for a result of this test.
  [[nodiscard]] static double lambda(const TestResult& result) noexcept {
    const auto n = static_cast<double>(result.reference_count);
    const auto m = static_cast<double>(result.current_count);
    const double root = std::sqrt(n / (n + m) * m);
    return (root + 0.155 + 0.24 / root) * result.statistic;
  }
};

}  // namespace leeway::inline v0_1
