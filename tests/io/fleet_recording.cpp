#include "leeway/io/fleet_recording.hpp"

#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "report/people.hpp"

using namespace leeway;

// What the rules compute is tested by running them: tests/fleet.

TEST_CASE("fleet_recording: every series that a rule reads was recorded before, of this baseline only") {
  const Baseline baseline = People{}.baseline(1'000);
  std::set<std::string> known{"leeway:baseline_cell_samples", "leeway:feature_weight", "leeway:chi_squared_critical",
                              "leeway:baseline_channel_samples", "leeway:baseline_channel_rows"};
  const std::string selector = "{baseline=\"" + hex_of(baseline.content_hash()) + "\"";
  for (const FleetRule& rule : recording_rules(baseline, {})) {
    const std::string& text = rule.expression;
    CHECK(text.find('$') == std::string::npos);
    for (std::size_t at = text.find("leeway"); at != std::string::npos; at = text.find("leeway", at + 1)) {
      const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz:_", at);
      REQUIRE(end != std::string::npos);
      CHECK(text.compare(end, selector.size(), selector) == 0);
      const std::string series = text.substr(at, end - at);
      CHECK((known.contains(series) || series == "leeway_feature_cell_samples_total"));
    }
    known.insert(rule.name);
  }
  for (const char* series : {"psi", "hellinger", "jensen_shannon_distance", "ks_distance", "ks_p_value", "chi_squared",
                             "channel_rise", "score", "model_score"}) {
    CHECK(known.contains(std::string("leeway:") + series));
  }
}

TEST_CASE("fleet_recording: one gap a cell, however many features there are") {
  const auto gaps = [](std::size_t max_cells) {
    std::size_t count = 0;
    for (const FleetRule& rule : recording_rules(People{}.baseline(5'000), {.max_cells = max_cells})) {
      count += rule.name == "leeway:cdf_gap" ? 1 : 0;
    }
    return count;
  };
  CHECK(gaps(32) == 32 + 3);
  CHECK(gaps(10) == 10 + 3);
}
