#include "leeway/stream/block_conformal.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::BlockConformal;
using leeway::ConfigError;
using Blocks = std::vector<std::vector<double>>;

namespace {

/// 16 blocks with mean 0, then blocks with these values of the one score.
Blocks reference(const std::vector<double>& ranked) {
  Blocks blocks;
  for (int i = 0; i < 16; ++i) blocks.push_back({i % 2 == 0 ? 1.0 : -1.0});
  for (const double value : ranked) blocks.push_back({value});
  return blocks;
}
std::vector<double> up_to(int last) {
  std::vector<double> values;
  for (int i = 1; i <= last; ++i) values.push_back(i);
  return values;
}
double mean_of_e_values(double p) {
  double sum = 0;
  for (const double kappa : {0.1, 0.2, 0.35, 0.5, 0.7}) sum += kappa * std::pow(p, kappa - 1);
  return sum / 5;
}

}  // namespace

TEST_CASE("block_conformal: p is the rank among the baseline's blocks and the live ones before") {
  BlockConformal detector(reference(up_to(32)));
  CHECK(detector.last_p_value() == 1);
  detector.update(std::vector<double>{100});
  CHECK(detector.last_p_value() == Approx(1.0 / 33).epsilon(1e-14));
  detector.update(std::vector<double>{-30.5});  // as far out below: 31, 32 and 100 are stranger
  CHECK(detector.last_p_value() == Approx(4.0 / 34).epsilon(1e-14));
  detector.update(std::vector<double>{0});
  CHECK(detector.last_p_value() == 1);
  detector.update(std::vector<double>{32});  // a tie counts against the alarm: 32 itself and 100
  CHECK(detector.last_p_value() == Approx(3.0 / 36).epsilon(1e-14));
  CHECK(detector.statistic().windows() == 4);
}

TEST_CASE("block_conformal: the evidence is kappa p^(kappa - 1), added up") {
  BlockConformal detector(reference(up_to(32)));
  detector.update(std::vector<double>{100});
  CHECK(detector.statistic().value() == Approx(mean_of_e_values(1.0 / 33)).epsilon(1e-12));
}

TEST_CASE("block_conformal: of exchangeable blocks each rank is as likely, so the mean e-value is at most 1") {
  // Whichever of 33 blocks comes last: all p-values 1/33 ... 33/33 come up once.
  const std::vector<double> values = up_to(33);
  double mean = 0;
  std::vector<int> seen(34);
  for (std::size_t last = 0; last < values.size(); ++last) {
    std::vector<double> others = values;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(last));
    BlockConformal detector(reference(others));
    detector.update(std::vector<double>{values[last]});
    ++seen[static_cast<std::size_t>(std::lround(detector.last_p_value() * 33))];
    mean += detector.statistic().value() / 33;
  }
  for (std::size_t rank = 1; rank <= 33; ++rank) CHECK(seen[rank] == 1);
  CHECK(mean <= 1);
  CHECK(mean > 0.5);
}

TEST_CASE("block_conformal: p is uniform on independent blocks of correlated scores") {
  std::mt19937_64 random(10);
  std::normal_distribution<double> normal;
  const auto block = [&] {
    const double common = normal(random);
    return std::vector<double>{common, common + 0.1 * normal(random), normal(random)};
  };
  constexpr int runs = 400;
  int below_tenth = 0;
  int below_half = 0;
  for (int run = 0; run < runs; ++run) {
    Blocks blocks(60);
    for (auto& b : blocks) b = block();
    BlockConformal detector(blocks);
    for (int i = 0; i < 10; ++i) detector.update(block());
    below_tenth += detector.last_p_value() <= 0.1 ? 1 : 0;
    below_half += detector.last_p_value() <= 0.5 ? 1 : 0;
  }
  CHECK(below_tenth == Approx(0.1 * runs).margin(4 * std::sqrt(0.09 * runs)));
  CHECK(below_half == Approx(0.5 * runs).margin(4 * std::sqrt(0.25 * runs)));
}

TEST_CASE("block_conformal: scores are standardised; one that never varied makes any move strange") {
  Blocks blocks;
  for (int i = 0; i < 48; ++i) blocks.push_back({1000.0 * std::sin(i), 0.25});
  BlockConformal detector(blocks);
  detector.update(std::vector<double>{100, 0.25});
  CHECK(detector.last_p_value() > 0.5);
  detector.update(std::vector<double>{0, 0.2501});
  CHECK(detector.last_p_value() == Approx(1.0 / 34).epsilon(1e-14));
  CHECK(detector.memory_bytes() > 0);
}

TEST_CASE("block_conformal: a lasting change is found after a few blocks") {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  Blocks blocks(168);
  for (auto& block : blocks) block = {normal(random)};
  BlockConformal detector(blocks);
  int needed = 0;
  while (needed < 50 && detector.statistic().value() < 168 / 0.05) {
    detector.update(std::vector<double>{normal(random) + 5});
    ++needed;
  }
  CHECK(needed >= 3);
  CHECK(needed <= 8);
}

TEST_CASE("block_conformal: too few blocks are refused") {
  CHECK_THROWS_AS(BlockConformal(reference(up_to(31))), ConfigError);
  CHECK_THROWS_WITH(BlockConformal(Blocks{}), ContainsSubstring("at least 48"));
}
