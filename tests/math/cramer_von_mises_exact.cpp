#include "leeway/math/cramer_von_mises_exact.hpp"

#include <algorithm>
#include <bit>
#include <random>
#include <vector>

#include "catch.hpp"

using namespace leeway;

namespace {

std::vector<TieGroup> groups_of(std::vector<double> x, std::vector<double> y) {
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  std::vector<TieGroup> groups;
  for_each_tie_group(std::span<const double>(x), std::span<const double>(y),
                     [&](const TieGroup& group) { groups.push_back(group); });
  return groups;
}

/// Anderson's T from mid-ranks, as written in textbooks, times 24 n m N to be an integer.
std::int64_t textbook(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> pooled = x;
  pooled.insert(pooled.end(), y.begin(), y.end());
  const auto side = [&](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto below = std::count_if(pooled.begin(), pooled.end(), [&](double v) { return v < values[i]; });
      const auto equal = std::count(pooled.begin(), pooled.end(), values[i]);
      const std::int64_t doubled = 2 * below + equal + 1 - 2 * static_cast<std::int64_t>(i + 1);
      sum += doubled * doubled;
    }
    return sum;
  };
  const auto n = static_cast<std::int64_t>(x.size());
  const auto m = static_cast<std::int64_t>(y.size());
  return n * side(x) + m * side(y);  // the rest of T depends on n and m only
}

}  // namespace

TEST_CASE("cramer_von_mises_exact: agrees with counting all assignments, with and without ties") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 40; ++round) {
    const std::size_t n = 2 + static_cast<std::size_t>(round % 4);
    const std::size_t m = 2 + static_cast<std::size_t>(round / 4 % 5);
    std::uniform_int_distribution<int> value(0, round % 2 == 0 ? 4 : 1000);
    std::vector<double> pooled(n + m);
    for (double& v : pooled) v = value(random);
    const auto split = [&](unsigned mask) {
      std::pair<std::vector<double>, std::vector<double>> sides;
      for (std::size_t i = 0; i < pooled.size(); ++i) {
        ((mask >> i & 1U) != 0 ? sides.first : sides.second).push_back(pooled[i]);
      }
      return sides;
    };
    const auto [x, y] = split((1U << n) - 1);
    const std::int64_t observed = textbook(x, y);
    double all = 0;
    double extreme = 0;
    for (unsigned mask = 0; mask < (1U << pooled.size()); ++mask) {
      if (static_cast<std::size_t>(std::popcount(mask)) != n) continue;
      const auto [first, second] = split(mask);
      ++all;
      extreme += textbook(first, second) >= observed ? 1 : 0;
    }
    CAPTURE(round, n, m);
    CHECK(cramer_von_mises_exact_sf(groups_of(x, y)) == Approx(extreme / all).epsilon(1e-13));
  }
}

TEST_CASE("cramer_von_mises_exact: complete separation is the two most extreme assignments of all") {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 8; ++i) {
    x.push_back(i);
    y.push_back(100 + i);
  }
  CHECK(cramer_von_mises_exact_sf(groups_of(x, y)) == Approx(2.0 / 12870).epsilon(1e-13));
  CHECK(cramer_von_mises_exact_sf({}) == 1);
  CHECK(cramer_von_mises_exact_sf(groups_of({1, 1}, {1, 1, 1})) == Approx(1));
}
