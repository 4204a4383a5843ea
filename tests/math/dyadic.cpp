#include "leeway/math/dyadic.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::Dyadic;

namespace {

double any_finite(std::mt19937_64& random) {
  const std::uint64_t bits = random();
  const double x = std::bit_cast<double>(bits);
  return std::isfinite(x) ? x : std::bit_cast<double>(bits & 0xbfffffffffffffffULL);
}

}  // namespace

TEST_CASE("dyadic: a double and back, to the bit") {
  std::mt19937_64 random(1);
  for (const double x : {0.0, 1.0, -1.0, 0.1, 1e300, -1e300, 5e-324, 1.7976931348623157e308}) {
    CHECK(Dyadic(x).over(1) == x);
  }
  for (int i = 0; i < 10'000; ++i) {
    const double x = any_finite(random);
    REQUIRE(Dyadic(x).over(1) == x);
  }
}

TEST_CASE("dyadic: quotients are the nearest doubles") {
  CHECK(Dyadic(1.0).over(3) == 1.0 / 3);
  CHECK(Dyadic(-1.0).over(10) == -0.1);
  std::mt19937_64 random(2);
  for (int i = 0; i < 10'000; ++i) {
    const auto a = static_cast<double>(static_cast<std::int64_t>(random()) >> 11);
    const std::uint64_t b = (random() >> (11 + random() % 50)) + 1;
    REQUIRE(Dyadic(a).over(b) == a / static_cast<double>(b));  // both are exact doubles: IEEE rounds the same quotient
  }
  // 2^53 + 1 + 2^-200: only what follows far behind decides that it is above the middle.
  const Dyadic above = Dyadic(0x1p53) + Dyadic(1.0) + Dyadic(0x1p-200);
  CHECK(above.over(1) == 0x1p53 + 2);
  CHECK((Dyadic(0x1p53) + Dyadic(1.0)).over(1) == 0x1p53);  // the middle itself goes to the even one
  CHECK(Dyadic((std::numeric_limits<std::uint64_t>::max)()).over(1) == 0x1p64);
}

TEST_CASE("dyadic: a quotient as two doubles carries twice the digits") {
  const auto [head, rest] = Dyadic(1.0).twice_over(3);
  CHECK(head == 1.0 / 3);
  CHECK(rest == 0x1.5555555555555p-56);  // 1/3 - head = 1/3 * 2^-54
}

TEST_CASE("dyadic: sums do not depend on order or grouping") {
  std::mt19937_64 random(3);
  std::vector<Dyadic> terms;
  for (int i = 0; i < 60; ++i) terms.emplace_back(any_finite(random));
  Dyadic forwards;
  for (const Dyadic& term : terms) forwards = forwards + term;
  for (int round = 0; round < 20; ++round) {
    std::shuffle(terms.begin(), terms.end(), random);
    Dyadic left;
    Dyadic right;
    for (std::size_t i = 0; i < terms.size(); ++i) (i % 3 == 0 ? left : right) = (i % 3 == 0 ? left : right) + terms[i];
    REQUIRE(left + right == forwards);
  }
  for (const Dyadic& term : terms) forwards = forwards - term;
  CHECK(forwards == Dyadic());
}

TEST_CASE("dyadic: products are exact") {
  CHECK(Dyadic(0.1) * Dyadic(0.1) != Dyadic(0.1 * 0.1));
  CHECK(Dyadic(0x1p600) * Dyadic(0x1p600) * Dyadic(0x1p-1000) == Dyadic(0x1p200));
  CHECK((Dyadic(3.0) * Dyadic(-5.0)).over(1) == -15);
  CHECK(Dyadic(3.0).times_power_of_two(-1) == Dyadic(1.5));
  CHECK(Dyadic().times_power_of_two(7) == Dyadic());
}

TEST_CASE("dyadic: digits and limbs restore the number") {
  std::mt19937_64 random(4);
  for (int i = 0; i < 2'000; ++i) {
    const Dyadic number = Dyadic(any_finite(random)) * Dyadic(any_finite(random)) + Dyadic(any_finite(random));
    REQUIRE(Dyadic::from_digits(number.is_negative(), number.exponent(), number.digits()) == number);
    Dyadic sum;
    for (const auto& limb : number.limbs()) {
      REQUIRE(std::abs(limb.value) < std::int64_t{1} << 32);
      sum = sum + Dyadic::from_limb(limb);
    }
    REQUIRE(sum == number);
  }
  CHECK(Dyadic().digits().empty());
  CHECK(Dyadic().limbs().empty());
  CHECK(Dyadic(1.0).limbs() == std::vector<Dyadic::Limb>{{0, 1}});
  CHECK(Dyadic(-0.5).limbs() == std::vector<Dyadic::Limb>{{-1, -(std::int64_t{1} << 31)}});
  CHECK(Dyadic(0x1p-32).limbs() == std::vector<Dyadic::Limb>{{-1, 1}});
  CHECK(Dyadic(0x1p-33).limbs() == std::vector<Dyadic::Limb>{{-2, std::int64_t{1} << 31}});
}

TEST_CASE("dyadic: the size of a number") {
  CHECK(Dyadic(1.0).log2() == 0);
  CHECK(Dyadic(-0.75).log2() == -1);
  CHECK((Dyadic(0x1p1000) * Dyadic(0x1p1000)).log2() == 2000);
}
