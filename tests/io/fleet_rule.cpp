#include "leeway/io/fleet_rule.hpp"

#include <chrono>
#include <string>

#include "catch.hpp"
#include "report/people.hpp"

using namespace leeway;
using namespace std::chrono_literals;

TEST_CASE("fleet_rule: options that cannot work are refused") {
  CHECK_NOTHROW(FleetOptions{}.validate());
  CHECK_NOTHROW(FleetOptions{.window = 4min, .hold = 0s, .keep_apart = {"env", "_x9"}}.validate());
  CHECK_THROWS_AS(FleetOptions{.window = 3min}.validate(), ConfigError);
  CHECK_THROWS_AS(FleetOptions{.interval = 0s}.validate(), ConfigError);
  CHECK_THROWS_AS(FleetOptions{.hold = -1s}.validate(), ConfigError);
  for (const char* label : {"", "9x", "a b", "a\"", "\xc3\xa4"}) {
    CHECK_THROWS_AS(FleetOptions{.keep_apart = {label}}.validate(), ConfigError);
  }
  FleetOptions sure;
  sure.plan.alpha = 1;
  CHECK_THROWS_AS(sure.validate(), ConfigError);
}

TEST_CASE("fleet_rule: durations as Prometheus writes them") {
  CHECK(detail::prometheus_duration(3600s) == "1h");
  CHECK(detail::prometheus_duration(5400s) == "90m");
  CHECK(detail::prometheus_duration(61s) == "61s");
  CHECK(detail::prometheus_duration(0s) == "0s");
}

TEST_CASE("fleet_rule: patterns are filled with what the options say") {
  const Baseline baseline = People{}.baseline(1'000);
  const detail::FleetExpressions of(baseline, {.window = 2h, .keep_apart = {"env"}});
  CHECK(of("sum by ($K) (x{$S, $P}[$W])") == "sum by (model, baseline, env, feature) (x{baseline=\"" +
                                                 hex_of(baseline.content_hash()) + "\", cell!=\"__missing__\"}[2h])");
  CHECK(of("$M $x $") == "model, baseline, env $x $");
  CHECK(of.alpha() == Approx(0.05 / 11));  // two numeric features of four tests, a categorical one of three
}
