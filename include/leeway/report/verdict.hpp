#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/compare/distance_interval.hpp"
#include "leeway/compare/kolmogorov_smirnov_bounds.hpp"
#include "leeway/compare/multiplicity.hpp"
#include "leeway/core/result.hpp"
#include "leeway/report/checks.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/limits.hpp"
#include "leeway/report/plan.hpp"
#include "leeway/report/sequential_evidence.hpp"
#include "leeway/report/sequential_power.hpp"

/// From the evidence on one feature to its verdict: sure and large, sure only, too little data, or nothing.
namespace leeway::inline v0_1::detail {

/// What one feature's verdict is made from.
struct FeatureEvidence {
  std::vector<TestedEffect> tests;        ///< of this window
  std::vector<TestedEffect> since_start;  ///< after an alarm: of the rows since the drift began
  CheckedLimits limits;
  DesignEffect design_effect;
  std::optional<SequentialEvidence> sequential;
  double alpha = 0;
  double tolerance = 0;
  double temper = 1;  ///< the design effect that tests reckon with
};

[[nodiscard]] inline Finding finding_of(const TestedEffect& test, double adjusted_p) {
  return {test.check, test.result, adjusted_p, Verdict::stable, test.effect, test.tolerance, test.note};
}

/// Whether the effect is larger than tolerated for sure. Without a tolerance whatever is sure counts as large.
[[nodiscard]] inline bool is_large(const TestedEffect& test) noexcept {
  return test.tolerance > 0 ? test.effect.lower > test.tolerance : test.effect.value > 0;
}

/// Where several tests are sure the feature shows the effect that goes furthest beyond its tolerance.
inline void show_effect(FeatureReport& feature, const TestedEffect& test, bool& shown) {
  if (shown && test.excess - test.tolerance <= feature.excess_effect - feature.tolerance) return;
  shown = true;
  feature.effect = test.effect.value;
  feature.excess_effect = test.excess;
  feature.effect_lower = test.effect.lower;
  feature.effect_upper = test.effect.upper;
  feature.tolerance = test.tolerance;
}

/// Where none is, it shows what the distribution as a whole did, which does not rank it.
inline void show_whole(FeatureReport& feature, const std::vector<TestedEffect>& tests) {
  if (tests.empty() || !tests.front().effect.ok()) return;
  bool shown = false;
  show_effect(feature, tests.front(), shown);
  feature.excess_effect = 0;
}

/// The findings of a window that is looked at once.
inline void add_tests(FeatureReport& feature, const std::vector<TestedEffect>& tests, std::span<const double> adjusted,
                      const Plan& plan) {
  bool sure = false;
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const TestedEffect& test = tests[i];
    Finding finding = finding_of(test, adjusted[i]);
    if (test.result.ok() && adjusted[i] < plan.alpha) {
      finding.verdict = is_large(test) ? Verdict::drift : Verdict::minor;
      show_effect(feature, test, sure);
    }
    if (!is_missing(adjusted[i]) && !(feature.adjusted_p_value <= adjusted[i])) feature.adjusted_p_value = adjusted[i];
    feature.verdict = (std::max)(feature.verdict, finding.verdict);
    feature.findings.push_back(std::move(finding));
  }
  if (!sure) show_whole(feature, tests);
}

/// What watching the stream says: an alarm is sure; whether it is large is read off the rows since the drift began.
/// Without one the tests of this window are listed, but decide nothing: one at each of many looks alarms by chance.
inline void add_watched(FeatureReport& feature, const FeatureEvidence& evidence, const Plan& plan) {
  const SequentialEvidence& sequential = *evidence.sequential;
  feature.adjusted_p_value = (std::min)(1.0, sequential.p_value * plan.alpha / evidence.alpha);
  if (!sequential.alarmed) {
    for (const TestedEffect& test : evidence.tests) feature.findings.push_back(finding_of(test, TestResult::undefined));
    show_whole(feature, evidence.tests);
    return;
  }
  // The tolerance mode alarms for what is large only.
  feature.verdict = sequential.mode == WatchMode::tolerance ? Verdict::drift : Verdict::minor;
  bool sure = false;
  for (const TestedEffect& test : evidence.since_start) {
    Finding finding = finding_of(test, TestResult::undefined);
    if (test.result.significant(plan.alpha)) {
      finding.verdict = is_large(test) ? Verdict::drift : Verdict::minor;
      show_effect(feature, test, sure);
    }
    feature.verdict = (std::max)(feature.verdict, finding.verdict);
    feature.findings.push_back(std::move(finding));
  }
  if (!sure) show_whole(feature, evidence.since_start);
}

/// Whether a drift of the tolerated size would have been found: if not, that nothing was found says nothing.
inline void judge_power(FeatureReport& feature, const FeatureEvidence& evidence, const Plan& plan) {
  const TestResult* whole = evidence.tests.empty() ? nullptr : &evidence.tests.front().result;
  if (whole == nullptr) return;
  feature.reference_values = whole->reference_count;
  feature.current_values = whole->current_count;
  const double reference = static_cast<double>(whole->reference_count) / evidence.temper;
  double current = static_cast<double>(whole->current_count) / evidence.temper;
  const auto rows_of = [&](double distance) {
    if (!evidence.sequential) {
      const double tests = static_cast<double>(evidence.tests.size());
      return rows_to_detect(distance, reference, evidence.alpha / tests, plan.power);
    }
    return sequential_rows_to_detect(distance, reference, *evidence.sequential);
  };
  if (evidence.sequential) current = static_cast<double>(evidence.sequential->values) / evidence.temper;
  feature.detectable_effect =
      evidence.sequential
          ? sequential_detectable_distance(reference, current, *evidence.sequential)
          : detectable_distance(reference, current, evidence.alpha / static_cast<double>(evidence.tests.size()),
                                plan.power);
  if (evidence.tolerance > 0) {
    const double needed = rows_of(evidence.tolerance) * evidence.temper;
    if (is_finite(needed)) feature.rows_needed = static_cast<std::uint64_t>(std::ceil(needed));
  }
  if (feature.verdict != Verdict::stable) return;
  const std::uint64_t fewer = (std::min)(whole->reference_count, static_cast<std::uint64_t>(current * evidence.temper));
  const bool powered = evidence.tolerance <= 0 || feature.detectable_effect <= evidence.tolerance;
  const bool proved_small =
      evidence.tests.front().effect.ok() && evidence.tests.front().effect.upper < evidence.tolerance;
  if (fewer < plan.min_rows || !(powered || proved_small)) feature.verdict = Verdict::insufficient;
}

inline void bracket_distance(FeatureReport& feature, const NumericBaseline& baseline, const NumericWindow& live) {
  const std::size_t missing = baseline.cells.partition().missing_slot();
  const KolmogorovBounds bounds = KolmogorovSmirnovBounds{.exact_work_limit = 0}(baseline.cells.counts().first(missing),
                                                                                 std::span(live.counts).first(missing));
  feature.distance_low = bounds.distance_low;
  feature.distance_high = bounds.distance_high;
}
inline void bracket_distance(FeatureReport&, const CategoricalBaseline&, const CategoricalWindow&) {}

/// Rates of false alarms down the ranked list, from each feature's best evidence.
inline void add_false_discovery_rates(std::vector<FeatureReport>& features, std::span<const double> shares) {
  std::vector<double> values;
  const bool watched = !features.empty() && features.front().sequential.has_value();
  for (const FeatureReport& feature : features) {
    if (watched) {
      values.push_back(feature.sequential->largest_e_value);
      continue;
    }
    double smallest = TestResult::undefined;
    double tests = 0;
    for (const Finding& finding : feature.findings) {
      const auto* test = std::get_if<TestResult>(&finding.result);
      if (test == nullptr || !test->ok()) continue;
      tests += 1;
      if (!(smallest <= test->p_value)) smallest = test->p_value;
    }
    values.push_back((std::min)(1.0, tests * smallest));
  }
  const std::vector<double> rates =
      watched ? adjust::e_benjamini_hochberg(values, shares) : adjust::benjamini_hochberg(values, shares);
  for (std::size_t i = 0; i < features.size(); ++i) features[i].false_discovery_rate = rates[i];
}

}  // namespace leeway::inline v0_1::detail
