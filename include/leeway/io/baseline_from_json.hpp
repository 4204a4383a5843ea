#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/version.hpp"
#include "leeway/io/attribution_json.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "leeway/io/json_reader.hpp"
#include "leeway/io/read_file.hpp"
#include "leeway/io/utf8.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// Reading. ConfigErrors of the parts become FormatErrors with the place.
class BaselineJsonReader {
 public:
  [[nodiscard]] static Baseline read(const JsonValue& file) {
    if (const auto format = file.find("format"); !format || !format->is_text() || format->text() != "leeway.baseline") {
      file.fail("is not a Leeway baseline (no \"format\": \"leeway.baseline\")");
    }
    const std::uint64_t version = file["version"].count();
    if (version > 2) {
      file.fail("has version " + std::to_string(version) +
                " of the format; Leeway " LEEWAY_VERSION_STRING " reads versions 1 and 2, a newer one is needed");
    }
    if (version == 0) file["version"].fail("there is no version 0");

    const std::uint64_t rows = file["rows"].count();
    std::vector<Feature> features;
    std::vector<FeatureBaseline> statistics;
    std::vector<FeatureAttribution> attributions;
    for (const JsonValue& place : file["features"].items()) {
      with_place(place, [&] {
        features.push_back(feature(place));
        statistics.push_back(features.back().kind == Kind::numeric ? FeatureBaseline(numeric(place, rows))
                                                                   : FeatureBaseline(categorical(place, rows)));
        if (const auto attribution = place.find("attribution")) {
          attributions.push_back(attribution_from_json(*attribution));
        }
      });
    }
    Provenance provenance{name(file["name"]), name(file["created"]), name(file["library_version"])};
    Timeline timeline = timeline_of(file);
    Baseline baseline;
    with_place(file, [&] {
      baseline =
          Baseline(Schema(std::move(features)), std::move(statistics), std::move(provenance), std::move(timeline))
              .with_attributions(std::move(attributions));
    });
    if (baseline.rows() != rows) file["rows"].fail("expected 0 without features");
    if (const JsonValue hash = file["hash"]; hash.text() != hex_of(baseline.content_hash())) {
      hash.fail("the content was changed or damaged: its hash is " + hex_of(baseline.content_hash()) +
                ", the file says " + hash.text());
    }
    return baseline;
  }

 private:
  template <class Body>
  static void with_place(const JsonValue& place, Body&& body) {
    try {
      body();
    } catch (const ConfigError& error) {
      place.fail(error.what());
    }
  }

  static Feature feature(const JsonValue& place) {
    Feature feature{.name = name(place["name"])};
    const std::string kind = place["kind"].text();
    if (kind == to_string(Kind::categorical)) {
      feature.kind = Kind::categorical;
    } else if (kind != to_string(Kind::numeric)) {
      place["kind"].expected("\"numeric\" or \"categorical\"");
    }
    feature.importance = place["importance"].number();
    const JsonValue thresholds = place["thresholds"];
    for (const std::string& key : thresholds.keys()) {
      const JsonValue limit = thresholds[key];
      bool known = false;
      for (const auto& [threshold, member] : threshold_names) {
        if (key != threshold) continue;
        feature.thresholds.*member = limit.number();
        known = true;
      }
      if (!known) limit.fail("there is no such threshold");
    }
    return feature;
  }

  static NumericBaseline numeric(const JsonValue& place, std::uint64_t rows) {
    NumericBaseline numeric;
    const auto range = place["range"].items(2, "numbers");
    const JsonValue edge_list = place["edges"];
    std::vector<double> edges;
    for (const JsonValue& edge : edge_list.items()) edges.push_back(number(edge));
    Partition<double> partition(number(range[0]), std::move(edges), number(range[1]));
    std::vector<std::uint64_t> slots = counts(place["counts"], partition.slot_count(), rows);
    numeric.cells = Cells<double>(std::move(partition), std::move(slots));

    const JsonValue moments = place["moments"];
    Moments<double>::State state{.count = moments["count"].count()};
    state.exponent = static_cast<int>(moments["exponent"].integer(-1000, 1000));  // what Moments scales by at most
    for (const auto& [key, part] : moment_parts) state.*part = number(moments[key]);
    numeric.moments = Moments<double>::from_state(state);
    const JsonValue extrema = place["extrema"];
    if (const std::uint64_t count = extrema["count"].count(); count > 0) {
      numeric.extrema = Extrema<double>::from_state(count, extrema["lowest"].number(), extrema["highest"].number());
    }
    for (const JsonValue& quantile : place["quantiles"].items()) {
      const auto pair = quantile.items(2, "numbers");
      numeric.quantiles.push_back({number(pair[0]), number(pair[1])});
    }
    numeric.rank_error = number(place["rank_error"]);
    const std::size_t slot_count = numeric.cells.partition().slot_count();
    read_tables(place, numeric, slot_count);
    if (const auto lanes = place.find("lanes")) {
      for (const JsonValue& lane : lanes->items(slot_count * hash_lanes, "numbers"))
        numeric.lanes.push_back(lane.count());
    }
    return numeric;
  }

  static CategoricalBaseline categorical(const JsonValue& place, std::uint64_t rows) {
    CategoricalBaseline categorical;
    std::vector<std::string> listed = names(place["listed"]);
    std::vector<std::string> rare = names(place["rare"]);
    const bool open_ended = place["open_ended"].boolean();
    categorical.vocabulary = Vocabulary(std::move(listed), std::move(rare), open_ended);
    categorical.counts = counts(place["counts"], categorical.vocabulary.slot_count(), rows);
    categorical.singletons = place["singletons"].count();
    read_tables(place, categorical, categorical.vocabulary.slot_count());
    return categorical;
  }

  static Timeline timeline_of(const JsonValue& file) {
    Timeline timeline;
    const auto place = file.find("timeline");
    if (!place) return timeline;
    const JsonValue season = (*place)["season"];
    bool known = false;
    for (const Season candidate : {Season::none, Season::hour_of_day, Season::hour_of_week}) {
      if (season.text() != to_string(candidate)) continue;
      timeline.season = candidate;
      known = true;
    }
    if (!known) season.expected("\"none\", \"hour_of_day\" or \"hour_of_week\"");
    for (const JsonValue& begin : (*place)["blocks"].items()) {
      const auto time = parse_utc(begin.text());
      if (!time) begin.expected("a time such as \"2026-01-31T12:00:00Z\"");
      timeline.blocks.push_back(*time);
    }
    return timeline;
  }

  template <class Statistics>
  static void read_tables(const JsonValue& place, Statistics& statistics, std::size_t slots) {
    for (const auto& [key, table] :
         {std::pair{"blocks", &statistics.blocks}, std::pair{"seasons", &statistics.seasons}}) {
      const auto rows = place.find(key);
      if (!rows) continue;
      std::vector<std::uint64_t> flat;
      for (const JsonValue& row : rows->items()) {
        for (const JsonValue& count : row.items(slots, "numbers")) flat.push_back(count.count());
      }
      *table = CountTable(slots, std::move(flat));
    }
  }

  static std::vector<std::uint64_t> counts(const JsonValue& place, std::size_t slots, std::uint64_t rows) {
    std::vector<std::uint64_t> counts;
    counts.reserve(slots);
    std::uint64_t left = rows;
    for (const JsonValue& item : place.items(slots, "numbers")) {
      counts.push_back(item.count());
      if (counts.back() > left) place.fail("sum to more than the " + std::to_string(rows) + " rows");
      left -= counts.back();
    }
    if (left != 0) {
      place.fail("sum to " + std::to_string(rows - left) + ", not to the " + std::to_string(rows) + " rows");
    }
    return counts;
  }

  static double number(const JsonValue& place) {
    using Limits = std::numeric_limits<double>;
    if (!place.is_text()) return place.number();
    const std::string text = place.text();
    if (text == "inf") return Limits::infinity();
    if (text == "-inf") return -Limits::infinity();
    if (text == "nan") return Limits::quiet_NaN();
    if (text == "-nan") return -Limits::quiet_NaN();
    place.expected("a number");
  }

  static std::string name(const JsonValue& place) {
    if (!place.is_object()) return place.text();
    const JsonValue latin1 = place["latin1"];
    if (auto bytes = latin1_from_utf8(latin1.text())) return *std::move(bytes);
    latin1.expected("characters up to U+00FF");
  }
  static std::vector<std::string> names(const JsonValue& place) {
    std::vector<std::string> names;
    for (const JsonValue& item : place.items()) names.push_back(name(item));
    return names;
  }
};

}  // namespace detail

/// The baseline that was written: equal to it, with the same content hash. Throws FormatError, naming `source` and the
/// place in it, for anything truncated, damaged, foreign or newer.
[[nodiscard]] inline Baseline baseline_from_json(std::string_view text, std::string_view source = "baseline") {
  const nlohmann::json document = parse_json(text, source);
  return detail::BaselineJsonReader::read(JsonValue(document, source));
}

/// Throws IoError if the file cannot be read, FormatError if it is no baseline.
[[nodiscard]] inline Baseline load_baseline(const std::filesystem::path& path) {
  return baseline_from_json(read_file(path), path.string());
}

}  // namespace leeway::inline v0_1
