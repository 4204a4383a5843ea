#include "leeway/io/summary_json.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "io/samples.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/io/datasketches_kll.hpp"
#include "leeway/io/read_file.hpp"

using namespace leeway;
using Json = nlohmann::json;

namespace {

std::string hex(std::string_view bytes) {
  std::string text = "\\x";
  for (const char c : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::vector<double> normal(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> values(40, 9);
  std::vector<double> sample(count);
  for (double& x : sample) x = values(random);
  return sample;
}

template <class Value>
std::string sketch_of(const std::vector<double>& values, std::size_t k = 4'096) {
  Quantiles<Value> sketch(k);
  for (const double x : values) sketch.add(static_cast<Value>(x));
  return hex(to_datasketches(sketch));
}

Json summary(const std::vector<double>& values) {
  return {{"format", "leeway.summary"},
          {"version", 1},
          {"name", "from far away"},
          {"features",
           {{{"name", "age"}, {"kind", "numeric"}, {"sketch", sketch_of<double>(values)}, {"missing", 10}},
            {{"name", "device"},
             {"kind", "categorical"},
             {"importance", 3},
             {"counts", {{"mobile", values.size() - 1}, {"tv", 1}}},
             {"missing", 10}}}}};
}

std::string error_of(const Json& document) {
  try {
    (void)baseline_from_summary(document.dump(), "s.json");
  } catch (const FormatError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("summary_json: an engine's exact figures make the baseline that the rows make") {
  const auto values = normal(1, 3'000);
  BaselineBuilder builder(Schema({{"age"}, {"device", Kind::categorical, 3}}));
  builder.add_column(0, values);
  builder.add_column(0, std::vector<double>(10, std::numeric_limits<double>::quiet_NaN()));
  std::vector<std::string> devices(values.size() - 1, "mobile");
  devices.emplace_back("tv");
  devices.resize(values.size() + 10);
  builder.add_column(1, devices);
  const Baseline built = builder.build();
  const Baseline imported = baseline_from_summary(summary(values).dump());
  CHECK(imported.rows() == 3'010);
  CHECK(imported.schema() == built.schema());
  CHECK(imported.provenance().name == "from far away");
  CHECK(std::get<NumericBaseline>(imported[0]).cells == std::get<NumericBaseline>(built[0]).cells);
  CHECK(std::get<NumericBaseline>(imported[0]).quantiles == std::get<NumericBaseline>(built[0]).quantiles);
  const auto& counted = std::get<CategoricalBaseline>(imported[1]);
  const auto& seen = std::get<CategoricalBaseline>(built[1]);
  CHECK(counted.vocabulary == seen.vocabulary);
  CHECK(counted.counts == seen.counts);
  CHECK(counted.singletons == seen.singletons);
}

TEST_CASE("summary_json: sketches of parts are merged, floats are read, pairs are counts") {
  const auto a = normal(1, 30'000);
  const auto b = normal(2, 20'000);
  Json document = summary(a);
  document["features"][0]["sketch"] = {sketch_of<float>(a, 800), sketch_of<float>(b, 800)};
  document["features"][0]["type"] = "float";
  document["features"][0]["mean"] = 40.5;
  document["features"][1]["counts"] = {{"mobile", 49'990}, {"tv", 5}, {nullptr, 5}};
  const Baseline baseline = baseline_from_summary(document.dump(), "s.json", "renamed");
  CHECK(baseline.provenance().name == "renamed");
  const auto& age = std::get<NumericBaseline>(baseline[0]);
  CHECK(age.rank_error > 0);
  CHECK(baseline.rows() == rows_worth(50'010, age.rank_error));
  CHECK(age.moments.mean() == 40.5);
  CHECK(age.quantiles[3].value == Approx(40).margin(0.3));
}

TEST_CASE("summary_json: base64 as engines print it") {
  Json document = summary({});
  document["features"][0]["sketch"] = "AgIPBMgACAAAAAAAAAD4Pw==";  // 1.5
  document["features"][1]["counts"] = {{"mobile", 1}};
  CHECK(std::get<NumericBaseline>(baseline_from_summary(document.dump())[0]).extrema.lowest() == 1.5);
}

TEST_CASE("summary_json: more categories than are remembered keep the frequent ones") {
  Json document = summary({});
  document["features"].erase(0);
  Json counts = Json::array();
  for (int i = 0; i < 6'000; ++i) counts.push_back({"n" + std::to_string(i), i + 1});
  document["features"][0]["counts"] = counts;
  const Baseline imported = baseline_from_summary(document.dump());
  const auto& vocabulary = std::get<CategoricalBaseline>(imported[0]).vocabulary;
  CHECK(vocabulary.open_ended());
  CHECK(vocabulary.listed()[0] == "n5999");
  CHECK(vocabulary.listed()[255] == "n5744");
  CHECK(imported.rows() == 6'000ULL * 6'001 / 2 + 10);
}

TEST_CASE("summary_json: what is wrong is said with its place") {
  const auto values = normal(1, 100);
  const Json good = summary(values);
  CHECK(error_of(good) == "no error");
  CHECK(error_of(Json::object()) == "s.json: is not a Leeway summary (no \"format\": \"leeway.summary\")");
  const auto with = [&](const char* pointer, const Json& value) {
    Json changed = good;
    changed[Json::json_pointer(pointer)] = value;
    return error_of(changed);
  };
  CHECK(with("/version", 2).find("version 1 of the format") != std::string::npos);
  CHECK(with("/features/0/sketch", "!").find("s.json: features[0].sketch: expected base64") != std::string::npos);
  CHECK(with("/features/0/sketch", "\\x00").find("features[0].sketch: sketch: byte 1: is cut short") !=
        std::string::npos);
  CHECK(with("/features/0/sketch", Json::array()).find("features[0].sketch: expected a sketch") != std::string::npos);
  CHECK(with("/features/0/type", "int").find("features[0].type: expected") != std::string::npos);
  CHECK(with("/features/0/variance", -1).find("features[0].variance") != std::string::npos);
  CHECK(with("/features/0/missing", 11).find("rows") != std::string::npos);
  CHECK(with("/features/0/kind", "text").find("features[0].kind") != std::string::npos);
  CHECK(with("/features/1/counts/mobile", -1).find("features[1].counts.mobile") != std::string::npos);
  CHECK(with("/features/1/name", "age").find("stands twice") != std::string::npos);
}

TEST_CASE("summary_json: the golden file of version 1 loads, whole") {
  const Baseline baseline = baseline_from_summary(read_file(samples::golden_file("summary_v1.json")));
  CHECK(baseline.provenance().name == "golden");
  REQUIRE(baseline.size() == 4);
  CHECK(baseline.schema()[0].name == "age");
  CHECK(baseline.schema()[0].importance == 2.5);
  // 3,100 rows, counted as so many as the coarsest sketch is worth: shares are kept, to a row.
  const auto rows = static_cast<double>(baseline.rows());
  CHECK(rows > 1'000);
  CHECK(rows <= 3'100);
  const auto is_share_of = [&](std::uint64_t count, double wanted) {
    return std::abs(static_cast<double>(count) - wanted / 3'100 * rows) <= 1;
  };

  const auto& age = std::get<NumericBaseline>(baseline[0]);
  const Partition<double>& ages = age.cells.partition();
  CHECK(is_share_of(age.cells.counts()[ages.missing_slot()], 95));
  CHECK(is_share_of(age.cells.counts()[ages.positive_infinity_slot()], 3));
  CHECK(is_share_of(age.cells.counts()[ages.negative_infinity_slot()], 2));
  CHECK(ages.lowest() == 1);
  CHECK(ages.highest() == 3'000);
  CHECK(age.moments.mean() == Approx(1500.5));
  CHECK(age.moments.std_dev() == Approx(std::sqrt(750'250.0)).epsilon(0.001));
  CHECK(age.rank_error > 0);
  for (const Quantile& quantile : age.quantiles) {  // of 1, 2, ..., 3000
    CHECK(std::abs(quantile.value / 3'000 - quantile.probability) < 2 * age.rank_error);
  }

  const auto& speed = std::get<NumericBaseline>(baseline[1]);  // of two sketches of floats
  CHECK(speed.cells.partition().lowest() == 1);
  CHECK(speed.cells.partition().highest() == 3'100);
  CHECK(speed.moments.mean() == Approx(1550.5).epsilon(0.02));

  const auto& device = std::get<CategoricalBaseline>(baseline[2]);
  CHECK(is_share_of(device.counts[device.vocabulary.slot("mobile")], 2'000));
  CHECK(is_share_of(device.counts[device.vocabulary.slot("tv")], 1'000));
  CHECK(is_share_of(device.missing(), 100));
  const auto& code = std::get<CategoricalBaseline>(baseline[3]);
  CHECK(is_share_of(code.counts[code.vocabulary.slot(std::int64_t{3})], 3'000));
  CHECK(is_share_of(code.counts[code.vocabulary.slot("x")], 100));
}
