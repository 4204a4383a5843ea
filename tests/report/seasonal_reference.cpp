#include "leeway/report/seasonal_reference.hpp"

#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/monitor/recorder.hpp"
#include "leeway/report/evaluate.hpp"

using namespace leeway;

namespace {

const TimePoint monday = *parse_utc("2026-01-05T00:00:00Z");

/// Values that are the hour of the day, 100 an hour for two days.
Baseline by_hour() {
  BaselineBuilder builder(Schema{{"x"}}, {.season = Season::hour_of_day});
  for (int hour = 0; hour < 48; ++hour) {
    builder.at(monday + std::chrono::hours(hour));
    builder.add_column(0, std::vector<double>(100, hour % 24));
  }
  return builder.build();
}

Window window(const Baseline& baseline, int begin, int end, double value) {
  Recorder recorder(baseline, 1);
  const std::vector<double> values(200, value);
  recorder.observe(BatchView<double>(values.data(), values.size(), 1));
  Window window(baseline);
  recorder.drain(window);
  window.begin = monday + std::chrono::hours(begin);
  window.end = monday + std::chrono::hours(end);
  return window;
}

std::uint64_t rows(std::span<const std::uint64_t> counts) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts) sum += count;
  return sum;
}

}  // namespace

TEST_CASE("seasonal_reference: a window is compared with the hours it spans") {
  const Baseline baseline = by_hour();
  const auto& numeric = std::get<NumericBaseline>(baseline[0]);
  const auto reference_rows = [&](const Window& window) {
    return rows(detail::SeasonalReference(numeric, baseline.timeline(), window).counts());
  };
  CHECK(reference_rows(window(baseline, 5, 6, 5)) == 200);
  CHECK(reference_rows(window(baseline, 22, 25, 5)) == 600);  // across midnight
  CHECK(reference_rows(window(baseline, 0, 72, 5)) == 4'800);
  Window timeless = window(baseline, 5, 6, 5);
  timeless.begin.reset();
  CHECK(reference_rows(timeless) == 4'800);
}

TEST_CASE("seasonal_reference: what is usual at this hour is no drift, at another it is") {
  const Baseline baseline = by_hour();
  CHECK_FALSE(evaluate(baseline, window(baseline, 5, 6, 5)).drifted());
  CHECK(evaluate(baseline, window(baseline, 6, 7, 5)).drifted());
}
