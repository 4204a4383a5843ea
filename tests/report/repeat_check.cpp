#include "leeway/report/repeat_check.hpp"

#include <random>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/monitor/recorder.hpp"

using namespace leeway;
using namespace leeway::detail;

namespace {

struct Sides {
  Baseline baseline;
  Window window;
};

/// `filled` of the live rows are the same value; `step` rounds all values.
Sides sides(std::uint64_t seed, double filled, double shift = 0, double step = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const auto draw = [&](double by) {
    const double x = normal(random) + by;
    return step > 0 ? std::round(x / step) * step : x;
  };
  std::vector<double> values(10'000);
  for (double& x : values) x = draw(0);
  BaselineBuilder builder(Schema{{"x"}});
  builder.add_column(0, values);
  Sides sides{builder.build(), {}};
  values.resize(4'000);
  for (double& x : values) x = uniform(random) < filled ? 0.4567 : draw(shift);
  Recorder recorder(sides.baseline, 1);
  recorder.observe(BatchView<double>(values.data(), values.size(), 1));
  sides.window = Window(sides.baseline);
  recorder.drain(sides.window);
  return sides;
}

std::vector<TestedEffect> check(const Sides& sides) {
  const auto& numeric = std::get<NumericBaseline>(sides.baseline[0]);
  const auto& live = std::get<NumericWindow>(sides.window.features[0]);
  std::vector<TestedEffect> tests;
  check_repeats(tests, numeric.cells.partition(), {numeric.cells.counts(), live.counts, numeric.lanes, live.lanes},
                sides.window.rows, {});
  return tests;
}

}  // namespace

TEST_CASE("repeat_check: a default value filled in is found, measured and placed") {
  const auto tests = check(sides(1, 0.05));
  REQUIRE(tests.size() == 1);
  CHECK(tests[0].check == "repeated_value");
  CHECK(tests[0].result.p_value < 1e-6);
  CHECK(tests[0].effect.value == Approx(0.04).margin(0.015));  // what the lane holds beyond its cell's other values
  CHECK(tests[0].effect.lower > 0.01);
  CHECK(tests[0].note.find("one exact value between 0.4") == 0);
}

TEST_CASE("repeat_check: healthy, shifted and rounded values hold the level") {
  int alarms = 0;
  constexpr int rounds = 60;
  for (int round = 0; round < rounds; ++round) {
    const auto seed = static_cast<std::uint64_t>(10 + round);
    for (const auto& [shift, step] : {std::pair{0.0, 0.0}, std::pair{0.5, 0.0}, std::pair{0.0, 0.1}}) {
      for (const auto& test : check(sides(seed, 0, shift, step))) alarms += test.result.significant(0.05) ? 1 : 0;
    }
  }
  INFO(alarms << " of " << 3 * rounds);
  CHECK(alarms <= 0.05 * 3 * rounds + 9);  // three standard errors
}

TEST_CASE("repeat_check: without lanes there is nothing to say") {
  Sides without = sides(1, 0.05);
  std::get<NumericWindow>(without.window.features[0]).lanes.clear();
  CHECK(check(without).empty());
}
