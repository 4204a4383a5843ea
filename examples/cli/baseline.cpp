#include <filesystem>
#include <string>
#include <system_error>

#include "commands.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "training.hpp"

namespace leeway::cli {

int make_baseline(const BaselineOptions& options) {
  std::error_code not_there;
  if (std::filesystem::equivalent(options.training.table.path, options.output, not_there)) {
    throw ConfigError(options.output + ": would overwrite the training data");
  }
  const Baseline baseline = read_baseline(options.training);
  save(baseline, options.output);
  say(options.output + ": " + std::to_string(baseline.schema().count(Kind::numeric)) + " numeric and " +
      std::to_string(baseline.schema().count(Kind::categorical)) + " categorical features of " +
      std::to_string(baseline.rows()) + " rows");
  return no_drift;
}

}  // namespace leeway::cli
