#include "leeway/compare/kolmogorov_smirnov_distance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "catch.hpp"

namespace {

using namespace leeway;
using Values = std::vector<double>;

/// Sorted; `grid` 0 is continuous, else values are multiples of 1 / grid.
Values sample(std::size_t size, double shift, double grid, std::mt19937_64& random) {
  std::normal_distribution<double> normal(shift, 1);
  Values values(size);
  for (double& x : values) {
    x = normal(random);
    if (grid > 0) x = std::round(x * grid) / grid;
  }
  std::sort(values.begin(), values.end());
  return values;
}

struct Wanted {
  std::int64_t above = 0, below = 0;
  bool tied = false;
};

/// From the definition: both distribution functions at every value.
Wanted wanted(const Values& reference, const Values& current) {
  Values all(reference);
  all.insert(all.end(), current.begin(), current.end());
  Wanted result;
  for (const double x : all) {
    const auto through = [x](const Values& of) { return std::upper_bound(of.begin(), of.end(), x) - of.begin(); };
    const std::int64_t difference = static_cast<std::int64_t>(current.size()) * through(reference) -
                                    static_cast<std::int64_t>(reference.size()) * through(current);
    result.above = std::max(result.above, difference);
    result.below = std::max(result.below, -difference);
    result.tied |= std::count(all.begin(), all.end(), x) > 1;
  }
  return result;
}

detail::KolmogorovExtremes extremes_of(const Values& reference, const Values& current) {
  return {static_cast<std::int64_t>(reference.size()), static_cast<std::int64_t>(current.size())};
}

void check_both_ways(const Values& reference, const Values& current) {
  const Wanted expected = wanted(reference, current);
  CAPTURE(reference, current);
  auto merged = extremes_of(reference, current);
  const bool tied =
      detail::merge_extremes(std::span<const double>(reference), std::span<const double>(current), merged);
  CHECK(merged.above == expected.above);
  CHECK(merged.below == expected.below);
  CHECK(tied == expected.tied);
  auto looked_up = extremes_of(reference, current);
  detail::look_up_extremes(std::span<const double>(reference), std::span<const double>(current),
                           [&](auto i, auto j) { looked_up.add(looked_up.difference(i, j)); });
  CHECK(looked_up.above == expected.above);
  CHECK(looked_up.below == expected.below);
}

}  // namespace

TEST_CASE("kolmogorov_smirnov_distance: merging and looking up find the extremes of the definition") {
  std::mt19937_64 random(5);
  for (const std::size_t n : {1U, 2U, 3U, 15U, 16U, 17U, 64U}) {
    for (const std::size_t m : {1U, 2U, 5U, 16U, 33U, 50U}) {
      for (const double grid : {0.0, 1.0, 4.0, 100.0}) {
        for (const double shift : {0.0, -1.0, 100.0}) {
          check_both_ways(sample(n, 0, grid, random), sample(m, shift, grid, random));
        }
      }
    }
  }
}

TEST_CASE("kolmogorov_smirnov_distance: infinities are values, and the two zeros are one") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  check_both_ways({-infinity, -infinity, 1, infinity}, {-infinity, 0, 2, infinity, infinity});
  check_both_ways({infinity}, {infinity, infinity});
  check_both_ways({-0.0, 0.0, 1}, {0.0, -0.0});
  check_both_ways({7, 7, 7, 7}, {7, 7});
}

TEST_CASE("kolmogorov_smirnov_distance: the place where the two merges meet is looked at") {
  // All of the largest difference lies right below the middle of the reference.
  check_both_ways({1, 2, 3, 10, 11, 12}, {9, 9.5, 10.5});
  check_both_ways({1, 2, 3, 10, 11, 12}, {20, 21});
  check_both_ways({10, 11, 12, 13}, {1, 2, 3, 4, 12.5});
}

TEST_CASE("kolmogorov_smirnov_distance: an empty side has no extremes") {
  const Values some{1, 2};
  auto extremes = extremes_of(some, {});
  CHECK_FALSE(detail::merge_extremes(std::span<const double>(some), std::span<const double>(), extremes));
  CHECK(extremes.above == 0);
  CHECK(extremes.below == 0);
}

TEST_CASE("kolmogorov_smirnov_distance: sixteen searches at once count what is below") {
  std::mt19937_64 random(6);
  for (const std::size_t size : {1U, 2U, 3U, 16U, 100U, 1023U, 1024U, 1025U}) {
    const Values sorted = sample(size, 0, size % 2 == 0 ? 8 : 0, random);
    std::array<double, detail::lookup_lanes> x{};
    for (std::size_t lane = 0; lane < x.size(); ++lane) {
      x[lane] = lane % 2 == 0 ? sorted[random() % size] : std::normal_distribution<double>(0, 2)(random);
    }
    const auto below = detail::count_below(std::span<const double>(sorted), x);
    for (std::size_t lane = 0; lane < x.size(); ++lane) {
      const auto expected = std::lower_bound(sorted.begin(), sorted.end(), x[lane]) - sorted.begin();
      CHECK(below[lane] == static_cast<std::size_t>(expected));
    }
  }
}
