#pragma once

#include <cstddef>
#include <vector>

#include "leeway/compare/pooled_ties.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// Kruskal-Wallis test. Null hypothesis: all groups come from one distribution; it looks for groups whose values
/// tend to be larger (Kruskal and Wallis 1952, doi:10.1080/01621459.1952.10483441). For two groups it is
/// MannWhitney's two-sided test without continuity correction.
///
/// Takes two samples or a range of them, raw (NaN left out, infinities are values) or as counts over ordered cells.
/// `statistic` is H corrected for ties, chi-squared with one degree of freedom less than groups in the limit. All
/// values equal is `degenerate`. `reference_count` is the first group's size, `current_count` that of the others.
/// Simulated error rates at a nominal .05: .043 with three groups of five, .046 of ten; .053 and .055 with two
/// groups. With three values a group p has too few steps to mean much (.01 and .10). O(N log N) on raw samples,
/// O(cells) on counts.
/// Not for two groups, where MannWhitney is exact, nor for changes of spread: AndersonDarling sees those.
struct KruskalWallis {
  template <class... Samples>
  requires RankGroups<Samples...>
  [[nodiscard]] TestResult operator()(const Samples&... samples) const { return of_ties(pooled_ties(samples...)); }

  [[nodiscard]] TestResult of_ties(const PooledTies& ties) const {
    TestResult result;
    detail::set_group_counts(result, ties);
    if (!ties.comparable()) return result;
    result.status = Status::degenerate;
    if (ties.tie_count() < 2) return result;
    const auto pooled = static_cast<double>(ties.total);
    std::vector<StableSum> centred(ties.group_count);  // per group: sum of 2 * rank - (N + 1)
    StableSum spread;                                  // (N^3 - sum of t^3) / 3 in positive terms
    double before = 0;
    for (std::size_t tie = 0; tie < ties.tie_count(); ++tie) {
      const auto size = static_cast<double>(ties.sizes[tie]);
      const double score = 2 * before + size - pooled;
      for (std::size_t group = 0; group < ties.group_count; ++group) {
        centred[group] += static_cast<double>(ties.count(tie, group)) * score;
      }
      spread += size * before * (before + size);
      before += size;
    }
    StableSum sum;
    for (std::size_t group = 0; group < ties.group_count; ++group) {
      const double total = centred[group].value();
      sum += total * (total / static_cast<double>(ties.totals[group]));
    }
    result.status = Status::ok;
    result.method = Method::asymptotic;
    result.statistic = (pooled - 1) * (sum.value() / spread.value());
    result.degrees_of_freedom = static_cast<double>(ties.group_count) - 1;
    result.p_value = chi_squared_sf(result.statistic, result.degrees_of_freedom);
    return result;
  }
};

}  // namespace leeway::inline v0_1
