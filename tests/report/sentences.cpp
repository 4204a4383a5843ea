#include "leeway/report/sentences.hpp"

#include <string>

#include "catch.hpp"

using namespace leeway;

namespace {

DriftReport described(const Plan& plan, bool watched) {
  DriftReport report;
  report.watched = watched;
  report.features.resize(2);
  report.features[0].design_effect = {.value = 12.5, .known = true, .exchangeable = false};
  detail::describe_rule(report, plan);
  return report;
}
bool says(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("sentences: the guarantee is in the user's terms") {
  Plan hourly;
  hourly.cadence = std::chrono::hours(1);
  CHECK(described(hourly, true).guarantee ==
        "at most 5% chance of any false alarm within 30 days (720 windows) over all features, however often one looks; "
        "later at most one in 14400 windows on average");
  CHECK(says(described(Plan{}, false).guarantee, "any false alarm in this report, looked at once"));
  CHECK(says(described(Plan::p_value(), false).guarantee, "for each test"));
  CHECK(says(described(Plan::limits(), false).guarantee, "none"));
}

TEST_CASE("sentences: the rule names what decides") {
  CHECK(says(described(Plan{}, false).rule,
             "differs by more than 0.05 (shares 0.01) for sure, at p < 0.05 (holm weighted"));
  CHECK(says(described(Plan{}, true).rule, "watching the stream raises the alarm"));
  CHECK(says(described(Plan::p_value(), false).rule, "differs at p < 0.05 (each test by itself)"));
  CHECK(says(described(Plan::limits(), false).rule, "crosses a limit set for it"));
}

TEST_CASE("sentences: what is only a heuristic is called so, what was not checked too") {
  const DriftReport watched = described(Plan{}, true);
  REQUIRE(watched.assumptions.size() == 3);
  CHECK(says(watched.assumptions[1], "1 feature vary more"));
  CHECK(says(watched.assumptions[1], "up to 12.5 times"));
  CHECK(says(watched.assumptions[1], "a heuristic"));
  CHECK(says(watched.assumptions[2], "not checked for 1 feature"));
  CHECK(says(described(Plan{}, false).assumptions[1], "their p-values are too small"));
  Plan certified;
  certified.mode = WatchMode::block_conformal;
  REQUIRE(described(certified, true).assumptions.size() == 1);
  CHECK(says(described(certified, true).assumptions[0], "certified for dependent rows"));
}
