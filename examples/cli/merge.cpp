#include <cstddef>
#include <string>

#include "commands.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/binary.hpp"

namespace leeway::cli {

int merge(const MergeOptions& options) {
  WindowSum sum = load_window(options.windows.front());
  for (std::size_t i = 1; i < options.windows.size(); ++i) {
    try {
      sum.merge(load_window(options.windows[i]));
    } catch (const ConfigError& mismatch) {
      throw FormatError(options.windows[i] + ": " + mismatch.what() + " (the first is " + options.windows.front() +
                        ")");
    }
  }
  save(sum, options.output);
  say(options.output + ": " + std::to_string(sum.rows) + " rows of " + std::to_string(options.windows.size()) +
      (options.windows.size() == 1 ? " window" : " windows"));
  return no_drift;
}

}  // namespace leeway::cli
