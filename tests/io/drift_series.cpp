#include "leeway/io/drift_series.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"

using namespace leeway;

namespace {

TimePoint hour(int number) { return TimePoint(std::chrono::hours(number)); }

}  // namespace

TEST_CASE("drift_series: windows stand in the order of time, whatever order they came in") {
  DriftSeries series;
  for (const int at : {3, 1, 2}) series.add("x", {hour(at), 0.1 * at, Verdict::stable});
  const std::vector<PastWindow>& past = series.of("x");
  REQUIRE(past.size() == 3);
  for (int i = 0; i < 3; ++i) CHECK(past[static_cast<std::size_t>(i)].time == hour(i + 1));
  CHECK(series.of("y").empty());
  CHECK_FALSE(series.empty());
  CHECK(DriftSeries{}.empty());
}

TEST_CASE("drift_series: of windows that end at one time the worst stays") {
  DriftSeries series;
  series.add("x", {hour(1), 0.3, Verdict::minor});
  series.add("x", {hour(1), 0.2, Verdict::drift});
  series.add("x", {hour(1), 0.1, Verdict::drift});
  series.add("x", {hour(1), 0.9, Verdict::stable});
  CHECK(series.of("x") == std::vector<PastWindow>{{hour(1), 0.2, Verdict::drift}});
}

TEST_CASE("drift_series: reports add every feature at their window's end, those without an end nothing") {
  DriftReport report = samples::report();
  DriftSeries series;
  series.add(report);
  CHECK(series.empty());
  report.window_end = hour(5);
  series.add(report);
  CHECK(series.of("user_age") == std::vector<PastWindow>{{hour(5), 0.31, Verdict::drift}});
  CHECK(series.of("sensor").size() == 1);
}

TEST_CASE("drift_series: the query asks for the replicas it is given, verdicts are the words of to_string") {
  CHECK(history_series(0).find("replica") == std::string::npos);
  CHECK(history_series(2).find("replica IN ($4, $5)") != std::string::npos);
  for (const Verdict verdict : {Verdict::stable, Verdict::insufficient, Verdict::minor, Verdict::drift}) {
    CHECK(verdict_named(to_string(verdict)) == verdict);
  }
  CHECK_FALSE(verdict_named("Drift"));
}
