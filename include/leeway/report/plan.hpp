#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "leeway/baseline/schema.hpp"
#include "leeway/core/error.hpp"

namespace leeway {

/// How the p-values of one report are adjusted for there being many of them.
enum class Adjustment : std::uint8_t {
  none,                ///< each test stands alone: with 20 healthy features one alarms in most reports
  holm,                ///< at most `alpha` chance of any false alarm in the report, whatever the dependence
  benjamini_hochberg,  ///< at most a share `alpha` of the alarms false, on average
};

[[nodiscard]] constexpr std::string_view to_string(Adjustment adjustment) noexcept {
  switch (adjustment) {
    case Adjustment::none: return "none";
    case Adjustment::holm: return "holm";
    case Adjustment::benjamini_hochberg: return "benjamini_hochberg";
  }
  return "unknown";
}

/// How a window is judged. Three plans have names; change any field to make your own.
struct Plan {
  std::string name = "calibrated";
  bool tests = true;    ///< run the statistical tests; thresholds are checked in any case
  double alpha = 0.05;  ///< level of the tests, after adjustment
  Adjustment adjustment = Adjustment::holm;
  /// Differences of distributions up to this are `minor` however sure they are (a feature's own tolerance goes first).
  double tolerance = 0.05;
  /// The same for shares of missing, infinite, out-of-range and new values, which should hardly occur at all.
  double share_tolerance = 0.01;
  /// Below this many rows on either side the absence of a finding says nothing: `insufficient`.
  std::uint64_t min_rows = 30;
  Thresholds thresholds{};  ///< for features that do not set their own

  /// Sure *and* large: adjusted p below alpha and the difference beyond its tolerance. The default.
  [[nodiscard]] static Plan calibrated() { return {}; }
  /// The simple rule people start with: any p < alpha is drift. Honest for one feature looked at once.
  [[nodiscard]] static Plan p_value(double alpha = 0.05) {
    Plan plan;
    plan.name = "p_value";
    plan.alpha = alpha;
    plan.adjustment = Adjustment::none;
    plan.tolerance = plan.share_tolerance = 0;
    return plan;
  }
  /// No tests, only limits: .1 std of mean shift, a fifth of std, 5 percentage points of a category, and so on.
  [[nodiscard]] static Plan limits() {
    Plan plan;
    plan.name = "limits";
    plan.tests = false;
    plan.thresholds.mean_shift_in_std = 0.1;
    plan.thresholds.std_shift_relative = 0.2;
    plan.thresholds.frequency_change = 0.05;
    plan.thresholds.new_category_share = 0;
    plan.thresholds.missing_share = 0.05;
    plan.thresholds.out_of_range_share = 0.01;
    return plan;
  }

  /// Throws ConfigError for a level outside (0, 1) or a negative tolerance.
  void validate() const {
    if (!(alpha > 0 && alpha < 1)) throw ConfigError("plan: alpha must lie between 0 and 1");
    if (!(tolerance >= 0 && share_tolerance >= 0)) throw ConfigError("plan: tolerances must not be negative");
  }
};

}  // namespace leeway
