#include "leeway/core/time_point.hpp"

#include "catch.hpp"

TEST_CASE("time_point: seconds of the system's clock, comparable without the calendar") {
  const leeway::TimePoint epoch{};
  const leeway::TimePoint later = epoch + std::chrono::seconds(90);
  CHECK(later > epoch);
  CHECK((later - epoch).count() == 90);
  CHECK(std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now()) > later);
}
