#include "leeway/io/fleet_alerts.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "report/people.hpp"

using namespace leeway;

// When they fire and what they say is tested by running them: tests/fleet.

TEST_CASE("fleet_alerts: each has a name, a severity, a summary and a diagnosis") {
  const Baseline baseline = People{}.baseline(1'000);
  std::set<std::string> names;
  for (const FleetRule& rule : alerting_rules(baseline, {})) {
    CHECK(rule.alert);
    CHECK(names.insert(rule.name).second);
    CHECK(rule.expression.find('$') == std::string::npos);
    CHECK(rule.expression.find(hex_of(baseline.content_hash())) != std::string::npos);
    CHECK(rule.labels.at(0).first == "severity");
    REQUIRE(rule.annotations.size() == 2);
    CHECK(rule.annotations[0].first == "summary");
    CHECK(rule.annotations[1].first == "description");
    for (const auto& [name, text] : rule.annotations) {
      CHECK(std::count(text.begin(), text.end(), '{') == std::count(text.begin(), text.end(), '}'));
      CHECK(std::count(text.begin(), text.end(), '`') % 2 == 0);
    }
  }
  CHECK(names.size() == 8);
}

TEST_CASE("fleet_alerts: the diagnosis asks about the labels that are kept apart") {
  for (const FleetRule& rule : alerting_rules(People{}.baseline(1'000), {.keep_apart = {"env"}})) {
    if (rule.name != "LeewayDistributionMoved") continue;
    const std::string& text = rule.annotations[1].second;
    CHECK(text.find("feature=%q,env=%q") != std::string::npos);
    CHECK(text.find("$labels.feature $labels.env }}") != std::string::npos);
  }
}
