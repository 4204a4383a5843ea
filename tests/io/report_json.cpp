#include "leeway/io/report_json.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "io/samples.hpp"
#include "leeway/io/read_file.hpp"

using namespace leeway;
using nlohmann::json;

TEST_CASE("report_json: the whole report is there, as the table promises") {
  const auto file = json::parse(to_json(samples::report()));
  CHECK(file["format"] == "leeway.report");
  CHECK(file["version"] == 1);
  CHECK(file["verdict"] == "drift");
  CHECK(file["drifted"] == true);
  CHECK(file["baseline"] == json{{"name", "credit"}, {"hash", "00c0ffee12345678"}, {"rows", 1'000'000}});
  CHECK(file["window"] ==
        json{{"rows", 10'000},
             {"rejected_rows", 0},
             {"skipped_rows", 0},
             {"begin", "2026-01-31T12:00:00Z"},
             {"end", nullptr}});
  CHECK(file["plan"] == "default");
  CHECK(file["rule"] == "any feature drifts");
  CHECK(file["alpha"] == 0.05);
  CHECK(file["verdicts"] == json{{"drift", 1}, {"minor", 1}, {"insufficient", 1}, {"stable", 1}});
  REQUIRE(file["features"].size() == 4);

  json age = file["features"][0];
  CHECK(age["findings"][0] ==
        json{{"check", "kolmogorov_smirnov"},
             {"type", "test"},
             {"verdict", "drift"},
             {"adjusted_p_value", 3.1e-15},
             {"note", ""},
             {"difference", {{"value", 0.31}, {"lower", 0.29}, {"upper", 0.33}, {"tolerance", 0.05}}},
             {"status", "ok"},
             {"method", "exact_ties"},
             {"alternative", "two_sided"},
             {"statistic", 0.31},
             {"degrees_of_freedom", nullptr},
             {"p_value", 1.5e-15},
             {"effect_size", 0.31},
             {"effect_kind", "ks_distance"},
             {"reference_count", 999'000},
             {"current_count", 9'970}});
  CHECK(age["findings"][1] == json{{"check", "mean_shift"},
                                   {"type", "threshold"},
                                   {"verdict", "drift"},
                                   {"adjusted_p_value", nullptr},
                                   {"note", ""},
                                   {"status", "ok"},
                                   {"value", 7.6},
                                   {"limit", 5},
                                   {"exceeded", true}});
  CHECK(age["reference"] == json::parse(R"({"rows": 1000000, "missing": 1000, "infinite": 0, "out_of_range": 0,
      "mean": 34.1, "std_dev": 8.4, "lowest": 17, "highest": 93, "quantiles": [[0.5, 33]],
      "histogram": [0, 0.1, 0.4, 0.3, 0.15, 0.05]})"));
  CHECK(age["current"]["out_of_range"] == 40);
  CHECK(age["design_effect"] == json::parse(R"({"value": 1, "estimate": 1, "known": false, "exchangeable": true,
      "blocks": 0, "rows_per_block": 0})"));
  for (const char* part : {"findings", "reference", "current", "design_effect"}) age.erase(part);
  CHECK(age == json{{"name", "user_age"},
                    {"kind", "numeric"},
                    {"verdict", "drift"},
                    {"action", "retrain"},
                    {"diagnosis", "user_age: mean 34.1 -> 41.7 (+0.9 std), older"},
                    {"importance", 3},
                    {"effect", 0.31},
                    {"effect_lower", 0.29},
                    {"effect_upper", 0.33},
                    {"false_discovery_rate", nullptr},
                    {"detectable_effect", nullptr},
                    {"rows_needed", nullptr},
                    {"reference_values", 0},
                    {"current_values", 0},
                    {"distance_low", nullptr},
                    {"distance_high", nullptr},
                    {"alpha", 0.05},
                    {"sequential", nullptr},
                    {"impact", nullptr},
                    {"excess_effect", 0.3},
                    {"tolerance", 0.05},
                    {"score", 0.18},
                    {"adjusted_p_value", 3.1e-15}});

  CHECK(file["features"][1]["current"] == json::parse(R"({"rows": 10000, "missing": 0, "other": 50, "unseen": 20,
      "categories": [["mobile", 0.63], ["desktop", 0.363]], "new_categories": [["tv", 0.002]]})"));
  CHECK(file["features"][2]["adjusted_p_value"].is_null());
  CHECK(file["features"][2]["findings"][0]["status"] == "too_few_samples");
}

TEST_CASE("report_json: members stand in the order of the table, findings on a line each") {
  const std::string text = to_json(samples::report());
  CHECK(text.starts_with(
      "{\n  \"format\": \"leeway.report\",\n  \"version\": 1,\n  \"verdict\": \"drift\",\n  \"drifted\": true,\n"
      "  \"baseline\": {\"name\": \"credit\", \"hash\": \"00c0ffee12345678\", \"rows\": 1000000},\n"));
  CHECK(text.find("\n        {\"check\": \"mean_shift\", \"type\": \"threshold\",") != std::string::npos);
}

TEST_CASE("report_json: an empty report and hostile names are valid JSON") {
  CHECK(json::parse(to_json(DriftReport{}))["features"].empty());
  CHECK(json::parse(to_json(DriftReport{}))["drifted"] == false);
  DriftReport report = samples::report();
  report.features[0].name = "\x1b[31m\xff\"\n";
  const std::string text = to_json(report);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(json::parse(text)["features"][0]["name"] == "\x1b[31m\xc3\xbf\"\n");
}

TEST_CASE("report_json: saving writes that text") {
  const samples::TemporaryDirectory directory;
  save(samples::report(), directory / "r.json");
  CHECK(read_file(directory / "r.json") == to_json(samples::report()));
  CHECK_THROWS_AS(save(samples::report(), "/no/such/r.json"), IoError);
}

namespace {

/// What of `golden` is not in `now` with the same value, as paths; members of `now` that are new are no difference.
std::string lost(const json& golden, const json& now, const std::string& path = "$") {
  std::string found;
  if (golden.is_object() && now.is_object()) {
    for (const auto& [key, value] : golden.items()) {
      found += now.contains(key) ? lost(value, now[key], path + '.' + key) : path + '.' + key + " is gone\n";
    }
  } else if (golden.is_array() && now.is_array() && golden.size() == now.size()) {
    for (std::size_t i = 0; i < golden.size(); ++i)
      found += lost(golden[i], now[i], path + '[' + std::to_string(i) + ']');
  } else if (golden != now) {
    found += path + " changed\n";
  }
  return found;
}

}  // namespace

TEST_CASE("report_json: whoever reads reports of version 1 finds all that the golden one has") {
  const json golden = json::parse(read_file(samples::golden_file("report_v1.json")));
  CHECK(lost(golden, json::parse(to_json(samples::report()))) == "");
  json changed = golden;  // and would be told
  changed["features"][0].erase("effect");
  changed["features"][1]["verdict"] = "severe";
  CHECK(lost(golden, changed) == "$.features[0].effect is gone\n$.features[1].verdict changed\n");
}
