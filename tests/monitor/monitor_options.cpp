#include "leeway/monitor/monitor_options.hpp"

#include <chrono>

#include "catch.hpp"

using leeway::MonitorOptions;

TEST_CASE("monitor_options: the guarantee is about 30 days of the cadence, unless the plan says otherwise") {
  const auto horizon = [](std::chrono::seconds cadence, std::uint64_t wanted = 0) {
    MonitorOptions options{.cadence = cadence};
    options.plan.horizon_windows = wanted;
    return options.plan_with_horizon().horizon_windows;
  };
  CHECK(horizon(leeway::hourly) == 720);
  CHECK(horizon(leeway::daily) == 30);
  CHECK(horizon(leeway::weekly) == 5);  // 30 days have begun a fifth
  CHECK(horizon(100 * leeway::daily) == 1);
  CHECK(horizon(std::chrono::seconds(0)) == 0);
  CHECK(horizon(leeway::hourly, 7) == 7);
  CHECK(MonitorOptions{.cadence = leeway::daily}.plan_with_horizon().cadence == leeway::daily);
}
