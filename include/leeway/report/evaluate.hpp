#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/compare/multiplicity.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/report/attributed.hpp"
#include "leeway/report/checks.hpp"
#include "leeway/report/dependence.hpp"
#include "leeway/report/diagnosis.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/limits.hpp"
#include "leeway/report/plan.hpp"
#include "leeway/report/profile.hpp"
#include "leeway/report/seasonal_reference.hpp"
#include "leeway/report/sentences.hpp"
#include "leeway/report/verdict.hpp"
#include "leeway/report/watch.hpp"

namespace leeway::inline v0_1 {

namespace detail {

[[nodiscard]] inline std::vector<double> adjusted_p_values(std::span<const double> p_values,
                                                           std::span<const double> weights, Adjustment adjustment) {
  switch (adjustment) {
    case Adjustment::none: break;
    case Adjustment::holm: return adjust::holm(p_values, weights);
    case Adjustment::benjamini_hochberg: return adjust::benjamini_hochberg(p_values, weights);
  }
  return {p_values.begin(), p_values.end()};
}

/// Gathers the evidence on one feature.
template <class Statistics, class Live>
[[nodiscard]] FeatureEvidence gather(const Statistics& baseline, const Live& live, const Window& window,
                                     const Timeline& timeline, const Thresholds& limits, const Plan& plan,
                                     const DesignEffect& design_effect, const Watch* watch, std::size_t feature) {
  FeatureEvidence evidence;
  evidence.tolerance = limits.tolerance.value_or(plan.tolerance);
  evidence.design_effect = design_effect;
  if (watch != nullptr) {
    evidence.sequential = watch->evidence(feature);
    evidence.design_effect = evidence.sequential->design_effect;
  }
  // A single window's tests take rows as exchangeable unless told otherwise: a file's order may mean nothing.
  const bool tempered =
      watch != nullptr ? evidence.sequential->mode != WatchMode::exchangeable : plan.mode == WatchMode::tempered;
  if (tempered) evidence.temper = evidence.design_effect.value;
  check_limits(evidence.limits, baseline, live, limits);
  if (!plan.tests) return evidence;

  const TestTerms terms{evidence.tolerance, plan.share_tolerance, plan.confidence, evidence.temper};
  const SeasonalReference reference(baseline, timeline, window);
  ComparedCounts counts{reference.counts(), live.counts};
  if constexpr (requires { live.lanes; }) {
    counts.reference_lanes = lanes_of(baseline);
    counts.current_lanes = live.lanes;
  }
  evidence.tests = run_tests(baseline, counts, terms);
  if (watch != nullptr && evidence.sequential->alarmed) {
    const FeatureWatch& watched = (*watch)[feature];
    counts.current = watched.counts_since_start();
    counts.current_lanes = watched.lanes_since_start();
    evidence.since_start = run_tests(baseline, counts, terms);
  }
  return evidence;
}

/// Of each feature; default ones where the plan does not ask for them.
[[nodiscard]] inline std::vector<DesignEffect> design_effects_of(const Baseline& baseline, const Plan& plan) {
  std::vector<DesignEffect> effects(baseline.size());
  if (!plan.tests || plan.mode == WatchMode::exchangeable) return effects;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    effects[i] = std::visit([](const auto& statistics) { return design_effect_of(statistics); }, baseline[i]);
  }
  return effects;
}

/// See leeway::evaluate; `effects` has one entry a feature.
[[nodiscard]] inline DriftReport judge_window(const Baseline& baseline, const Window& window, const Plan& plan,
                                              std::span<const DesignEffect> effects, const Watch* watch) {
  plan.validate();
  if (window.baseline_hash != baseline.content_hash() || window.features.size() != baseline.size() ||
      (watch != nullptr && watch->baseline_hash() != window.baseline_hash)) {
    throw ConfigError("evaluate: the window was counted over another baseline");
  }

  const std::vector<double> shares = alpha_shares(baseline.schema(), plan.importance_share);
  std::vector<FeatureEvidence> evidence;
  std::vector<double> p_values;
  std::vector<double> weights;
  double total_importance = 0;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    const Feature& feature = baseline.schema()[i];
    const Thresholds limits = effective_thresholds(feature.thresholds, plan.thresholds);
    std::visit(
        [&](const auto& statistics, const auto& live) {
          if constexpr (requires { profile(statistics, live); }) {
            evidence.push_back(
                gather(statistics, live, window, baseline.timeline(), limits, plan, effects[i], watch, i));
          }
        },
        baseline[i], window.features[i]);
    evidence.back().alpha = plan.alpha * shares[i];
    if (watch == nullptr) {
      for (const auto& test : evidence.back().tests) {
        p_values.push_back(test.result.p_value);
        weights.push_back(shares[i] / static_cast<double>(evidence.back().tests.size()));
      }
    }
    total_importance += feature.importance;
  }
  const std::vector<double> adjusted = adjusted_p_values(p_values, weights, plan.adjustment);

  DriftReport report;
  report.baseline_name = baseline.provenance().name;
  report.baseline_hash = baseline.content_hash();
  report.baseline_rows = baseline.rows();
  report.baseline_created = baseline.provenance().created;
  report.window_rows = window.rows;
  report.rejected_rows = window.rejected_rows;
  report.skipped_rows = window.skipped_rows;
  report.window_begin = window.begin;
  report.window_end = window.end;
  report.plan = plan.name;
  report.alpha = plan.alpha;
  report.watched = watch != nullptr;
  report.windows = watch != nullptr ? watch->windows() : 0;
  std::size_t next_p = 0;
  Attributed attributed(baseline);
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    const Feature& feature = baseline.schema()[i];
    FeatureReport out;
    out.name = feature.name;
    out.kind = feature.kind;
    out.importance = feature.importance;
    out.tolerance = evidence[i].tolerance;
    out.alpha = evidence[i].alpha;
    out.design_effect = evidence[i].design_effect;
    out.sequential = evidence[i].sequential;
    if (watch == nullptr) {
      add_tests(out, evidence[i].tests, std::span(adjusted).subspan(next_p, evidence[i].tests.size()), plan);
      next_p += evidence[i].tests.size();
    } else if (plan.tests) {
      add_watched(out, evidence[i], plan);
    }
    for (auto& [name, result] : evidence[i].limits) {
      const Verdict verdict = result.exceeded() ? Verdict::drift : Verdict::stable;
      out.verdict = (std::max)(out.verdict, verdict);
      out.findings.push_back({std::move(name), result, TestResult::undefined, verdict});
    }
    if (plan.tests) {
      judge_power(out, evidence[i], plan);
    } else if (out.verdict == Verdict::stable && (std::min)(window.rows, baseline.rows()) < plan.min_rows) {
      out.verdict = Verdict::insufficient;
    }
    out.score = total_importance > 0 ? feature.importance / total_importance * out.excess_effect : 0;
    std::visit([&](const auto& live) { attributed.add_impact(out, i, live.counts, plan); }, window.features[i]);
    std::visit(
        [&](const auto& statistics, const auto& live) {
          if constexpr (requires { profile(statistics, live); }) {
            out.profile = profile(statistics, live);
            if (plan.tests) bracket_distance(out, statistics, live);
          }
        },
        baseline[i], window.features[i]);
    diagnose(out);
    report.verdict = (std::max)(report.verdict, out.verdict);
    report.features.push_back(std::move(out));
  }
  // Few rows have hardly an order, and none has none.
  if (window.rows >= plan.min_rows) report.attribution_drift = attributed.drift_of_order();
  if (plan.tests) add_false_discovery_rates(report.features, shares);
  describe_rule(report, plan);
  if (report.verdict == Verdict::insufficient) {
    // Features short of data make the whole unknown only if most of alpha is theirs.
    double share = 0;
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      share += report.features[i].verdict == Verdict::insufficient ? shares[i] : 0;
    }
    if (share <= 0.5) report.verdict = Verdict::stable;
  }
  // Batches of another shape say that the interface has changed: no feature can be trusted then.
  const auto rejected = static_cast<double>(window.rejected_rows);
  if (rejected > plan.share_tolerance * (static_cast<double>(window.rows) + rejected)) report.verdict = Verdict::drift;
  report.rank();
  return report;
}

}  // namespace detail

/// Judges a window against its baseline: runs the plan's tests and thresholds on every feature, adjusts the p-values
/// for their number, and ranks the features by what their drift does to the model: by impact on its output where the
/// baseline holds attributions, by importance x drift elsewhere. A pure function; tens of microseconds a feature.
///
/// Numeric features: Kolmogorov-Smirnov over the cells, shares of missing, infinite and out-of-range values, a value
/// that repeats. Categorical features: chi-squared over the categories (rare and new ones in one cell), shares of
/// missing values and of new categories. A feature is `drift` when that is sure (p below the plan's alpha after
/// adjustment, features weighted by importance) and large (the effect's confidence interval lies above the tolerance),
/// `minor` when it is sure only, `insufficient` when a drift of the tolerated size could have been missed.
///
/// With a `watch` that has seen the window, "sure" means that its sequential detector has alarmed, which may be asked
/// after every window; this window's own tests are listed, but decide nothing. Without one the verdict is right for one
/// look. Throws ConfigError if the window belongs to another baseline or the plan cannot work.
[[nodiscard]] inline DriftReport evaluate(const Baseline& baseline, const Window& window, const Plan& plan = {},
                                          const Watch* watch = nullptr) {
  const std::vector<DesignEffect> effects =
      watch != nullptr ? std::vector<DesignEffect>(baseline.size()) : detail::design_effects_of(baseline, plan);
  return detail::judge_window(baseline, window, plan, effects, watch);
}

/// The same, by the watch's own plan.
[[nodiscard]] inline DriftReport evaluate(const Baseline& baseline, const Window& window, const Watch& watch) {
  return evaluate(baseline, window, watch.plan(), &watch);
}

/// Judges many windows against one baseline, one by one as evaluate() does: what the baseline alone says, 20
/// microseconds a feature, is worked out once. The baseline must outlive it. Throws ConfigError if the plan cannot
/// work.
class Evaluator {
 public:
  explicit Evaluator(const Baseline& baseline, Plan plan = {})
      : baseline_(&baseline), plan_(std::move(plan)), effects_(detail::design_effects_of(baseline, plan_)) {
    plan_.validate();
  }
  explicit Evaluator(Baseline&&, Plan = {}) = delete;

  [[nodiscard]] DriftReport operator()(const Window& window) const {
    return detail::judge_window(*baseline_, window, plan_, effects_, nullptr);
  }

 private:
  const Baseline* baseline_;
  Plan plan_;
  std::vector<DesignEffect> effects_;
};

}  // namespace leeway::inline v0_1
