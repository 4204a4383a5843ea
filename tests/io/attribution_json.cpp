#include "leeway/io/attribution_json.hpp"

#include <limits>

#include "catch.hpp"
#include "leeway/io/json.hpp"
#include "leeway/report/evaluate.hpp"
#include "report/people.hpp"

using leeway::Baseline;
using leeway::baseline_from_json;
using leeway::FeatureAttribution;
using leeway::FormatError;

namespace {

Baseline attributed_people() {
  const Baseline baseline = People{}.baseline(500);
  std::vector<FeatureAttribution> attributions;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    FeatureAttribution& attribution = attributions.emplace_back();
    for (std::size_t slot = 0; slot < leeway::slot_count(baseline[i]); ++slot) {
      attribution.push_back({slot, 0.1 * static_cast<double>(slot) - 1, 1e-300 / 3});
    }
  }
  return baseline.with_attributions(std::move(attributions));
}

}  // namespace

TEST_CASE("attribution_json: a baseline comes back with its attributions, bit for bit") {
  const Baseline baseline = attributed_people();
  const std::string text = to_json(baseline);
  CHECK(baseline_from_json(text) == baseline);
  CHECK(to_json(baseline_from_json(text)) == text);
  CHECK_THAT(to_json(baseline.with_attributions({})), !ContainsSubstring("attribution"));
}

TEST_CASE("attribution_json: damage is named with its place") {
  nlohmann::json file = nlohmann::json::parse(to_json(attributed_people()));
  const auto broken = [&](auto change) {
    nlohmann::json copy = file;
    change(copy["features"]);
    return copy.dump();
  };
  CHECK_THROWS_WITH(baseline_from_json(broken([](auto& f) { f[1]["attribution"]["mean"].erase(0); })),
                    ContainsSubstring("features[1].attribution.mean: expected 6 numbers, found 5"));
  CHECK_THROWS_WITH(baseline_from_json(broken([](auto& f) { f[0]["attribution"]["mean"][2] = "much"; })),
                    ContainsSubstring("features[0].attribution.mean[2]: expected a number"));
  CHECK_THROWS_WITH(baseline_from_json(broken([](auto& f) { f[2].erase("attribution"); })),
                    ContainsSubstring("attributions of 2 features for 3"));
  CHECK_THROWS_AS(baseline_from_json(broken([](auto& f) { f[0]["attribution"]["variance"][0] = -1; })), FormatError);
  CHECK_THROWS_WITH(baseline_from_json(broken([](auto& f) { f[0]["attribution"] = f[1]["attribution"]; })),
                    ContainsSubstring("slots"));
}

TEST_CASE("attribution_json: a report says the impact, or null") {
  const Baseline baseline = attributed_people();
  const auto json = nlohmann::json::parse(to_json(evaluate(baseline, People{.older = 9}.window(baseline, 500))));
  const auto& impact = json["features"][0]["impact"];
  CHECK(impact["expected"].is_number());
  CHECK(impact["standard_error"].get<double>() > 0);
  CHECK(json["attribution_drift"]["limit"] == 0.1);
  const Baseline without = baseline.with_attributions({});
  const auto plain = nlohmann::json::parse(to_json(evaluate(without, People{.older = 9}.window(without, 500))));
  CHECK(plain["features"][0]["impact"].is_null());
  CHECK(plain["attribution_drift"].is_null());
}
