#include "leeway/math/ranks.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <span>
#include <vector>

#include "catch.hpp"
#include "leeway/math/sort.hpp"

namespace {

using leeway::TieGroup;

std::vector<double> rounded_sample(std::size_t size, int levels, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<double> values(size);
  for (double& x : values) x = static_cast<double>(random() % static_cast<unsigned>(levels));
  leeway::sort_values(std::span<double>(values));
  return values;
}

}  // namespace

TEST_CASE("ranks: groups of two sorted samples are those of a map over their values") {
  for (const int levels : {1, 3, 40, 100000}) {
    for (const auto& [n, m] : {std::pair{0U, 0U}, {0U, 4U}, {5U, 0U}, {1U, 1U}, {50U, 30U}, {300U, 700U}}) {
      const auto reference = rounded_sample(n, levels, 1);
      const auto current = rounded_sample(m, levels, 2);
      std::map<double, std::pair<std::uint64_t, std::uint64_t>> expected;
      for (const double x : reference) ++expected[x].first;
      for (const double x : current) ++expected[x].second;
      auto next = expected.begin();
      std::uint64_t reference_before = 0;
      std::uint64_t current_before = 0;
      leeway::for_each_tie_group(std::span<const double>(reference), std::span<const double>(current),
                                 [&](const TieGroup& group, double value) {
                                   REQUIRE(next != expected.end());
                                   REQUIRE(value == next->first);
                                   REQUIRE(group.reference == next->second.first);
                                   REQUIRE(group.current == next->second.second);
                                   REQUIRE(group.reference_before == reference_before);
                                   REQUIRE(group.current_before == current_before);
                                   reference_before = group.reference_through();
                                   current_before = group.current_through();
                                   ++next;
                                 });
      REQUIRE(next == expected.end());
    }
  }
}

TEST_CASE("ranks: counts over cells give the same groups as the values, and empty cells none") {
  const std::vector<std::uint64_t> reference{0, 2, 0, 1, 0};
  const std::vector<std::uint64_t> current{0, 1, 0, 0, 3};
  std::vector<double> mid_ranks;
  leeway::for_each_tie_group(std::span<const std::uint64_t>(reference), std::span<const std::uint64_t>(current),
                             [&](const TieGroup& group) { mid_ranks.push_back(group.mid_rank()); });
  REQUIRE(mid_ranks == std::vector<double>{2, 4, 6});
  const std::vector<std::uint64_t> shorter{1};
  REQUIRE_THROWS_AS(leeway::for_each_tie_group(std::span<const std::uint64_t>(reference),
                                               std::span<const std::uint64_t>(shorter), [](const TieGroup&) {}),
                    leeway::ConfigError);
}

TEST_CASE("ranks: zeros of both signs tie and infinities are values") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> reference{-inf, -0.0, inf, inf};
  const std::vector<double> current{0.0, inf};
  std::vector<std::uint64_t> sizes;
  leeway::for_each_tie_group(std::span<const double>(reference), std::span<const double>(current),
                             [&](const TieGroup& group) { sizes.push_back(group.size()); });
  REQUIRE(sizes == std::vector<std::uint64_t>{1, 2, 3});
}

TEST_CASE("ranks: rank sums are those of the definition") {
  const std::vector<double> reference{1, 2, 2, 5};
  const std::vector<double> current{2, 3, 5, 5, 9};
  // Pooled: 1 | 2 2 2 | 3 | 5 5 5 | 9 with mid-ranks 1, 3, 5, 7, 9.
  const leeway::RankSums sums = leeway::rank_sums(reference, current);
  REQUIRE(sums.reference_rank_sum == 1 + 3 + 3 + 7);
  REQUIRE(sums.tie_sum == 24 + 24);
  REQUIRE(sums.reference_count == 4);
  REQUIRE(sums.current_count == 5);
  const std::vector<std::uint64_t> huge{1'000'000'000'000'000};
  REQUIRE(leeway::rank_sums(huge, huge).tie_sum == Approx(8e45).epsilon(1e-12));  // t^3 would leave 64 bits
}
