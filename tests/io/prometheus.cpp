#include "leeway/io/prometheus.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "leeway/report/evaluate.hpp"
#include "report/people.hpp"
#include "samples.hpp"

using namespace leeway;

namespace {

const Baseline& baseline() {
  static const Baseline made = People{}.baseline(5'000);
  return made;
}

/// "name{label="value",...}" without model and baseline -> value.
std::map<std::string, double> read(const std::vector<MetricFamily>& families) {
  std::map<std::string, double> all;
  for (const MetricFamily& family : families) {
    for (const MetricSample& sample : family.samples) {
      std::string name = family.name;
      for (const auto& [label, value] : sample.labels) {
        if (label != "model" && label != "baseline") name += " " + value;
      }
      CHECK(all.emplace(name, sample.value).second);
    }
  }
  return all;
}

void grows_only(std::map<std::string, double>& before, const std::vector<MetricFamily>& families) {
  for (const MetricFamily& family : families) {
    if (family.type != MetricType::counter) continue;
    for (const auto& [name, value] : read({family})) {
      CHECK(value >= before[name]);
      before[name] = value;
    }
  }
}

}  // namespace

TEST_CASE("prometheus: every series is there, at zero, before traffic") {
  Monitor monitor(baseline(), {.shards = 1});
  const PrometheusExporter exporter(monitor);
  const auto before = read(exporter.families());
  People people{.tv = 0.1, .missing_age = 0.1};
  people.draw(1'000);
  monitor.observe(people.numbers, {people.devices});
  const auto after = read(exporter.families());
  REQUIRE(before.size() == after.size());
  for (const auto& [name, value] : after) CHECK(before.contains(name));
  CHECK(before.at("leeway_feature_cell_samples_total device __new__") == 0);
  CHECK(before.at("leeway_rows_total") == 0);
  CHECK(before.at("leeway_verdict") == 1);  // insufficient
  CHECK(std::isnan(before.at("leeway_feature_psi age")));
  CHECK(std::isnan(before.at("leeway_feature_ks_distance age")));
}

TEST_CASE("prometheus: counters count for the life of the process, gauges speak of the last window") {
  Monitor monitor(baseline(), {.evaluation = Evaluation::on_poll, .shards = 2});
  const PrometheusExporter exporter(monitor, {.model = "credit"});
  const PrometheusMetrics metrics(baseline());
  Window everything(baseline());
  std::map<std::string, double> counters;
  for (int i = 0; i < 6; ++i) {
    People people{.older = i < 2 ? 0.0 : 20.0, .seed = static_cast<std::uint64_t>(10 + i)};
    everything.merge(people.window(baseline(), 700));
    monitor.observe(people.numbers, {people.devices});
    grows_only(counters, exporter.families());
    if (i % 2 == 1) monitor.close_window();
    grows_only(counters, exporter.families());
    auto live = read(exporter.families());
    for (const auto& [name, value] : read(metrics.families(everything))) CHECK(live.at(name) == value);
    const auto last = monitor.last_window();
    const DriftReport report = last ? last->report : monitor.report();
    CHECK(live.at("leeway_verdict") == static_cast<double>(report.verdict));
    CHECK(live.at("leeway_feature_verdict age") == static_cast<double>(report.find("age")->verdict));
    CHECK(report.drifted() == (i >= 3));  // the second window is the first that drifted
    CHECK(live.at("leeway_window_rows") == (i == 0 ? 700 : 1'400));
  }
  monitor.close_window();  // an empty window says nothing and shows nothing
  CHECK(read(exporter.families()).at("leeway_window_rows") == 1'400);
  CHECK(exporter.text().find("leeway_rows_total{model=\"credit\",baseline=\"" + hex_of(baseline().content_hash()) +
                             "\"} 4200\n") != std::string::npos);
}

TEST_CASE("prometheus: rejected rows are counted") {
  Monitor monitor(baseline(), {.shards = 1});
  monitor.observe(Eigen::MatrixXd(Eigen::MatrixXd::Zero(9, 7)));
  CHECK(read(PrometheusExporter(monitor).families()).at("leeway_rejected_rows_total") == 9);
}

TEST_CASE("prometheus: gauges are the report's and the distances of the window's counts") {
  const Window window = People{.older = 3, .seed = 5}.window(baseline(), 2'000);
  const DriftReport report = evaluate(baseline(), window);
  const auto shown = read(PrometheusMetrics(baseline()).families(window, window, report));
  for (const FeatureReport& feature : report.features) {
    const auto& name = feature.name;
    CHECK(shown.at("leeway_feature_verdict " + name) == static_cast<double>(feature.verdict));
    CHECK(shown.at("leeway_feature_score " + name) == feature.score);
    CHECK(shown.at("leeway_feature_evidence " + name) == Approx(-std::log10(feature.adjusted_p_value)).margin(1e-12));
    const std::size_t i = baseline().schema().index_of(name);
    if (feature.kind == Kind::numeric) {
      const auto& test = std::get<TestResult>(feature.findings.front().result);
      CHECK(shown.at("leeway_feature_ks_distance " + name) == test.statistic);
      const auto& cells = std::get<NumericBaseline>(baseline()[i]).cells;
      const auto& live = std::get<NumericWindow>(window.features[i]).counts;
      CHECK(shown.at("leeway_feature_psi " + name) ==
            psi(cells.ordered_counts(), std::span(live).first(live.size() - 1)).value);
    } else {
      CHECK_FALSE(shown.contains("leeway_feature_ks_distance " + name));
    }
  }
  CHECK(shown.at("leeway_feature_evidence age") > 2);
}

TEST_CASE("prometheus: a p of zero is evidence of 300, not of infinity") {
  const Window window = People{.older = 60}.window(baseline(), 5'000);
  DriftReport report = evaluate(baseline(), window);
  for (FeatureReport& feature : report.features) feature.adjusted_p_value = 0;
  CHECK(read(PrometheusMetrics(baseline()).families(window, window, report)).at("leeway_feature_evidence age") == 300);
}

TEST_CASE("prometheus: awkward names make a page of distinct series") {
  const Baseline awkward = samples::golden_baseline();
  const std::string page = exposition(PrometheusMetrics(awkward).families(Window(awkward)));
  CHECK(page.find("feature=\"device \\\"type\\\"\\n\\\\\"") != std::string::npos);
  CHECK(page.find("feature=\"st\xc3\xa4rke\"") != std::string::npos);
  CHECK(page.find('\0') == std::string::npos);
  CHECK(is_utf8(page));
}

TEST_CASE("prometheus: the counts of another baseline are refused") {
  const Baseline other = People{.older = 1}.baseline(5'000);
  const PrometheusMetrics metrics(baseline());
  CHECK_THROWS_AS(metrics.families(Window(other)), ConfigError);
  const Window window(baseline());
  CHECK_THROWS_AS(metrics.families(window, Window(other), evaluate(baseline(), window)), ConfigError);
  CHECK_THROWS_AS(metrics.families(window, window, DriftReport{}), ConfigError);
}
