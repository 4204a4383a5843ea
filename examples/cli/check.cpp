#include <string>

#include "commands.hpp"
#include "judge.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/binary.hpp"
#include "leeway/report/evaluate.hpp"
#include "live.hpp"
#include "window_file.hpp"

namespace leeway::cli {
namespace {

/// The live side: a table of rows, or windows that were counted elsewhere.
Window window_of(const Baseline& baseline, const CheckOptions& options) {
  if (!is_window_file(options.table.path)) return count_rows(baseline, options.table, options.time);
  WindowSum sum(baseline);
  try {
    sum.merge(load_window(options.table.path));
  } catch (const ConfigError& mismatch) {
    throw FormatError(options.table.path + ": " + mismatch.what());
  }
  if (sum.rows == 0) throw FormatError(options.table.path + ": holds no rows");
  return sum.window();
}

}  // namespace

int check(const CheckOptions& options) {
  const Plan plan = plan_of(options.judge);
  const Baseline baseline = load_baseline(options.baseline);
  const Window window = window_of(baseline, options);
  if (!options.save_window.empty()) save(window, options.save_window);
  const DriftReport report = evaluate(baseline, window, plan);
  show(report, options.show);
  return status_of(report, options.judge);
}

}  // namespace leeway::cli
