#include "leeway/baseline/time_blocks.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::max_blocks;
using leeway::Season;
using leeway::TimeBlocks;
using leeway::TimePoint;
using std::chrono::hours;
using namespace std::chrono_literals;

namespace {

const TimePoint monday{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23)};

/// Block numbers of rows at these times once all have been seen, and when the blocks begin.
struct Blocks {
  std::vector<std::size_t> numbers;
  std::vector<TimePoint> begins;
};
Blocks blocks_of(Season season, const std::vector<TimePoint>& times) {
  TimeBlocks blocks(season);
  Blocks result;
  const auto merged = [&](auto renumber) {
    for (std::size_t& number : result.numbers) number = renumber(number);
  };
  for (const TimePoint time : times) {
    // Not in one expression: numbers are changed on the way.
    const leeway::Stretch stretch = blocks.stretch(time, merged);
    CHECK(stretch.season == slice_of(season, time));
    result.numbers.push_back(stretch.block);
  }
  result.begins = blocks.finish(merged);
  return result;
}

/// Every row lies in the block of its time, blocks are in order and equally long.
void check(const Blocks& blocks, const std::vector<TimePoint>& times, std::chrono::seconds duration) {
  CHECK(std::is_sorted(blocks.begins.begin(), blocks.begins.end()));
  CHECK(blocks.begins.size() <= max_blocks);
  bool inside = true;
  for (std::size_t row = 0; row < times.size(); ++row) {
    const TimePoint begin = blocks.begins.at(blocks.numbers[row]);
    inside = inside && begin <= times[row] && times[row] < begin + duration;
    inside = inside && (begin - monday) % duration == 0s;
  }
  CHECK(inside);
}

std::vector<TimePoint> every(std::chrono::seconds step, int count) {
  std::vector<TimePoint> times;
  for (int i = 0; i < count; ++i) times.push_back(monday + i * step);
  return times;
}

}  // namespace

TEST_CASE("time_blocks: up to a week there is a block an hour") {
  const std::vector<TimePoint> times = every(20min, 168 * 3);
  const Blocks blocks = blocks_of(Season::none, times);
  CHECK(blocks.begins.size() == 168);
  CHECK(blocks.begins.front() == monday);
  CHECK(blocks.begins.back() == monday + hours(167));
  check(blocks, times, 1h);
}

TEST_CASE("time_blocks: longer spans have longer blocks, in whatever order their rows come") {
  struct Case {
    int rows;
    std::chrono::seconds duration;
  };
  for (const Case& c : {Case{169, 2h}, Case{336, 2h}, Case{337, 4h}, Case{1344, 8h}, Case{1345, 24h}}) {
    std::vector<TimePoint> times = every(1h, c.rows);
    CAPTURE(c.rows);
    check(blocks_of(Season::none, times), times, c.duration);
    std::shuffle(times.begin(), times.end(), std::mt19937_64(3));
    check(blocks_of(Season::none, times), times, c.duration);
    std::reverse(times.begin(), times.end());
    CHECK(blocks_of(Season::none, times).begins.front() == monday);
  }
}

TEST_CASE("time_blocks: with a season each block is a whole cycle of hours") {
  std::vector<TimePoint> times = every(5h, 1000);
  check(blocks_of(Season::hour_of_day, times), times, 48h);  // 208 days
  check(blocks_of(Season::hour_of_week, times), times, 168h);
  times.resize(700);
  check(blocks_of(Season::hour_of_week, times), times, 24h);  // 146 days
}

TEST_CASE("time_blocks: stretches without rows have no block, times before 1970 do") {
  const TimePoint early{std::chrono::sys_days(std::chrono::year(1950) / 1 / 1)};
  const std::vector<TimePoint> times{monday, early + 30min, monday + 90min, early};
  const Blocks blocks = blocks_of(Season::none, times);
  CHECK(blocks.begins == std::vector<TimePoint>{early, monday, monday + 1h});
  CHECK(blocks.numbers == std::vector<std::size_t>{1, 0, 2, 0});
  CHECK_FALSE(TimeBlocks(Season::none).used());
  CHECK(blocks_of(Season::none, {}).begins.empty());
}
