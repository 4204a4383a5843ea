#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace leeway::inline v0_1 {

/// Whether a test could be done. Only `ok` carries a p-value: the others never come with a made-up one.
enum class Status : std::uint8_t {
  ok,
  too_few_samples,  ///< one side has fewer observations than the test is defined for
  degenerate,       ///< the data leave nothing to compare (for example zero variance on both sides)
};

/// How a p-value was obtained, so that no reader has to guess.
enum class Method : std::uint8_t {
  none,                  ///< no p-value was asked for or computed
  exact,                 ///< exact null distribution, no ties present
  exact_ties,            ///< exact, conditional on the tie pattern of the pooled sample
  asymptotic,            ///< limiting distribution
  asymptotic_corrected,  ///< limiting distribution with a finite-sample correction
  tied_bridge,           ///< limiting Brownian bridge observed only at the tie groups' ends
  moment_matched,        ///< chi-squared matched to the exact mean and variance (sparse tables)
  monte_carlo,           ///< random tables or permutations; p = (b + 1) / (B + 1)
  bound,                 ///< a guaranteed upper bound on p, not p itself
};

/// The direction that counts as evidence; for distribution tests it is about the distribution functions:
/// `greater` means F_reference > F_current somewhere, that is, current values tend to be larger.
enum class Alternative : std::uint8_t { two_sided, less, greater };

/// The scale on which a result says how large a difference is. All are 0 where the samples agree.
enum class EffectKind : std::uint8_t {
  none,
  ks_distance,         ///< max |F_reference - F_current|, 0..1
  standardised_mean,   ///< difference of means (current - reference) in standard deviations
  variance_ratio_log,  ///< ln(variance_current / variance_reference)
  probability_shift,   ///< P(current > reference) - P(current < reference), -1..1 (Cliff's delta)
  share_difference,    ///< share in current - share in reference, -1..1
  cramers_v,           ///< 0..1
  total_variation,     ///< half the sum of absolute share differences, 0..1
};

/// What every two-sample test answers: the ingredients, not only p.
/// `nan` marks a quantity the test does not define or could not compute; `status` says why.
struct TestResult {
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  Status status = Status::too_few_samples;
  Method method = Method::none;
  Alternative alternative = Alternative::two_sided;
  double statistic = undefined;           ///< the test's own statistic (D, X^2, t, ...)
  double degrees_of_freedom = undefined;  ///< where the null distribution has them
  double p_value = undefined;             ///< probability, under the null, of a statistic at least this extreme
  double effect_size = undefined;         ///< how large, on the scale named by `effect_kind`
  EffectKind effect_kind = EffectKind::none;
  std::uint64_t reference_count = 0;  ///< observations used on each side, missing values left out
  std::uint64_t current_count = 0;

  [[nodiscard]] constexpr bool ok() const noexcept { return status == Status::ok; }
  /// True when the test could be done and its p-value lies below `alpha`.
  [[nodiscard]] constexpr bool significant(double alpha = 0.05) const noexcept { return ok() && p_value < alpha; }
};

/// A difference between two distributions that is a number, not a test: 0 where they agree, larger when they do not.
struct Distance {
  Status status = Status::too_few_samples;
  double value = TestResult::undefined;
  double lower = TestResult::undefined;  ///< confidence interval, where one is defined
  double upper = TestResult::undefined;

  [[nodiscard]] constexpr bool ok() const noexcept { return status == Status::ok; }
};

/// What the evidence adds up to, in rising order of concern.
enum class Verdict : std::uint8_t {
  stable,        ///< no evidence of a difference
  insufficient,  ///< too little data to tell
  minor,         ///< statistically sure, but smaller than the tolerance
  drift,         ///< statistically sure and larger than the tolerance, or a threshold was crossed
};

[[nodiscard]] constexpr std::string_view to_string(Status status) noexcept {
  switch (status) {
    case Status::ok: return "ok";
    case Status::too_few_samples: return "too_few_samples";
    case Status::degenerate: return "degenerate";
  }
  return "unknown";
}

[[nodiscard]] constexpr std::string_view to_string(Method method) noexcept {
  switch (method) {
    case Method::none: return "none";
    case Method::exact: return "exact";
    case Method::exact_ties: return "exact_ties";
    case Method::asymptotic: return "asymptotic";
    case Method::asymptotic_corrected: return "asymptotic_corrected";
    case Method::tied_bridge: return "tied_bridge";
    case Method::moment_matched: return "moment_matched";
    case Method::monte_carlo: return "monte_carlo";
    case Method::bound: return "bound";
  }
  return "unknown";
}

[[nodiscard]] constexpr std::string_view to_string(Alternative alternative) noexcept {
  switch (alternative) {
    case Alternative::two_sided: return "two_sided";
    case Alternative::less: return "less";
    case Alternative::greater: return "greater";
  }
  return "unknown";
}

[[nodiscard]] constexpr std::string_view to_string(EffectKind kind) noexcept {
  switch (kind) {
    case EffectKind::none: return "none";
    case EffectKind::ks_distance: return "ks_distance";
    case EffectKind::standardised_mean: return "standardised_mean";
    case EffectKind::variance_ratio_log: return "variance_ratio_log";
    case EffectKind::probability_shift: return "probability_shift";
    case EffectKind::share_difference: return "share_difference";
    case EffectKind::cramers_v: return "cramers_v";
    case EffectKind::total_variation: return "total_variation";
  }
  return "unknown";
}

[[nodiscard]] constexpr std::string_view to_string(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::stable: return "stable";
    case Verdict::insufficient: return "insufficient";
    case Verdict::minor: return "minor";
    case Verdict::drift: return "drift";
  }
  return "unknown";
}

}  // namespace leeway::inline v0_1
