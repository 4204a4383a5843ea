#include "leeway/testing/stream.hpp"

#include <chrono>
#include <cstddef>

#include "catch.hpp"
#include "leeway/testing/population.hpp"

using namespace leeway::testing;
using leeway::ConfigError;
using leeway::TimePoint;

namespace {

Population people() {
  Population population(1);
  population.add({.name = "age"}, constant(40)).add({.name = "device"}, categories({{"phone"}}));
  return population;
}

}  // namespace

TEST_CASE("stream: drifts count from the stream's first row, in the order they were added") {
  Stream stream(people());
  stream.with(shift("age", 10).from_row(5)).with(multiply("age", 2));
  const Rows first = stream(4);
  const Rows second = stream(4);
  CHECK(first.number(0, 3) == 80);
  CHECK(second.number(0, 0) == 80);
  CHECK(second.number(0, 1) == 100);
  CHECK(stream.rows_so_far() == 8);
}

TEST_CASE("stream: a copy goes its own way, and gives the same rows") {
  Stream stream(people());
  stream.with(missing("age", 0.5));
  static_cast<void>(stream(10));
  Stream copy = stream;
  const Rows one = stream(100);
  const Rows two = copy(100);
  bool same = true;
  for (std::size_t row = 0; row < 100; ++row) same = same && (one.number(0, row) == 40) == (two.number(0, row) == 40);
  CHECK(same);
}

TEST_CASE("stream: sources may ask for the time, and must make as many rows as asked for") {
  const leeway::Schema schema{{"hour"}};
  Stream timed([&](std::size_t count, TimePoint now) {
    Rows rows(schema, count);
    for (std::size_t row = 0; row < count; ++row) {
      rows.number(0, row) = static_cast<double>(now.time_since_epoch().count());
    }
    return rows;
  });
  CHECK(timed(1, TimePoint(std::chrono::seconds(77))).number(0, 0) == 77);
  Stream short_one([&](std::size_t count) { return Rows(schema, count - 1); });
  CHECK_THROWS_AS(short_one(3), ConfigError);
}

TEST_CASE("stream: rows of one's own are replayed over and over") {
  Rows rows(leeway::Schema{{"x"}, {"c", leeway::Kind::categorical}}, 3);
  for (std::size_t row = 0; row < 3; ++row) {
    rows.number(0, row) = static_cast<double>(row);
    rows.text(1, row) = std::to_string(row);
  }
  Stream stream{Replay(rows)};
  CHECK(stream(2).number(0, 1) == 1);
  const Rows next = stream(4);
  CHECK(next.number(0, 0) == 2);
  CHECK(next.number(0, 1) == 0);
  CHECK(next.text(1, 3) == "2");
  CHECK_THROWS_AS(Replay(Rows(rows.schema())), ConfigError);
}
