#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "leeway/compare/moment_summary.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// d - ln(1 + d) >= 0 without cancellation for small d.
[[nodiscard]] inline double excess_over_log1p(double d) noexcept {
  if (std::fabs(d) > 0.125) return d - std::log1p(d);
  double power = d * d;
  double sum = 0;
  for (int k = 2; k < 20; ++k) {  // 0.125^18 / 20 is below the last bit of the first term
    sum += (k % 2 == 0 ? power : -power) / k;
    power *= d;
  }
  return sum;
}

}  // namespace detail

/// F test of two variances. Null hypothesis: the variances are equal, for normal data, where p is exact.
///
/// Takes raw samples (NaN and infinities left out), Moments or SampleMoments. `statistic` is
/// variance_current / variance_reference and `greater` means a larger current variance; the two-sided p is twice the
/// smaller tail. `degrees_of_freedom` holds the numerator's (current). Needs two values a side; a variance of zero on
/// either side is `degenerate`. O(n + m), no memory; a few ulp at any offset.
/// Not for data that are not normal: excess kurtosis 6 makes a nominal .05 into .33, however many they are. Use Levene.
struct VarianceRatio {
  Alternative alternative = Alternative::two_sided;

  template <MomentSample Reference, MomentSample Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return compare(moment_summary(reference), moment_summary(current));
  }

 private:
  [[nodiscard]] TestResult compare(const SampleMoments& reference, const SampleMoments& current) const {
    TestResult result;
    result.alternative = alternative;
    result.reference_count = reference.count;
    result.current_count = current.count;
    if (reference.count < 2 || current.count < 2) return result;
    result.status = Status::degenerate;
    const bool usable = reference.variance() > 0 && current.variance() > 0;
    const double ratio = current.variance() / reference.variance();
    const int unit_shift = 2 * (current.exponent - reference.exponent);
    const double f = std::ldexp(ratio, unit_shift);
    if (!usable || !is_finite(f) || f <= 0) return result;
    const auto numerator = static_cast<double>(current.count - 1);
    const auto denominator = static_cast<double>(reference.count - 1);
    const double upper = f_sf(f, numerator, denominator);
    const double lower = f_cdf(f, numerator, denominator);
    result.status = Status::ok;
    result.method = Method::exact;
    result.statistic = f;
    result.degrees_of_freedom = numerator;
    result.effect_kind = EffectKind::variance_ratio_log;
    result.effect_size = std::log(f);
    result.p_value = p_of_tails(lower, upper, alternative);
    return result;
  }
};

/// Bartlett's test. Null hypothesis: all groups have the same variance, for normal data (Bartlett 1937,
/// doi:10.1098/rspa.1937.0109).
///
/// Takes two samples, or a range of them (raw, Moments or SampleMoments; NaN and infinities left out). `statistic`
/// is chi-squared with one degree of freedom less than groups in the limit. Each group needs two values; a group
/// without variance is `degenerate`. For two samples `effect_size` is ln(variance_current / variance_reference).
/// `reference_count` is the first group's size, `current_count` the others'.
/// Accuracy: a few ulp, also where the variances agree to many digits and the textbook formula cancels. Simulated
/// error rates at a nominal .05, two and three groups: .047 and .046 with three values each, .050 with ten. O(N).
/// Not for heavy tails, which it takes for unequal variances as VarianceRatio does: prefer Levene.
struct Bartlett {
  template <MomentSample Reference, MomentSample Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    const std::array pair{moment_summary(reference), moment_summary(current)};
    TestResult result = (*this)(pair);
    if (!result.ok()) return result;
    const auto groups = detail::moment_summaries(pair);
    result.effect_kind = EffectKind::variance_ratio_log;
    result.effect_size = std::log(groups[1].variance() / groups[0].variance());
    return result;
  }

  template <MomentGroups Groups>
  [[nodiscard]] TestResult operator()(const Groups& samples) const {
    const std::vector<SampleMoments> groups = detail::moment_summaries(samples);
    TestResult result;
    double within_dof = 0;
    double within_squares = 0;
    double inverse_dofs = 0;
    bool enough = groups.size() >= 2;
    for (const SampleMoments& group : groups) {
      (&group == groups.data() ? result.reference_count : result.current_count) += group.count;
      enough = enough && group.count >= 2;
      const double dof = static_cast<double>(group.count) - 1;
      within_dof += dof;
      inverse_dofs += 1 / dof;
      within_squares += group.sum_of_squares;
    }
    if (!enough) return result;
    result.status = Status::degenerate;
    const double pooled = within_squares / within_dof;
    StableSum sum;
    // sum of dof * ln(pooled / variance); dof * (variance / pooled - 1) adds up to nothing, so it may be added for
    // free, and makes every term positive.
    for (const SampleMoments& group : groups) {
      if (!(group.variance() > 0)) return result;
      sum += static_cast<double>(group.count - 1) * detail::excess_over_log1p((group.variance() - pooled) / pooled);
    }
    const double dof = static_cast<double>(groups.size()) - 1;
    const double statistic = sum.value() / (1 + (inverse_dofs - 1 / within_dof) / (3 * dof));
    if (!is_finite(statistic)) return result;
    result.status = Status::ok;
    result.method = Method::asymptotic;
    result.statistic = statistic;
    result.degrees_of_freedom = dof;
    result.p_value = chi_squared_sf(statistic, dof);
    return result;
  }
};

}  // namespace leeway::inline v0_1
