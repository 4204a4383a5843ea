#include "leeway/io/html_series.hpp"

#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/html_samples.hpp"

using namespace leeway;

namespace {

std::vector<PastWindow> hours(int count) {
  std::vector<PastWindow> past;
  for (int i = 0; i < count; ++i) {
    past.push_back({TimePoint(std::chrono::hours(i)), i < count / 2 ? 0.01 : 0.3,
                    i < count / 2 ? Verdict::stable : Verdict::drift});
  }
  return past;
}

}  // namespace

TEST_CASE("html_series: effects over time with what is tolerated, first and last time") {
  const std::string svg = html::series_plot(hours(24), 0.05, "x");
  CHECK(svg.find("tolerated 0.05") != std::string::npos);
  CHECK(svg.find("1970-01-01T00:00:00Z") != std::string::npos);
  CHECK(svg.find("1970-01-01T23:00:00Z") != std::string::npos);
  CHECK(svg.find("24 windows, 12 of them drifted; effect 0.010 at first, 0.300 at last.") != std::string::npos);
  CHECK(samples::occurrences(svg, "l18 18m0-18l-18 18") == 12);  // a cross for each
  CHECK(samples::coordinates_are_numbers(svg));
}

TEST_CASE("html_series: one window is no curve; thousands keep the page small and lose no drift") {
  CHECK(html::series_plot(hours(1), 0.05, "x").empty());
  CHECK(html::series_plot({}, 0.05, "x").empty());
  std::vector<PastWindow> past = hours(20'000);
  for (PastWindow& window : past) window.verdict = Verdict::stable;
  past[777].verdict = Verdict::drift;
  const std::string svg = html::series_plot(past, 0.05, "x");
  CHECK(svg.size() < 4'000);
  CHECK(samples::occurrences(svg, "k drift") == 1);
}

TEST_CASE("html_series: effects and tolerances that are no numbers are left out") {
  std::vector<PastWindow> past = hours(4);
  past[1].effect = std::numeric_limits<double>::quiet_NaN();
  past[2].time = past[1].time;
  const std::string svg = html::series_plot(past, std::numeric_limits<double>::quiet_NaN(), "<x>");
  CHECK(samples::coordinates_are_numbers(svg));
  CHECK(svg.find("tolerated") == std::string::npos);
  CHECK(svg.find("<x>") == std::string::npos);
}
