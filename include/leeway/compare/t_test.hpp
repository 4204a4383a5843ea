#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "leeway/compare/moment_summary.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

namespace detail {

enum class MeanTestKind { welch, student, normal };

[[nodiscard]] inline TestResult compare_means(const SampleMoments& reference_moments,
                                              const SampleMoments& current_moments, MeanTestKind kind,
                                              Alternative alternative) {
  const auto summaries = moment_summaries(std::array{reference_moments, current_moments});
  const SampleMoments& reference = summaries[0];
  const SampleMoments& current = summaries[1];
  TestResult result;
  result.alternative = alternative;
  result.reference_count = reference.count;
  result.current_count = current.count;
  const std::uint64_t least = kind == MeanTestKind::student ? 1 : 2;
  if (reference.count < least || current.count < least || reference.count + current.count < 3) return result;

  const auto n = static_cast<double>(reference.count);
  const auto m = static_cast<double>(current.count);
  const double pooled_dof = n + m - 2;
  const double pooled_variance = (reference.sum_of_squares + current.sum_of_squares) / pooled_dof;
  const double difference = mean_difference(current, reference);
  double squared_error = 0;  // of the difference of means
  if (kind == MeanTestKind::student) {
    squared_error = pooled_variance * (1 / n + 1 / m);
    result.degrees_of_freedom = pooled_dof;
  } else {
    const double reference_part = reference.variance() / n;
    const double current_part = current.variance() / m;
    squared_error = reference_part + current_part;
    const double share = reference_part / squared_error;  // shares, not squares: those may vanish at 1e-300
    const double current_share = current_part / squared_error;
    if (kind == MeanTestKind::welch) {
      result.degrees_of_freedom = 1 / (share * share / (n - 1) + current_share * current_share / (m - 1));
    }
  }
  result.status = Status::degenerate;
  const double t = difference / std::sqrt(squared_error);
  if (!(squared_error > 0) || !is_finite(t)) {
    result.degrees_of_freedom = TestResult::undefined;
    return result;
  }
  result.status = Status::ok;
  result.statistic = t;
  result.effect_kind = EffectKind::standardised_mean;
  result.effect_size = difference / std::sqrt(pooled_variance);
  if (kind == MeanTestKind::normal) {
    result.method = Method::asymptotic;
    result.p_value = normal_p(t, alternative);
  } else {
    result.method = kind == MeanTestKind::student ? Method::exact : Method::asymptotic_corrected;
    result.p_value = student_t_p(t, result.degrees_of_freedom, alternative);
  }
  return result;
}

}  // namespace detail

/// Welch's t test. Null hypothesis: the two means are equal, whatever the variances (Welch 1947,
/// doi:10.1093/biomet/34.1-2.28).
///
/// Takes raw samples (NaN and infinities left out), Moments or SampleMoments. `statistic` is (mean_current -
/// mean_reference) / standard error, `greater` means a larger current mean, and `effect_size` is Cohen's d: the
/// difference in pooled standard deviations. Needs two values a side; no variance on both sides is `degenerate`.
/// Ties do not matter. O(n + m), no memory.
/// Accuracy: t to a few ulp at any offset (an offset of 1e9 costs other implementations half of the digits). p is
/// Satterthwaite's approximation: simulated error rates at a nominal .05 .035 with three values a side, .045 with
/// five, .052 with ten; .055 with five of standard deviation 4 against twenty of 1; on exponential data .038 with
/// ten, .050 with fifty.
/// Not for heavy tails (MannWhitney keeps its power there), nor to look for changes of shape or spread.
struct WelchT {
  Alternative alternative = Alternative::two_sided;

  template <MomentSample Reference, MomentSample Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return detail::compare_means(moment_summary(reference), moment_summary(current), detail::MeanTestKind::welch,
                                 alternative);
  }
};

/// Student's t test. Null hypothesis: equal means, for normal data of equal variance, where p is exact. As WelchT
/// in everything else; one side may have a single value.
/// Not with unequal sizes and variances: five values of standard deviation 4 against twenty of 1 give .31 at a
/// nominal .05. Prefer WelchT.
struct StudentT {
  Alternative alternative = Alternative::two_sided;

  template <MomentSample Reference, MomentSample Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return detail::compare_means(moment_summary(reference), moment_summary(current), detail::MeanTestKind::student,
                                 alternative);
  }
};

/// z test of two means. Null hypothesis: the two means are equal, whatever the variances. WelchT's statistic
/// against the normal limit, without degrees of freedom: simulated error rate at a nominal .05 .055 with fifty
/// values a side, .050 with a hundred. Not below that: prefer WelchT.
struct MeanZ {
  Alternative alternative = Alternative::two_sided;

  template <MomentSample Reference, MomentSample Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return detail::compare_means(moment_summary(reference), moment_summary(current), detail::MeanTestKind::normal,
                                 alternative);
  }
};

}  // namespace leeway::inline v0_1
