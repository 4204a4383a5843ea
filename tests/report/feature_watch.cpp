#include "leeway/report/feature_watch.hpp"

#include "catch.hpp"
#include "report/streams.hpp"

using namespace leeway;

namespace {

const Baseline& baseline() {
  static const Baseline made = Stream{}.baseline();
  return made;
}
FeatureWatch watching(const Baseline& over, const Plan& plan, std::size_t feature = 0) {
  return std::visit([&](const auto& statistics) { return FeatureWatch(over.schema()[feature], statistics, 1, plan); },
                    over[feature]);
}
/// Until the alarm, at most so many windows.
void feed(FeatureWatch& watch, const Baseline& over, Stream& stream, int windows, std::size_t feature = 0) {
  std::vector<double> scratch;
  for (int i = 0; i < windows && !watch.evidence().alarmed; ++i) {
    const Window window = stream.window(over);
    if (feature == 0) {
      const auto& live = std::get<NumericWindow>(window.features[0]);
      watch.update(live.counts, live.lanes, 0, scratch);
    } else {
      watch.update(std::get<CategoricalWindow>(window.features[1]).counts, {}, 0, scratch);
    }
  }
}

}  // namespace

TEST_CASE("feature_watch: the mode is chosen by the baseline's own blocks unless it is given") {
  const Baseline dependent = Stream{.rho = 0.8}.baseline();
  CHECK(watching(baseline(), Plan{}).evidence().mode == WatchMode::exchangeable);
  CHECK(watching(dependent, Plan{}).evidence().mode == WatchMode::tempered);
  CHECK(watching(dependent, Plan{}).evidence().design_effect.value > 4);
  for (const WatchMode mode :
       {WatchMode::exchangeable, WatchMode::tempered, WatchMode::tolerance, WatchMode::block_conformal}) {
    for (const std::size_t feature : {std::size_t{0}, std::size_t{1}}) {
      CHECK(watching(dependent, Plan{.mode = mode}, feature).evidence().mode == mode);
    }
  }
}

TEST_CASE("feature_watch: every mode stays quiet without drift and alarms with it") {
  const Baseline dependent = Stream{.rho = 0.5, .random = std::mt19937_64(7)}.baseline();
  for (const WatchMode mode :
       {WatchMode::exchangeable, WatchMode::tempered, WatchMode::tolerance, WatchMode::block_conformal}) {
    CAPTURE(to_string(mode));
    const bool independent = mode == WatchMode::exchangeable;
    const Baseline& over = independent ? baseline() : dependent;
    Stream stream{.rho = independent ? 0 : 0.5, .random = std::mt19937_64(8)};
    FeatureWatch watch = watching(over, Plan{.mode = mode});
    feed(watch, over, stream, 60);
    CHECK_FALSE(watch.evidence().alarmed);
    CHECK(watch.evidence().windows == 60);
    stream.shift = 1;
    feed(watch, over, stream, 60);
    CHECK(watch.evidence().alarmed);
    CHECK(watch.evidence().alarm_window == watch.evidence().windows);
    CHECK(watch.evidence().start_window >= 58);
    CHECK(watch.evidence().start_window <= 64);
    CHECK(watch.memory_bytes() > 1'000);
    CHECK(watch.memory_bytes() < 60'000);
  }
}

TEST_CASE("feature_watch: tempering demands more of dependent rows, in the end it is as sure") {
  const Baseline dependent = Stream{.rho = 0.9}.baseline(30'000);
  Stream stream{.rho = 0.9, .random = std::mt19937_64(9)};
  FeatureWatch naive = watching(dependent, Plan{.mode = WatchMode::exchangeable});
  FeatureWatch tempered = watching(dependent, Plan{});
  feed(naive, dependent, stream, 100);
  CHECK(naive.evidence().alarmed);  // falsely
  feed(tempered, dependent, stream, 100);
  CHECK_FALSE(tempered.evidence().alarmed);
  stream.shift = 1;
  feed(tempered, dependent, stream, 100);
  CHECK(tempered.evidence().alarmed);
}

TEST_CASE("feature_watch: the tolerance mode ignores what the feature or the plan tolerates") {
  const auto alarms = [](std::optional<double> own, double of_plan) {
    Feature feature = baseline().schema()[0];
    feature.thresholds.tolerance = own;
    Plan plan{.tolerance = of_plan, .mode = WatchMode::tolerance};
    FeatureWatch watch(feature, std::get<NumericBaseline>(baseline()[0]), 1, plan);
    Stream drifted{.shift = 0.3, .random = std::mt19937_64(10)};  // a Kolmogorov-Smirnov distance of .12
    feed(watch, baseline(), drifted, 60);
    return watch.evidence().alarmed;
  };
  CHECK(alarms(std::nullopt, 0.05));
  CHECK_FALSE(alarms(std::nullopt, 0.15));
  CHECK_FALSE(alarms(0.15, 0.05));
  CHECK(alarms(0.05, 0.15));
  CHECK(watching(baseline(), Plan{.mode = WatchMode::tolerance}).evidence().alarm_at == Approx(20 / 0.8));
}

TEST_CASE("feature_watch: after an alarm the rows since the drift began are collected, and the evidence rests") {
  Stream stream{.random = std::mt19937_64(11)};
  FeatureWatch watch = watching(baseline(), Plan{});
  feed(watch, baseline(), stream, 30);
  CHECK(watch.counts_since_start().empty());
  stream.shift = 0.3;
  feed(watch, baseline(), stream, 60);
  REQUIRE(watch.evidence().alarmed);
  const auto rows = [](std::span<const std::uint64_t> counts) {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : counts) sum += count;
    return sum;
  };
  const std::uint64_t drifted = 250 * (watch.evidence().alarm_window - watch.evidence().start_window + 1);
  CHECK(rows(watch.counts_since_start()) <= drifted);
  CHECK(3 * rows(watch.counts_since_start()) > drifted);
  const SequentialEvidence at_alarm = watch.evidence();
  const std::uint64_t before = rows(watch.counts_since_start());
  std::vector<double> scratch;
  const Window more = stream.window(baseline());
  const auto& live = std::get<NumericWindow>(more.features[0]);
  watch.update(live.counts, live.lanes, 0, scratch);
  CHECK(rows(watch.counts_since_start()) == before + 250);
  CHECK(rows(watch.lanes_since_start()) > rows(live.lanes));
  CHECK(watch.evidence().e_value == at_alarm.e_value);
  CHECK(watch.evidence().alarm_window == at_alarm.alarm_window);
  CHECK(watch.evidence().windows == at_alarm.windows + 1);
}

TEST_CASE("feature_watch: a mode that needs blocks says which feature has too few") {
  const Baseline small = Stream{}.baseline(300);
  CHECK_THROWS_WITH(watching(small, Plan{.mode = WatchMode::block_conformal}, 1),
                    ContainsSubstring("'c'") && ContainsSubstring("38 blocks"));
  CHECK_NOTHROW(watching(small, Plan{}, 1));
}
