#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// Both tails of a distribution at one point; neither is one minus the other.
struct TailPair {
  double cdf = std::numeric_limits<double>::quiet_NaN();
  double sf = std::numeric_limits<double>::quiet_NaN();
};

namespace detail {

/// Tail of a distribution from its moment generating function M(z) = E exp(z X), which must be analytic but for
/// singularities on the real axis from `first_pole` > 0 on (a positive sum of weighted chi-squared variables, say).
///
/// P(X > x) = 1/(2 pi i) integral of M(z) exp(-z x) / z over a path from below to above that crosses the real axis
/// between 0 and the first pole; crossing left of 0 gives -P(X <= x). The path is the parabola
/// first_pole - depth (1 - i u)^2, along which exp(-z x) decays like a Gaussian; the trapezoidal rule then converges
/// geometrically (Weideman and Trefethen 2007, doi:10.1090/S0025-5718-07-01945-X). `depth`, the distance of the
/// crossing from the first pole, should put it near the saddle point of M(z) exp(-z x): the sum then has no
/// cancellation, and both tails keep their relative accuracy down to the smallest doubles. `log_mgf(z)`
/// gives ln M(z) for Im z >= 0. About 100 to 200 evaluations.
template <class LogMgf>
[[nodiscard]] double laplace_tail(LogMgf log_mgf, double x, double first_pole, double depth) {
  using Complex = std::complex<double>;
  // Half-width of the strip of u in which the integrand is analytic: the first pole lies at 1, the pole at 0 here.
  const double origin_distance = std::fabs(1 - std::sqrt(first_pole / depth));
  const double strip = (std::min)(0.9, origin_distance);
  // Along the path the integrand falls like exp(-depth x u^2), which in a lower tail is narrower than the strip.
  constexpr double digits = 38;  // exp(-38) = 3e-17
  const double step =
      (std::min)(2 * std::numbers::pi * strip / digits, std::numbers::pi / std::sqrt(digits * depth * x));
  const double crossing = first_pole - depth;
  // Relative to the value at the crossing, which may be far outside the range of double.
  const double scale = log_mgf(Complex{crossing, 0}).real() - crossing * x;
  double sum = 0;
  for (int k = 0;; ++k) {
    const double u = step * (k + 0.5);  // midpoints: no node on the real axis
    const Complex rotated{1, -u};
    const Complex z = first_pole - depth * rotated * rotated;
    const Complex exponent = log_mgf(z) - z * x - scale;
    const Complex derivative = 2 * depth * rotated;  // (dz/du) / i
    const Complex term = std::exp(exponent) * derivative / z;
    sum += term.real();
    if (exponent.real() < -42 || k > 20000) break;
  }
  // Symmetric halves: twice the real part, over 2 pi.
  return std::exp(scale) * std::fabs(sum) * step / std::numbers::pi;
}

}  // namespace detail

}  // namespace leeway::inline v0_1
