#include "leeway/testing/fake_clock.hpp"

#include <chrono>
#include <vector>

#include "catch.hpp"
#include "leeway/monitor/monitor.hpp"
#include "leeway/testing/population.hpp"

using leeway::testing::FakeClock;

TEST_CASE("fake_clock: begins on a Monday at midnight and moves when told") {
  FakeClock clock;
  CHECK(leeway::format_utc(clock()) == "2024-01-01T00:00:00Z");
  const FakeClock same = clock;
  clock.advance(std::chrono::hours(25));
  CHECK(leeway::format_utc(same()) == "2024-01-02T01:00:00Z");
  clock.advance(std::chrono::seconds(-1));
  CHECK(leeway::format_utc(same()) == "2024-01-02T00:59:59Z");
  clock.set(*leeway::parse_utc("2030-05-06T07:08:09Z"));
  CHECK(leeway::format_utc(same()) == "2030-05-06T07:08:09Z");
}

TEST_CASE("fake_clock: ends a monitor's windows") {
  leeway::testing::Population people;
  people.add({.name = "age"}, leeway::testing::normal(40, 10));
  FakeClock clock;
  std::vector<leeway::DriftReport> reports;
  leeway::Monitor monitor(people.baseline(1'000), {.cadence = leeway::hourly,
                                                   .on_report = [&](const auto& report) { reports.push_back(report); },
                                                   .evaluation = leeway::Evaluation::on_poll,
                                                   .clock = clock});
  people(50).observed_by(monitor);
  clock.advance(std::chrono::minutes(59));
  CHECK_FALSE(monitor.poll());
  clock.advance(std::chrono::minutes(1));
  CHECK(monitor.poll());
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].window_rows == 50);
  CHECK(reports[0].window_end == clock());
}
