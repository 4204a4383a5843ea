#include "leeway/accumulate/block.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::BlockSummary;
using leeway::Moments;
using leeway::summarise_block;

namespace {

/// Relative to the size of the moment, which for the third is not the moment itself: it may vanish.
void check_same(const std::vector<double>& values, double tolerance = 1e-13) {
  Moments<double> expected;
  leeway::Extrema<double> extrema;
  for (const double x : values) {
    expected.add(x);
    extrema.add(x);
  }
  const BlockSummary<4> block = summarise_block<4>(std::span<const double>(values));
  CHECK(block.extrema == extrema);
  CHECK(block.moments.count() == expected.count());
  const double spread = expected.population_std_dev();
  CHECK(block.moments.mean() == Approx(expected.mean()).epsilon(1e-15).margin(1e-15 * spread));
  CHECK(block.moments.variance() == Approx(expected.variance()).epsilon(tolerance));
  CHECK(block.moments.skewness() == Approx(expected.skewness()).margin(tolerance * 10));
  CHECK(block.moments.kurtosis() == Approx(expected.kurtosis()).epsilon(tolerance * 10).margin(tolerance * 10));
  CHECK(summarise_block<2>(std::span<const double>(values)).moments.variance() == block.moments.variance());
}

}  // namespace

TEST_CASE("block: the same moments as one by one, at any offset") {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  for (const double offset : {0.0, 1.0, 1e6, 1e9, -1e12}) {
    for (const std::size_t n : {std::size_t{2}, std::size_t{7}, std::size_t{64}, std::size_t{1000}}) {
      std::vector<double> values(n);
      for (double& x : values) x = offset + normal(random);
      INFO("offset " << offset << ", n " << n);
      check_same(values);
    }
  }
  std::vector<double> skewed(999);
  for (double& x : skewed) x = std::exp(2 * normal(random));
  check_same(skewed);
}

TEST_CASE("block: a first value far from all others costs nothing") {
  std::vector<double> values(1000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1e9 + static_cast<double>(i % 10);
  values[0] = -1e9;
  check_same(values, 1e-12);
}

TEST_CASE("block: sizes whose powers leave the range of double") {
  check_same({1e300, 2e300, -3e300, 1e300});
  check_same({1e-300, 2e-300, 3e-300, 5e-300});
  check_same({5e-324, 1e-323, 1e-320});
  const std::vector<double> zeros(10, 0.0);
  CHECK(summarise_block<4>(std::span<const double>(zeros)).moments.mean() == 0);
  CHECK(summarise_block<4>(std::span<const double>(zeros)).moments.variance() == 0);
}

TEST_CASE("block: merged blocks are the moments of the whole; an empty one is nothing") {
  std::mt19937_64 random(6);
  std::normal_distribution<float> normal(1e6F, 3);
  Moments<double> expected;
  Moments<double> merged;
  for (int block = 0; block < 50; ++block) {
    std::vector<float> values(1 + random() % 200);
    for (float& x : values) {
      x = normal(random);
      expected.add(static_cast<double>(x));
    }
    merged.merge(summarise_block<4>(std::span<const float>(values)).moments);
  }
  CHECK(merged.count() == expected.count());
  CHECK(merged.mean() == Approx(expected.mean()).epsilon(1e-15));
  CHECK(merged.variance() == Approx(expected.variance()).epsilon(1e-13));
  CHECK(merged.kurtosis() == Approx(expected.kurtosis()).margin(1e-11));
  CHECK(summarise_block<2>(std::span<const double>{}).moments.count() == 0);
  CHECK(summarise_block<2>(std::span<const double>{}).extrema.count() == 0);
}

TEMPLATE_TEST_CASE("block: sums about an origin are those of adding one by one", "", float, double) {
  std::mt19937_64 random(7);
  std::normal_distribution<TestType> normal(3, 2);
  for (std::size_t n = 0; n < 40; ++n) {
    std::vector<TestType> values(n);
    double shifted = 0;
    double squares = 0;
    leeway::Extrema<TestType> extrema;
    for (TestType& x : values) {
      x = normal(random);
      shifted += static_cast<double>(x) - 2.5;
      squares += (static_cast<double>(x) - 2.5) * (static_cast<double>(x) - 2.5);
      extrema.add(x);
    }
    const auto sums = leeway::block_sums(std::span<const TestType>(values), 2.5);
    CHECK(sums.shifted == Approx(shifted).margin(1e-12));
    CHECK(sums.squares == Approx(squares).epsilon(1e-14));
    if (n == 0) continue;
    CHECK(sums.lowest == extrema.lowest());
    CHECK(sums.highest == extrema.highest());
  }
}
