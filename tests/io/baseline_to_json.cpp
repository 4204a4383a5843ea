#include "leeway/io/baseline_to_json.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "io/samples.hpp"
#include "leeway/io/read_file.hpp"

using namespace leeway;

TEST_CASE("baseline_to_json: the same statistics are written byte for byte as when version 2 was frozen") {
  CHECK(to_json(samples::golden_baseline()) == read_file(samples::golden_path()));
}

TEST_CASE("baseline_to_json: other readers find what the table promises") {
  const auto file = nlohmann::json::parse(to_json(samples::golden_baseline()));
  CHECK(file["format"] == "leeway.baseline");
  CHECK(file["version"] == 2);
  CHECK(file["timeline"]["season"] == "hour_of_day");
  CHECK(file["hash"] == hex_of(samples::golden_baseline().content_hash()));
  CHECK(file["rows"] == 100);
  const auto& age = file["features"][0];
  CHECK(age["thresholds"] == nlohmann::json::parse(R"({"mean_shift": 5, "mean_shift_in_std": 0.1, "std_shift": 2.5,
      "std_shift_relative": 0.2, "missing_share": 0.01, "out_of_range_share": 0})"));
  CHECK(age["edges"].size() + 6 == age["counts"].size());
  CHECK(age["moments"]["mean"] == 36.6);
  const auto& device = file["features"][1];
  CHECK(device["name"] == "device \"type\"\n\\");
  CHECK(device["kind"] == "categorical");
  CHECK(device["listed"][3] == nlohmann::json{{"latin1", "M\xc3\xbcnchen"}});
  CHECK(device["listed"].size() + 3 == device["counts"].size());
  CHECK(file["features"][2]["extrema"] == nlohmann::json{{"count", 0}, {"lowest", nullptr}, {"highest", nullptr}});
  CHECK(file["features"][3]["range"] == nlohmann::json{"-inf", "inf"});
}

TEST_CASE("baseline_to_json: no byte of the file acts on a terminal") {
  for (const char c : to_json(samples::golden_baseline())) {
    if (c != '\n' && static_cast<unsigned char>(c) < 0x20) FAIL(static_cast<int>(c));
  }
}

TEST_CASE("baseline_to_json: saving writes that text") {
  const samples::TemporaryDirectory directory;
  save(samples::golden_baseline(), directory / "b.json");
  CHECK(read_file(directory / "b.json") == to_json(samples::golden_baseline()));
  CHECK_THROWS_AS(save(samples::golden_baseline(), "/no/such/b.json"), IoError);
}
