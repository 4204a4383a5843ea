#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/compare/ndcg.hpp"
#include "leeway/compare/thresholds.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/impact.hpp"
#include "leeway/report/plan.hpp"

namespace leeway::inline v0_1::detail {

/// The part of a report that knows the model: where the baseline holds attributions, each feature's impact on the
/// output, which then ranks it, and whether the features' order of importance still holds. Without them it does
/// nothing.
class Attributed {
 public:
  explicit Attributed(const Baseline& baseline) : baseline_(baseline) {}

  /// The feature must have its verdict: while tests are run, a difference that may be chance does not rank.
  void add_impact(FeatureReport& feature, std::size_t index, std::span<const std::uint64_t> current, const Plan& plan) {
    if (baseline_.attributions().empty()) return;
    const auto* numeric = std::get_if<NumericBaseline>(&baseline_[index]);
    const std::span<const std::uint64_t> reference =
        numeric != nullptr ? numeric->cells.counts() : std::get<CategoricalBaseline>(baseline_[index]).counts;
    const AttributedSlots slots(baseline_.attributions()[index],
                                numeric != nullptr ? numeric->cells.partition().missing_slot() : 0);
    feature.impact = slots.impact(reference, current, feature.design_effect.value);
    feature.score = feature.verdict >= Verdict::minor || !plan.tests ? feature.impact->beyond_chance : 0;
    before_.push_back(slots.importance(reference));
    now_.push_back(slots.importance(current));
  }

  [[nodiscard]] std::optional<ThresholdResult> drift_of_order() const {
    if (before_.empty()) return std::nullopt;
    return AttributionDrift{}(before_, now_);
  }

 private:
  const Baseline& baseline_;
  std::vector<double> before_;  // importances, a feature each
  std::vector<double> now_;
};

}  // namespace leeway::inline v0_1::detail
