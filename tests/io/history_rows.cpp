#include "leeway/io/history_rows.hpp"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/history_samples.hpp"
#include "leeway/report/evaluate.hpp"

using namespace leeway;
using samples::history_baseline;
using samples::history_window;

namespace {

const HistoryRow* find(const std::vector<HistoryRow>& rows, const std::string& part, const std::string& name = "") {
  for (const HistoryRow& row : rows) {
    if (row.part == part && row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("history_rows: rows can be read by people") {
  const Baseline baseline = history_baseline();
  const Window window = history_window(baseline, 1, 0);
  const DriftReport report = evaluate(baseline, window);
  const auto rows = history_rows(baseline, window, &report);
  REQUIRE(find(rows, "window", "rows") != nullptr);
  CHECK(find(rows, "window", "rows")->samples == 100);
  CHECK(find(rows, "window", "rows")->verdict == std::string(to_string(report.verdict)));
  REQUIRE(find(rows, "cell", "missing") != nullptr);
  CHECK(find(rows, "cell", "missing")->samples == 3);
  CHECK(find(rows, "cell", "missing")->feature == "x\\x5c1");
  REQUIRE(find(rows, "cell", "M\\xfcnchen") != nullptr);
  CHECK(find(rows, "cell", "M\\xfcnchen")->feature == "c");
  const HistoryRow* values = find(rows, "values");
  REQUIRE(values != nullptr);
  CHECK(values->samples == 97);
  CHECK(values->verdict);
  CHECK(values->effect);
  // every value is in one cell, and the mean can be had from the digits
  std::int64_t cells = 0;
  double sum = 0;
  for (const HistoryRow& row : rows) {
    if (row.feature != "x\\x5c1") continue;
    if (row.part == "cell") cells += row.samples;
    if (row.part == "sum") sum += std::ldexp(static_cast<double>(row.samples), static_cast<int>(32 * row.place));
  }
  CHECK(cells == 100);
  CHECK(sum / 97 == Approx(std::get<NumericWindow>(window.features[0]).moments.mean()));
}

TEST_CASE("history_rows: windows and reports of another baseline are refused") {
  const Baseline baseline = history_baseline();
  const Baseline other = history_baseline(1);
  const Window window = history_window(baseline, 1, 2);
  CHECK_THROWS_AS(history_rows(other, window), ConfigError);
  const DriftReport report = evaluate(other, history_window(other, 1, 2));
  CHECK_THROWS_AS(history_rows(baseline, window, &report), ConfigError);
}
