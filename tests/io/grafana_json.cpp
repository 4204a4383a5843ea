#include "leeway/io/grafana_json.hpp"

#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"

// A real Prometheus answers its queries in tests/fleet.

TEST_CASE("grafana_json: panels have their own place, their queries and the chosen data source") {
  const auto dashboard = nlohmann::json::parse(leeway::grafana_dashboard());
  CHECK(dashboard.at("uid") == "leeway-drift");
  CHECK_FALSE(dashboard.contains("id"));
  std::set<int> ids;
  std::set<std::pair<int, int>> taken;
  for (const auto& panel : dashboard.at("panels")) {
    CHECK(ids.insert(panel.at("id").get<int>()).second);
    const auto& place = panel.at("gridPos");
    CHECK(place.at("x").get<int>() + place.at("w").get<int>() <= 24);
    for (int x = place.at("x"); x < place.at("x").get<int>() + place.at("w").get<int>(); ++x) {
      for (int y = place.at("y"); y < place.at("y").get<int>() + place.at("h").get<int>(); ++y) {
        CHECK(taken.emplace(x, y).second);
      }
    }
    if (panel.at("type") == "row") continue;
    CHECK(panel.at("datasource").at("uid") == "${datasource}");
    CHECK_FALSE(panel.at("targets").empty());
    for (const auto& target : panel.at("targets")) CHECK(target.at("expr").get<std::string>().size() > 5);
  }
  CHECK(ids.size() > 10);
  std::set<std::string> variables;
  for (const auto& variable : dashboard.at("templating").at("list")) variables.insert(variable.at("name"));
  CHECK(variables == std::set<std::string>{"datasource", "model", "baseline", "feature"});
}
