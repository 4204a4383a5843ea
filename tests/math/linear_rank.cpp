#include "leeway/math/linear_rank.hpp"

#include <bit>
#include <cmath>
#include <random>

#include "catch.hpp"

using namespace leeway;

namespace {

/// All subsets, one by one.
LinearRankTails brute_force(const std::vector<std::int64_t>& scores, std::size_t drawn, std::int64_t observed) {
  double subsets = 0;
  double at_most = 0;
  double at_least = 0;
  for (unsigned mask = 0; mask < (1U << scores.size()); ++mask) {
    if (static_cast<std::size_t>(std::popcount(mask)) != drawn) continue;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      if ((mask >> i & 1U) != 0) sum += scores[i];
    }
    ++subsets;
    at_most += sum <= observed ? 1 : 0;
    at_least += sum >= observed ? 1 : 0;
  }
  return {at_most / subsets, at_least / subsets};
}

}  // namespace

TEST_CASE("linear_rank: agrees with counting all subsets, ties, negative scores and gaps included") {
  std::mt19937_64 random(3);
  for (int round = 0; round < 200; ++round) {
    const std::size_t population = 1 + static_cast<std::size_t>(round % 12);
    std::uniform_int_distribution<std::int64_t> score(-6, 9);
    std::uniform_int_distribution<std::size_t> some(0, population);
    std::vector<std::int64_t> scores(population);
    for (auto& value : scores) value = 3 * score(random) + 1;
    const std::size_t drawn = some(random);
    std::int64_t observed = 0;
    for (std::size_t i = 0; i < drawn; ++i) observed += scores[i];
    if (round % 3 == 0) observed += 1;  // a sum no subset need have
    const LinearRankTails tails = linear_rank_tails(scores, drawn, observed);
    const LinearRankTails counted = brute_force(scores, drawn, observed);
    CAPTURE(round, population, drawn, observed);
    CHECK(tails.at_most == Approx(counted.at_most).margin(1e-14));
    CHECK(tails.at_least == Approx(counted.at_least).margin(1e-14));
  }
}

TEST_CASE("linear_rank: the deepest tail is one subset among all, to full relative accuracy") {
  std::vector<std::int64_t> ranks(120);
  for (std::size_t i = 0; i < ranks.size(); ++i) ranks[i] = static_cast<std::int64_t>(i + 1);
  const std::int64_t smallest = 60 * 61 / 2;
  const LinearRankTails tails = linear_rank_tails(ranks, 60, smallest);
  const double log_subsets = std::lgamma(121.0) - 2 * std::lgamma(61.0);
  CHECK(std::log(tails.at_most) == Approx(-log_subsets).epsilon(1e-13));
  CHECK(tails.at_least == 1);
}

TEST_CASE("linear_rank: nothing drawn, everything drawn, all scores equal") {
  const std::vector<std::int64_t> scores{4, 4, 4, 4};
  CHECK(linear_rank_tails(scores, 0, 0).at_most == 1);
  CHECK(linear_rank_tails(scores, 4, 16).at_least == 1);
  const LinearRankTails tails = linear_rank_tails(scores, 2, 8);
  CHECK(tails.at_most == 1);
  CHECK(tails.at_least == 1);
}

TEST_CASE("linear_rank: groups of two samples, scored by group") {
  // Values 1 1 2 3 3 4, the reference holding 1, 2 and one 3: doubled mid-ranks 3 3 6 9 9 12.
  const std::vector<TieGroup> groups{{0, 0, 1, 1}, {1, 1, 1, 0}, {2, 1, 1, 1}, {3, 2, 0, 1}};
  const auto doubled_rank = [](const TieGroup& group) {
    return static_cast<std::int64_t>(2 * group.before() + group.size() + 1);
  };
  const LinearRankTails tails = linear_rank_tails(groups, doubled_rank);
  const LinearRankTails counted = brute_force({3, 3, 6, 9, 9, 12}, 3, 3 + 6 + 9);
  CHECK(tails.at_most == Approx(counted.at_most).epsilon(1e-14));
  CHECK(tails.at_least == Approx(counted.at_least).epsilon(1e-14));
  CHECK(linear_rank_work(groups, 1) == linear_rank_work(6, 3, 12));  // tied: half steps
  const std::vector<TieGroup> untied{{0, 0, 1, 0}, {1, 0, 0, 1}};
  CHECK(linear_rank_work(untied, 1) == linear_rank_work(2, 1, 2));
  CHECK(std::isinf(linear_rank_work(std::vector<TieGroup>{{0, 0, 100'000, 1}}, 1)));
}
