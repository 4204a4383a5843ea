#pragma once

#include <cmath>
#include <span>

#include "leeway/compare/tie_groups.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// Brunner-Munzel test. Null hypothesis: P(current > reference) + P(tie) / 2 = 1/2, whatever the two shapes and
/// spreads: MannWhitney for samples that may differ in spread, as WelchT is to StudentT (Brunner and Munzel 2000,
/// Biometrical Journal 42, 17-25).
///
/// Takes raw samples (NaN left out, infinities are values), `Sorted` views, counts over ordered cells, or Cells;
/// ties are allowed for. `statistic` grows with the current values, and so says `greater`; `effect_size` is Cliff's
/// delta. Needs two values a side. `degenerate` where no placement varies: all values equal, or the samples do not
/// overlap at all (there the statistic is infinite; MannWhitney has an answer).
/// p from Student's t with Satterthwaite's degrees of freedom. Simulated error rates at nominal .05 and .01, normal
/// data: .072 and .031 with five values a side, .054 and .016 with ten. O(n log n) on raw samples, O(cells) on
/// counts.
struct BrunnerMunzel {
  Alternative alternative = Alternative::two_sided;

  template <class Reference, RankComparable<Reference> Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return of_groups(tie_groups(reference, current));
  }

  [[nodiscard]] TestResult of_groups(std::span<const TieGroup> groups) const {
    TestResult result = detail::counted_result(groups, alternative);
    if (result.reference_count < 2 || result.current_count < 2) return result;
    const auto n = static_cast<double>(result.reference_count);
    const auto m = static_cast<double>(result.current_count);

    // The placement of a value is how many of the other side lie below it, ties counting half.
    StableSum reference_sum;
    StableSum current_sum;
    StableSum excess_sum;
    for (const TieGroup& group : groups) {
      const auto reference = static_cast<double>(group.reference);
      const auto current = static_cast<double>(group.current);
      const auto current_below = static_cast<double>(group.current_before);
      reference_sum += reference * (current_below + current / 2);
      current_sum += current * (static_cast<double>(group.reference_before) + reference / 2);
      excess_sum += reference * (m - static_cast<double>(group.current_through()) - current_below);
    }
    const double reference_mean = reference_sum.value() / n;
    const double current_mean = current_sum.value() / m;
    StableSum reference_squares;
    StableSum current_squares;
    for (const TieGroup& group : groups) {
      const auto reference = static_cast<double>(group.reference);
      const auto current = static_cast<double>(group.current);
      const double reference_deviation = static_cast<double>(group.current_before) + current / 2 - reference_mean;
      const double current_deviation = static_cast<double>(group.reference_before) + reference / 2 - current_mean;
      reference_squares += reference * reference_deviation * reference_deviation;
      current_squares += current * current_deviation * current_deviation;
    }
    const double reference_part = n * reference_squares.value() / (n - 1);
    const double current_part = m * current_squares.value() / (m - 1);
    const double total = reference_part + current_part;
    const double excess = excess_sum.value() / 2;  // n m (P(current > reference) + P(tie) / 2 - 1/2)
    result.effect_kind = EffectKind::probability_shift;
    result.effect_size = 2 * excess / n / m;
    result.status = Status::degenerate;
    if (!(total > 0)) return result;
    const double share = reference_part / total;
    const double current_share = current_part / total;
    const double dof = 1 / (share * share / (n - 1) + current_share * current_share / (m - 1));
    const double w = excess / std::sqrt(total);
    result.status = Status::ok;
    result.method = Method::asymptotic_corrected;
    result.statistic = w;
    result.degrees_of_freedom = dof;
    result.p_value = student_t_p(w, dof, alternative);
    return result;
  }
};

}  // namespace leeway::inline v0_1
