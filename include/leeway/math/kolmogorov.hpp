#pragma once

#include <cmath>
#include <limits>

#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// Where the two series of the limiting distribution take over from each other: its median. Each then answers for the
/// tail it sums without cancellation, and five terms suffice.
inline constexpr double kolmogorov_median = 0.8275735551899077;
inline constexpr double kolmogorov_pi = 3.14159265358979323846;

/// exp(-factor * x^2) with the rounding of x^2 put right: at x = 18 it alone would cost three digits.
[[nodiscard]] inline double exp_minus_square(double factor, double x) noexcept {
  const double square = x * x;
  if (!(square < 1e4)) return 0;  // infinities included
  const double lost = std::fma(x, x, -square);
  return std::exp(-factor * square) * (1 - factor * lost);
}

/// P(K > x) for x above the median: 2 sum (-1)^(k-1) exp(-2 k^2 x^2).
[[nodiscard]] inline double kolmogorov_upper_series(double x) noexcept {
  const double first = exp_minus_square(2, x);
  double sum = 0;
  double sign = 1;
  for (int k = 1; k <= 8; ++k) {
    const double term = std::pow(first, k * k);  // k^2 <= 64 multiplies the error of a term that is tiny by then
    sum += sign * term;
    sign = -sign;
    if (term < 1e-17 * sum) break;
  }
  return 2 * sum;
}

/// P(K <= x) for x below the median: sqrt(2 pi) / x sum exp(-(2k-1)^2 pi^2 / (8 x^2)).
[[nodiscard]] inline double kolmogorov_lower_series(double x) noexcept {
  // exp(-pi^2 / (8 x^2)) with the rounding of the exponent put right, as above.
  constexpr double numerator = 1.2337005501361697;
  constexpr double numerator_rest = 7.831619385924639e-17;
  const double square = x * x;
  const double exponent = numerator / square;
  if (!(exponent < 800)) return 0;
  const double lost = std::fma(-exponent, square, numerator) + numerator_rest - exponent * std::fma(x, x, -square);
  const double first = std::exp(-exponent) * (1 - lost / square);
  double sum = 0;
  for (int k = 1; k <= 9; k += 2) {
    const double term = std::pow(first, k * k - 1);
    sum += term;
    if (term < 1e-17) break;
  }
  return std::sqrt(2 * kolmogorov_pi) / x * first * sum;
}

}  // namespace detail

/// Kolmogorov's limiting distribution: of the largest absolute value of a Brownian bridge, to which sqrt(n m / (n + m))
/// times the two-sample distance D converges when values do not tie.
///
/// Survival function P(K > x). Relative error below 1e-14 down to 1e-300 (x = 18.6); 1 for x <= 0. A handful of exp.
/// Kolmogorov (1933); the second series is its Jacobi transform.
[[nodiscard]] inline double kolmogorov_sf(double x) noexcept {
  if (is_missing(x)) return x;
  if (x <= 0) return 1;
  if (x < detail::kolmogorov_median) return 1 - detail::kolmogorov_lower_series(x);
  return detail::kolmogorov_upper_series(x);
}

/// Distribution function P(K <= x), with the same relative accuracy in the lower tail (down to x = 0.042, 1e-300).
[[nodiscard]] inline double kolmogorov_cdf(double x) noexcept {
  if (is_missing(x)) return x;
  if (x <= 0) return 0;
  if (x < detail::kolmogorov_median) return detail::kolmogorov_lower_series(x);
  return 1 - detail::kolmogorov_upper_series(x);
}

/// The x with P(K > x) = `p`: the critical value at level `p`. Infinity at 0, 0 at 1, NaN outside [0, 1].
/// Newton steps on the logarithm of the nearer tail, which is concave, so they cannot leave it.
[[nodiscard]] inline double kolmogorov_isf(double p) noexcept {
  if (is_missing(p) || p < 0 || p > 1) return std::numeric_limits<double>::quiet_NaN();
  if (p <= 0) return std::numeric_limits<double>::infinity();
  if (p >= 1) return 0;
  const bool upper = p <= 0.5;
  const double target = std::log(upper ? p : 1 - p);
  // Start from the leading term of each series.
  double x = upper ? std::sqrt((std::log(2.0) - target) / 2) : detail::kolmogorov_pi / std::sqrt(8 * (0.7 - target));
  for (int step = 0; step < 50; ++step) {
    const double probability = upper ? kolmogorov_sf(x) : kolmogorov_cdf(x);
    double density = 0;  // of K at x, from the same series, differentiated term by term
    if (upper) {
      for (int k = 1; k <= 8; ++k) density += (k % 2 == 1 ? 8 : -8) * k * k * x * std::exp(-2.0 * k * k * x * x);
    } else {
      const double unit = detail::kolmogorov_pi * detail::kolmogorov_pi / (8 * x * x);
      for (int k = 1; k <= 9; k += 2) density += (2 * k * k * unit - 1) * std::exp(-k * k * unit);
      density *= std::sqrt(2 * detail::kolmogorov_pi) / (x * x);
    }
    const double change = (std::log(probability) - target) * probability / density;
    const double next = upper ? x + change : x - change;
    const bool done = std::abs(next - x) <= 4e-16 * x;
    x = next;
    if (done) break;
  }
  return x;
}

}  // namespace leeway::inline v0_1
