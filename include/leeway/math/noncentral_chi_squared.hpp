#pragma once

#include <algorithm>
#include <cmath>

#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// One tail of the noncentral chi-squared distribution and its derivative in the noncentrality.
struct NoncentralTail {
  double probability;
  double slope;  ///< magnitude of d probability / d noncentrality: the density with two more degrees of freedom
};

/// Sums the Poisson mixture sum_j pois(j; lambda/2) Q(dof/2 + j, x/2), or P for the lower tail.
///
/// The sum runs in the one direction in which the recurrence of Q (upwards) or P (downwards) adds positive terms only,
/// over the range around the largest term outside which terms are below 1e-17 of it: nothing cancels, and the deep
/// tails keep their relative accuracy, unlike in sums that start at the Poisson mode and walk both ways.
[[nodiscard]] inline NoncentralTail noncentral_tail(double x, double dof, double lambda, bool upper) noexcept {
  const double half_lambda = lambda / 2;
  const double half_x = x / 2;
  const double half_dof = dof / 2;
  // The terms' logarithm is flat where j (dof/2 + j) = lambda x / 4, unless Q (or P) is about 1 at the Poisson mode.
  const double saddle = lambda * x / 4 / (half_dof / 2 + std::sqrt(half_dof * half_dof / 4 + lambda * x / 4));
  const double peak = std::floor(upper ? (std::max)(half_lambda, saddle) : (std::min)(half_lambda, saddle));
  const double reach = std::floor(9 * std::sqrt(peak) + 40);
  const double first = (std::max)(0.0, peak - reach);
  const double last = peak + reach;

  // pois(j) and g(j) = y^(a+j) e^-y / Gamma(a+j+1), the step of the recurrence, are taken at the peak, where they do
  // not underflow, and carried to the end where the sum starts.
  double j = peak;
  double poisson = boost::math::gamma_p_derivative(peak + 1, half_lambda, TailPolicy{});
  double step = boost::math::gamma_p_derivative(half_dof + peak + 1, half_x, TailPolicy{});
  NoncentralTail sum{0, 0};
  if (upper) {
    for (; j > first; --j) {
      poisson *= j / half_lambda;
      step *= (half_dof + j) / half_x;
    }
    double tail = gamma_q(half_dof + j, half_x);
    for (; j <= last; ++j) {
      sum.probability += poisson * tail;
      sum.slope += poisson * step;
      tail += step;
      poisson *= half_lambda / (j + 1);
      step *= half_x / (half_dof + j + 1);
    }
  } else {
    // Not into underflow, from which the way back down would not recover; such terms are nothing beside the peak.
    for (; j < last; ++j) {
      const double next_poisson = poisson * (half_lambda / (j + 1));
      const double next_step = step * (half_x / (half_dof + j + 1));
      if (next_poisson < 1e-290 || next_step < 1e-290) break;
      poisson = next_poisson;
      step = next_step;
    }
    double tail = gamma_p(half_dof + j, half_x);
    for (;; --j) {
      sum.probability += poisson * tail;
      sum.slope += poisson * step;
      if (j <= first) break;
      poisson *= j / half_lambda;
      step *= (half_dof + j) / half_x;
      tail += step;
    }
  }
  sum.probability = (std::min)(sum.probability, 1.0);
  sum.slope /= 2;
  return sum;
}

/// Sankaran's second approximation (1963, doi:10.1093/biomet/50.1-2.199): a power of X made nearly normal.
[[nodiscard]] inline double noncentral_normal_score(double x, double dof, double lambda) noexcept {
  const double sum = dof + lambda;
  const double spread = dof + 2 * lambda;
  const double power = 1 - 2.0 / 3 * sum / spread * (dof + 3 * lambda) / spread;
  const double p = spread / sum / sum;
  const double m = (power - 1) * (1 - 3 * power);
  // (x/sum)^power - 1 by expm1: p is as small as 1e-15 where counts are large, and the difference would be noise.
  const double excess = std::expm1(power * std::log1p((x - sum) / sum));
  return (excess - power * p * (power - 1 - 0.5 * (2 - power) * m * p)) /
         (power * std::sqrt(2 * p) * (1 + 0.5 * m * p));
}

[[nodiscard]] inline bool noncentral_domain(double x, double dof, double lambda) noexcept {
  return !is_missing(x) && is_positive(dof) && is_finite(lambda) && lambda >= 0;
}

/// Beyond this the sum of some 13 sqrt(x) terms is slow, and the approximation as good as rounding allows.
inline constexpr double noncentral_sum_limit = 1e7;

}  // namespace detail

/// P(X > x) of the noncentral chi-squared distribution: the law of a Pearson-type statistic when the null is false by
/// `noncentrality` (sample size times squared distance). Relative error below 1e-13 into the deep tails for
/// noncentralities in the thousands (rounding grows with the square root); beyond x or noncentrality 1e7 a normal
/// approximation. O(sqrt(x)): 2 us at noncentrality 10, 60 us at 1e6.
[[nodiscard]] inline double noncentral_chi_squared_sf(double x, double dof, double noncentrality) noexcept {
  if (!detail::noncentral_domain(x, dof, noncentrality)) return detail::tail_undefined;
  if (noncentrality == 0) return chi_squared_sf(x, dof);
  if (x <= 0) return 1;
  if (!is_finite(x)) return 0;
  if ((std::max)(x, noncentrality) > detail::noncentral_sum_limit) {
    return normal_sf(detail::noncentral_normal_score(x, dof, noncentrality));
  }
  return detail::noncentral_tail(x, dof, noncentrality, true).probability;
}

/// P(X <= x); accuracy and cost as noncentral_chi_squared_sf.
[[nodiscard]] inline double noncentral_chi_squared_cdf(double x, double dof, double noncentrality) noexcept {
  if (!detail::noncentral_domain(x, dof, noncentrality)) return detail::tail_undefined;
  if (noncentrality == 0) return chi_squared_cdf(x, dof);
  if (x <= 0) return 0;
  if (!is_finite(x)) return 1;
  if ((std::max)(x, noncentrality) > detail::noncentral_sum_limit) {
    return normal_cdf(detail::noncentral_normal_score(x, dof, noncentrality));
  }
  return detail::noncentral_tail(x, dof, noncentrality, false).probability;
}

/// The noncentrality under which P(X > x) = p; 0 if that probability is larger even without any noncentrality.
///
/// It rises with p, so the noncentralities at p = .025 and p = .975 are an equal-tailed 95 % confidence interval given
/// the observed statistic x. Newton's method on the logarithm of the smaller tail, guarded by a bracket: three to six
/// evaluations of the tail. NaN if p is not inside (0, 1).
[[nodiscard]] inline double noncentral_chi_squared_noncentrality(double x, double dof, double p) noexcept {
  if (is_missing(x) || !detail::is_positive(dof) || !detail::is_probability(p) || p == 0 || p == 1) {
    return detail::tail_undefined;
  }
  if (!is_finite(x)) return x > 0 ? detail::tail_infinity : 0;
  const bool upper = p <= 0.5;
  const double target = upper ? p : 1 - p;
  if (x <= 0 || (upper ? chi_squared_sf(x, dof) >= p : chi_squared_cdf(x, dof) <= target)) return 0;

  const double z = normal_isf(p);
  double low = 0;
  double high = detail::tail_infinity;
  // Mean dof + lambda and variance 2 (dof + 2 lambda), as if normal.
  const double root = std::sqrt((std::max)(0.0, z * z + x - dof / 2)) - z;
  double lambda = (std::max)(root * root - dof / 2, 1e-3 * x);
  for (int iteration = 0; iteration < 200; ++iteration) {
    const bool summed = (std::max)(x, lambda) <= detail::noncentral_sum_limit;
    double error = 0;  // rises with lambda
    double next = detail::tail_undefined;
    if (summed) {
      const auto [probability, slope] = detail::noncentral_tail(x, dof, lambda, upper);
      error = (upper ? 1 : -1) * std::log(probability / target);
      next = lambda - error * probability / slope;
    } else {
      // score = (x - mean) / deviation to first order, whose derivative is close to -1 / deviation
      error = z - detail::noncentral_normal_score(x, dof, lambda);
      next = lambda - error * std::sqrt(2 * dof + 4 * lambda);
    }
    (error < 0 ? low : high) = lambda;
    const bool newton = next > low && next < high;
    if (!newton) next = is_finite(high) ? low + (high - low) / 2 : 2 * lambda;
    // Newton's error is about the square of its last step; the other steps only halve it or better.
    if (std::abs(next - lambda) <= (newton && summed ? 1e-8 : 1e-13) * next) return next;
    lambda = next;
  }
  return lambda;
}

}  // namespace leeway::inline v0_1
