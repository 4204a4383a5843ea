#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "leeway/report/drift_report.hpp"
#include "leeway/report/phrases.hpp"
#include "leeway/report/plan.hpp"

/// What a report says about itself, in words: its rule, its guarantee, its assumptions.
namespace leeway::inline v0_1::detail {

[[nodiscard]] inline std::string limits_clause() { return "crosses its limit, or batches do not fit"; }

[[nodiscard]] inline std::string rule_of_tests(const Plan& plan) {
  const std::string size = plan.tolerance > 0 || plan.share_tolerance > 0
                               ? "differs by more than " + number_text(plan.tolerance) + " (shares " +
                                     number_text(plan.share_tolerance) + ") for sure, at p < "
                               : std::string("differs at p < ");
  std::string adjusted;
  switch (plan.adjustment) {
    case Adjustment::none: adjusted = "each test by itself"; break;
    case Adjustment::holm: adjusted = "holm"; break;
    case Adjustment::benjamini_hochberg: adjusted = "benjamini_hochberg"; break;
  }
  if (plan.adjustment != Adjustment::none && plan.importance_share > 0) adjusted += " weighted by importance";
  return "drift if any feature " + size + number_text(plan.alpha) + " (" + adjusted + "), " + limits_clause();
}

[[nodiscard]] inline std::string guarantee_of(const DriftReport& report, const Plan& plan) {
  const std::string at_most = "at most " + number_text(100 * plan.alpha) + "% ";
  if (!plan.tests) return "none: limits know nothing of chance";
  if (report.watched) {
    std::string horizon = std::to_string(plan.horizon()) + " windows";
    if (plan.cadence > std::chrono::seconds(0)) {
      const double days = static_cast<double>(plan.horizon()) * static_cast<double>(plan.cadence.count()) / 86'400;
      horizon = number_text(days, 3) + " days (" + horizon + ')';
    }
    return at_most + "chance of any false alarm within " + horizon +
           " over all features, however often one looks; later at most one in " +
           number_text(static_cast<double>(plan.horizon()) / plan.alpha, 6) + " windows on average";
  }
  switch (plan.adjustment) {
    case Adjustment::none: return at_most + "chance of a false alarm for each test; many more for all of them";
    case Adjustment::holm: return at_most + "chance of any false alarm in this report, looked at once";
    case Adjustment::benjamini_hochberg: return at_most + "of the alarms false on average, looked at once";
  }
  return "";
}

inline void add_assumptions(DriftReport& report, const Plan& plan) {
  if (!plan.tests || report.features.empty()) return;
  std::size_t dependent = 0;
  std::size_t unknown = 0;
  double worst = 1;
  for (const FeatureReport& feature : report.features) {
    if (!feature.design_effect.known) ++unknown;
    if (feature.design_effect.exchangeable) continue;
    ++dependent;
    worst = (std::max)(worst, feature.design_effect.value);
  }
  const auto features = [](std::size_t count) {
    return std::to_string(count) + (count == 1 ? " feature" : " features");
  };
  if (plan.mode == WatchMode::block_conformal && report.watched) {
    report.assumptions.push_back(
        "blocks of rows as long as the baseline's are exchangeable: certified for dependent rows");
    return;
  }
  report.assumptions.push_back("rows are exchangeable: their order tells nothing");
  if (plan.mode == WatchMode::exchangeable) return;
  if (dependent > 0) {
    const std::string varies = features(dependent) +
                               " vary more from block to block of the baseline than such rows (up to " +
                               number_text(worst, 3) + " times)";
    if (report.watched || plan.mode == WatchMode::tempered) {
      report.assumptions.push_back(varies +
                                   ": their evidence is divided by that, a heuristic that needs a baseline which "
                                   "spans the slow changes");
    } else {
      report.assumptions.push_back(varies +
                                   ": their p-values are too small by that; watch several windows, or use the "
                                   "tempered mode");
    }
  }
  if (unknown > 0) {
    report.assumptions.push_back("not checked for " + features(unknown) + ": the baseline has too few blocks of rows");
  }
}

/// Fills in what the report says about itself.
inline void describe_rule(DriftReport& report, const Plan& plan) {
  if (!plan.tests) {
    report.rule = "drift if any feature crosses a limit set for it, or batches do not fit";
  } else if (report.watched) {
    report.rule =
        plan.mode == WatchMode::tolerance
            ? "drift if watching the stream raises the alarm for any feature (beyond its tolerance, weighted by "
              "importance), any " +
                  limits_clause()
            : "drift if watching the stream raises the alarm for any feature (weighted by importance) and it "
              "differs by more than " +
                  number_text(plan.tolerance) + " (shares " + number_text(plan.share_tolerance) + ") for sure, any " +
                  limits_clause();
  } else {
    report.rule = rule_of_tests(plan);
  }
  report.guarantee = guarantee_of(report, plan);
  add_assumptions(report, plan);
}

}  // namespace leeway::inline v0_1::detail
