#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "leeway/compare/tie_groups.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/linear_rank.hpp"
#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// Ansari-Bradley test of spread. Null hypothesis: both samples come from one distribution; it looks for values of
/// one side lying nearer to the ends of the pooled sample (Ansari and Bradley 1960, doi:10.1214/aoms/1177705688).
///
/// Takes raw samples (NaN left out, infinities are values), `Sorted` views, counts over ordered cells, or Cells.
/// `statistic` is the sum over the reference of min(r, N + 1 - r), r being mid-ranks: large where the *current*
/// sample is wider, which `greater` means. All values equal is `degenerate`.
/// Exact p counts all assignments given the ties, the two-sided p being twice the smaller tail; automatic uses it
/// up to `exact_work` operations (62 values a side without ties, 52 with: 3 ms), else the normal limit with the
/// exact mean and variance given the ties. O(n log n) on raw samples, O(cells) on counts.
/// Not when the centres differ as well: a shift of one side hides a change of spread. Mood has more power for
/// normal data.
struct AnsariBradley {
  enum class PValue : std::uint8_t {
    automatic,
    exact,
    asymptotic,
    asymptotic_textbook,  ///< scipy's and R's: the mean of untied scores, wrong when a tie straddles the pooled median
  };

  Alternative alternative = Alternative::two_sided;
  PValue p_value = PValue::automatic;
  double exact_work = 1.5e7;

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

    StableSum total;
    StableSum observed;
    for (const TieGroup& group : groups) {
      const double score = static_cast<double>(doubled_score(group, groups)) / 2;
      total += static_cast<double>(group.size()) * score;
      observed += static_cast<double>(group.reference) * score;
    }
    const double mean = total.value() / pooled;
    StableSum excess;
    StableSum squares;
    for (const TieGroup& group : groups) {
      const double deviation = static_cast<double>(doubled_score(group, groups)) / 2 - mean;
      excess += static_cast<double>(group.reference) * deviation;
      squares += static_cast<double>(group.size()) * deviation * deviation;
    }
    result.statistic = observed.value();
    result.status = Status::degenerate;
    if (!(squares.value() > 1e-25 * pooled * pooled * pooled)) return result;  // all scores equal
    result.status = Status::ok;
    const bool tied = groups.size() < result.reference_count + result.current_count;
    if (p_value == PValue::exact || (p_value == PValue::automatic && linear_rank_work(groups, 0.5) <= exact_work)) {
      result.method = tied ? Method::exact_ties : Method::exact;
      result.p_value = exact_p(groups);
      return result;
    }
    double z = excess.value() / std::sqrt(n / pooled * m / (pooled - 1) * squares.value());
    if (p_value == PValue::asymptotic_textbook) z = textbook_z(result.statistic, n, m, mean, squares.value());
    result.method = Method::asymptotic;
    result.p_value = normal_p(z, alternative);
    return result;
  }

 private:
  [[nodiscard]] static std::int64_t doubled_score(const TieGroup& group, std::span<const TieGroup> groups) noexcept {
    const auto pooled = static_cast<std::int64_t>(groups.back().before() + groups.back().size());
    const auto doubled_rank = static_cast<std::int64_t>(2 * group.before() + group.size() + 1);
    return (std::min)(doubled_rank, 2 * pooled + 2 - doubled_rank);
  }

  [[nodiscard]] static double textbook_z(double statistic, double n, double m, double mean, double squares) noexcept {
    const double pooled = n + m;
    const bool odd = std::fmod(pooled, 2) != 0;
    const double untied_mean = odd ? (pooled + 1) * (pooled + 1) / (4 * pooled) : (pooled + 2) / 4;
    const double raw_squares = squares + pooled * mean * mean;
    const double sum = raw_squares - pooled * untied_mean * untied_mean;
    return (statistic - n * untied_mean) / std::sqrt(n / pooled * m / (pooled - 1) * sum);
  }

  [[nodiscard]] double exact_p(std::span<const TieGroup> groups) const {
    const LinearRankTails tails =
        linear_rank_tails(groups, [&](const TieGroup& group) { return doubled_score(group, groups); });
    return p_of_tails(tails.at_most, tails.at_least, alternative);
  }
};

}  // namespace leeway::inline v0_1
