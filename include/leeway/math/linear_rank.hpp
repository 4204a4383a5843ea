#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "leeway/math/ranks.hpp"

namespace leeway::inline v0_1 {

/// Exact tails of a linear rank statistic: the sum of the scores of `drawn` members of a population, drawn without
/// replacement. With the scores of a pooled sample (equal for tied values) this is the null distribution of a
/// two-sample rank test, conditional on the ties.
struct LinearRankTails {
  double at_most = 1;   ///< P(sum <= observed)
  double at_least = 1;  ///< P(sum >= observed)
};

/// Integer scores, one per member of the pooled sample; `observed` is their sum over the `drawn` ones.
///
/// The population is passed once; after S of its N members, state (i, s) holds the probability that i of these are
/// drawn and their scores add up to s. Only positive terms are added, so each tail has full relative accuracy (a few
/// hundred ulp at N = 1000) down to the smallest doubles.
/// Cost `linear_rank_work`, memory 8 bytes times drawn times the range of sums.
[[nodiscard]] inline LinearRankTails linear_rank_tails(std::span<const std::int64_t> scores, std::size_t drawn,
                                                       std::int64_t observed);

namespace detail {

/// Scores moved to start at 0 and divided by their common divisor: the range of sums is what the cost depends on.
struct ReducedScores {
  std::vector<std::size_t> values;
  std::int64_t lowest = 0;
  std::int64_t divisor = 1;

  explicit ReducedScores(std::span<const std::int64_t> scores) {
    if (scores.empty()) return;
    lowest = *std::min_element(scores.begin(), scores.end());
    std::int64_t common = 0;
    for (const std::int64_t score : scores) common = std::gcd(common, score - lowest);
    divisor = (std::max)(common, std::int64_t{1});
    values.reserve(scores.size());
    for (const std::int64_t score : scores) values.push_back(static_cast<std::size_t>((score - lowest) / divisor));
  }
};

}  // namespace detail

/// Additions that linear_rank_tails makes at most, for scores 0 .. `highest` in steps of 1 (about 1 ns each).
[[nodiscard]] constexpr double linear_rank_work(std::size_t population, std::size_t drawn, double highest) noexcept {
  const auto n = static_cast<double>((std::min)(drawn, population - drawn));
  return static_cast<double>(population) * n * (n * highest + 1) / 2;
}

inline LinearRankTails linear_rank_tails(std::span<const std::int64_t> scores, std::size_t drawn,
                                         std::int64_t observed) {
  const std::size_t population = scores.size();
  if (drawn > population - drawn) {  // the sum of the others says the same with fewer states
    const std::int64_t total = std::accumulate(scores.begin(), scores.end(), std::int64_t{0});
    const LinearRankTails others = linear_rank_tails(scores, population - drawn, total - observed);
    return {others.at_least, others.at_most};
  }
  if (drawn == 0) return {observed >= 0 ? 1.0 : 0.0, observed <= 0 ? 1.0 : 0.0};  // the empty sum
  const detail::ReducedScores reduced(scores);
  std::vector<std::size_t> largest = reduced.values;
  std::sort(largest.begin(), largest.end(), std::greater<>{});
  const std::size_t highest_sum =
      std::accumulate(largest.begin(), largest.begin() + static_cast<std::ptrdiff_t>(drawn), std::size_t{0});

  const std::size_t width = highest_sum + 1;
  std::vector<double> states((drawn + 1) * width, 0.0);
  std::vector<std::size_t> reached(drawn + 1, 0);  // the highest sum reached so far with i drawn
  states[0] = 1;
  for (std::size_t seen = 0; seen < population; ++seen) {
    const std::size_t score = reduced.values[seen];
    const auto left = static_cast<double>(population - seen);
    const std::size_t most = (std::min)(drawn, seen + 1);
    const std::size_t fewest = drawn > population - seen - 1 ? drawn - (population - seen - 1) : 0;
    for (std::size_t i = most + 1; i-- > fewest;) {
      double* const row = &states[i * width];
      const double stay = i <= seen ? (left - static_cast<double>(drawn - i)) / left : 0;
      const std::size_t end = reached[i];
      if (i <= seen) {
        for (std::size_t s = 0; s <= end; ++s) row[s] *= stay;
      }
      if (i == 0) continue;
      const double* const before = &states[(i - 1) * width];
      const double take = static_cast<double>(drawn - (i - 1)) / left;
      const std::size_t before_end = (std::min)(reached[i - 1], highest_sum - score);
      for (std::size_t s = 0; s <= before_end; ++s) row[s + score] += take * before[s];
      reached[i] = (std::max)(reached[i], before_end + score);
    }
  }

  const std::int64_t offset = observed - static_cast<std::int64_t>(drawn) * reduced.lowest;
  LinearRankTails tails{0, 0};
  const double* const sums = &states[drawn * width];
  for (std::size_t s = 0; s < width; ++s) {
    const std::int64_t value = static_cast<std::int64_t>(s) * reduced.divisor;
    if (value <= offset) tails.at_most += sums[s];
    if (value >= offset) tails.at_least += sums[s];
  }
  return {(std::min)(tails.at_most, 1.0), (std::min)(tails.at_least, 1.0)};
}

/// The same for two samples: `score(group)` is the integer score of each value of a group of equal ones, and the sum is
/// over the reference. Neither side may be empty.
template <class Score>
[[nodiscard]] LinearRankTails linear_rank_tails(std::span<const TieGroup> groups, Score score) {
  std::vector<std::int64_t> scores;
  std::int64_t observed = 0;
  for (const TieGroup& group : groups) {
    const std::int64_t shared = score(group);
    scores.insert(scores.end(), static_cast<std::size_t>(group.size()), shared);
    observed += static_cast<std::int64_t>(group.reference) * shared;
  }
  return linear_rank_tails(scores, static_cast<std::size_t>(groups.back().reference_through()), observed);
}

/// What that costs at most, for scores that span `range` times the number of values: ranks 1, say. Mid-ranks of tied
/// values lie half a step apart, which doubles it. Infinite above 100,000 values, whatever the other side.
[[nodiscard]] inline double linear_rank_work(std::span<const TieGroup> groups, double range) noexcept {
  const std::uint64_t pooled = groups.back().before() + groups.back().size();
  if (pooled > 100'000) return std::numeric_limits<double>::infinity();
  const double highest = range * static_cast<double>(pooled) * (groups.size() < pooled ? 2 : 1);
  return linear_rank_work(static_cast<std::size_t>(pooled), static_cast<std::size_t>(groups.back().reference_through()),
                          highest);
}

}  // namespace leeway::inline v0_1
