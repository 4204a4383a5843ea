#include "leeway/math/kolmogorov_paths.hpp"

#include "catch.hpp"

using leeway::detail::PathCount;

TEST_CASE("kolmogorov_paths: three against three, looked at after every value") {
  // Of C(6, 3) = 20 orders, 18 stay below a distance of 1 and 2 reach it; 20 - 8 = 12 reach 2/3 (counted by hand).
  PathCount all(3, 3, 9, true, true);
  for (int drawn = 1; drawn < 6; ++drawn) all.draw(1);
  REQUIRE(all.touched() == Approx(2.0 / 20).epsilon(1e-15));
  PathCount two_thirds(3, 3, 6, true, true);
  for (int drawn = 1; drawn < 6; ++drawn) two_thirds.draw(1);
  REQUIRE(two_thirds.touched() == Approx(12.0 / 20).epsilon(1e-15));
  REQUIRE_FALSE(two_thirds.finished());
}

TEST_CASE("kolmogorov_paths: places where no path can touch are known") {
  const PathCount paths(10, 20, 100, true, true);  // D = 1/2
  REQUIRE_FALSE(paths.can_touch(1));
  REQUIRE_FALSE(paths.can_touch(4));
  REQUIRE(paths.can_touch(5));  // five of the first sample: 30 * 5 - 10 * 5 = 100
  REQUIRE(paths.can_touch(25));
  REQUIRE_FALSE(paths.can_touch(26));
  const PathCount lower(10, 20, 100, false, true);
  REQUIRE_FALSE(lower.can_touch(9));
  REQUIRE(lower.can_touch(10));
}

TEST_CASE("kolmogorov_paths: with a threshold of next to nothing every path ends at the first look") {
  PathCount paths(50, 70, 1, true, true);
  paths.draw(1);
  REQUIRE(paths.finished());
  REQUIRE(paths.touched() == Approx(1).epsilon(1e-15));
  PathCount far(5000, 7000, 1, true, true);
  far.draw(1001);  // by convolution; 12,000 i = 5,000 * 1001 has no solution
  REQUIRE(far.finished());
  REQUIRE(far.touched() == Approx(1).epsilon(1e-13));
}
