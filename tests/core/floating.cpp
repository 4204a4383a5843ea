#include "leeway/core/floating.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

#include "catch.hpp"

// Compiled a second time with -ffast-math, under which comparisons with NaN mean nothing: values are made from their
// bits here, and only booleans are compared. The array keeps the optimiser from knowing the values beforehand.

using namespace leeway;

namespace {

template <class Value, class Bits>
std::vector<Value> from_bits(const std::vector<Bits>& bits) {
  std::vector<Value> values;
  for (const volatile Bits& word : bits) values.push_back(std::bit_cast<Value>(Bits{word}));
  return values;
}

}  // namespace

TEST_CASE("floating: every NaN is missing, whatever its sign, payload or kind") {
  const std::vector<std::uint64_t> nans64{0x7ff8000000000000, 0xfff8000000000000, 0x7ff0000000000001,
                                          0xfff0000000000001, 0x7fffffffffffffff, 0xffffffffffffffff};
  for (const double x : from_bits<double>(nans64)) {
    CHECK(is_missing(x));
    CHECK_FALSE(is_finite(x));
  }
  const std::vector<std::uint32_t> nans32{0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, 0x7fffffff, 0xffffffff};
  for (const float x : from_bits<float>(nans32)) {
    CHECK(is_missing(x));
    CHECK_FALSE(is_finite(x));
  }
}

TEST_CASE("floating: infinities are neither missing nor finite") {
  for (const double x : from_bits<double>(std::vector<std::uint64_t>{0x7ff0000000000000, 0xfff0000000000000})) {
    CHECK_FALSE(is_missing(x));
    CHECK_FALSE(is_finite(x));
  }
  for (const float x : from_bits<float>(std::vector<std::uint32_t>{0x7f800000, 0xff800000})) {
    CHECK_FALSE(is_missing(x));
    CHECK_FALSE(is_finite(x));
  }
}

TEST_CASE("floating: numbers up to the ends of the range are finite") {
  // zeros, the smallest and largest denormals, the smallest normal, one, the largest number; both signs
  const std::vector<std::uint64_t> finite64{0,
                                            1,
                                            0x000fffffffffffff,
                                            0x0010000000000000,
                                            0x3ff0000000000000,
                                            0x7fefffffffffffff,
                                            0x8000000000000000,
                                            0x8000000000000001,
                                            0xffefffffffffffff};
  for (const double x : from_bits<double>(finite64)) {
    CHECK(is_finite(x));
    CHECK_FALSE(is_missing(x));
  }
  const std::vector<std::uint32_t> finite32{0,          1,          0x007fffff, 0x00800000, 0x3f800000,
                                            0x7f7fffff, 0x80000000, 0x80000001, 0xff7fffff};
  for (const float x : from_bits<float>(finite32)) {
    CHECK(is_finite(x));
    CHECK_FALSE(is_missing(x));
  }
}

TEST_CASE("floating: known at compile time") {
  STATIC_REQUIRE(is_missing(std::numeric_limits<double>::quiet_NaN()));
  STATIC_REQUIRE(is_missing(std::numeric_limits<float>::quiet_NaN()));
  STATIC_REQUIRE_FALSE(is_missing(0.0));
  STATIC_REQUIRE(is_finite(1e300));
  STATIC_REQUIRE_FALSE(is_finite(std::numeric_limits<float>::infinity()));
}
