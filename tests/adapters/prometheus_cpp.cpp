#include "leeway/adapters/prometheus_cpp.hpp"

#include <string>
#include <vector>

#include <prometheus/text_serializer.h>

#include "catch.hpp"
#include "report/people.hpp"

using namespace leeway;

TEST_CASE("prometheus_cpp: collects what the exporter shows") {
  Monitor monitor(People{}.baseline(2'000), {.shards = 1});
  People people{.tv = 0.1};
  people.draw(500);
  monitor.observe(people.numbers, {people.devices});
  monitor.close_window();
  const PrometheusOptions options{.model = "credit \"a\"\n"};
  const auto collected = MonitorCollectable(monitor, options).Collect();
  const auto families = PrometheusExporter(monitor, options).families();
  REQUIRE(collected.size() == families.size());
  for (std::size_t i = 0; i < families.size(); ++i) {
    CHECK(collected[i].name == families[i].name);
    CHECK(collected[i].help == families[i].help);
    const bool counter = families[i].type == MetricType::counter;
    CHECK(collected[i].type == (counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge));
    REQUIRE(collected[i].metric.size() == families[i].samples.size());
    for (std::size_t j = 0; j < families[i].samples.size(); ++j) {
      const auto& [labels, value] = families[i].samples[j];
      const prometheus::ClientMetric& metric = collected[i].metric[j];
      const double shown = counter ? metric.counter.value : metric.gauge.value;
      CHECK((shown == value || (shown != shown && value != value)));
      REQUIRE(metric.label.size() == labels.size());
      for (std::size_t k = 0; k < labels.size(); ++k) {
        CHECK(metric.label[k].name == labels[k].first);
        CHECK(metric.label[k].value == labels[k].second);
      }
    }
  }
}

TEST_CASE("prometheus_cpp: the library's own text says the same samples") {
  Monitor monitor(People{}.baseline(2'000), {.shards = 1});
  const std::string text = prometheus::TextSerializer().Serialize(MonitorCollectable(monitor).Collect());
  CHECK(text.find("# TYPE leeway_feature_cell_samples_total counter") != std::string::npos);
  CHECK(text.find("feature=\"device\",cell=\"__new__\"} 0\n") != std::string::npos);
}
