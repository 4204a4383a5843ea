#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"

/// Distribution functions behind the tests, over Boost.Math. `cdf` is P(X <= x), `sf` is P(X > x) and `isf` the x at
/// which `sf` has the given value. Both tails are computed directly, never as one minus the other, so that a p-value of
/// 1e-300 is as accurate as one of .05: 1.2e-16 is the worst relative error against 50-digit values where long double
/// has 64 bits of mantissa (about |ln p| * 2e-16 where it is no wider than double).
/// Nothing throws: arguments outside a function's domain, NaN included, give NaN; what underflows gives 0.
/// A call costs 0.1 us (normal), 0.3 to 5 us (chi-squared of 5 to 100,000 degrees of freedom), 5 to 7 us (t, F).
/// The noncentral chi-squared distribution has a header of its own, math/noncentral_chi_squared.hpp.

namespace leeway::inline v0_1 {

namespace detail {

/// Boost's default policy throws. This one answers NaN, infinity or 0, and evaluates doubles in the wider long double
/// where there is one: the prefix x^a e^-x of a deep tail loses log10(1/p) digits otherwise.
using TailPolicy = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::pole_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::underflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::denorm_error<boost::math::policies::ignore_error>,
    boost::math::policies::rounding_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>,
    boost::math::policies::indeterminate_result_error<boost::math::policies::ignore_error>,
    boost::math::policies::promote_double<true>>;

inline constexpr double tail_undefined = std::numeric_limits<double>::quiet_NaN();
inline constexpr double tail_infinity = std::numeric_limits<double>::infinity();
inline constexpr long double half_sqrt_two = 0.70710678118654752440084436210484904L;

[[nodiscard]] inline bool is_probability(double p) noexcept { return !is_missing(p) && p >= 0 && p <= 1; }
[[nodiscard]] inline bool is_positive(double x) noexcept { return is_finite(x) && x > 0; }

}  // namespace detail

/// ln |Gamma(x)|, thread-safe (std::lgamma writes a global sign).
[[nodiscard]] inline double log_gamma(double x) noexcept {
  if (is_missing(x)) return detail::tail_undefined;
  return boost::math::lgamma(x, detail::TailPolicy{});
}

/// Regularised lower incomplete gamma function P(a, x), for a > 0 and x >= 0.
[[nodiscard]] inline double gamma_p(double a, double x) noexcept {
  if (!detail::is_positive(a) || is_missing(x) || x < 0) return detail::tail_undefined;
  if (!is_finite(x)) return 1;
  return boost::math::gamma_p(a, x, detail::TailPolicy{});
}

/// Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x).
[[nodiscard]] inline double gamma_q(double a, double x) noexcept {
  if (!detail::is_positive(a) || is_missing(x) || x < 0) return detail::tail_undefined;
  if (!is_finite(x)) return 0;
  return boost::math::gamma_q(a, x, detail::TailPolicy{});
}

/// Regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1.
[[nodiscard]] inline double beta_inc_regularized(double a, double b, double x) noexcept {
  if (!detail::is_positive(a) || !detail::is_positive(b) || !detail::is_probability(x)) return detail::tail_undefined;
  return boost::math::ibeta(a, b, x, detail::TailPolicy{});
}

/// Its inverse in x. Exact binomial (Clopper-Pearson) limits are quantiles of this function.
[[nodiscard]] inline double beta_quantile(double a, double b, double p) noexcept {
  if (!detail::is_positive(a) || !detail::is_positive(b) || !detail::is_probability(p)) return detail::tail_undefined;
  return boost::math::ibeta_inv(a, b, p, detail::TailPolicy{});
}

// --- normal ---

/// P(Z > z) of the standard normal distribution.
[[nodiscard]] inline double normal_sf(double z) noexcept {
  if (is_missing(z)) return detail::tail_undefined;
  // Scaling by a rounded 1/sqrt(2) would cost z^2 ulps: 13 digits left at z = 37.
  return static_cast<double>(std::erfc(static_cast<long double>(z) * detail::half_sqrt_two) / 2);
}

[[nodiscard]] inline double normal_cdf(double z) noexcept { return normal_sf(-z); }

[[nodiscard]] inline double normal_isf(double p) noexcept {
  if (!detail::is_probability(p)) return detail::tail_undefined;
  if (p == 0) return detail::tail_infinity;
  if (p == 1) return -detail::tail_infinity;
  return 1.41421356237309504880 * boost::math::erfc_inv(2 * p, detail::TailPolicy{});
}

// --- chi-squared ---

/// P(X <= x); the degrees of freedom may be any positive real.
[[nodiscard]] inline double chi_squared_cdf(double x, double degrees_of_freedom) noexcept {
  return gamma_p(degrees_of_freedom / 2, x < 0 ? 0 : x / 2);
}

[[nodiscard]] inline double chi_squared_sf(double x, double degrees_of_freedom) noexcept {
  return gamma_q(degrees_of_freedom / 2, x < 0 ? 0 : x / 2);
}

[[nodiscard]] inline double chi_squared_isf(double p, double degrees_of_freedom) noexcept {
  if (!detail::is_probability(p) || !detail::is_positive(degrees_of_freedom)) return detail::tail_undefined;
  if (p == 0) return detail::tail_infinity;
  if (p == 1) return 0;
  return 2 * boost::math::gamma_q_inv(degrees_of_freedom / 2, p, detail::TailPolicy{});
}

// --- Student t and F ---

/// P(T > t). Infinite degrees of freedom mean the normal distribution.
[[nodiscard]] inline double student_t_sf(double t, double degrees_of_freedom) noexcept {
  if (is_missing(t) || is_missing(degrees_of_freedom) || degrees_of_freedom <= 0) return detail::tail_undefined;
  if (degrees_of_freedom > 1e15) return normal_sf(t);  // the two differ by less than rounding from here on
  if (!is_finite(t)) return t > 0 ? 0 : 1;
  // Whichever of x and 1 - x is small is formed without cancellation, in the wider type and with t^2 kept from
  // overflow.
  const long double dof = degrees_of_freedom;
  const long double square = static_cast<long double>(t) * t;
  const long double half = 0.5L;
  const detail::TailPolicy policy;
  const long double outside = dof < 2 * square ? boost::math::ibeta(dof / 2, half, dof / (dof + square), policy)
                                               : boost::math::ibetac(half, dof / 2, square / (dof + square), policy);
  return static_cast<double>(t >= 0 ? outside / 2 : 1 - outside / 2);
}

[[nodiscard]] inline double student_t_cdf(double t, double degrees_of_freedom) noexcept {
  return student_t_sf(-t, degrees_of_freedom);
}

[[nodiscard]] inline double student_t_isf(double p, double degrees_of_freedom) noexcept {
  if (!detail::is_probability(p) || is_missing(degrees_of_freedom) || degrees_of_freedom <= 0) {
    return detail::tail_undefined;
  }
  if (degrees_of_freedom > 1e15) return normal_isf(p);
  if (p == 0) return detail::tail_infinity;
  if (p == 1) return -detail::tail_infinity;
  if (p == 0.5) return 0;
  // In the wider type, because x is p to the power 2 / dof; y is 1 - x without cancellation.
  long double y = 0;
  const long double dof = degrees_of_freedom;
  const long double tail = 2 * static_cast<long double>((std::min)(p, 1 - p));
  const long double x = boost::math::ibeta_inv(dof / 2, 0.5L, tail, &y, detail::TailPolicy{});
  const auto t = static_cast<double>(std::sqrt(dof * y / x));
  return p < 0.5 ? t : -t;
}

/// P(F > x) with `numerator` and `denominator` degrees of freedom, both positive reals.
[[nodiscard]] inline double f_sf(double x, double numerator, double denominator) noexcept {
  if (is_missing(x) || !detail::is_positive(numerator) || !detail::is_positive(denominator)) {
    return detail::tail_undefined;
  }
  if (x <= 0) return 1;
  if (!is_finite(x)) return 0;
  const long double a = static_cast<long double>(numerator) / 2;
  const long double b = static_cast<long double>(denominator) / 2;
  const long double ratio = a * x;
  const detail::TailPolicy policy;
  return static_cast<double>(ratio > b ? boost::math::ibeta(b, a, b / (b + ratio), policy)
                                       : boost::math::ibetac(a, b, ratio / (b + ratio), policy));
}

[[nodiscard]] inline double f_cdf(double x, double numerator, double denominator) noexcept {
  if (is_missing(x)) return detail::tail_undefined;
  if (x <= 0) return f_sf(detail::tail_infinity, numerator, denominator);
  return f_sf(1 / x, denominator, numerator);
}

// --- binomial ---

/// P(X >= successes) of a binomial distribution.
[[nodiscard]] inline double binomial_upper_tail(std::uint64_t successes, std::uint64_t trials, double p) noexcept {
  if (!detail::is_probability(p)) return detail::tail_undefined;
  if (successes == 0) return 1;
  if (successes > trials) return 0;
  return beta_inc_regularized(static_cast<double>(successes), static_cast<double>(trials - successes + 1), p);
}

/// P(X <= successes).
[[nodiscard]] inline double binomial_lower_tail(std::uint64_t successes, std::uint64_t trials, double p) noexcept {
  if (!detail::is_probability(p)) return detail::tail_undefined;
  if (successes >= trials) return 1;
  const auto a = static_cast<double>(successes + 1);
  const auto b = static_cast<double>(trials - successes);
  return boost::math::ibetac(a, b, p, detail::TailPolicy{});
}

// --- p-values of an alternative ---

/// The p-value from both tails of a statistic, each with the observed value in it: `greater` looks at the upper one,
/// `two_sided` is twice the smaller, at most 1.
[[nodiscard]] constexpr double p_of_tails(double lower, double upper, Alternative alternative) noexcept {
  switch (alternative) {
    case Alternative::less: return lower;
    case Alternative::greater: return upper;
    case Alternative::two_sided: break;
  }
  const double doubled = 2 * (std::min)(lower, upper);
  return (std::min)(doubled, 1.0);  // in this order NaN stays
}

/// The p-value of a statistic that is standard normal under the null hypothesis.
[[nodiscard]] inline double normal_p(double z, Alternative alternative) noexcept {
  return p_of_tails(normal_cdf(z), normal_sf(z), alternative);
}

/// The p-value of one that follows Student's t distribution.
[[nodiscard]] inline double student_t_p(double t, double degrees_of_freedom, Alternative alternative) noexcept {
  if (alternative == Alternative::two_sided) return 2 * student_t_sf(std::fabs(t), degrees_of_freedom);
  return student_t_sf(alternative == Alternative::greater ? t : -t, degrees_of_freedom);
}

}  // namespace leeway::inline v0_1
