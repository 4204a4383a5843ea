#include "leeway/accumulate/lanes.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "catch.hpp"

using leeway::hash_lane;
using leeway::hash_lanes;

TEST_CASE("lanes: the zeros share one, and a double has that of its float") {
  STATIC_REQUIRE(hash_lane(0.0F) == hash_lane(-0.0F));
  STATIC_REQUIRE(hash_lane(0.0) == hash_lane(-0.0));
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  bool same = true;
  for (int i = 0; i < 10'000; ++i) {
    const double x = std::exp(10 * normal(random)) * normal(random);
    same = same && hash_lane(x) == hash_lane(static_cast<float>(x)) && hash_lane(x) < hash_lanes;
  }
  CHECK(same);
  // A double beyond the floats is rounded to infinity, one below them to zero: each still has a lane.
  CHECK(hash_lane(std::numeric_limits<double>::max()) < hash_lanes);
  CHECK(hash_lane(std::numeric_limits<double>::denorm_min()) == hash_lane(0.0));
}

TEST_CASE("lanes: values of every kind of data spread evenly") {
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const std::array<std::function<double(int)>, 8> kinds{
      [&](int) { return normal(random); },
      [&](int) { return 1e6 + normal(random); },
      [&](int) { return std::exp(normal(random)); },
      [&](int) { return 3 + 0.01 * uniform(random); },  // one cell
      [](int i) { return static_cast<double>(i); },
      [](int i) { return i / 100.0; },
      [](int i) { return 0.25 * i; },
      [](int i) { return 1e-30 * i; },
  };
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    INFO("kind " << kind);
    constexpr int values = 20'000;
    std::array<int, hash_lanes> lanes{};
    for (int i = 0; i < values; ++i) ++lanes[hash_lane(kinds[kind](i))];
    for (const int count : lanes) CHECK(std::abs(count - values / 4) < values / 50);
  }
}
