#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "leeway/compare/counts.hpp"
#include "leeway/compare/fisher.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/point_mass.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// `successes` out of `trials`: rows that are missing, say, out of all rows.
struct Proportion {
  std::uint64_t successes = 0;
  std::uint64_t trials = 0;

  /// NaN without trials.
  [[nodiscard]] double share() const noexcept { return static_cast<double>(successes) / static_cast<double>(trials); }
  [[nodiscard]] bool valid() const noexcept { return trials > 0 && successes <= trials; }
  friend bool operator==(const Proportion&, const Proportion&) = default;
};

namespace detail {

/// Everything of a TestResult about two shares but the test itself.
[[nodiscard]] inline TestResult share_result(Proportion reference, Proportion current,
                                             Alternative alternative) noexcept {
  TestResult result;
  result.alternative = alternative;
  result.effect_kind = EffectKind::share_difference;
  result.reference_count = reference.trials;
  result.current_count = current.trials;
  if (!reference.valid() || !current.valid()) return result;
  result.status = Status::ok;
  result.effect_size = cross_difference(current.successes, reference.trials, reference.successes, current.trials) /
                       static_cast<double>(reference.trials) / static_cast<double>(current.trials);
  return result;
}

}  // namespace detail

/// z test of two shares. Null hypothesis: the shares are equal; `greater` is evidence that the current one is
/// larger, and z is positive then.
///
/// `pooled` estimates the variance under that hypothesis (z^2 is then Pearson's X^2); without it each side keeps
/// its own variance, as in the usual confidence interval for the difference. Shares that are both 0 or both 1 are
/// degenerate.
/// Not with fewer than some 50 expected successes or failures on a side, p being asymptotic: prefer ShareTest.
struct ProportionsZ {
  Alternative alternative = Alternative::two_sided;
  bool pooled = true;

  [[nodiscard]] TestResult operator()(Proportion reference, Proportion current) const noexcept {
    TestResult result = detail::share_result(reference, current, alternative);
    if (result.status != Status::ok) return result;
    const auto m = static_cast<double>(reference.trials);
    const auto n = static_cast<double>(current.trials);
    double variance = 0;
    if (pooled) {
      const auto successes = static_cast<double>(reference.successes + current.successes);
      const auto failures = static_cast<double>(reference.trials - reference.successes) +
                            static_cast<double>(current.trials - current.successes);
      variance = successes / m * (failures / n) / (m + n);
    } else {
      variance = reference.share() * static_cast<double>(reference.trials - reference.successes) / m / m +
                 current.share() * static_cast<double>(current.trials - current.successes) / n / n;
    }
    if (!(variance > 0)) {
      result.status = Status::degenerate;
      return result;
    }
    result.method = Method::asymptotic;
    result.statistic = result.effect_size / std::sqrt(variance);
    result.p_value = normal_p(result.statistic, alternative);
    return result;
  }
};

/// The test for a share that a report should use: missing values, values out of range, one category against the
/// rest. Null hypothesis: the shares are equal; `greater` is evidence that the current one is larger.
///
/// Fisher's exact test where the smallest expected count is below 50 (Method::exact, `statistic` the odds ratio),
/// where z is off by more than a tenth at p = .001, and the pooled z test beyond. Never degenerate: shares that are
/// both 0 give p = 1. 0.1 us where z is used, 1 to 2 us where Fisher is, at 100,000 + 10,000 rows.
struct ShareTest {
  Alternative alternative = Alternative::two_sided;

  static constexpr double exact_below = 50;

  [[nodiscard]] TestResult operator()(Proportion reference, Proportion current) const noexcept {
    TestResult result = detail::share_result(reference, current, alternative);
    if (result.status != Status::ok) return result;
    const auto m = static_cast<double>(reference.trials);
    const auto n = static_cast<double>(current.trials);
    const auto successes = static_cast<double>(reference.successes + current.successes);
    const double smallest_expected = (std::min)(m, n) * (std::min)(successes, m + n - successes) / (m + n);
    if (smallest_expected >= exact_below) return ProportionsZ{alternative}(reference, current);

    const FisherResult fisher = fisher_exact({current.successes, current.trials - current.successes,
                                              reference.successes, reference.trials - reference.successes});
    result.method = Method::exact;
    result.statistic = fisher.odds_ratio;
    result.p_value = alternative == Alternative::greater ? fisher.p_greater
                     : alternative == Alternative::less  ? fisher.p_less
                                                         : fisher.p_two_sided;
    return result;
  }
};

}  // namespace leeway::inline v0_1
