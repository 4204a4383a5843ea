#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/baseline/sketched.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/time.hpp"
#include "leeway/core/version.hpp"
#include "leeway/io/base64.hpp"
#include "leeway/io/datasketches_kll.hpp"
#include "leeway/io/json_reader.hpp"

namespace leeway::inline v0_1 {

// The file format `leeway.summary`, version 1: what Spark, BigQuery or another engine computed where the training data
// live, from which a baseline is made.
//
// | place                  | holds                                                                                  |
// |------------------------|----------------------------------------------------------------------------------------|
// | format, version        | "leeway.summary", 1                                                                    |
// | name                   | of the baseline in reports; optional                                                   |
// | features[]             | in the order in which batches hold them                                                |
// |   name, kind           | kind is "numeric" or "categorical"                                                     |
// |   importance           | number >= 0; optional, 1                                                               |
// |   missing              | rows without a value; optional, 0                                                      |
// | numeric: sketch        | an Apache DataSketches KLL sketch of the finite values, its bytes in base64 or as \x   |
// |                        | and hex digits; or a list of them, of parts of the data                                |
// |   type                 | what the sketch's items are: "double" or "float"; optional, "double"                   |
// |   positive_infinite,   | rows with such a value; optional, 0                                                    |
// |   negative_infinite    |                                                                                        |
// |   mean, variance       | of the finite values, the sample variance; optional, estimated from the sketch         |
// | categorical: counts    | {"category": rows} or a list of [category, rows]                                       |
//
// Every feature must account for the same number of rows.

namespace detail {

class SummaryJsonReader {
 public:
  [[nodiscard]] static Baseline read(const JsonValue& file, std::string name) {
    if (const auto format = file.find("format"); !format || !format->is_text() || format->text() != "leeway.summary") {
      file.fail("is not a Leeway summary (no \"format\": \"leeway.summary\")");
    }
    if (file["version"].count() != 1) {
      file["version"].fail("Leeway " LEEWAY_VERSION_STRING " reads version 1 of the format");
    }
    if (const auto given = file.find("name"); given && name.empty()) name = given->text();
    std::vector<Feature> schema;
    std::vector<FeatureBaseline> features;
    for (const JsonValue& place : file["features"].items()) {
      const std::string kind = place["kind"].text();
      Feature feature{.name = place["name"].text()};
      if (const auto importance = place.find("importance")) feature.importance = importance->number();
      if (kind == to_string(Kind::numeric)) {
        const auto type = place.find("type");
        const std::string item = type ? type->text() : "double";
        if (item != "double" && item != "float") type->expected("\"double\" or \"float\"");
        features.emplace_back(item == "double" ? numeric<double>(place, features.size())
                                               : numeric<float>(place, features.size()));
      } else if (kind == to_string(Kind::categorical)) {
        feature.kind = Kind::categorical;
        features.emplace_back(categorical(place));
      } else {
        place["kind"].expected("\"numeric\" or \"categorical\"");
      }
      schema.push_back(std::move(feature));
    }
    try {
      return baseline_from_sketches(Schema(std::move(schema)), std::move(features),
                                    {std::move(name), format_utc(now_in_seconds()), LEEWAY_VERSION_STRING});
    } catch (const ConfigError& error) {
      file.fail(error.what());
    }
  }

 private:
  static std::uint64_t count_or_zero(const JsonValue& place, const char* key) {
    const auto count = place.find(key);
    return count ? count->count() : 0;
  }
  static std::optional<double> number_or_nothing(const JsonValue& place, const char* key) {
    const auto number = place.find(key);
    return number && !number->is_null() ? std::optional(number->number()) : std::nullopt;
  }

  template <class Value>
  static NumericBaseline numeric(const JsonValue& place, std::uint64_t feature) {
    const JsonValue sketches = place["sketch"];
    std::optional<Quantiles<Value>> sketch;
    std::uint64_t seed = feature << 32;  // its own for every sketch, or the errors of parts would add up
    for (const JsonValue& text : sketches.is_text() ? std::vector{sketches} : sketches.items()) {
      const auto bytes = text.text().starts_with("\\x") ? bytes_from_hex(text.text()) : bytes_from_base64(text.text());
      if (!bytes) text.expected("base64, or \\x and hex digits");
      std::optional<Quantiles<Value>> part;
      try {
        part = quantiles_from_datasketches<Value>(*bytes, "sketch", ++seed);
      } catch (const FormatError& error) {
        text.fail(error.what());
      }
      if (sketch) {
        sketch->merge(*part);
      } else {
        sketch = std::move(part);
      }
    }
    if (!sketch) sketches.expected("a sketch or a list of them");
    const BesidesSketch besides{count_or_zero(place, "missing"), count_or_zero(place, "positive_infinite"),
                                count_or_zero(place, "negative_infinite"), number_or_nothing(place, "mean"),
                                number_or_nothing(place, "variance")};
    if (besides.variance && *besides.variance < 0) place["variance"].expected("a number that is not negative");
    return numeric_baseline(*sketch, besides);
  }

  static CategoricalBaseline categorical(const JsonValue& place) {
    std::vector<std::pair<std::string, std::uint64_t>> counts;
    const JsonValue list = place["counts"];
    if (list.is_object()) {
      for (const std::string& name : list.keys()) counts.emplace_back(name, list[name].count());
    } else {
      for (const JsonValue& item : list.items()) {
        const auto pair = item.items(2, "values");
        counts.emplace_back(pair[0].is_null() ? std::string() : pair[0].text(), pair[1].count());
      }
    }
    counts.emplace_back(std::string(), count_or_zero(place, "missing"));
    return categorical_baseline(counts);
  }
};

}  // namespace detail

/// The baseline that the engine's figures make, named as the file or `name` says. Throws FormatError, naming `source`
/// and the place in it.
[[nodiscard]] inline Baseline baseline_from_summary(std::string_view text, std::string_view source = "summary",
                                                    std::string name = {}) {
  const nlohmann::json document = parse_json(text, source);
  return detail::SummaryJsonReader::read(JsonValue(document, source), std::move(name));
}

}  // namespace leeway::inline v0_1
