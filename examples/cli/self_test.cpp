#include <cstdio>

#include "commands.hpp"
#include "judge.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/self_test_text.hpp"
#include "leeway/io/terminal.hpp"

namespace leeway::cli {

int run_self_test(const SelfTestCommandOptions& options) {
  Plan plan;
  if (options.alpha) plan.alpha = *options.alpha;
  plan.mode = mode_named(options.mode);
  const SelfTest test = self_test(load_baseline(options.baseline), plan, options.test);
  print(to_text(test, terminal_options(stdout)));
  return test.suspicious() ? drift : no_drift;
}

}  // namespace leeway::cli
