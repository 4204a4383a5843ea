#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/compare/good_turing.hpp"
#include "leeway/compare/proportions.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/io/exported_cells.hpp"
#include "leeway/io/fleet_rule.hpp"
#include "leeway/math/tails.hpp"
#include "leeway/report/dependence.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// The channels of a feature and what training says about them, as the report's tests have it.
[[nodiscard]] inline std::vector<std::pair<std::string, Proportion>> training_channels(
    const FeatureBaseline& baseline) {
  if (const auto* numeric = std::get_if<NumericBaseline>(&baseline)) {
    const std::uint64_t rows = numeric->rows();
    return {{"missing", {numeric->cells.missing(), rows}},
            {"infinite", {numeric->cells.infinite(), rows}},
            {"out_of_range", {numeric->cells.out_of_range() + 2, rows + 2}}};
  }
  const auto& categorical = std::get<CategoricalBaseline>(baseline);
  return {{"missing", {categorical.missing(), categorical.rows()}},
          {"new", unseen_categories(categorical.singletons, doubletons_at_most(categorical), categorical.rows())}};
}

}  // namespace detail

/// What training looked like, as series that never change: one rule a number.
[[nodiscard]] inline std::vector<FleetRule> training_rules(const Baseline& baseline, const FleetOptions& options) {
  options.validate();
  std::vector<FleetRule> rules;
  const std::string hash = hex_of(baseline.content_hash());
  const auto add = [&](const char* name, double value, FleetRule::Pairs labels) {
    labels.insert(labels.begin(), {"baseline", hash});
    rules.push_back({name, "vector(" + detail::FleetExpressions::number(value) + ")", std::move(labels)});
  };
  double total_importance = 0;
  for (const Feature& feature : baseline.schema()) total_importance += feature.importance;
  const std::vector<std::string> labels = detail::feature_labels(baseline);
  std::size_t most_cells = 0;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    const Feature& feature = baseline.schema()[i];
    const ExportedCells cells(baseline[i], options.max_cells);
    add("leeway:feature_weight", total_importance > 0 ? feature.importance / total_importance : 0,
        {{"feature", labels[i]}, {"kind", std::string(to_string(feature.kind))}});
    add("leeway:feature_tolerance", feature.thresholds.tolerance.value_or(options.plan.tolerance),
        {{"feature", labels[i]}});
    for (const auto& [channel, seen] : detail::training_channels(baseline[i])) {
      add("leeway:baseline_channel_samples", static_cast<double>(seen.successes),
          {{"feature", labels[i]}, {"channel", channel}});
      add("leeway:baseline_channel_rows", static_cast<double>(seen.trials),
          {{"feature", labels[i]}, {"channel", channel}});
    }
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      FleetRule::Pairs pairs{{"feature", labels[i]}, {"cell", cells.label(cell)}};
      if (!cells.range(cell).empty()) pairs.emplace_back("range", cells.range(cell));
      add("leeway:baseline_cell_samples", static_cast<double>(cells.baseline_counts()[cell]), std::move(pairs));
    }
    most_cells = (std::max)(most_cells, cells.size());
  }
  const double alpha = detail::FleetExpressions(baseline, options).alpha();
  for (std::size_t dof = 1; dof < most_cells; ++dof) {
    add("leeway:chi_squared_critical", chi_squared_isf(alpha, static_cast<double>(dof)),
        {{"dof", std::to_string(dof)}});
  }
  return rules;
}

}  // namespace leeway::inline v0_1
