#include "leeway/baseline/season.hpp"

#include <chrono>

#include "catch.hpp"

using leeway::Season;
using leeway::slice_of;
using leeway::TimePoint;
using namespace std::chrono_literals;

namespace {
/// A Monday, 00:00 UTC.
const TimePoint monday{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};
}  // namespace

TEST_CASE("season: the hour of the day") {
  CHECK(slice_of(Season::hour_of_day, monday) == 0);
  CHECK(slice_of(Season::hour_of_day, monday + 59min + 59s) == 0);
  CHECK(slice_of(Season::hour_of_day, monday + 5 * 24h + 13h) == 13);
  CHECK(slice_of(Season::hour_of_day, monday - 1s) == 23);
}

TEST_CASE("season: the hour of the week begins on Monday") {
  CHECK(slice_of(Season::hour_of_week, monday) == 0);
  CHECK(slice_of(Season::hour_of_week, monday + 25h) == 25);
  CHECK(slice_of(Season::hour_of_week, monday - 1s) == 167);
  for (int hour = 0; hour < 400; ++hour) {
    CHECK(slice_of(Season::hour_of_week, monday + std::chrono::hours(hour)) == static_cast<std::size_t>(hour % 168));
  }
}

TEST_CASE("season: times before 1970 belong to slices, too") {
  const TimePoint early{std::chrono::sys_days(std::chrono::year(1899) / 12 / 31)};
  REQUIRE(std::chrono::weekday(std::chrono::floor<std::chrono::days>(early)) == std::chrono::Sunday);
  CHECK(slice_of(Season::hour_of_day, early + 7h) == 7);
  CHECK(slice_of(Season::hour_of_week, early + 7h) == 6 * 24 + 7);
}

TEST_CASE("season: none has one slice, every cycle a name") {
  CHECK(slices(Season::none) == 1);
  CHECK(slice_of(Season::none, monday + 77h) == 0);
  CHECK(slices(Season::hour_of_day) == 24);
  CHECK(slices(Season::hour_of_week) == 168);
  CHECK(to_string(Season::none) == "none");
  CHECK(to_string(Season::hour_of_day) == "hour_of_day");
  CHECK(to_string(Season::hour_of_week) == "hour_of_week");
}
