#pragma once

#include <cmath>
#include <cstdint>
#include <span>

#include "leeway/compare/tie_groups.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// Mood's test of spread. Null hypothesis: both samples come from one distribution; it looks for values of one side
/// lying further from the pooled centre, in ranks (Mood 1954, doi:10.1214/aoms/1177728719).
///
/// Takes raw samples (NaN left out, infinities are values), `Sorted` views, counts over ordered cells, or Cells.
/// `statistic` is the z score of the current sample's sum of squared rank deviations; `greater` means a wider
/// current sample. Needs three values in all, one a side; all values equal is `degenerate`.
/// p from the normal limit. Simulated error rates at a nominal .05: .064 with five values a side, .048 with ten.
/// O(n log n) on raw samples, O(cells) on counts.
/// Not when the centres differ as well: a shift of one side looks like spread. Use Levene, which centres.
struct Mood {
  /// Tied values share the mean of their squared deviations (Mielke 1967, doi:10.2307/1266427).
  /// `corrected` divides by the exact standard deviation given the ties; `as_in_r` by the one of R's mood.test (4.2),
  /// whose tie term has N - t for the distance of a tie from the centre and so comes out too small, or negative, which
  /// is `degenerate`. For comparison with R only.
  enum class Ties : std::uint8_t { corrected, as_in_r };

  Alternative alternative = Alternative::two_sided;
  Ties ties = Ties::corrected;

  template <class Reference, RankComparable<Reference> Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return of_groups(tie_groups(reference, current));
  }

  [[nodiscard]] TestResult of_groups(std::span<const TieGroup> groups) const {
    TestResult result = detail::counted_result(groups, alternative);
    if (result.reference_count == 0 || result.current_count == 0) return result;
    const auto n = static_cast<double>(result.reference_count);
    const auto m = static_cast<double>(result.current_count);
    const double pooled = n + m;
    if (pooled < 3) return result;

    const double mean_score = (pooled - 1) * (pooled + 1) / 12;
    StableSum excess;  // of the reference's scores over their mean
    StableSum squares;
    StableSum r_correction;
    for (const TieGroup& group : groups) {
      const auto size = static_cast<double>(group.size());
      // Deviation of the mid-rank from (N + 1) / 2; the ranks tied around it add their own spread.
      const double deviation = static_cast<double>(group.before()) + (size - pooled) / 2;
      const double score = deviation * deviation + (size - 1) * (size + 1) / 12 - mean_score;
      excess += static_cast<double>(group.reference) * score;
      squares += size * score * score;
      r_correction += size * (size * size - 1) * (size * size - 4 + 15 * (pooled - size) * (pooled - size)) / 180;
    }
    const double untied = pooled * (pooled * pooled - 1) * (pooled * pooled - 4) / 180;  // the sum of squares
    const double sum_of_squares = ties == Ties::corrected ? squares.value() : untied - r_correction.value();
    const double deviation = std::sqrt(n / pooled * m / (pooled - 1) * sum_of_squares);
    const double z = -excess.value() / deviation;
    result.status = Status::degenerate;
    // Squared scores that differ only by rounding are no spread: N^2 / 12 has been subtracted from them.
    if (groups.size() == 1 || !(sum_of_squares > 1e-20 * untied) || !is_finite(z)) return result;
    result.status = Status::ok;
    result.method = Method::asymptotic;
    result.statistic = z;
    result.p_value = normal_p(z, alternative);
    return result;
  }
};

}  // namespace leeway::inline v0_1
