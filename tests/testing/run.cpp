#include "leeway/testing/run.hpp"

#include <chrono>

#include "catch.hpp"
#include "leeway/testing/healthy.hpp"
#include "leeway/testing/population.hpp"

using namespace leeway::testing;
using leeway::Baseline;
using leeway::ConfigError;

namespace {

const Baseline& baseline() {
  static const Baseline made = [] {
    Population people(1);
    people.add({.name = "age"}, normal(40, 10)).add({.name = "device"}, categories({{"phone", 3}, {"desktop", 1}}));
    return people.baseline(10'000);
  }();
  return made;
}

Stream older() { return Stream(Healthy(baseline())).with(mean_shift(baseline(), "age", 1).from_row(1'000)); }

}  // namespace

TEST_CASE("run: stops at the alarm, which does not come before the drift") {
  const Run found = run(Setup{baseline()}, older(), 10'000);
  CHECK(found.alarmed);
  CHECK(found.rows > 1'000);
  CHECK(found.rows <= 1'500);
  CHECK(found.windows == found.rows / 250);
  CHECK(found.report.drifted());
  CHECK(found.report.window_rows == 250);
}

TEST_CASE("run: only the feature asked for counts") {
  CHECK(run(Setup{baseline()}, older(), 3'000, {.feature = "age"}).alarmed);
  const Run other = run(Setup{baseline()}, older(), 3'000, {.feature = "device"});
  CHECK_FALSE(other.alarmed);
  CHECK(other.rows == 3'000);
  CHECK_THROWS_AS(run(Setup{baseline()}, older(), 3'000, {.feature = "agee"}), ConfigError);
}

TEST_CASE("run: ends windows as the set-up does, by rows or by its clock") {
  const Stream healthy = Healthy(baseline());
  CHECK(run(Setup{baseline(), {.window_rows = 500}}, healthy, 2'000).windows == 4);
  CHECK(run(Setup{baseline(), {}, 100}, healthy, 2'000).windows == 20);
  const Run hours = run(Setup{baseline(), {.cadence = leeway::hourly}, 400}, healthy, 2'000);
  CHECK(hours.windows == 5);
  REQUIRE(hours.report.window_begin);
  CHECK(leeway::format_utc(*hours.report.window_begin) == "2024-01-01T04:00:00Z");
  CHECK(run(Setup{baseline(), {}, 300}, healthy, 700).windows == 3);  // the last one is open
}

TEST_CASE("run: the same set-up and stream give the same run") {
  const Run one = run(Setup{baseline()}, older(), 10'000);
  const Run two = run(Setup{baseline()}, older(), 10'000);
  CHECK(one.rows == two.rows);
  CHECK(one.report.features[0].adjusted_p_value == two.report.features[0].adjusted_p_value);
}

TEST_CASE("run: feeds a monitor of one's own, whose clock it may move") {
  FakeClock clock;
  leeway::Monitor monitor(baseline(),
                          {.cadence = leeway::hourly, .evaluation = leeway::Evaluation::on_poll, .clock = clock});
  const Run quiet =
      run(monitor, Healthy(baseline()), 1'000, {.batch_rows = 50, .clock = clock, .advance = std::chrono::minutes(30)});
  CHECK_FALSE(quiet.alarmed);
  CHECK(quiet.windows == 10);
  CHECK(monitor.rows_seen() == 1'000);
  CHECK(leeway::format_utc(clock()) == "2024-01-01T10:00:00Z");
  CHECK_THROWS_AS(run(monitor, Healthy(baseline()), 10, {.batch_rows = 0}), ConfigError);
}

TEST_CASE("run: a monitor without windows is judged at the end") {
  leeway::Monitor monitor(baseline());
  const Run found = run(monitor, older(), 3'000);
  CHECK(found.alarmed);
  CHECK(found.rows == 3'000);
  CHECK(found.windows == 1);
}

TEST_CASE("run: a seasonal baseline gets each hour's rows at that hour") {
  leeway::BaselineBuilder builder(leeway::Schema{{"load"}}, {.season = leeway::Season::hour_of_day});
  const leeway::TimePoint midnight = *leeway::parse_utc("2024-01-01T00:00:00Z");
  Random random(1);
  for (int hour = 0; hour < 240; ++hour) {
    builder.at(midnight + std::chrono::hours(hour));
    std::vector<double> loads;
    for (int i = 0; i < 100; ++i) loads.push_back((hour % 24 < 12 ? 0 : 5) + random.normal());
    builder.add_column(0, loads);
  }
  const Baseline seasonal = builder.build();
  const Setup setup{seasonal, {.cadence = leeway::hourly}, 100};
  CHECK_FALSE(run(setup, Healthy(seasonal), 4'800).alarmed);
  // Rows of any hour at each hour are drift.
  CHECK(run(setup, Stream([healthy = Healthy(seasonal)](std::size_t n) mutable { return healthy(n); }), 4'800).alarmed);
}
