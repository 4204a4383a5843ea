#pragma once

#include <cmath>
#include <numbers>

#include "leeway/math/laplace_tail.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// Limiting distribution of Kuiper's statistic sqrt(n) V (Kuiper 1960, doi:10.1016/S1385-7258(60)50006-0):
/// P(> x) = 2 sum (4 j^2 x^2 - 1) exp(-2 j^2 x^2), and its theta-transformed twin where that converges slowly.
/// Each tail to 1e-15 relative where it is the smaller one; NaN for NaN. At most 8 terms.
[[nodiscard]] inline TailPair kuiper_limit(double x) noexcept {
  if (is_missing(x)) return {};
  if (x <= 0) return {0, 1};
  if (!is_finite(x)) return {1, 0};
  TailPair tails;
  double sum = 0;
  if (x < 1.1) {
    constexpr double square_pi = std::numbers::pi * std::numbers::pi;
    for (int k = 1; k <= 8; ++k) {
      const double square = static_cast<double>(k) * k;
      sum += square * std::exp(-square * square_pi / (2 * x * x));
    }
    tails.cdf = std::sqrt(2 * std::numbers::pi) * square_pi * sum / x / x / x;
    if (!is_finite(tails.cdf)) tails.cdf = 0;  // 0 / 0 below x = 1e-102
    tails.sf = 1 - tails.cdf;
  } else {
    for (int j = 1; j <= 8; ++j) {
      const double square = static_cast<double>(j) * j * x * x;
      sum += (4 * square - 1) * std::exp(-2 * square);
    }
    tails.sf = is_finite(sum) ? 2 * sum : 0;
    tails.cdf = 1 - tails.sf;
  }
  return tails;
}

[[nodiscard]] inline double kuiper_limit_cdf(double x) noexcept { return kuiper_limit(x).cdf; }
[[nodiscard]] inline double kuiper_limit_sf(double x) noexcept { return kuiper_limit(x).sf; }

}  // namespace leeway::inline v0_1
