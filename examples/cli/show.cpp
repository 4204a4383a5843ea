#include <cstdio>

#include "commands.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/baseline_text.hpp"
#include "leeway/io/terminal.hpp"

namespace leeway::cli {

int show_baseline(const BaselineShowOptions& options) {
  TextOptions text = terminal_options(stdout);
  text.verbose = options.verbose;
  print(to_text(load_baseline(options.baseline), text));
  return no_drift;
}

}  // namespace leeway::cli
