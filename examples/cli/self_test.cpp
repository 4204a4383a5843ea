#include <cstdio>
#include <string>

#include "commands.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/self_test_text.hpp"
#include "leeway/io/terminal.hpp"

namespace leeway::cli {

WatchMode mode_named(const std::string& name) {
  for (const WatchMode mode :
       {WatchMode::exchangeable, WatchMode::tempered, WatchMode::tolerance, WatchMode::block_conformal}) {
    if (name == to_string(mode)) return mode;
  }
  return WatchMode::automatic;
}

int run_self_test(const SelfTestCommandOptions& options) {
  Plan plan;
  if (options.alpha) plan.alpha = *options.alpha;
  plan.mode = mode_named(options.mode);
  const SelfTest test = self_test(load_baseline(options.baseline), plan, options.test);
  const std::string text = to_text(test, terminal_options(stdout));
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw IoError("standard output: the self-test cannot be written");
  }
  return test.suspicious() ? drift : no_drift;
}

}  // namespace leeway::cli
