#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "leeway/accumulate/moments.hpp"
#include "leeway/accumulate/partition.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/floating.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/attribution_json.hpp"
#include "leeway/io/json_layout.hpp"
#include "leeway/io/utf8.hpp"

namespace leeway::inline v0_1 {

// The file format `leeway.baseline`, version 2. Unknown members are ignored, except among the thresholds: a limit that
// is silently not checked would be worse than an error. All members are required unless marked optional.
//
// | place                 | holds                                                                                   |
// |-----------------------|-----------------------------------------------------------------------------------------|
// | format, version       | "leeway.baseline", 2                                                                    |
// | hash                  | Baseline::content_hash() as 16 hex digits; checked on loading                           |
// | name, created,        | the Provenance                                                                          |
// | library_version       |                                                                                         |
// | rows                  | training rows behind every feature                                                      |
// | timeline              | optional: season ("none", "hour_of_day", "hour_of_week") and blocks, the times at which |
// |                       | blocks began (empty: blocks are by the number of rows)                                  |
// | features[]            | in the order in which batches hold them                                                 |
// |   name, kind          | kind is "numeric" or "categorical"                                                      |
// |   importance          | number >= 0                                                                             |
// |   attribution         | optional, of all features or none: io/attribution_json.hpp                              |
// |   thresholds          | those of the Thresholds that are set; each optional                                     |
// | numeric: range        | [lowest, highest] of the partition                                                      |
// |   edges               | k inner edges, ascending; a cell is [edge, next edge)                                   |
// |   counts              | k + 6: -inf, below range, the k + 1 cells, above range, +inf, missing                   |
// |   moments             | Moments::State: count, exponent, mean, mean_rest, m2, m2_rest, m3, m4                   |
// |   extrema             | count, lowest, highest (null when count is 0)                                           |
// |   quantiles           | [probability, value] pairs                                                              |
// |   rank_error          | of edges and quantiles; 0 when they are exact                                           |
// | categorical: listed   | k names of categories with a count of their own                                         |
// |   counts              | k + 3: the listed ones, other, new, missing                                             |
// |   rare                | names counted under other                                                               |
// |   open_ended          | whether there were more names than could be remembered                                  |
// |   singletons          | categories seen exactly once                                                            |
// | both: blocks, seasons | optional: counts (as above) of each consecutive block of rows, of each slice of the     |
// |                       | season; they add up to counts                                                           |
// | numeric: lanes        | optional: for each slot, how many of its finite values fell into each of 4 hash lanes   |
//
// Version 1 has none of the optional members of version 2; it is still read.
//
// A number that JSON does not know is a text: "inf", "-inf", "nan", "-nan" (edges of a partition without bounds).
// A name that is not UTF-8 (a CSV file in Latin-1) is an object {"latin1": "M\u00fcnchen"} that holds each byte as the
// character of that number. Counts and other whole numbers have no point, all others have one or an exponent. Counts
// may need 64 bits: readers that keep 53 lose the last digits.

namespace detail {

struct ThresholdName {
  const char* name;
  std::optional<double> Thresholds::*limit;
};
inline constexpr ThresholdName threshold_names[] = {
    {"mean_shift", &Thresholds::mean_shift},
    {"mean_shift_in_std", &Thresholds::mean_shift_in_std},
    {"std_shift", &Thresholds::std_shift},
    {"std_shift_relative", &Thresholds::std_shift_relative},
    {"frequency_change", &Thresholds::frequency_change},
    {"new_category_share", &Thresholds::new_category_share},
    {"missing_share", &Thresholds::missing_share},
    {"out_of_range_share", &Thresholds::out_of_range_share},
    {"tolerance", &Thresholds::tolerance},
};
static_assert(sizeof(Thresholds) == sizeof(threshold_names) / sizeof(ThresholdName) * sizeof(std::optional<double>),
              "a limit was added to Thresholds: name it here, or baselines lose it");

struct MomentPart {
  const char* name;
  double Moments<double>::State::*part;
};
inline constexpr MomentPart moment_parts[] = {
    {"mean", &Moments<double>::State::mean}, {"mean_rest", &Moments<double>::State::mean_rest},
    {"m2", &Moments<double>::State::m2},     {"m2_rest", &Moments<double>::State::m2_rest},
    {"m3", &Moments<double>::State::m3},     {"m4", &Moments<double>::State::m4},
};
static_assert(sizeof(Moments<double>::State) == 8 * sizeof(double), "what moments remember must be saved whole");

/// The document, part by part.
struct BaselineJsonWriter {
  using Json = nlohmann::ordered_json;

  [[nodiscard]] static Json document(const Baseline& baseline) {
    Json features = Json::array();
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      features.push_back(feature(baseline.schema()[i], baseline[i]));
      if (baseline.attributions().empty()) continue;
      features.back()["attribution"] = attribution_to_json(baseline.attributions()[i]);
    }
    const Provenance& origin = baseline.provenance();
    return {{"format", "leeway.baseline"},
            {"version", 2},
            {"hash", hex_of(baseline.content_hash())},
            {"name", name(origin.name)},
            {"created", name(origin.created)},
            {"library_version", name(origin.library_version)},
            {"rows", baseline.rows()},
            {"timeline",
             {{"season", to_string(baseline.timeline().season)},
              {"blocks", list(baseline.timeline().blocks, [](TimePoint begin) { return Json(format_utc(begin)); })}}},
            {"features", std::move(features)}};
  }

  static Json feature(const Feature& feature, const FeatureBaseline& statistics) {
    Json thresholds = Json::object();
    for (const auto& [key, limit] : threshold_names) {
      if (feature.thresholds.*limit) thresholds[key] = *(feature.thresholds.*limit);
    }
    Json json{{"name", name(feature.name)},
              {"kind", to_string(feature.kind)},
              {"importance", feature.importance},
              {"thresholds", std::move(thresholds)}};
    json.update(std::visit([](const auto& content) { return members(content); }, statistics));
    return json;
  }

  static Json members(const NumericBaseline& numeric) {
    const Partition<double>& partition = numeric.cells.partition();
    const auto state = numeric.moments.state();
    Json moments{{"count", state.count}, {"exponent", state.exponent}};
    for (const auto& [key, part] : moment_parts) moments[key] = number(state.*part);
    const auto pair = [](const Quantile& q) { return Json::array({number(q.probability), number(q.value)}); };
    Json json{{"range", Json::array({number(partition.lowest()), number(partition.highest())})},
              {"edges", list(partition.edges(), number)},
              {"counts", numeric.cells.counts()},
              {"moments", std::move(moments)},
              {"extrema",
               {{"count", numeric.extrema.count()},
                {"lowest", numeric.extrema.lowest()},  // finite, or NaN when empty: null
                {"highest", numeric.extrema.highest()}}},
              {"quantiles", list(numeric.quantiles, pair)},
              {"rank_error", number(numeric.rank_error)}};
    add_tables(json, numeric);
    if (!numeric.lanes.empty()) json["lanes"] = numeric.lanes;
    return json;
  }

  template <class Statistics>
  static void add_tables(Json& json, const Statistics& statistics) {
    for (const auto& [key, table] :
         {std::pair{"blocks", &statistics.blocks}, std::pair{"seasons", &statistics.seasons}}) {
      if (table->empty()) continue;
      Json& rows = json[key] = Json::array();
      for (std::size_t i = 0; i < table->size(); ++i) rows.push_back((*table)[i]);
    }
  }

  static Json members(const CategoricalBaseline& categorical) {
    Json json{{"listed", list(categorical.vocabulary.listed(), name)},
              {"counts", categorical.counts},
              {"rare", list(categorical.vocabulary.rare(), name)},
              {"open_ended", categorical.vocabulary.open_ended()},
              {"singletons", categorical.singletons}};
    add_tables(json, categorical);
    return json;
  }

  template <class Items, class JsonOf>
  static Json list(const Items& items, JsonOf json_of) {
    Json list = Json::array();
    for (const auto& item : items) list.push_back(json_of(item));
    return list;
  }
  static Json number(double x) {
    if (is_finite(x)) return x;
    const bool negative = (std::bit_cast<std::uint64_t>(x) >> 63) != 0;
    return is_missing(x) ? (negative ? "-nan" : "nan") : (negative ? "-inf" : "inf");
  }
  static Json name(const std::string& text) {
    if (is_utf8(text)) return text;
    return Json::object({{"latin1", utf8_from_latin1(text)}});
  }
};

}  // namespace detail

[[nodiscard]] inline std::string to_json(const Baseline& baseline) {
  return laid_out(detail::BaselineJsonWriter::document(baseline));
}

/// Writes the file atomically: a crash leaves the old one whole. Throws IoError.
inline void save(const Baseline& baseline, const std::filesystem::path& path) {
  write_file_atomically(path, to_json(baseline));
}

}  // namespace leeway::inline v0_1
