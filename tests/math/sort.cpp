#include "leeway/math/sort.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "catch.hpp"

namespace {

template <class Value>
void check_sorts_like_std(std::vector<Value> values) {
  std::vector<Value> expected = values;
  std::sort(expected.begin(), expected.end());
  leeway::sort_values(std::span<Value>(values));
  REQUIRE(values == expected);
}

template <class Value>
std::vector<Value> sample(std::size_t size, int kind, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<Value> values(size);
  for (Value& x : values) {
    const double z = normal(random);
    switch (kind) {
      case 0: x = static_cast<Value>(z); break;
      case 1: x = static_cast<Value>(1e9 + z * 1e-4); break;  // agrees in the leading 40 bits: runs for std::sort
      case 2: x = static_cast<Value>(std::round(z * 3)); break;
      case 3: x = static_cast<Value>(std::exp(20 * z)); break;
      case 4: x = static_cast<Value>(z < 0 ? -1.5 : 1.5 + 1e-13 * z); break;
      default: x = static_cast<Value>(7); break;
    }
  }
  return values;
}

}  // namespace

TEMPLATE_TEST_CASE("sort: any sample comes out as std::sort has it", "", float, double) {
  for (const int kind : {0, 1, 2, 3, 4, 5}) {
    for (const std::size_t size : {0U, 1U, 2U, 255U, 256U, 257U, 1000U, 20000U}) {
      check_sorts_like_std(sample<TestType>(size, kind, 11));
    }
  }
}

TEMPLATE_TEST_CASE("sort: infinities, zeros of both signs, subnormals and extremes are ordered", "", float, double) {
  using Limits = std::numeric_limits<TestType>;
  std::vector<TestType> values = sample<TestType>(1000, 3, 5);
  for (const TestType special : {Limits::infinity(), -Limits::infinity(), TestType{0}, -TestType{0},
                                 Limits::denorm_min(), -Limits::denorm_min(), (Limits::max)(), Limits::lowest()}) {
    values.push_back(special);
    values.insert(values.begin(), special);
  }
  check_sorts_like_std(values);
}

TEMPLATE_TEST_CASE("sort: sorted_values leaves out missing values only", "", float, double) {
  using Limits = std::numeric_limits<TestType>;
  std::vector<TestType> values = sample<TestType>(600, 0, 3);
  std::vector<TestType> expected = values;
  expected.push_back(Limits::infinity());
  std::sort(expected.begin(), expected.end());
  values.insert(values.begin() + 100, {Limits::quiet_NaN(), Limits::infinity(), -Limits::quiet_NaN()});
  REQUIRE(leeway::sorted_values(std::span<const TestType>(values)) == expected);
  const std::vector<TestType> all_missing(5, Limits::quiet_NaN());
  REQUIRE(leeway::sorted_values(std::span<const TestType>(all_missing)).empty());
}
