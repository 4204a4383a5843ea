#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "leeway/compare/moment_summary.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// Squared maximum mean discrepancy in the two customary estimates.
struct MmdSquared {
  Distance biased;    ///< V-statistic: never negative, too large by about (1/n + 1/m) without drift
  Distance unbiased;  ///< U-statistic: 0 on average without drift, so it can be negative; needs two values a side
};

namespace detail {

/// Sum of exp(-(x - y)^2 / (2 width^2)) over pairs; within one sample, over pairs i < j.
[[nodiscard]] inline double kernel_sum(std::span<const double> x, std::span<const double> y, bool same, double width) {
  StableSum sum;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = same ? i + 1 : 0; j < y.size(); ++j) {
      const double z = (x[i] - y[j]) / width;
      sum += std::exp(-z * z / 2);
    }
  }
  return sum.value();
}

}  // namespace detail

/// Median distance between two values of the pooled sample: the customary kernel width. NaN and infinities are left
/// out. 0 if most pairs are tied, undefined (NaN) below two values. Memory and time O((n + m)^2).
template <std::floating_point Value>
[[nodiscard]] double median_pairwise_distance(std::span<const Value> reference, std::span<const Value> current) {
  std::vector<double> pooled = detail::finite_values(reference);
  const std::vector<double> others = detail::finite_values(current);
  pooled.insert(pooled.end(), others.begin(), others.end());
  if (pooled.size() < 2) return TestResult::undefined;
  std::vector<double> distances;
  distances.reserve(pooled.size() * (pooled.size() - 1) / 2);
  for (std::size_t i = 0; i < pooled.size(); ++i) {
    for (std::size_t j = i + 1; j < pooled.size(); ++j) distances.push_back(std::fabs(pooled[i] - pooled[j]));
  }
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  if (distances.size() % 2 == 1) return *middle;
  const double lower = *std::max_element(distances.begin(), middle);
  return lower + (*middle - lower) / 2;
}

/// Squared maximum mean discrepancy of one feature with the Gaussian kernel exp(-(x - y)^2 / (2 width^2)) (Gretton et
/// al. 2012, jmlr.org/papers/v13/gretton12a.html). 0..2; sensitive to differences on the scale of `width`, blind to
/// those far below and above it. NaN and infinities are left out. O((n + m)^2): for windows, not for whole training
/// sets; on one feature the energy distance asks nearly the same question in O(n log n).
/// Throws ConfigError unless the width is positive and finite.
template <std::floating_point Value>
[[nodiscard]] MmdSquared mmd_squared(std::span<const Value> reference, std::span<const Value> current, double width) {
  if (!(width > 0) || !is_finite(width)) throw ConfigError("mmd: the kernel's width must be positive and finite");
  const std::vector<double> x = detail::finite_values(reference);
  const std::vector<double> y = detail::finite_values(current);
  MmdSquared result;
  if (x.empty() || y.empty()) return result;
  const auto n = static_cast<double>(x.size());
  const auto m = static_cast<double>(y.size());
  const double within_x = 2 * detail::kernel_sum(x, x, true, width);
  const double within_y = 2 * detail::kernel_sum(y, y, true, width);
  const double between = detail::kernel_sum(x, y, false, width) / n / m;
  result.biased.status = Status::ok;
  result.biased.value = (std::max)(0.0, (within_x + n) / n / n + (within_y + m) / m / m - 2 * between);
  if (x.size() > 1 && y.size() > 1) {
    result.unbiased.status = Status::ok;
    result.unbiased.value = within_x / n / (n - 1) + within_y / m / (m - 1) - 2 * between;
  }
  return result;
}

}  // namespace leeway::inline v0_1
