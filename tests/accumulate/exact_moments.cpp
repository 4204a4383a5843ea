#include "leeway/accumulate/exact_moments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::Dyadic;
using leeway::ExactMoments;
using leeway::Moments;

namespace {

Moments<double, 2> of_normal(std::mt19937_64& random, std::size_t count, double mean, double deviation) {
  std::normal_distribution<double> values(mean, deviation);
  Moments<double, 2> moments;
  for (std::size_t i = 0; i < count; ++i) moments.add(values(random));
  return moments;
}

}  // namespace

TEST_CASE("exact_moments: one part comes back with the same mean and variance, to the bit") {
  std::mt19937_64 random(1);
  for (const double scale : {1.0, 1e-3, 1e9, 1e300, 1e-300}) {
    for (std::size_t count = 1; count < 200; count += 7) {
      const auto part = of_normal(random, count, 3 * scale, scale);
      const auto back = ExactMoments(part).moments();
      REQUIRE(back.count() == part.count());
      REQUIRE(back.mean() == part.mean());
      if (count > 1) REQUIRE(back.variance() == part.variance());
      if (count > 1) REQUIRE(back.std_dev() == part.std_dev());
    }
  }
  CHECK(ExactMoments(Moments<double, 2>()).moments() == Moments<double, 2>());
}

TEST_CASE("exact_moments: sums are those of the values") {
  Moments<double, 2> moments;
  for (const double x : {1.0, 2.0, 6.0}) moments.add(x);
  const ExactMoments exact(moments);
  CHECK(exact.count() == 3);
  CHECK(exact.sum().over(1) == Approx(9).epsilon(1e-15));
  CHECK(exact.squares().over(1) == Approx(41).epsilon(1e-15));
}

TEST_CASE("exact_moments: merging is the same in any order and grouping, and right") {
  std::mt19937_64 random(2);
  std::vector<ExactMoments> parts;
  Moments<double, 2> rounded;
  for (int i = 0; i < 40; ++i) {
    const auto part = of_normal(random, 1 + random() % 50, std::ldexp(1.0, i % 20), 1 + i % 5);
    parts.emplace_back(part);
    rounded.merge(part);
  }
  ExactMoments all;
  for (const auto& part : parts) all.merge(part);
  CHECK(all.moments().mean() == Approx(rounded.mean()).epsilon(1e-14));
  CHECK(all.moments().variance() == Approx(rounded.variance()).epsilon(1e-13));
  for (int round = 0; round < 20; ++round) {
    std::shuffle(parts.begin(), parts.end(), random);
    const std::size_t cut = random() % parts.size();
    ExactMoments left;
    ExactMoments right;
    for (std::size_t i = 0; i < parts.size(); ++i) (i < cut ? left : right).merge(parts[i]);
    right.merge(left);
    REQUIRE(right == all);
    REQUIRE(right.moments() == all.moments());
  }
}

TEST_CASE("exact_moments: parts of extreme and of ordinary size") {
  Moments<double, 2> huge;
  Moments<double, 2> tiny;
  for (const double x : {1e300, 2e300}) huge.add(x);
  for (const double x : {1e-300, 2e-300}) tiny.add(x);
  ExactMoments both(huge);
  both.merge(ExactMoments(tiny));
  CHECK(both.moments().mean() == Approx(0.75e300));
  CHECK(both.moments().count() == 4);
  CHECK(std::isfinite(both.moments().std_dev()));
}

TEST_CASE("exact_moments: values without spread have a variance of zero") {
  Moments<double, 2> part;
  for (int i = 0; i < 3; ++i) part.add(0.1);
  ExactMoments sum(part);
  sum.merge(sum);
  CHECK(sum.moments().mean() == 0.1);
  CHECK(sum.moments().variance() == 0);
}

TEST_CASE("exact_moments: what is not finite is refused") {
  const double infinity = std::numeric_limits<double>::infinity();
  const auto state = Moments<double, 2>::State{.count = 1, .mean = infinity};
  CHECK_THROWS_AS(ExactMoments(Moments<double, 2>::from_state(state)), leeway::ConfigError);
}
