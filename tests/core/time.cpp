#include "leeway/core/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>

#include "catch.hpp"

using namespace leeway;

namespace {

std::string format(std::int64_t unix_seconds) { return format_utc(TimePoint(std::chrono::seconds(unix_seconds))); }

}  // namespace

TEST_CASE("time: UTC in ISO 8601") {
  CHECK(format(0) == "1970-01-01T00:00:00Z");
  CHECK(format(1) == "1970-01-01T00:00:01Z");
  CHECK(format(951782400) == "2000-02-29T00:00:00Z");   // a leap day of a century
  CHECK(format(1234567890) == "2009-02-13T23:31:30Z");  // well known
  CHECK(format(1767225599) == "2025-12-31T23:59:59Z");
  CHECK(format(4102444800) == "2100-01-01T00:00:00Z");
}

TEST_CASE("time: before 1970 too") {
  CHECK(format(-1) == "1969-12-31T23:59:59Z");
  CHECK(format(-86401) == "1969-12-30T23:59:59Z");
}

TEST_CASE("time: texts sort as times do") {
  std::string previous = format(-1'000'000'000);
  for (std::int64_t second = -900'000'000; second < 4'000'000'000; second += 98'765'431) {
    const std::string next = format(second);
    CHECK(previous < next);
    previous = next;
  }
}

TEST_CASE("time: now is now") {
  const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const TimePoint now = now_in_seconds();
  const auto after = std::chrono::system_clock::now();
  CHECK(before <= now);
  CHECK(now <= after);
}

TEST_CASE("time: what was written is read, and nothing else is") {
  for (std::int64_t second = -1'000'000'000; second < 4'000'000'000; second += 98'765'431) {
    CHECK(parse_utc(format(second)) == TimePoint(std::chrono::seconds(second)));
  }
  for (const char* text :
       {"", "2026-01-31", "2026-01-31 12:00:00Z", "2026-01-32T12:00:00Z", "2026-02-29T12:00:00Z",
        "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:0xZ", "2026-01-31T12:00:00Z "}) {
    INFO(text);
    CHECK_FALSE(parse_utc(text).has_value());
  }
}
