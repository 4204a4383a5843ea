#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "leeway/io/json_layout.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// A dashboard's panels, laid out from left to right in rows of 24 columns.
class GrafanaPanels {
 public:
  using Json = nlohmann::ordered_json;

  void row(const char* title) {
    end_line();
    Json panel = base(title, "row", 24, 1);
    panel["collapsed"] = false;
    panel["panels"] = Json::array();
    panels_.push_back(std::move(panel));
    end_line();
  }

  /// `queries` are PromQL expressions with the legends of their series.
  Json& add(const char* type, const char* title, const char* description, int width, int height, Json field,
            const std::vector<std::pair<std::string, std::string>>& queries, bool table = false) {
    Json panel = base(title, type, width, height);
    panel["description"] = description;
    panel["datasource"] = source();
    panel["fieldConfig"] = {{"defaults", std::move(field)}, {"overrides", Json::array()}};
    Json targets = Json::array();
    for (const auto& [expression, legend] : queries) {
      Json target{{"refId", std::string(1, static_cast<char>('A' + targets.size()))},
                  {"datasource", source()},
                  {"expr", expression},
                  {"legendFormat", legend}};
      if (table) {
        target["format"] = "table";
        target["instant"] = true;
      }
      targets.push_back(std::move(target));
    }
    panel["targets"] = std::move(targets);
    panels_.push_back(std::move(panel));
    return panels_.back();
  }

  static Json source() { return {{"type", "prometheus"}, {"uid", "${datasource}"}}; }
  [[nodiscard]] Json take() { return std::move(panels_); }

 private:
  Json base(const char* title, const char* type, int width, int height) {
    if (x_ + width > 24) end_line();
    Json panel{{"id", panels_.size() + 1},
               {"type", type},
               {"title", title},
               {"gridPos", {{"h", height}, {"w", width}, {"x", x_}, {"y", y_}}}};
    x_ += width;
    line_ = line_ < height ? height : line_;
    return panel;
  }
  void end_line() {
    y_ += line_;
    x_ = line_ = 0;
  }

  Json panels_ = Json::array();
  int x_ = 0;
  int y_ = 0;
  int line_ = 0;
};

}  // namespace detail

/// A Grafana dashboard to import (Grafana 9 and later): every model of every fleet whose rules Prometheus has loaded,
/// chosen by variables. It shows what prometheus_rules() records: how far each feature moved and how much that matters,
/// where the values of one went, channels, traffic and what each replica says for itself.
[[nodiscard]] inline std::string grafana_dashboard() {
  using Json = nlohmann::ordered_json;
  const std::string model = "{model=\"$model\", baseline=\"$baseline\"}";
  const std::string one = "{model=\"$model\", baseline=\"$baseline\", feature=\"$feature\"}";
  const auto series = [&](const char* name) { return std::string("leeway:") + name + model; };
  const auto steps = [](std::vector<std::pair<Json, const char*>> limits) {
    Json list = Json::array();
    for (const auto& [value, color] : limits) list.push_back({{"color", color}, {"value", value}});
    return Json{{"mode", "absolute"}, {"steps", std::move(list)}};
  };
  const Json share{{"unit", "percentunit"}, {"min", 0}};
  const Json number{{"unit", "short"}, {"min", 0}};
  const Json distance{{"unit", "none"}, {"min", 0}, {"decimals", 3}};

  detail::GrafanaPanels panels;
  Json alarm{{"unit", "none"}, {"noValue", "0"}};
  alarm["thresholds"] = steps({{Json(), "green"}, {1, "red"}});
  panels.add("stat", "Alerts firing", "Alerts of this model; the list beside names them.", 4, 6, alarm,
             {{"count(ALERTS{alertname=~\"Leeway.*\", alertstate=\"firing\", model=\"$model\"})", "firing"}});
  panels.add("stat", "Model score", "Sum over the features of importance times drift beyond chance, where sure.", 4, 6,
             distance, {{series("model_score"), "score"}});
  panels.add("stat", "Replicas", "Processes that report this baseline.", 4, 6, number,
             {{"count(leeway_baseline_info" + model + ")", "replicas"}});
  panels.add("timeseries", "Rows a second", "Of all replicas together; rejected ones had another shape.", 12, 6,
             {{"unit", "short"}},
             {{"sum(rate(leeway_rows_total" + model + "[$__rate_interval]))", "rows"},
              {"sum(rate(leeway_rejected_rows_total" + model + "[$__rate_interval]))", "rejected"}});

  panels.row("Which feature, and does it matter");
  panels.add("bargauge", "Score: importance x drift", "What reports rank by.", 8, 9, distance,
             {{"sort_desc(" + series("score") + ")", "{{feature}}"}})["options"] = {
      {"orientation", "horizontal"},
      {"displayMode", "basic"},
      {"reduceOptions", {{"calcs", {"lastNotNull"}}, {"values", false}}}};
  panels.add("timeseries", "Drift beyond chance",
             "KS distance of numbers, total variation of categories, less what two samples of these sizes differ by.",
             16, 9, distance, {{series("excess_effect"), "{{feature}}"}});
  panels.add("timeseries", "PSI", "Population stability index over the cells; grows in small windows by itself.", 8, 8,
             distance, {{series("psi"), "{{feature}}"}});
  panels.add("timeseries", "Jensen-Shannon distance", "Base 2: 0 equal, 1 nothing in common.", 8, 8, distance,
             {{series("jensen_shannon_distance"), "{{feature}}"}});
  panels.add("timeseries", "Hellinger distance", "0 equal, 1 nothing in common.", 8, 8, distance,
             {{series("hellinger"), "{{feature}}"}});

  panels.row("One feature: $feature");
  const std::string ranges = " * on (baseline, feature, cell) group_left (range) (leeway:baseline_cell_samples" +
                             std::string("{baseline=\"$baseline\"}") + " >= bool 0)";
  panels.add("bargauge", "Live", "Share of the window's values in each cell.", 8, 10, share,
             {{"leeway:cell_share" + one + ranges, "{{cell}} {{range}}"}})["options"] = {
      {"orientation", "horizontal"},
      {"displayMode", "basic"},
      {"reduceOptions", {{"calcs", {"lastNotNull"}}, {"values", false}}}};
  panels.add("bargauge", "Training", "Share of the training values in each cell.", 8, 10, share,
             {{"leeway:training_share" + one + ranges, "{{cell}} {{range}}"}})["options"] = {
      {"orientation", "horizontal"},
      {"displayMode", "basic"},
      {"reduceOptions", {{"calcs", {"lastNotNull"}}, {"values", false}}}};
  panels.add("timeseries", "The test", "KS p-value of numbers; chi-squared over its limit: above 1 is sure.", 8, 10,
             {{"unit", "none"}, {"min", 0}},
             {{"leeway:ks_p_value" + one, "KS p"},
              {"leeway:chi_squared" + one + " / leeway:chi_squared_limit" + one, "chi-squared / limit"}});
  panels.add("timeseries", "Cells over time", "Live shares.", 24, 9,
             {{"unit", "percentunit"},
              {"min", 0},
              {"max", 1},
              {"custom", {{"fillOpacity", 60}, {"lineWidth", 0}, {"stacking", {{"mode", "normal"}, {"group", "A"}}}}}},
             {{"leeway:cell_share" + one + ranges, "{{cell}} {{range}}"}});

  panels.row("Values that should not be there");
  panels.add("timeseries", "Missing, infinite, out of range, new", "Share of the rows.", 12, 8, share,
             {{series("channel_share") + " > 0", "{{feature}} {{channel}}"}});
  panels.add("timeseries", "More than in training", "Share of the rows less the share in training.", 12, 8,
             {{"unit", "percentunit"}}, {{series("channel_rise"), "{{feature}} {{channel}}"}});

  panels.row("Replicas");
  Json verdict{{"unit", "none"}, {"min", 0}, {"max", 3}};
  verdict["mappings"] = Json::array({{{"type", "value"},
                                      {"options",
                                       {{"0", {{"text", "stable"}, {"color", "green"}}},
                                        {"1", {{"text", "insufficient"}, {"color", "text"}}},
                                        {"2", {{"text", "minor"}, {"color", "yellow"}}},
                                        {"3", {{"text", "drift"}, {"color", "red"}}}}}}});
  panels.add("state-timeline", "Verdict of each replica", "On its own last window.", 12, 8, verdict,
             {{"leeway_verdict" + model, "{{instance}}"}});
  panels.add("timeseries", "Rows a second, by replica", "", 12, 8, {{"unit", "short"}},
             {{"sum by (instance) (rate(leeway_rows_total" + model + "[$__rate_interval]))", "{{instance}}"}});

  const auto variable = [](const char* name, const std::string& query) {
    return Json{{"name", name},
                {"type", "query"},
                {"datasource", detail::GrafanaPanels::source()},
                {"query", {{"query", query}, {"refId", name}}},
                {"refresh", 2},
                {"sort", 1}};
  };
  const Json dashboard{
      {"title", "Leeway: data drift"},
      {"uid", "leeway-drift"},
      {"tags", {"leeway", "drift"}},
      {"schemaVersion", 37},
      {"version", 1},
      {"editable", true},
      {"refresh", "1m"},
      {"time", {{"from", "now-24h"}, {"to", "now"}}},
      {"templating",
       {{"list",
         Json::array(
             {{{"name", "datasource"}, {"type", "datasource"}, {"query", "prometheus"}},
              variable("model", "label_values(leeway_baseline_info, model)"),
              variable("baseline", "label_values(leeway_baseline_info{model=\"$model\"}, baseline)"),
              variable("feature", "label_values(leeway:rows{model=\"$model\", baseline=\"$baseline\"}, feature)")})}}},
      {"panels", panels.take()}};
  return laid_out(dashboard);
}

}  // namespace leeway::inline v0_1
