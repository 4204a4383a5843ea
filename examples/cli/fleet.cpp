#include <cstdio>
#include <string>

#include "commands.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/grafana_json.hpp"
#include "leeway/io/prometheus_rules.hpp"

namespace leeway::cli {
namespace {

void write(const std::string& text, const std::string& output, const char* what) {
  if (!output.empty() && output != "-") {
    write_file_atomically(output, text);
  } else if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw IoError(std::string("standard output: ") + what + " cannot be written");
  }
}

}  // namespace

int write_prometheus_rules(const PrometheusRulesOptions& options) {
  write(prometheus_rules(load_baseline(options.baseline), options.fleet), options.output, "the rules");
  return no_drift;
}

int write_grafana_dashboard(const GrafanaOptions& options) {
  write(grafana_dashboard(), options.output, "the dashboard");
  return no_drift;
}

}  // namespace leeway::cli
