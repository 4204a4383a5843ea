#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/compare/multiplicity.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/report/checks.hpp"
#include "leeway/report/diagnosis.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/plan.hpp"
#include "leeway/report/profile.hpp"

namespace leeway {

namespace detail {

[[nodiscard]] inline std::vector<double> adjusted_p_values(const std::vector<double>& p_values, Adjustment adjustment) {
  switch (adjustment) {
    case Adjustment::none: return p_values;
    case Adjustment::holm: return adjust::holm(p_values);
    case Adjustment::benjamini_hochberg: return adjust::benjamini_hochberg(p_values);
  }
  return p_values;
}

[[nodiscard]] inline std::string rule_in_words(const Plan& plan) {
  if (!plan.tests) return "drift if any feature crosses a limit set for it, or batches do not fit";
  std::array<char, 160> rule{};
  std::snprintf(rule.data(), rule.size(),
                "drift if any feature differs by more than %g (shares %g) at p < %g (%.*s), crosses its limit, or "
                "batches do not fit",
                plan.tolerance, plan.share_tolerance, plan.alpha, static_cast<int>(to_string(plan.adjustment).size()),
                to_string(plan.adjustment).data());
  return rule.data();
}

/// A test's finding. Where several are sure the feature shows the effect that goes furthest beyond chance; a difference
/// that is not sure neither ranks nor describes a feature while another is.
inline void add_test(FeatureReport& feature, TestedEffect&& test, double adjusted_p, const Plan& plan, bool& sure) {
  Finding finding{std::move(test.check), test.result, adjusted_p, Verdict::stable};
  if (test.result.ok() && adjusted_p < plan.alpha) {
    finding.verdict = test.excess > test.tolerance ? Verdict::drift : Verdict::minor;
    if (!sure || test.excess > feature.excess_effect) {
      feature.effect = test.effect;
      feature.excess_effect = test.excess;
    }
    sure = true;
  } else if (!sure) {
    feature.effect = (std::max)(feature.effect, test.effect);
  }
  if (!is_missing(adjusted_p) && !(feature.adjusted_p_value <= adjusted_p)) feature.adjusted_p_value = adjusted_p;
  feature.verdict = (std::max)(feature.verdict, finding.verdict);
  feature.findings.push_back(std::move(finding));
}

inline void add_threshold(FeatureReport& feature, std::string name, const ThresholdResult& result) {
  const Verdict verdict = result.exceeded() ? Verdict::drift : Verdict::stable;
  feature.verdict = (std::max)(feature.verdict, verdict);
  feature.findings.push_back({std::move(name), result, TestResult::undefined, verdict});
}

/// Values on the side that has fewer. The first test reads the values themselves: a column that is nearly all missing
/// is short of data by itself.
[[nodiscard]] inline std::uint64_t values_behind(const FeatureChecks& checks, std::uint64_t rows) {
  if (checks.tests.empty()) return rows;
  const TestResult& first = checks.tests.front().result;
  return (std::min)(first.reference_count, first.current_count);
}

[[nodiscard]] inline FeatureChecks check(const FeatureBaseline& baseline, const Window& window, std::size_t feature,
                                         const Thresholds& limits, const Plan& plan) {
  FeatureChecks checks;
  const double tolerance = limits.tolerance.value_or(plan.tolerance);
  if (const auto* numeric = std::get_if<NumericBaseline>(&baseline)) {
    const auto& live = std::get<NumericWindow>(window.features[feature]);
    check_limits(checks, *numeric, live, limits);
    if (plan.tests) test_numeric(checks, *numeric, live, tolerance, plan.share_tolerance);
  } else {
    const auto& categorical = std::get<CategoricalBaseline>(baseline);
    const auto& live = std::get<CategoricalWindow>(window.features[feature]);
    check_limits(checks, categorical, live, limits);
    if (plan.tests) test_categorical(checks, categorical, live, tolerance, plan.share_tolerance);
  }
  return checks;
}

}  // namespace detail

/// Judges a window against its baseline: runs the plan's tests and thresholds on every feature, adjusts the p-values
/// for their number, and ranks the features by importance x drift. A pure function; tens of microseconds a feature.
///
/// Numeric features: Kolmogorov-Smirnov over the cells, shares of missing, infinite and out-of-range values.
/// Categorical features: chi-squared over the categories (rare and new ones in one cell), shares of missing values and
/// of new categories. Tests assume exchangeable rows: strongly autocorrelated traffic makes them too eager.
/// Throws ConfigError if the window belongs to another baseline or the plan cannot work.
[[nodiscard]] inline DriftReport evaluate(const Baseline& baseline, const Window& window, const Plan& plan = {}) {
  plan.validate();
  if (window.baseline_hash != baseline.content_hash() || window.features.size() != baseline.size()) {
    throw ConfigError("evaluate: the window was counted over another baseline");
  }

  std::vector<detail::FeatureChecks> checks;
  std::vector<double> p_values;
  double total_importance = 0;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    const Feature& feature = baseline.schema()[i];
    const Thresholds limits = detail::effective_thresholds(feature.thresholds, plan.thresholds);
    checks.push_back(detail::check(baseline[i], window, i, limits, plan));
    for (const auto& test : checks.back().tests) p_values.push_back(test.result.p_value);
    total_importance += feature.importance;
  }
  const std::vector<double> adjusted = detail::adjusted_p_values(p_values, plan.adjustment);

  DriftReport report;
  report.baseline_name = baseline.provenance().name;
  report.baseline_hash = baseline.content_hash();
  report.baseline_rows = baseline.rows();
  report.window_rows = window.rows;
  report.rejected_rows = window.rejected_rows;
  report.window_begin = window.begin;
  report.window_end = window.end;
  report.plan = plan.name;
  report.rule = detail::rule_in_words(plan);
  report.alpha = plan.alpha;
  std::size_t next_p = 0;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    const Feature& feature = baseline.schema()[i];
    FeatureReport out;
    out.name = feature.name;
    out.kind = feature.kind;
    out.importance = feature.importance;
    out.tolerance =
        detail::effective_thresholds(feature.thresholds, plan.thresholds).tolerance.value_or(plan.tolerance);
    const std::uint64_t values = detail::values_behind(checks[i], (std::min)(window.rows, baseline.rows()));
    bool sure = false;
    for (auto& test : checks[i].tests) detail::add_test(out, std::move(test), adjusted[next_p++], plan, sure);
    for (auto& [name, result] : checks[i].thresholds) detail::add_threshold(out, std::move(name), result);
    if (out.verdict == Verdict::stable && values < plan.min_rows) out.verdict = Verdict::insufficient;
    out.score = total_importance > 0 ? feature.importance / total_importance * out.excess_effect : 0;
    std::visit(
        [&](const auto& statistics, const auto& live) {
          if constexpr (requires { profile(statistics, live); }) out.profile = profile(statistics, live);
        },
        baseline[i], window.features[i]);
    diagnose(out);
    report.verdict = (std::max)(report.verdict, out.verdict);
    report.features.push_back(std::move(out));
  }
  // One feature short of data does not make the whole unknown as long as the others could be judged.
  if (report.verdict == Verdict::insufficient && report.count(Verdict::stable) > 0) report.verdict = Verdict::stable;
  // Batches of another shape say that the interface has changed: no feature can be trusted then.
  const auto rejected = static_cast<double>(window.rejected_rows);
  if (rejected > plan.share_tolerance * (static_cast<double>(window.rows) + rejected)) report.verdict = Verdict::drift;
  report.rank();
  return report;
}

}  // namespace leeway
