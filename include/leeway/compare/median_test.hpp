#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "leeway/compare/pooled_ties.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// Mood's median test. Null hypothesis: all groups have the same median. Counts the values of each group above and
/// not above the pooled median and compares the counts by Pearson's chi-squared (Mood 1950, Introduction to the
/// Theory of Statistics).
///
/// Takes two samples or a range of them, raw (NaN left out, infinities are values) or as counts over ordered cells.
/// Values equal to the median count as below it, above it, or not at all. A table with an empty row (the median is
/// also the largest value, say) is `degenerate`.
/// Yates' correction for two groups, scipy's default, is off here, for the test is timid enough without: simulated
/// error rate at a nominal .05 with ten and with twenty values a side .023 and .025. O(N log N) on raw samples,
/// O(cells) on counts.
/// Least powerful of the location tests here; robust against anything but a shift of the median.
struct MedianTest {
  enum class Ties : std::uint8_t { below, above, ignore };

  Ties ties = Ties::below;
  bool yates = false;

  template <class... Samples>
  requires RankGroups<Samples...>
  [[nodiscard]] TestResult operator()(const Samples&... samples) const { return of_ties(pooled_ties(samples...)); }

  [[nodiscard]] TestResult of_ties(const PooledTies& pooled) const {
    TestResult result;
    detail::set_group_counts(result, pooled);
    if (!pooled.comparable()) return result;
    result.status = Status::degenerate;
    std::vector<double> below(pooled.group_count, 0);
    std::vector<double> above(pooled.group_count, 0);
    double total_below = 0;
    double total_above = 0;
    std::uint64_t before = 0;
    for (std::size_t tie = 0; tie < pooled.tie_count(); ++tie) {
      const std::uint64_t through = before + pooled.sizes[tie];
      // Twice the counts: the median of an even number lies between two values, which may belong to different runs.
      const bool is_below = 2 * through <= pooled.total;
      const bool is_median = !is_below && 2 * before < pooled.total;
      before = through;
      if (is_median && ties == Ties::ignore) continue;
      const bool counts_below = is_below || (is_median && ties == Ties::below);
      auto& side = counts_below ? below : above;
      for (std::size_t group = 0; group < pooled.group_count; ++group) {
        side[group] += static_cast<double>(pooled.count(tie, group));
      }
      (counts_below ? total_below : total_above) += static_cast<double>(pooled.sizes[tie]);
    }
    const double total = total_below + total_above;
    if (!(total_below > 0) || !(total_above > 0)) return result;
    StableSum statistic;
    for (std::size_t group = 0; group < pooled.group_count; ++group) {
      const double column = below[group] + above[group];
      if (!(column > 0)) return result;
      const double expected_below = column * (total_below / total);
      double difference = std::fabs(below[group] * total_above - above[group] * total_below) / total;
      if (yates && pooled.group_count == 2) difference -= (std::min)(0.5, difference);
      const double expected_above = column * (total_above / total);
      statistic += difference * difference * (1 / expected_below + 1 / expected_above);
    }
    result.status = Status::ok;
    result.method = yates && pooled.group_count == 2 ? Method::asymptotic_corrected : Method::asymptotic;
    result.statistic = statistic.value();
    result.degrees_of_freedom = static_cast<double>(pooled.group_count) - 1;
    result.p_value = chi_squared_sf(result.statistic, result.degrees_of_freedom);
    return result;
  }
};

}  // namespace leeway::inline v0_1
