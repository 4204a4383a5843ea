#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "leeway/compare/tie_groups.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

namespace leeway {

/// Brunner-Munzel test. Null hypothesis: P(current > reference) + P(tie) / 2 = 1/2, whatever the two shapes and
/// spreads: MannWhitney for samples that may differ in spread, as WelchT is to StudentT (Brunner and Munzel 2000,
/// doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U).
///
/// Takes raw samples (NaN left out), `Sorted` views, counts over ordered cells, or Cells; ties are allowed for.
/// `statistic` grows with the current values; p from Student's t with Satterthwaite's degrees of freedom, good from ten
/// values a side. Needs two values a side. `degenerate` where no placement varies: all values equal, or the samples do
/// not overlap at all (there the statistic is infinite; MannWhitney has an answer).
struct BrunnerMunzel {
  Alternative alternative = Alternative::two_sided;

  template <class Reference, class Current>
  requires RankComparable<Reference, Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return of_groups(tie_groups(reference, current));
  }

  [[nodiscard]] TestResult of_groups(std::span<const TieGroup> groups) const {
    TestResult result;
    result.alternative = alternative;
    if (groups.empty()) return result;
    result.reference_count = groups.back().reference_through();
    result.current_count = groups.back().current_through();
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
    switch (alternative) {
      case Alternative::two_sided: result.p_value = 2 * student_t_sf(std::fabs(w), dof); break;
      case Alternative::greater: result.p_value = student_t_sf(w, dof); break;
      case Alternative::less: result.p_value = student_t_cdf(w, dof); break;
    }
    return result;
  }
};

}  // namespace leeway
