#include "leeway/testing/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "leeway/compare/kolmogorov_smirnov_one_sample.hpp"
#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

using leeway::testing::Random;

namespace {

template <class Draw, class Distribution>
double p_value_of(Draw draw, Distribution distribution, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> drawn(20'000);
  for (double& value : drawn) value = draw(random);
  std::sort(drawn.begin(), drawn.end());
  double distance = 0;
  const auto n = static_cast<double>(drawn.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const double at = distribution(drawn[i]);
    distance = std::max({distance, static_cast<double>(i + 1) / n - at, at - static_cast<double>(i) / n});
  }
  return 2 * std::exp(-2 * n * distance * distance);  // Massart's bound: never smaller than the p-value
}

}  // namespace

TEST_CASE("random: the draws of a seed are these, on every platform") {
  Random random(1);
  CHECK(random.word() == 0x910a2dec89025cc1ULL);  // splitmix64's published sequence of seed 1
  CHECK(random.word() == 0xbeeb8da1658eec67ULL);
  Random draws(42);
  // Bits, not rounded figures; another implementation of the algorithms (in Python) has the same.
  CHECK(draws.uniform() == 0x1.7bae644c5fd6dp-1);
  CHECK(draws.normal() == 0x1.607387fc392b8p-2);
  CHECK(draws.exponential() == 0x1.3474724a775b2p+0);
  CHECK(draws.below(1'000'000) == 111398);
}

TEST_CASE("random: uniform, normal and exponential draws have their distributions") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    CHECK(p_value_of([](Random& r) { return r.uniform(); }, [](double x) { return x; }, seed) > 0.001);
    CHECK(p_value_of([](Random& r) { return r.normal(); }, leeway::normal_cdf, seed) > 0.001);
    CHECK(p_value_of([](Random& r) { return r.exponential(); }, [](double x) { return -std::expm1(-x); }, seed) >
          0.001);
  }
  // The same check sees a normal that is off by 5 % of its std.
  CHECK(p_value_of([](Random& r) { return r.normal() + 0.05; }, leeway::normal_cdf, 1) < 0.001);
}

TEST_CASE("random: below is even, also where words do not divide evenly") {
  Random random(5);
  std::vector<std::uint64_t> counts(3);
  for (int i = 0; i < 30'000; ++i) ++counts[random.below(3)];
  for (const std::uint64_t count : counts) CHECK(std::abs(static_cast<double>(count) - 10'000) < 4 * 81.7);
  const std::uint64_t huge = (std::uint64_t{1} << 63) + 1;  // half of the words are thrown away
  bool inside = true;
  double mean = 0;
  for (int i = 0; i < 1'000; ++i) {
    const std::uint64_t drawn = random.below(huge);
    inside = inside && drawn < huge;
    mean += static_cast<double>(drawn) / 1'000;
  }
  CHECK(inside);
  CHECK(mean == Approx(static_cast<double>(huge) / 2).epsilon(0.1));
  CHECK(random.below(1) == 0);
}

TEST_CASE("random: chances of 0 and 1 are never and always") {
  Random random(9);
  for (int i = 0; i < 1'000; ++i) {
    CHECK_FALSE(random.chance(0));
    CHECK(random.chance(1));
  }
}

TEST_CASE("random: draws are constants where seeds are") {
  constexpr double drawn = [] {
    Random random(3);
    return random.normal();
  }();
  Random random(3);
  CHECK(random.normal() == drawn);
}
