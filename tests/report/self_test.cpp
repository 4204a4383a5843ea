#include "leeway/report/self_test.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"

using namespace leeway;

namespace {

Baseline baseline(double trend, int rows = 8'000) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  BaselineBuilder builder(Schema{{"drifting"}, {"healthy"}});
  std::vector<double> drifting, healthy;
  for (int i = 0; i < rows; ++i) {
    drifting.push_back(normal(random) + trend * i / rows);
    healthy.push_back(normal(random));
  }
  builder.add_column(0, drifting);
  builder.add_column(1, healthy);
  return builder.build();
}

}  // namespace

TEST_CASE("self_test: exchangeable training rows raise no more false alarms than promised") {
  const SelfTest test = self_test(baseline(0), {}, {.window_rows = 100, .replays = 40});
  CHECK(test.features.size() == 2);
  CHECK(test.windows == 31);  // 125 blocks of 64 rows: two to a window, of the 63 that are replayed
  CHECK(test.false_alarms <= 5);
  CHECK_FALSE(test.suspicious());
  for (const SelfTestFeature& feature : test.features) {
    CHECK(feature.mode == WatchMode::exchangeable);
    CHECK_FALSE(feature.halves_differ);
    CHECK(feature.detectable <= 0.1);
    CHECK(feature.detectable >= 0.03);
  }
}

TEST_CASE("self_test: training rows that drift by themselves are told") {
  Plan plan;
  plan.mode = WatchMode::exchangeable;
  const SelfTest test = self_test(baseline(2), plan, {.window_rows = 100, .replays = 5});
  CHECK(test.features[0].halves_differ);
  CHECK_FALSE(test.features[1].halves_differ);
  CHECK(test.suspicious());
}

TEST_CASE("self_test: the same seed gives the same answer") {
  const SelfTestOptions options{.window_rows = 200, .replays = 10, .detect_within = 5};
  const SelfTest a = self_test(baseline(0), {}, options);
  const SelfTest b = self_test(baseline(0), {}, options);
  CHECK(a.false_alarms == b.false_alarms);
  CHECK(a.features[0].detectable == b.features[0].detectable);
}

TEST_CASE("self_test: what it cannot work with is said") {
  CHECK_THROWS_WITH(self_test(baseline(0, 60)), ContainsSubstring("blocks of training rows"));
  CHECK_THROWS_AS(self_test(baseline(0), {}, {.window_rows = 0}), ConfigError);
  CHECK_THROWS_AS(self_test(Baseline()), ConfigError);
}
