#include "leeway/io/fleet_training.hpp"

#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "report/people.hpp"

using namespace leeway;

namespace {

/// "series label label ..." without the baseline's hash -> the value.
std::map<std::string, double> read(const std::vector<FleetRule>& rules, const std::string& hash) {
  std::map<std::string, double> values;
  for (const FleetRule& rule : rules) {
    CHECK_FALSE(rule.alert);
    REQUIRE(rule.expression.starts_with("vector("));
    std::string name = rule.name;
    for (const auto& [label, value] : rule.labels) {
      if (label == "baseline") CHECK(value == hash);
      if (label != "baseline" && label != "range") name += " " + value;
    }
    CHECK(values.emplace(name, std::stod(rule.expression.substr(7))).second);
  }
  return values;
}

}  // namespace

TEST_CASE("fleet_training: what training counted, by cell and channel, exactly") {
  const Baseline baseline = People{.missing_age = 0.1}.baseline(5'000);
  const auto values = read(training_rules(baseline, {}), hex_of(baseline.content_hash()));
  const auto& age = std::get<NumericBaseline>(baseline[0]);
  double sum = 0;
  for (const auto& [name, value] : values) {
    if (name.starts_with("leeway:baseline_cell_samples age ")) sum += value;
  }
  CHECK(sum == 5'000);
  CHECK(values.at("leeway:baseline_cell_samples age __missing__") == static_cast<double>(age.cells.missing()));
  CHECK(values.at("leeway:baseline_channel_samples age missing") == static_cast<double>(age.cells.missing()));
  CHECK(values.at("leeway:baseline_channel_rows age missing") == 5'000);
  CHECK(values.at("leeway:baseline_channel_samples age out_of_range") == 2);  // the extremes are two training values
  CHECK(values.at("leeway:baseline_channel_samples device new") == 1);
  CHECK(values.at("leeway:feature_weight age numeric") == 0.5);
  CHECK(values.at("leeway:feature_weight device categorical") == 0.25);
  CHECK(values.at("leeway:feature_tolerance device") == 0.05);
  CHECK(values.at("leeway:chi_squared_critical 1") == Approx(chi_squared_isf(0.05 / 11, 1)));
}

TEST_CASE("fleet_training: fewer cells, the features' own tolerance, nobody's importance") {
  const Baseline made = People{}.baseline(5'000);
  std::vector<Feature> features(made.schema().begin(), made.schema().end());
  for (Feature& feature : features) feature.importance = 0;
  features[0].thresholds.tolerance = 0.2;
  const Baseline baseline = made.with_schema(Schema(features));
  const auto values = read(training_rules(baseline, {.max_cells = 4}), hex_of(baseline.content_hash()));
  CHECK(values.contains("leeway:baseline_cell_samples age 03"));
  CHECK_FALSE(values.contains("leeway:baseline_cell_samples age 04"));
  CHECK(values.at("leeway:feature_tolerance age") == 0.2);
  CHECK(values.at("leeway:feature_weight age numeric") == 0);
}
