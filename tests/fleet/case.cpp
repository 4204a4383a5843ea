// case SEED:ROWS...: prints as JSON what the library makes of so many rows of drifted traffic, counted together.
//
// case FOLDER: makes a baseline and what three lives of two replicas counted, and writes baseline.json, the metrics
// pages of one replica before and after traffic, and rules_test.yml, by which promtool compares what the rules make of
// all counters with what the library makes of the merged windows.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/io/atomic_file.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "leeway/io/json_layout.hpp"
#include "leeway/io/prometheus.hpp"
#include "leeway/io/prometheus_rules.hpp"
#include "leeway/leeway.hpp"
#include "traffic.hpp"

namespace {

using namespace leeway;

std::string exact(double value) { return leeway::detail::FleetExpressions::number(value); }

/// A text inside a PromQL or series selector's double quotes.
std::string escaped(std::string_view text) {
  std::string result;
  leeway::detail::append_escaped(result, text, true);
  return result;
}

/// Collects the checks of promtool's test file.
struct Checks {
  std::string text;
  std::string alerts;
  int count = 0;

  void firing(const std::string& alert, const std::string& feature) {
    alerts += "          - labels: " +
              leeway::detail::yaml_quoted("{alertname=\"" + alert + "\", feature=\"" + feature + "\"}") +
              "\n            value: 1\n";
  }

  void close(const std::string& name, const std::string& selector, double expected) {
    const std::string tolerance = exact(1e-9 * (std::max)(1.0, std::fabs(expected)));
    add("sum(abs(leeway:" + name + "{" + selector + "} - " + exact(expected) + ") <= bool " + tolerance + ")", "1");
  }
  void add(const std::string& expression, const std::string& value) {
    text += "      - expr: " + leeway::detail::yaml_quoted(expression) +
            "\n        eval_time: 60m\n        exp_samples: [{labels: '{}', value: " + value + "}]\n";
    ++count;
  }
};

/// A feature over the cells that left the process: what the rules can know of it.
FeatureBaseline exported(const FeatureBaseline& fine, const ExportedCells& cells) {
  const std::vector<std::uint64_t> before(cells.baseline_counts().begin(), cells.baseline_counts().end());
  if (std::holds_alternative<NumericBaseline>(fine)) {
    std::vector<double> edges;
    for (std::size_t i = 1; i + 5 < cells.size(); ++i) edges.push_back(static_cast<double>(i));
    NumericBaseline coarse;
    coarse.cells = Cells<double>(Partition<double>(0, edges, 100), before);
    return coarse;
  }
  CategoricalBaseline coarse = std::get<CategoricalBaseline>(fine);
  std::vector<std::string> listed;
  for (std::size_t i = 0; i + 3 < cells.size(); ++i) listed.push_back(cells.label(i));
  const Vocabulary& vocabulary = coarse.vocabulary;
  coarse.vocabulary = Vocabulary(listed, {vocabulary.rare().begin(), vocabulary.rare().end()}, vocabulary.open_ended());
  coarse.counts = before;
  return coarse;
}

void check_feature(Checks& checks, const std::string& label, const FeatureBaseline& feature,
                   const std::vector<std::uint64_t>& before, const std::vector<std::uint64_t>& now, double weight,
                   double& model_score, const FeatureReport& report) {
  const Plan plan;
  const std::string selector = "feature=\"" + label + "\"";
  const bool numeric = std::holds_alternative<NumericBaseline>(feature);
  const auto found = std::visit(
      [&](const auto& baseline) {
        return leeway::detail::run_tests(baseline, {before, now}, {});
      },
      feature);
  const auto reference = std::span(before).first(before.size() - 1);
  const auto current = std::span(now).first(now.size() - 1);
  const leeway::detail::TestedEffect& test = found.front();
  checks.close("psi", selector, psi(reference, current).value);
  checks.close("hellinger", selector, hellinger(reference, current).value);
  checks.close("jensen_shannon_distance", selector, jensen_shannon_distance(reference, current).value);
  checks.close("effect", selector, test.effect.value);
  checks.close("excess_effect", selector, test.excess);
  checks.close("values", selector, static_cast<double>(test.result.current_count));
  bool sure = test.result.p_value < plan.alpha / 17;  // two numeric features of 4 tests, three categorical of 3
  if (numeric) {
    const double effective =
        1 / (1 / static_cast<double>(test.result.reference_count) + 1 / static_cast<double>(test.result.current_count));
    checks.close("ks_distance", selector, test.result.statistic);
    const double p = kolmogorov_sf(test.result.statistic * std::sqrt(effective));
    if (p < 0.5) checks.close("ks_p_value", selector, p);
    sure = p < plan.alpha / 17;
  } else {
    checks.close("chi_squared", selector, test.result.statistic);
    checks.close("chi_squared_degrees_of_freedom", selector, test.result.degrees_of_freedom);
    checks.close("chi_squared_limit", selector, chi_squared_isf(plan.alpha / 17, test.result.degrees_of_freedom));
    checks.close("total_variation", selector, test.effect.value);
    sure = test.result.statistic > chi_squared_isf(plan.alpha / 17, test.result.degrees_of_freedom);
  }
  checks.add("sum(leeway:sure{" + selector + "})", sure ? "1" : "0");
  checks.close("score", selector, sure ? weight * test.excess : 0);
  model_score += sure ? weight * test.excess : 0;
  if (sure && test.excess > test.tolerance) checks.firing("LeewayDistributionMoved", label);
  for (const auto& tested : found) {
    for (const auto& [check, channel, alert] :
         {std::array{"missing_share", "missing", "LeewayMissingValues"},
          std::array{"infinite_share", "infinite", "LeewayInfiniteValues"},
          std::array{"out_of_range_share", "out_of_range", "LeewayOutOfRangeValues"},
          std::array{"new_category_share", "new", "LeewayNewCategories"}}) {
      if (tested.check != check) continue;
      const std::string series = "{" + selector + ",channel=\"" + channel + "\"}";
      checks.close("channel_rise", selector + ",channel=\"" + channel + "\"", tested.result.effect_size);
      if (tested.result.method == Method::asymptotic) {
        checks.add("sum(abs(leeway:channel_rise" + series + " / leeway:channel_error" + series + " - " +
                       exact(tested.result.statistic) + ") <= bool 1e-9)",
                   "1");
      }
      if (tested.result.p_value < plan.alpha / 17 && tested.excess > tested.tolerance) {
        checks.firing(alert, label);
      }
    }
  }
  // Where nothing was coarsened the report of the merged windows says the same.
  const auto& first = std::get<TestResult>(report.findings.front().result);
  const bool coarsened = first.statistic != test.result.statistic;
  if (coarsened != (report.name == "country")) {
    std::fprintf(stderr, "%s: the report has another statistic\n", report.name.c_str());
    std::exit(1);
  }
}

/// The figures of merged windows that a live Prometheus is compared with.
void print_figures(const Baseline& baseline, const Window& window) {
  const std::vector<std::string> labels = leeway::detail::feature_labels(baseline);
  nlohmann::ordered_json figures;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    const ExportedCells cells(baseline[i], 32);
    const std::vector<std::uint64_t> now =
        cells.counts(std::visit([](const auto& live) { return live.counts; }, window.features[i]));
    const auto reference = cells.baseline_counts().first(now.size() - 1);
    const auto current = std::span(now).first(now.size() - 1);
    nlohmann::ordered_json& feature = figures[labels[i]];
    feature["rows"] = window.rows;
    feature["psi"] = psi(reference, current).value;
    feature["hellinger"] = hellinger(reference, current).value;
    feature["jensen_shannon_distance"] = jensen_shannon_distance(reference, current).value;
    if (std::holds_alternative<NumericBaseline>(baseline[i])) {
      feature["ks_distance"] = KolmogorovSmirnov{}(reference, current).statistic;
    }
  }
  std::puts(laid_out(figures).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const Baseline baseline = traffic::baseline();
  if (std::string_view(argv[1]).find(':') != std::string_view::npos) {
    Window merged(baseline);
    for (int i = 1; i < argc; ++i) {
      const std::string batch = argv[i];
      merged.merge(traffic::observed(baseline, std::stoull(batch), std::stoi(batch.substr(batch.find(':') + 1)), 1));
    }
    print_figures(baseline, merged);
    return 0;
  }
  const std::filesystem::path folder = argv[1];
  save(baseline, folder / "baseline.json");

  // Replica a counts through, replica b is restarted and begins at zero again.
  const Window a_early = traffic::observed(baseline, 2, 3'000, 1);
  Window a_late = a_early;
  a_late.merge(traffic::observed(baseline, 3, 2'000, 1));
  const Window b_before = traffic::observed(baseline, 4, 1'500, 1);
  const Window b_after = traffic::observed(baseline, 5, 900, 1);
  Window merged = a_late;
  merged.merge(b_before);
  merged.merge(b_after);
  const DriftReport report = evaluate(baseline, merged);

  const PrometheusMetrics metrics(baseline);
  const Window empty(baseline);
  write_file_atomically(folder / "before.txt", exposition(metrics.families(empty, empty, evaluate(baseline, empty))));
  write_file_atomically(folder / "after.txt", exposition(metrics.families(merged, merged, report)));

  std::string series;
  const std::vector<MetricFamily> early = metrics.families(a_early);
  const std::vector<MetricFamily> late = metrics.families(a_late);
  const std::vector<MetricFamily> before = metrics.families(b_before);
  const std::vector<MetricFamily> after = metrics.families(b_after);
  for (std::size_t i = 0; i < early.size(); ++i) {
    for (std::size_t j = 0; j < early[i].samples.size(); ++j) {
      std::string name = early[i].name + "{";
      for (const auto& [label, value] : early[i].samples[j].labels) name += label + "=\"" + escaped(value) + "\",";
      const auto add = [&](const char* instance, const std::string& values) {
        series += "      - series: " + leeway::detail::yaml_quoted(name + "instance=\"" + instance + "\"}") +
                  "\n        values: '" + values + "'\n";
      };
      if (early[i].type == MetricType::gauge) {
        add("a", "1x60");
        continue;
      }
      add("a", "0x9 " + exact(early[i].samples[j].value) + "x9 " + exact(late[i].samples[j].value) + "x40");
      add("b", "0x4 " + exact(before[i].samples[j].value) + "x19 0x4 " + exact(after[i].samples[j].value) + "x30");
    }
  }

  Checks checks;
  double total_importance = 0;
  for (const Feature& feature : baseline.schema()) total_importance += feature.importance;
  const std::vector<std::string> labels = leeway::detail::feature_labels(baseline);
  double model_score = 0;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    const Feature& feature = baseline.schema()[i];
    const ExportedCells cells(baseline[i], 32);
    const std::vector<std::uint64_t> now =
        cells.counts(std::visit([](const auto& live) { return live.counts; }, merged.features[i]));
    const std::vector<std::uint64_t> then(cells.baseline_counts().begin(), cells.baseline_counts().end());
    check_feature(checks, escaped(labels[i]), exported(baseline[i], cells), then, now,
                  feature.importance / total_importance, model_score, *report.find(feature.name));
  }
  checks.close("model_score", "", model_score);
  checks.add("count(leeway:score)", "5");

  std::printf("%d figures\n", checks.count);
  std::string file = "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n" +
                     series + "    promql_expr_test:\n" + checks.text;
  file +=
      "      - expr: 'count by (alertname, feature) (ALERTS{alertstate=\"firing\"})'\n        eval_time: 60m\n"
      "        exp_samples:\n";
  file += checks.alerts;
  write_file_atomically(folder / "rules_test.yml", file);
  return 0;
}
