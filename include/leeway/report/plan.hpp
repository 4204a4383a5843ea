#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/baseline/schema.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

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

/// How a stream of windows is watched.
enum class WatchMode : std::uint8_t {
  automatic,        ///< exchangeable where the baseline's own blocks allow it, else tempered
  exchangeable,     ///< rows are exchangeable: the guarantee is exact
  tempered,         ///< evidence divided by the design effect of the baseline's blocks: a heuristic
  tolerance,        ///< ignores drift below the tolerance for ever; tempered where rows are not exchangeable
  block_conformal,  ///< needs only that blocks of rows are exchangeable: certified for dependent traffic, slower
};

[[nodiscard]] constexpr std::string_view to_string(WatchMode mode) noexcept {
  switch (mode) {
    case WatchMode::automatic: return "automatic";
    case WatchMode::exchangeable: return "exchangeable";
    case WatchMode::tempered: return "tempered";
    case WatchMode::tolerance: return "tolerance";
    case WatchMode::block_conformal: return "block_conformal";
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
  Thresholds thresholds{};   ///< for features that do not set their own
  double confidence = 0.95;  ///< of the intervals of effects
  double power = 0.8;        ///< a drift of the tolerated size must be found with this probability, or the verdict is
                             ///< `insufficient`
  /// This part of alpha goes to the features by their importance, the rest evenly; 0 treats all features alike.
  double importance_share = 0.5;
  /// How a stream of windows is watched; see Watch.
  WatchMode mode = WatchMode::automatic;
  /// Whether a Monitor's verdicts come from watching its stream of windows; else each window is judged by itself, as if
  /// it were the only one.
  bool sequential = true;
  /// "At most alpha chance of any false alarm within so many windows". 0: as many as there are in 30 days of a
  /// Monitor's cadence; 720, which is 30 days of hours, where there is none.
  std::uint64_t horizon_windows = 0;
  std::chrono::seconds cadence{0};  ///< of the windows, for the guarantee's words; 0 if they do not end by the clock

  [[nodiscard]] std::uint64_t horizon() const noexcept { return horizon_windows > 0 ? horizon_windows : 720; }

  /// Sure *and* large: adjusted p below alpha and the difference beyond its tolerance. The default.
  [[nodiscard]] static Plan calibrated() { return {}; }
  /// The simple rule people start with: any p < alpha is drift. Honest for one feature looked at once.
  [[nodiscard]] static Plan p_value(double alpha = 0.05) {
    Plan plan;
    plan.name = "p_value";
    plan.alpha = alpha;
    plan.adjustment = Adjustment::none;
    plan.tolerance = plan.share_tolerance = 0;
    plan.importance_share = 0;
    plan.sequential = false;
    return plan;
  }
  /// No tests, only limits: .1 std of mean shift, a fifth of std, 5 percentage points of a category, and so on.
  [[nodiscard]] static Plan limits() {
    Plan plan;
    plan.name = "limits";
    plan.tests = false;
    plan.sequential = false;
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
    if (!(confidence > 0 && confidence < 1)) throw ConfigError("plan: confidence must lie between 0 and 1");
    if (!(power > 0 && power < 1)) throw ConfigError("plan: power must lie between 0 and 1");
    if (!(importance_share >= 0 && importance_share <= 1)) {
      throw ConfigError("plan: importance_share must lie between 0 and 1");
    }
    if (!(tolerance >= 0 && share_tolerance >= 0)) throw ConfigError("plan: tolerances must not be negative");
  }
};

/// How alpha is shared out among the features of a schema: the shares sum to 1, `importance_share` of them in
/// proportion to importance and the rest evenly, so that no feature is left unwatched.
[[nodiscard]] inline std::vector<double> alpha_shares(const Schema& schema, double importance_share) {
  double total = 0;
  for (const Feature& feature : schema) total += feature.importance;
  const double even = 1 / static_cast<double>(schema.size());
  std::vector<double> shares;
  for (const Feature& feature : schema) {
    const double by_importance = total > 0 ? feature.importance / total : even;
    shares.push_back((1 - importance_share) * even + importance_share * by_importance);
  }
  return shares;
}

}  // namespace leeway::inline v0_1
