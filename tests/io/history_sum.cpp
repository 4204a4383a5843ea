#include "leeway/io/history_sum.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "catch.hpp"
#include "io/history_samples.hpp"
#include "leeway/io/history_rows.hpp"

using namespace leeway;
using samples::history_baseline;
using samples::history_window;

namespace {

/// What the database does with rows of several windows.
std::vector<HistoryRow> added_up(const std::vector<std::vector<HistoryRow>>& windows) {
  std::map<std::tuple<std::string, std::string, std::int64_t, std::string>, HistoryRow> sums;
  for (const auto& rows : windows) {
    for (const HistoryRow& row : rows) {
      auto [found, is_new] = sums.emplace(std::tuple(row.feature, row.part, row.place, row.name), row);
      if (is_new) continue;
      HistoryRow& sum = found->second;
      sum.samples += row.samples;
      for (std::size_t lane = 0; lane < hash_lanes; ++lane) sum.lanes[lane] += row.lanes[lane];
      if (row.lowest && !(sum.lowest <= row.lowest)) sum.lowest = row.lowest;
      if (row.highest && !(sum.highest >= row.highest)) sum.highest = row.highest;
    }
  }
  std::vector<HistoryRow> rows;
  for (auto& [key, row] : sums) rows.push_back(row);
  return rows;
}

}  // namespace

TEST_CASE("history_sum: rows of many windows add up to the sum of the windows, to the last bit") {
  const Baseline baseline = history_baseline();
  std::vector<std::vector<HistoryRow>> rows;
  WindowSum wanted(baseline);
  for (std::uint64_t replica = 0; replica < 3; ++replica) {
    for (int hour = 0; hour < 5; ++hour) {
      const Window window = history_window(baseline, replica, hour);
      rows.push_back(history_rows(baseline, window));
      wanted.merge(window);
    }
  }
  HistorySum sum(baseline);
  for (const HistoryRow& row : added_up(rows)) {
    sum.add(row, samples::first_hour, samples::first_hour + 5 * 3'600);
  }
  CHECK(sum.windows() == 15);
  CHECK(sum.take() == wanted);
}

TEST_CASE("history_sum: rows that no window has are errors with their place") {
  const Baseline baseline = history_baseline();
  HistorySum sum(baseline);
  const auto attempt = [&](HistoryRow row) { sum.add(row, 0, 1); };
  CHECK_THROWS_WITH(attempt({.feature = "y", .part = "cell"}), Catch::Matchers::Contains("no such feature"));
  CHECK_THROWS_AS(attempt({.feature = "c", .part = "cell", .place = 5}), FormatError);
  CHECK_THROWS_AS(attempt({.feature = "c", .part = "cell", .place = -1}), FormatError);
  CHECK_THROWS_AS(attempt({.feature = "c", .part = "cell", .samples = -1}), FormatError);
  CHECK_THROWS_AS(attempt({.feature = "c", .part = "sum"}), FormatError);
  CHECK_THROWS_AS(attempt({.feature = "x\\x5c1", .part = "new"}), FormatError);
  CHECK_THROWS_AS(attempt({.feature = "x\\x5c1", .part = "sum", .place = 1'000}), FormatError);
}
