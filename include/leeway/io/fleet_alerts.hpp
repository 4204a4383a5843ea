#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/io/fleet_rule.hpp"
#include "leeway/math/tails.hpp"
#include "leeway/report/diagnosis.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// Sets a template's `$of` to the selector of the series that the alert is about.
[[nodiscard]] inline std::string fleet_selector(const FleetOptions& options, const char* more = nullptr) {
  std::vector<std::string> labels{"baseline", "model", "feature"};
  labels.insert(labels.end(), options.keep_apart.begin(), options.keep_apart.end());
  if (more != nullptr) labels.emplace_back(more);
  std::string selector;
  std::string values;
  for (const std::string& label : labels) {
    selector += (selector.empty() ? "" : ",") + label + "=%q";
    values += " $labels." + label;
  }
  return "{{ $of := printf `{" + selector + "}`" + values + " }}";
}

/// What somebody is told at three in the morning, as a template that Prometheus fills in: what moved, from where to
/// where, how sure, what to do.
[[nodiscard]] inline std::string distribution_diagnosis(const FleetOptions& options) {
  // The cell that gained or lost most: its range where it is one of a number's, else its name.
  const auto most = [](const std::string& pick) {
    return "{{ range query (printf `100 * " + pick +
           "(1, (leeway:cell_share%[1]s - leeway:training_share%[1]s) * on (baseline, feature, cell) "
           "group_left (range) (leeway:baseline_cell_samples >= bool 0))` $of) }}"
           "{{ with .Labels.range }}{{ . }}{{ else }}{{ .Labels.cell }}{{ end }} "
           "{{ printf `%+.1f` .Value }} points{{ end }}";
  };
  const auto figure = [](const std::string& series, const std::string& words) {
    return "{{ range query (printf `leeway:" + series + "%s` $of) }}" + words + "{{ printf `%.3g` .Value }}{{ end }}";
  };
  return fleet_selector(options) +
         "{{ range query (printf `max(leeway:cdf_gap%[1]s) + min(leeway:cdf_gap%[1]s)` $of) }}"
         "values are {{ if gt .Value 0.0 }}higher{{ else }}lower{{ end }}: {{ end }}" +
         most("topk") + ", " + most("bottomk") +
         "; the distribution moved by {{ printf `%.3f` $value }} beyond chance" + figure("ks_distance", ", KS D=") +
         figure("ks_p_value", " p=") + figure("chi_squared", ", chi-squared ") + figure("psi", ", PSI ") + " \u2192 " +
         std::string(advice(Action::retrain));
}

}  // namespace detail

/// Alerts by name, with the diagnosis as the annotation `description`.
///
/// | alert                                      | fires when                                                         |
/// |--------------------------------------------|--------------------------------------------------------------------|
/// | LeewayDistributionMoved                    | a feature's test is sure and its excess effect beyond the tolerance |
/// | LeewayMissingValues, LeewayInfiniteValues, | their share of the rows moved beyond the tolerance, surely         |
/// | LeewayOutOfRangeValues, LeewayNewCategories | the same, upwards only                                            |
/// | LeewayRejectedRows                         | batches do not fit the model's schema                              |
/// | LeewayBaselineNotServed                    | no replica reports this baseline: the rules see nothing            |
/// | LeewayCellsDiffer                          | replicas and rules cut the features differently (max_cells)        |
///
/// All but the last two want `min_rows` in the window; all must last for `hold`. Sure is a test at the plan's alpha
/// over the number of tests, large an excess effect beyond the tolerance: PromQL has no intervals of effects, which
/// evaluate() asks, nor does it remember evidence from window to window, as a Monitor's watch does.
[[nodiscard]] inline std::vector<FleetRule> alerting_rules(const Baseline& baseline, const FleetOptions& options) {
  options.validate();
  const detail::FleetExpressions of(baseline, options);
  const auto number = [](double value) { return detail::FleetExpressions::number(value); };
  const std::string tolerated = number(options.plan.share_tolerance);
  const std::string enough = number(static_cast<double>(options.min_rows));
  std::vector<FleetRule> rules;
  const auto add = [&](std::string name, const std::string& pattern, std::string severity, std::string summary,
                       std::string description) {
    rules.push_back({std::move(name),
                     of(pattern),
                     {{"severity", std::move(severity)}},
                     {{"summary", std::move(summary)}, {"description", std::move(description)}},
                     true});
  };

  add("LeewayDistributionMoved",
      "leeway:excess_effect{$S} > on (baseline, feature) group_left () leeway:feature_tolerance{$S} "
      "and leeway:sure{$S} == 1 and leeway:values{$S} >= " +
          enough,
      "warning", "{{ $labels.feature }} of {{ $labels.model }} drifted", detail::distribution_diagnosis(options));

  const std::string sure = number(normal_isf(of.alpha() / 2));
  const std::string selector_of_labels = detail::fleet_selector(options, "channel");
  const auto add_channel = [&](std::string name, const std::string& channel, const char* words, bool both_ways) {
    const std::string selector = "{$S, channel=\"" + channel + "\"}";
    const std::string rise = both_ways ? "abs(leeway:channel_rise" + selector + ")" : "leeway:channel_rise" + selector;
    const std::string error = "leeway:channel_error" + selector;
    add(std::move(name),
        "leeway:channel_share" + selector + " and " + rise + " - 0.7978845608028654 * " + error + " > " + tolerated +
            " and " + rise + " > " + sure + " * " + error + " and on ($K) leeway:rows{$S} >= " + enough,
        "warning",
        "{{ $labels.feature }} of {{ $labels.model }}: {{ $value | humanizePercentage }} " + std::string(words),
        selector_of_labels + "{{ $value | humanizePercentage }} of the rows of {{ $labels.feature }} are " + words +
            "{{ range query (printf `100 * leeway:channel_rise%s` $of) }}, {{ printf `%+.2f` .Value }} points against "
            "training{{ end }}: inspect the data upstream.");
  };
  add_channel("LeewayMissingValues", "missing", "missing", true);
  add_channel("LeewayInfiniteValues", "infinite", "infinite", true);
  add_channel("LeewayOutOfRangeValues", "out_of_range", "outside the training range", false);
  add_channel("LeewayNewCategories", "new", "in categories that training never saw", false);

  const std::string rejected = "sum by ($M) (increase(leeway_rejected_rows_total{$S}[$W]))";
  add("LeewayRejectedRows",
      rejected + " / (" + rejected + " + sum by ($M) (increase(leeway_rows_total{$S}[$W])) >= " + enough + ") > " +
          tolerated,
      "critical", "{{ $labels.model }}: {{ $value | humanizePercentage }} of the rows have another shape",
      "{{ $value | humanizePercentage }} of the rows came in batches that do not fit the model's schema; no feature of "
      "them was looked at. The interface has changed: compare the service with the schema of the baseline.");
  add("LeewayBaselineNotServed", "absent(leeway_baseline_info{$S})", "warning",
      "no replica reports the baseline {{ $labels.baseline }}",
      "These rules judge nothing: the services are down, or have another baseline now. Write the rules anew from the "
      "baseline that is served (leeway prometheus).");
  add("LeewayCellsDiffer",
      "count by ($K) (leeway:cell_samples{$S}) != on (baseline, feature) group_left () "
      "count by (baseline, feature) (leeway:baseline_cell_samples{$S}) or "
      "count by ($K) (leeway:cell_samples{$S} unless leeway:training_samples{$S})",
      "critical", "{{ $labels.feature }} of {{ $labels.model }} has other cells than the rules",
      "The replicas and these rules cut the feature into different cells, so that nothing said about it holds: write "
      "the "
      "rules with the number of cells that the services use (leeway prometheus --cells).");
  return rules;
}

}  // namespace leeway::inline v0_1
