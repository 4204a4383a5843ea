#include "commands.hpp"
#include "judge.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/core/error.hpp"
#include "leeway/report/evaluate.hpp"
#include "live.hpp"
#include "training.hpp"

namespace leeway::cli {

int compare(const CompareOptions& options) {
  if (options.training.table.path == "-" && options.live == "-") {
    throw ConfigError("only one of the two tables can come from standard input");
  }
  const Plan plan = plan_of(options.judge);
  const Baseline baseline = read_baseline(options.training);
  TableOptions live = options.training.table;
  live.path = options.live;
  const DriftReport report = evaluate(baseline, count_rows(baseline, live, options.training.time), plan);
  show(report, options.show);
  return status_of(report, options.judge);
}

}  // namespace leeway::cli
