#include <string>

#include "commands.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/grafana_json.hpp"
#include "leeway/io/prometheus_rules.hpp"

namespace leeway::cli {
namespace {

void write(const std::string& text, const std::string& output) {
  if (!output.empty() && output != "-") {
    write_file_atomically(output, text);
  } else {
    print(text);
  }
}

}  // namespace

int write_prometheus_rules(const PrometheusRulesOptions& options) {
  write(prometheus_rules(load_baseline(options.baseline), options.fleet), options.output);
  return no_drift;
}

int write_grafana_dashboard(const GrafanaOptions& options) {
  write(grafana_dashboard(), options.output);
  return no_drift;
}

}  // namespace leeway::cli
