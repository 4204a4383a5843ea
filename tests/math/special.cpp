#include "leeway/math/special.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "catch.hpp"

using namespace leeway;

namespace {

double stable_sum(const std::vector<double>& terms) {
  StableSum sum;
  for (const double term : terms) sum.add(term);
  return sum.value();
}

}  // namespace

TEST_CASE("special: an empty sum is zero") { CHECK(StableSum{}.value() == 0); }

TEST_CASE("special: += is add") {
  StableSum added;
  StableSum increased;
  for (const double term : {0.1, 1e16, -1e16}) {
    added.add(term);
    increased += term;
  }
  CHECK(added.value() == increased.value());
}

TEST_CASE("special: a small sum of integers is exact whatever the compiler may rearrange") {
  CHECK(stable_sum({1, 2, 3, 4, 1048576}) == 1048586);
}

// What follows needs IEEE arithmetic; under -ffast-math the sum is documented to degrade to a plain one.
#ifndef __FAST_MATH__

TEST_CASE("special: terms that cancel leave what a plain sum loses") {
  CHECK(stable_sum({1, 1e100, 1, -1e100}) == 2);  // Neumaier's own example: Kahan's sum answers 0
  CHECK(stable_sum({1e100, 1, -1e100}) == 1);
  CHECK(stable_sum({1, -1e100, 1e100}) == 1);
  CHECK(stable_sum({1e16, 1, 1, 1, -1e16}) == 3);
}

TEST_CASE("special: a tenth, ten million times") {
  StableSum sum;
  double plain = 0;
  for (int i = 0; i < 10'000'000; ++i) {
    sum.add(0.1);
    plain += 0.1;
  }
  CHECK(sum.value() == 1'000'000.0);  // 10^7 times the double nearest to 0.1, rounded
  CHECK(plain != 1'000'000.0);        // or this test shows nothing
}

TEST_CASE("special: the error does not grow with the number of terms") {
  std::mt19937_64 random(20260101);
  std::uniform_int_distribution<std::int64_t> mantissa(-(std::int64_t{1} << 40), std::int64_t{1} << 40);
  for (const int count : {10, 1000, 100000}) {
    // Multiples of 2^-30 below 2^10: 128-bit integers add them exactly.
    __extension__ using Wide = __int128;
    Wide exact = 0;
    StableSum sum;
    for (int i = 0; i < count; ++i) {
      const std::int64_t units = mantissa(random);
      exact += units;
      sum.add(std::ldexp(static_cast<double>(units), -30));
    }
    CAPTURE(count);
    CHECK(sum.value() == std::ldexp(static_cast<double>(exact), -30));
  }
}

TEST_CASE("special: infinite and missing terms show, as in a plain sum") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(stable_sum({1, infinity, 2}) == infinity);
  CHECK(stable_sum({-infinity, 5}) == -infinity);
  CHECK(std::isnan(stable_sum({infinity, -infinity})));
  CHECK(std::isnan(stable_sum({1, std::numeric_limits<double>::quiet_NaN(), 2})));
}

TEST_CASE("special: sums beyond the range overflow to infinity") {
  const double largest = (std::numeric_limits<double>::max)();
  CHECK(stable_sum({largest, largest}) == std::numeric_limits<double>::infinity());
  CHECK(stable_sum({-largest, -largest}) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("special: known at compile time") {
  constexpr double sum = [] {
    StableSum total;
    for (const double term : {1.0, 1e100, 1.0, -1e100}) total.add(term);
    return total.value();
  }();
  STATIC_REQUIRE(sum == 2);
}

#endif
