#include "judge.hpp"

#include <cstdio>
#include <string>

#include "leeway/io/atomic_file.hpp"
#include "leeway/io/html.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/io/terminal.hpp"
#include "leeway/io/text.hpp"

namespace leeway::cli {

WatchMode mode_named(const std::string& name) noexcept {
  for (const WatchMode mode :
       {WatchMode::exchangeable, WatchMode::tempered, WatchMode::tolerance, WatchMode::block_conformal}) {
    if (name == to_string(mode)) return mode;
  }
  return WatchMode::automatic;
}

Plan plan_of(const JudgeOptions& options) {
  Plan plan = options.plan == "p_value" ? Plan::p_value() : options.plan == "limits" ? Plan::limits() : Plan{};
  if (options.alpha) plan.alpha = *options.alpha;
  if (options.tolerance) plan.tolerance = *options.tolerance;
  if (!options.mode.empty()) plan.mode = mode_named(options.mode);
  plan.validate();
  return plan;
}

void show(const DriftReport& report, const ShowOptions& options) {
  if (!options.html.empty()) write_file_atomically(options.html, to_html(report));
  if (options.json) {
    print(to_json(report));
    return;
  }
  TextOptions text = terminal_options(stdout);
  text.verbose = options.verbose;
  text.quiet = options.quiet;
  print(to_text(report, text));
}

int status_of(const DriftReport& report, const JudgeOptions& options) noexcept {
  if (report.drifted()) return drift;
  return options.strict && report.verdict == Verdict::insufficient ? not_enough_data : no_drift;
}

}  // namespace leeway::cli
