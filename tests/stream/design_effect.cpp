#include "leeway/stream/design_effect.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::ScoreSums;
using leeway::DesignEffect;
using leeway::estimate_design_effect;

namespace {

constexpr std::size_t blocks_kept = 168;
const std::vector<double> unit{1.0};

/// Blocks of consecutive values of a first-order autoregression with variance 1, plus `extra(block)`.
template <class Extra>
std::vector<ScoreSums> autoregression(double rho, std::size_t blocks, int rows, std::uint64_t seed, Extra&& extra) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<ScoreSums> sums;
  double x = normal(random);
  for (std::size_t block = 0; block < blocks; ++block) {
    double sum = 0;
    for (int row = 0; row < rows; ++row) {
      x = rho * x + std::sqrt(1 - rho * rho) * normal(random);
      sum += x + extra(block);
    }
    sums.push_back({static_cast<double>(rows), {sum}});
  }
  return sums;
}
std::vector<ScoreSums> autoregression(double rho, int rows, std::uint64_t seed) {
  return autoregression(rho, blocks_kept, rows, seed, [](std::size_t) { return 0.0; });
}

}  // namespace

TEST_CASE("design_effect: independent rows are exchangeable, but for one seed in a hundred") {
  int exchangeable = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const DesignEffect effect = estimate_design_effect(autoregression(0, 20, seed), unit);
    REQUIRE(effect.known);
    if (effect.exchangeable) {
      ++exchangeable;
      CHECK(effect.value == 1);
    }
    CHECK(effect.estimate >= 1);
    CHECK(effect.estimate < 2.5);
  }
  CHECK(exchangeable >= 96);
}

TEST_CASE("design_effect: autoregression has (1 + rho) / (1 - rho)") {
  for (const auto& [rho, expected] : {std::pair{0.5, 3.0}, std::pair{0.9, 19.0}}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      CAPTURE(rho, seed);
      const DesignEffect effect = estimate_design_effect(autoregression(rho, 500, seed), unit);
      CHECK_FALSE(effect.exchangeable);
      CHECK(effect.estimate > expected / 1.4);
      CHECK(effect.estimate < expected * 1.6);
      CHECK(effect.value > effect.estimate);
      CHECK(effect.value < effect.estimate * 1.7);
      CHECK(effect.blocks >= 40);
    }
  }
}

TEST_CASE("design_effect: blocks that are shorter than the dependence are merged until they are not") {
  const DesignEffect effect = estimate_design_effect(autoregression(0.9, 5, 4), unit);
  CHECK(effect.blocks < blocks_kept);
  CHECK(effect.rows_per_block > 5);
  CHECK(static_cast<double>(effect.blocks) * effect.rows_per_block <= 5.0 * blocks_kept);
  CHECK(effect.estimate > 10);  // blocks of 5 rows alone would say 4.1

  const DesignEffect slow = estimate_design_effect(
      autoregression(0, blocks_kept, 100, 5,
                     [](std::size_t block) { return 0.3 * std::sin(0.1 * static_cast<double>(block)); }),
      unit);
  CHECK_FALSE(slow.exchangeable);
  CHECK(slow.blocks <= blocks_kept / 4);
}

TEST_CASE("design_effect: an alternation is a dependence, and needs no longer blocks") {
  const DesignEffect effect = estimate_design_effect(
      autoregression(0, blocks_kept, 100, 6, [](std::size_t block) { return block % 2 == 0 ? 0.3 : -0.3; }), unit);
  CHECK_FALSE(effect.exchangeable);
  CHECK(effect.blocks == blocks_kept);
  CHECK(effect.estimate == Approx(1 + 100 * 0.09).epsilon(0.15));
}

TEST_CASE("design_effect: the limit is that of the chi-squared law of the blocks' variance") {
  // Eight blocks of 10 rows, sums alternating by 20: variance 8 x 400 / 7 over 10.
  std::vector<ScoreSums> blocks;
  for (int i = 0; i < 8; ++i) blocks.push_back({10, {i % 2 == 0 ? 20.0 : -20.0}});
  const DesignEffect effect = estimate_design_effect(blocks, unit);
  CHECK(effect.estimate == Approx(8 * 40.0 / 7).epsilon(1e-12));
  CHECK(effect.value == Approx(8 * 40.0 / 2.83310691781534).epsilon(1e-9));  // 10 % quantile, 7 degrees of freedom
}

TEST_CASE("design_effect: the worst score counts, one that does not vary is left out") {
  std::vector<ScoreSums> blocks = autoregression(0, 50, 7);
  const std::vector<ScoreSums> dependent = autoregression(0.9, 50, 8);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    blocks[i].sums.push_back(dependent[i].sums[0]);
    blocks[i].sums.push_back(1e6 * static_cast<double>(i));
  }
  const DesignEffect worst = estimate_design_effect(blocks, std::vector<double>{1, 1, 0});
  CHECK_FALSE(worst.exchangeable);
  CHECK(worst.estimate > 10);
  CHECK(worst.estimate < 40);
  CHECK(estimate_design_effect(blocks, std::vector<double>{1, 0, 0}).exchangeable);
}

TEST_CASE("design_effect: too few blocks leave it unknown") {
  for (const std::size_t blocks : {std::size_t{0}, std::size_t{7}}) {
    const DesignEffect effect =
        estimate_design_effect(autoregression(0.9, blocks, 10, 9, [](std::size_t) { return 0.0; }), unit);
    CHECK_FALSE(effect.known);
    CHECK(effect == DesignEffect{});
  }
  CHECK(estimate_design_effect(autoregression(0, 8, 10, 9, [](std::size_t) { return 0.0; }), unit).known);
}
