#pragma once

#include <utility>
#include <vector>

#include <prometheus/client_metric.h>
#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <prometheus/metric_type.h>

#include "leeway/io/metrics.hpp"
#include "leeway/io/prometheus.hpp"
#include "leeway/monitor/monitor.hpp"

namespace leeway::inline v0_1 {

/// The metrics of a Monitor for a service that serves its own by prometheus-cpp:
///
///     const auto drift = std::make_shared<leeway::MonitorCollectable>(monitor);
///     exposer.RegisterCollectable(drift);  // keeps a weak pointer: drift must live on, as the monitor must
///
/// What it collects is what PrometheusExporter shows, with the same cost. Needs leeway::prometheus.
class MonitorCollectable : public prometheus::Collectable {
 public:
  explicit MonitorCollectable(Monitor& monitor, PrometheusOptions options = {})
      : exporter_(monitor, std::move(options)) {}

  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override {
    std::vector<prometheus::MetricFamily> collected;
    for (MetricFamily& family : exporter_.families()) {
      const bool counter = family.type == MetricType::counter;
      collected.push_back({std::move(family.name),
                           std::move(family.help),
                           counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge,
                           {}});
      for (MetricSample& sample : family.samples) {
        prometheus::ClientMetric metric;
        (counter ? metric.counter.value : metric.gauge.value) = sample.value;
        for (auto& [name, value] : sample.labels) metric.label.push_back({std::move(name), std::move(value)});
        collected.back().metric.push_back(std::move(metric));
      }
    }
    return collected;
  }

 private:
  PrometheusExporter exporter_;
};

}  // namespace leeway::inline v0_1
