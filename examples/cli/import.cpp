#include <cstddef>
#include <string>
#include <variant>

#include "commands.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "leeway/io/read_file.hpp"
#include "leeway/io/summary_json.hpp"

namespace leeway::cli {

int import_summary(const ImportOptions& options) {
  const bool standard_input = options.summary == "-";
  const Baseline baseline = baseline_from_summary(read_file(standard_input ? "/dev/stdin" : options.summary),
                                                  standard_input ? "standard input" : options.summary, options.name);
  save(baseline, options.output);
  const Schema& schema = baseline.schema();
  say(options.output + ": " + std::to_string(schema.count(Kind::numeric)) + " numeric and " +
      std::to_string(schema.count(Kind::categorical)) + " categorical features of " + std::to_string(baseline.rows()) +
      " rows");
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    const auto* numeric = std::get_if<NumericBaseline>(&baseline[i]);
    if (numeric == nullptr || numeric->rank_error == 0) continue;
    say(options.output + ": the rows of the summary count as " + std::to_string(baseline.rows()) +
        ", which is what its sketches are worth; larger k make more of them");
    break;
  }
  return no_drift;
}

}  // namespace leeway::cli
