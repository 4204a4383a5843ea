#include "leeway/compare/pooled_ties.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"

using namespace leeway;

TEST_CASE("pooled_ties: runs of equal values by group, missing values left out") {
  const std::vector<std::vector<double>> groups{{2, 1, 2}, {std::nan(""), 3}, {1, 2}};
  const PooledTies ties = pooled_ties(groups);
  CHECK(ties.group_count == 3);
  CHECK(ties.sizes == std::vector<std::uint64_t>{2, 3, 1});
  CHECK(ties.counts == std::vector<std::uint64_t>{1, 0, 1, 2, 0, 1, 0, 1, 0});
  CHECK(ties.totals == std::vector<std::uint64_t>{3, 1, 2});
  CHECK(ties.total == 6);
  CHECK(ties.count(1, 0) == 2);
  CHECK(ties.comparable());
}

TEST_CASE("pooled_ties: two samples and counts over cells say the same") {
  const std::vector<double> x{2, 1, 2};
  const std::vector<double> y{3, 2};
  const PooledTies from_pair = pooled_ties(x, y);
  const PooledTies from_groups = pooled_ties(std::vector<std::vector<double>>{x, y});
  const PooledTies from_counts = pooled_ties(std::vector<std::vector<std::uint64_t>>{{1, 2, 0, 0}, {0, 1, 0, 1}});
  CHECK(from_pair.counts == from_groups.counts);
  CHECK(from_counts.counts == from_groups.counts);
  CHECK(from_counts.totals == from_groups.totals);
}

TEST_CASE("pooled_ties: what cannot be compared") {
  CHECK_FALSE(pooled_ties(std::vector<std::vector<double>>{}).comparable());
  CHECK_FALSE(pooled_ties(std::vector<std::vector<double>>{{1, 2}}).comparable());
  CHECK_FALSE(pooled_ties(std::vector<std::vector<double>>{{1, 2}, {std::nan("")}}).comparable());
  const std::vector<std::vector<std::uint64_t>> uneven{{1, 2}, {1, 2, 3}};
  CHECK_THROWS_AS(pooled_ties(uneven), ConfigError);
}
