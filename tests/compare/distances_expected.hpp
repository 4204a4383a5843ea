#pragma once

// What the tests of distances share: the expected values made by tests/expected/distances.py, and small samplers.

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "catch.hpp"
#include "expected.hpp"

namespace distances_expected {

using Json = nlohmann::json;
using Counts = std::vector<std::uint64_t>;
using Values = std::vector<double>;
using Sample = std::span<const double>;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

inline const Json& document() { return expected_values("distances"); }

/// Equal to a relative error, 1e-12 unless said otherwise; both 0, or the same infinity, are equal, too.
inline bool close(double actual, double expected, double tolerance = 1e-12) {
  if (actual == expected) return true;
  const bool passed = std::fabs(actual - expected) <= tolerance * std::fabs(expected);
  if (!passed) UNSCOPED_INFO("actual " << actual << ", expected " << expected << ", off by " << actual / expected - 1);
  return passed;
}

inline Counts random_counts(std::mt19937_64& random, std::size_t cells, double mean) {
  std::poisson_distribution<std::uint64_t> poisson(mean);
  Counts counts(cells);
  for (auto& count : counts) count = poisson(random);
  counts.front() += 1;  // never empty altogether
  return counts;
}

inline Values random_values(std::mt19937_64& random, std::size_t n, bool rounded) {
  std::normal_distribution<double> normal;
  Values values(n);
  for (double& value : values) value = rounded ? std::round(4 * normal(random)) / 4 : normal(random);
  return values;
}

inline Counts times(Counts counts, std::uint64_t factor) {
  for (auto& count : counts) count *= factor;
  return counts;
}

}  // namespace distances_expected
