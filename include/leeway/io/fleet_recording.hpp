#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/io/exported_cells.hpp"
#include "leeway/io/fleet_rule.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// Rules under construction: `add("psi", "...")` records `leeway:psi`.
struct FleetRecorder {
  FleetExpressions of;
  std::vector<FleetRule> rules{};

  void add(const char* name, const std::string& pattern, FleetRule::Pairs labels = {}) {
    rules.push_back({std::string("leeway:") + name, of(pattern), std::move(labels)});
  }

  void add_counts() {
    add("cell_samples", "sum by ($K, cell) (increase(leeway_feature_cell_samples_total{$S}[$W]))");
    add("training_samples",
        "0 * leeway:cell_samples{$S} + on (baseline, feature, cell) group_left () leeway:baseline_cell_samples{$S}");
    add("rows", "sum by ($K) (leeway:cell_samples{$S})");
    add("values", "sum by ($K) (leeway:cell_samples{$S, $P}) > 0");
    add("training_values", "sum by ($K) (leeway:training_samples{$S, $P}) > 0");
    add("effective_values", "1 / (1 / leeway:values{$S} + 1 / leeway:training_values{$S})");
  }

  void add_distances() {
    const auto add_shares = [&](const char* share, const char* smoothed, const std::string& counts,
                                const std::string& total) {
      add(share, counts + " / on ($K) group_left () " + total);
      add(smoothed, "(" + counts + " + 0.5) / on ($K) group_left () (" + total + " + 0.5 * count by ($K) (" + counts +
                        "))");  // as Smoothing::additive(0.5), which psi() uses
    };
    add_shares("cell_share", "smoothed_share", "leeway:cell_samples{$S, $P}", "leeway:values{$S}");
    add_shares("training_share", "smoothed_training_share", "leeway:training_samples{$S, $P}",
               "leeway:training_values{$S}");
    add("psi",
        "sum by ($K) ((leeway:smoothed_share{$S} - leeway:smoothed_training_share{$S}) * "
        "ln(leeway:smoothed_share{$S} / leeway:smoothed_training_share{$S}))");
    add("hellinger", "sqrt(sum by ($K) ((sqrt(leeway:cell_share{$S}) - sqrt(leeway:training_share{$S})) ^ 2) / 2)");
    const std::string mean = "((leeway:cell_share{$S} + leeway:training_share{$S}) / 2)";
    const auto from_mean = [&](const std::string& share) {  // an empty cell adds nothing, its logarithm is infinite
      return "sum by ($K) ((" + share + " > 0) * ln((" + share + " > 0) / " + mean + "))";
    };
    add("jensen_shannon_distance", "sqrt(clamp_min(" + from_mean("leeway:cell_share{$S}") + " + " +
                                       from_mean("leeway:training_share{$S}") + ", 0) / (2 * 0.6931471805599453))");
  }

  /// One rule a cell for all numeric features; where a feature has no such cell its gap is one it has elsewhere.
  void add_kolmogorov_smirnov(std::size_t cells, std::size_t digits) {
    std::vector<std::string> labels{"__minus_inf__", "__below__"};
    for (std::size_t cell = 0; cell < cells; ++cell) labels.push_back(cell_label(cell, digits));
    labels.emplace_back("__above__");
    std::string up_to;
    for (const std::string& label : labels) {
      up_to += (up_to.empty() ? "" : "|") + label;
      const std::string here = "{$S, cell=~\"" + up_to + "\"})";
      add("cdf_gap",
          "(sum by ($K) (leeway:training_share" + here + " - sum by ($K) (leeway:cell_share" + here +
              ") and on (baseline, feature) leeway:feature_weight{$S, kind=\"numeric\"}",
          {{"cell", label}});
    }
    add("ks_distance", "max by ($K) (abs(leeway:cdf_gap{$S}))");
    const std::string x = "leeway:ks_distance{$S} ^ 2 * leeway:effective_values{$S}";
    const auto term = [&](const char* factor) { return "exp(" + std::string(factor) + " * " + x + ")"; };
    add("ks_p_value",
        "clamp_max(2 * (" + term("-2") + " - " + term("-8") + " + " + term("-18") + " - " + term("-32") + "), 1)");
  }

  /// The table of evaluate(): cells that training would be expected to hold fewer than five times, rare and new
  /// categories stand together in one, or healthy windows would alarm.
  void add_chi_squared() {
    add("common_samples",
        "(leeway:cell_samples{$S, cell!~\"__missing__|__other__|__new__\"} + leeway:training_samples{$S}) * "
        "on ($K) group_left () (leeway:training_values{$S} / (leeway:training_values{$S} + leeway:values{$S})) >= 5");
    for (const char* side : {"cell_samples", "training_samples"}) {
      const std::string counts = std::string("leeway:") + side + "{$S, $P}";
      const std::string name = side == std::string("cell_samples") ? "table_samples" : "table_training_samples";
      add(name.c_str(), "(" + counts + " and leeway:common_samples{$S}) or label_replace(sum by ($K) (" + counts +
                            " unless leeway:common_samples{$S}), \"cell\", \"__rare__\", \"\", \"\")");
    }
    const std::string both = "(leeway:table_samples{$S} + leeway:table_training_samples{$S})";
    add("table_difference",
        "leeway:table_samples{$S} / on ($K) group_left () leeway:values{$S} - "
        "leeway:table_training_samples{$S} / on ($K) group_left () leeway:training_values{$S}");
    add("chi_squared",
        "leeway:values{$S} * leeway:training_values{$S} * sum by ($K) (leeway:table_difference{$S} ^ 2 / (" + both +
            " > 0))");
    add("chi_squared_degrees_of_freedom", "count by ($K) (" + both + " > 0) - 1");
    // The limit for so many degrees of freedom is looked up by making a label of their number.
    add("chi_squared_limit",
        "sum by ($K) (count_values by ($K) (\"dof\", leeway:chi_squared_degrees_of_freedom{$S}) * "
        "on (baseline, dof) group_left () leeway:chi_squared_critical{$S})");
    add("total_variation", "sum by ($K) (abs(leeway:table_difference{$S})) / 2");
  }

  /// As noise::ks_distance and noise::total_variation have it.
  void add_effects() {
    const auto variation_noise = [&](const std::string& live, const std::string& training) {
      const std::string pooled = "((" + live + " + " + training +
                                 ") / on ($K) group_left () (leeway:values{$S} + leeway:training_values{$S}))";
      return "sum by ($K) (sqrt(clamp_min(" + pooled + " * (1 - " + pooled +
             "), 0))) * sqrt(0.6366197723675814 / leeway:effective_values{$S}) / 2";
    };
    const std::string cells = variation_noise("leeway:cell_samples{$S, $P}", "leeway:training_samples{$S, $P}");
    const std::string table = variation_noise("leeway:table_samples{$S}", "leeway:table_training_samples{$S}");
    const std::string distance = "0.8687311606361591 / sqrt(leeway:effective_values{$S})";
    add("effect", "leeway:ks_distance{$S} or leeway:total_variation{$S}");
    add("noise", "((" + distance + " < " + cells + " or " + cells + ") and leeway:ks_distance{$S}) or " + table);
    add("excess_effect", "clamp_min(leeway:effect{$S} - leeway:noise{$S}, 0)");
    add("sure", "(leeway:ks_p_value{$S} < bool $A) or (leeway:chi_squared{$S} > bool leeway:chi_squared_limit{$S})");
    add("score",
        "leeway:excess_effect{$S} * leeway:sure{$S} * on (baseline, feature) group_left () leeway:feature_weight{$S}");
    add("model_score", "sum by ($M) (leeway:score{$S})");
  }

  void add_channels() {
    for (const auto& [channel, cells] :
         {std::pair{"missing", "__missing__"}, std::pair{"new", "__new__"},
          std::pair{"infinite", "__minus_inf__|__plus_inf__"}, std::pair{"out_of_range", "__below__|__above__"}}) {
      add("channel_samples", "sum by ($K) (leeway:cell_samples{$S, cell=~\"" + std::string(cells) + "\"})",
          {{"channel", channel}});
    }
    const std::string rows = "(0 * leeway:channel_samples{$S} + on ($K) group_left () (leeway:rows{$S} > 0))";
    const std::string training = "on (baseline, feature, channel) group_left () leeway:baseline_channel_";
    add("channel_share", "leeway:channel_samples{$S} / " + rows);
    add("channel_rise",
        "leeway:channel_share{$S} - on (baseline, feature, channel) group_left () "
        "(leeway:baseline_channel_samples{$S} / leeway:baseline_channel_rows{$S})");
    add("channel_pooled_share",
        "(leeway:channel_samples{$S} + " + training + "samples{$S}) / (" + rows + " + " + training + "rows{$S})");
    add("channel_error", "sqrt(leeway:channel_pooled_share{$S} * (1 - leeway:channel_pooled_share{$S}) * (1 / " + rows +
                             " + on (baseline, feature, channel) group_left () 1 / leeway:baseline_channel_rows{$S}))");
  }
};

}  // namespace detail

/// What Prometheus makes of the counters of all replicas, in the order of evaluation: series `leeway:...` by model,
/// baseline and feature.
///
/// | series                                       | what                                                            |
/// |----------------------------------------------|-----------------------------------------------------------------|
/// | cell_samples, rows, values                   | the window's counts, all, and those that are not missing        |
/// | cell_share, training_share                   | shares of the values, live and in training                      |
/// | psi, hellinger, jensen_shannon_distance      | as the functions of compare/divergence.hpp by default           |
/// | ks_distance, ks_p_value                      | D over the cells; p of the limiting law, too large with ties    |
/// | chi_squared, ..._degrees_of_freedom, ..._limit | two-sample, over the table of evaluate(); the limit at alpha  |
/// | total_variation                              | over the same table                                             |
/// | effect, noise, excess_effect                 | D or total variation, what chance adds, and the difference      |
/// | channel_share, channel_rise, channel_error   | missing, infinite, out_of_range, new: share of the rows; this   |
/// |                                              | less that of training; its standard error if nothing changed    |
/// | sure, score, model_score                     | 1 where the test says so; weight x excess where sure; their sum |
///
/// On whole counts all of them equal what the library makes of the merged windows (tests/fleet checks it to 1e-9). Live
/// counts are extrapolated by increase() to the ends of the window: shares and distances stay, counts scale by up to a
/// scrape interval over the window, and what a replica counted between its last scrape and its end is lost.
[[nodiscard]] inline std::vector<FleetRule> recording_rules(const Baseline& baseline, const FleetOptions& options) {
  options.validate();
  std::size_t cells = 0;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (const auto* numeric = std::get_if<NumericBaseline>(&baseline[i])) {
      cells = (std::max)(cells, (std::min)(numeric->cells.partition().cell_count(), options.max_cells));
    }
  }
  detail::FleetRecorder recorder{detail::FleetExpressions(baseline, options)};
  recorder.add_counts();
  recorder.add_distances();
  recorder.add_kolmogorov_smirnov(cells, detail::cell_digits(options.max_cells));
  recorder.add_chi_squared();
  recorder.add_effects();
  recorder.add_channels();
  return std::move(recorder.rules);
}

}  // namespace leeway::inline v0_1
