#include "leeway/compare/shares.hpp"

#include <vector>

#include "distances_expected.hpp"

using namespace distances_expected;
using leeway::SharePair;
using leeway::Smoothing;

namespace {

std::vector<SharePair> pairs(const Counts& reference, const Counts& current, Smoothing smoothing) {
  std::vector<SharePair> result;
  leeway::for_each_share(reference, current, smoothing, [&](const SharePair& pair) { result.push_back(pair); });
  return result;
}

}  // namespace

TEST_CASE("shares: without smoothing they are counts over totals, and the difference is exact") {
  const auto shares = pairs({1, 0, 3}, {2, 2, 4}, Smoothing::none());
  REQUIRE(shares.size() == 3);
  CHECK(shares[0].reference == 0.25);
  CHECK(shares[0].current == 0.25);
  CHECK(shares[0].difference == 0);
  CHECK(shares[1].reference == 0);
  CHECK(shares[1].difference == 0.25);
  CHECK(shares[2].difference == -0.25);
}

TEST_CASE("shares: the difference keeps its digits where the shares do not") {
  // 10^15 and 10^15 + 1 of 2 * 10^15: the shares agree in 15 digits; the difference is 1 / (2 * 10^15) exactly.
  const std::uint64_t big = 1'000'000'000'000'000;
  const auto shares = pairs({big, big}, {big + 1, big - 1}, Smoothing::none());
  CHECK(close(shares[0].difference, 5e-16, 1e-15));
  CHECK(close(shares[1].difference, -5e-16, 1e-15));
  // ... and is exactly zero for proportional counts whose products leave 64 bits.
  for (const auto& pair : pairs({3 * big, 7 * big}, {6 * big, 14 * big}, Smoothing::none()))
    CHECK(pair.difference == 0);
}

TEST_CASE("shares: additive smoothing adds to every cell and sums to one") {
  const auto shares = pairs({1, 0, 3}, {2, 2, 4}, Smoothing::additive(0.5));
  CHECK(shares[1].reference == 0.5 / 5.5);
  CHECK(shares[1].current == 2.5 / 9.5);
  CHECK(close(shares[1].difference, 2.5 / 9.5 - 0.5 / 5.5, 1e-15));
  CHECK(close(shares[0].reference + shares[1].reference + shares[2].reference, 1, 1e-15));
}

TEST_CASE("shares: a floor raises small shares and leaves the others alone") {
  const auto shares = pairs({999, 1}, {1000, 0}, Smoothing::floor(0.01));
  CHECK(shares[1].reference == 0.01);
  CHECK(shares[1].current == 0.01);
  CHECK(shares[1].difference == 0);
  CHECK(shares[0].reference == 0.999);
}

TEST_CASE("shares: an empty side is not visited, a different number of cells is a mistake") {
  bool visited = false;
  const auto visit = [&](const SharePair&) { visited = true; };
  CHECK_FALSE(leeway::for_each_share(Counts{0, 0}, Counts{1, 2}, Smoothing::none(), visit));
  CHECK_FALSE(leeway::for_each_share(Counts{}, Counts{}, Smoothing::none(), visit));
  CHECK_FALSE(leeway::for_each_share(Counts{1, 2}, Counts{0, 0}, Smoothing::additive(1), visit));
  CHECK_FALSE(visited);
  CHECK_THROWS_AS(leeway::for_each_share(Counts{1}, Counts{1, 2}, Smoothing::none(), visit), leeway::ConfigError);
}

TEST_CASE("shares: smoothing that cannot work is refused") {
  CHECK_THROWS_AS(Smoothing::floor(0), leeway::ConfigError);
  CHECK_THROWS_AS(Smoothing::floor(1), leeway::ConfigError);
  CHECK_THROWS_AS(Smoothing::floor(missing), leeway::ConfigError);
  CHECK_THROWS_AS(Smoothing::additive(0), leeway::ConfigError);
  CHECK_THROWS_AS(Smoothing::additive(-1), leeway::ConfigError);
  CHECK_THROWS_AS(Smoothing::additive(infinity), leeway::ConfigError);
}
