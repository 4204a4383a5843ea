#include "leeway/report/watch.hpp"

#include <chrono>
#include <limits>

#include "catch.hpp"
#include "report/streams.hpp"

using namespace leeway;

namespace {

const TimePoint monday{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};

const Baseline& baseline() {
  static const Baseline made = Stream{}.baseline();
  return made;
}

struct Drift {
  const char* name;
  Stream stream;
  std::size_t feature;
  Change change;
  bool increases;
};

}  // namespace

TEST_CASE("watch: healthy streams stay quiet") {
  int alarms = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Stream stream{.random = std::mt19937_64(100 + seed)};
    Watch watch(baseline());
    for (int i = 0; i < 60; ++i) watch.update(stream.window(baseline()));
    CHECK(watch.windows() == 60);
    alarms += watch.evidence(0).alarmed || watch.evidence(1).alarmed ? 1 : 0;
    CHECK(watch.evidence(0).e_value > 0);
  }
  CHECK(alarms <= 1);
}

TEST_CASE("watch: each kind of drift alarms, is called by its name and dated") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const Drift drifts[] = {
      {"up", {.shift = 0.4}, 0, Change::location, true},
      {"down", {.shift = -0.4}, 0, Change::location, false},
      {"wider", {.scale = 1.5}, 0, Change::spread, true},
      {"narrower", {.scale = 0.6}, 0, Change::spread, false},
      {"more missing", {.missing = 0.25}, 0, Change::missing, true},
      {"no longer missing", {.missing = 0.01}, 0, Change::missing, false},
      {"infinite", {.other = 0.05, .value = inf}, 0, Change::infinite, true},
      {"out of range", {.other = 0.03, .value = -50}, 0, Change::out_of_range, true},
      {"a value again and again", {.repeated = 0.02}, 0, Change::repeated, true},
      {"category more", {.shares = {0.6, 0.3, 0.35}}, 1, Change::cell, true},
      {"new category", {.shares = {0.6, 0.3, 0.1, 0.05}}, 1, Change::unseen, true},
      {"missing category", {.missing = 0.3}, 1, Change::missing, true},
  };
  for (const Drift& drift : drifts) {
    CAPTURE(drift.name);
    Stream healthy{.random = std::mt19937_64(20)};
    Stream drifted = drift.stream;
    drifted.random.seed(21);
    Watch watch(baseline());
    for (int i = 0; i < 20; ++i) watch.update(healthy.window(baseline()));
    REQUIRE_FALSE(watch.evidence(drift.feature).alarmed);
    for (int i = 0; i < 60 && !watch.evidence(drift.feature).alarmed; ++i) watch.update(drifted.window(baseline()));
    const SequentialEvidence evidence = watch.evidence(drift.feature);
    CHECK(evidence.alarmed);
    CHECK(to_string(evidence.change) == to_string(drift.change));
    CHECK(evidence.increases == drift.increases);
    CHECK(evidence.start_window >= 18);
    CHECK(evidence.start_window <= 25);
    CHECK(evidence.alarm_window >= evidence.start_window);
  }
}

TEST_CASE("watch: alpha is shared out among the features") {
  const Watch watch(baseline(), Plan{.alpha = 0.01});
  CHECK(watch.evidence(0).alpha + watch.evidence(1).alpha == Approx(0.01));
  Schema important = Stream::schema();
  important.set_importance("c", 3);
  const Watch weighed(baseline().with_schema(important));
  CHECK(weighed.evidence(1).alpha == Approx(0.05 * (0.25 + 0.375)));
  CHECK(weighed.evidence(1).alarm_at < weighed.evidence(0).alarm_at);
}

TEST_CASE("watch: times of alarms, and what reset forgets") {
  Stream stream{.random = std::mt19937_64(30)};
  Watch watch(baseline());
  const auto update = [&](int hours) {
    for (int i = 0; i < hours; ++i) {
      Window window = stream.window(baseline());
      window.begin = monday + std::chrono::hours(watch.windows());
      watch.update(window);
    }
  };
  update(10);
  stream.shift = 1;
  update(5);
  const SequentialEvidence evidence = watch.evidence(0);
  REQUIRE(evidence.alarmed);
  CHECK(evidence.alarm_time == monday + std::chrono::hours(evidence.alarm_window - 1));
  CHECK(evidence.start_window == 11);
  CHECK(evidence.start_time == monday + std::chrono::hours(10));

  watch.reset(baseline(), 0);
  CHECK_FALSE(watch.evidence(0).alarmed);
  CHECK(watch.evidence(0).windows == 0);
  CHECK(watch.evidence(1).windows == 15);
  CHECK_FALSE(watch.evidence(0).start_time.has_value());
  update(5);  // the drift is still there
  REQUIRE(watch.evidence(0).alarmed);
  CHECK(watch.evidence(0).start_window == 1);
  CHECK(watch.evidence(0).start_time == monday + std::chrono::hours(15));
  CHECK_THROWS_AS(watch.reset(Stream{.shift = 1}.baseline(100), 0), ConfigError);
  CHECK_THROWS_AS(watch.reset(baseline(), 2), ConfigError);
}

TEST_CASE("watch: a season's slices are held against themselves") {
  BaselineBuilder builder(Stream::schema(), {.season = Season::hour_of_day});
  Stream stream{.random = std::mt19937_64(40)};
  const auto set_hour = [&](int hour) { stream.shift = hour % 24 < 12 ? -1 : 1; };
  for (int hour = 0; hour < 20 * 24; ++hour) {
    set_hour(hour);
    builder.at(monday + std::chrono::hours(hour));
    for (int i = 0; i < 20; ++i) {
      const auto [x, c] = stream.row();
      builder.add_column(0, std::vector<double>{x});
      builder.add_column(1, std::vector<std::string>{c});
    }
  }
  const Baseline seasonal = builder.build();
  const auto watch_for = [&](int hours, int late) {
    Watch watch(seasonal, Plan{.mode = WatchMode::exchangeable});
    for (int hour = 0; hour < hours; ++hour) {
      set_hour(hour + late);
      Window window = stream.window(seasonal, 50);
      window.begin = monday + std::chrono::hours(24 * 20 + hour);
      watch.update(window);
    }
    return watch.evidence(0).alarmed;
  };
  CHECK_FALSE(watch_for(96, 0));
  CHECK(watch_for(96, 12));  // the same values, at other hours

  Watch watch(seasonal);
  CHECK_THROWS_WITH(watch.update(stream.window(seasonal)), ContainsSubstring("no time"));
  CHECK(watch.windows() == 0);
}

TEST_CASE("watch: windows of another baseline are refused, empty ones change nothing") {
  Watch watch(baseline());
  const Baseline other = Stream{.shift = 1}.baseline(500);
  CHECK_THROWS_AS(watch.update(Window(other)), ConfigError);
  watch.update(Window(baseline()));
  CHECK(watch.windows() == 0);
  CHECK(watch.evidence(0).windows == 0);
  CHECK(watch.baseline_hash() == baseline().content_hash());
}

TEST_CASE("watch: plans that cannot work are refused, with the feature where there is one") {
  CHECK_THROWS_AS(Watch(baseline(), Plan{.alpha = 0}), ConfigError);
  CHECK_THROWS_WITH(Watch(Stream{}.baseline(300), Plan{.mode = WatchMode::block_conformal}), ContainsSubstring("'x'"));
}

TEST_CASE("watch: memory is a few ten kilobytes a feature and hardly grows") {
  Stream stream{.random = std::mt19937_64(50)};
  Watch watch(baseline());
  CHECK(watch.size() == 2);
  const std::size_t before = watch.memory_bytes();
  CHECK(before > 5'000);
  CHECK(before < 60'000);
  for (int i = 0; i < 100; ++i) watch.update(stream.window(baseline(), 20));
  CHECK(watch.memory_bytes() < before + 20'000);
}
