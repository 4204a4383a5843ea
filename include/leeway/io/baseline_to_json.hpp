#pragma once

#include <bit>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "leeway/accumulate/moments.hpp"
#include "leeway/accumulate/partition.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/floating.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/json_writer.hpp"
#include "leeway/io/utf8.hpp"

namespace leeway {

// The file format `leeway.baseline`, version 1. Unknown members are ignored, except among the thresholds: a limit that
// is silently not checked would be worse than an error. All members are required unless marked optional.
//
// | place                 | holds                                                                                   |
// |-----------------------|-----------------------------------------------------------------------------------------|
// | format, version       | "leeway.baseline", 1                                                                    |
// | hash                  | Baseline::content_hash() as 16 hex digits; checked on loading                           |
// | name, created,        | the Provenance                                                                          |
// | library_version       |                                                                                         |
// | rows                  | training rows behind every feature                                                      |
// | features[]            | in the order in which batches hold them                                                 |
// |   name, kind          | kind is "numeric" or "categorical"                                                      |
// |   importance          | number >= 0                                                                             |
// |   thresholds          | those of the Thresholds that are set; each optional                                     |
// | numeric: range        | [lowest, highest] of the partition                                                      |
// |   edges               | k inner edges, ascending; a cell is [edge, next edge)                                   |
// |   counts              | k + 6: -inf, below range, the k + 1 cells, above range, +inf, missing                   |
// |   moments             | Moments::State: count, exponent, mean, mean_rest, m2, m2_rest, m3, m4                   |
// count, lowest, highest (null when count is 0)                                           | |   quantiles           |
// [probability, value] pairs                                                              | |   rank_error          |
// of edges and quantiles; 0 when they are exact                                           | | categorical: listed   | k
// names of categories with a count of their own                                         | |   counts              | k +
// 3: the listed ones, other, new, missing                                             | |   rare                | names
// counted under other                                                               | |   open_ended          | whether
// there were more names than could be remembered                                  | |   singletons          |
// categories seen exactly once                                                            |
//
// A number that JSON does not know is a text: "inf", "-inf", "nan", "-nan" (edges of a partition without bounds).
// A name that is not UTF-8 (a CSV file in Latin-1) is an object {"latin1": "M\u00fcnchen"} that holds each byte as the
// character of that number. Counts may need 64 bits: readers that keep 53 lose the last digits.

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

class BaselineJsonWriter {
 public:
  using Layout = JsonWriter::Layout;

  [[nodiscard]] std::string write(const Baseline& baseline) {
    json_.object(Layout::lines, [&] {
      json_.member("format", "leeway.baseline");
      json_.member("version", 1U);
      json_.member("hash", hex_of(baseline.content_hash()));
      name("name", baseline.provenance().name);
      name("created", baseline.provenance().created);
      name("library_version", baseline.provenance().library_version);
      json_.member("rows", baseline.rows());
      json_.key("features");
      json_.array(Layout::lines, [&] {
        for (std::size_t i = 0; i < baseline.size(); ++i) feature(baseline.schema()[i], baseline[i]);
      });
    });
    return json_.take();
  }

 private:
  void feature(const Feature& feature, const FeatureBaseline& statistics) {
    json_.object(Layout::lines, [&] {
      name("name", feature.name);
      json_.member("kind", to_string(feature.kind));
      json_.member("importance", feature.importance);
      json_.key("thresholds");
      json_.object(Layout::line, [&] {
        for (const auto& [key, limit] : threshold_names) {
          if (feature.thresholds.*limit) json_.member(key, *(feature.thresholds.*limit));
        }
      });
      std::visit([&](const auto& content) { members(content); }, statistics);
    });
  }

  void members(const NumericBaseline& numeric) {
    const Partition<double>& partition = numeric.cells.partition();
    const double range[] = {partition.lowest(), partition.highest()};
    list("range", range, [&](double x) { number(x); });
    list("edges", partition.edges(), [&](double x) { number(x); });
    list("counts", numeric.cells.counts(), [&](std::uint64_t count) { json_.value(count); });
    const auto moments = numeric.moments.state();
    json_.key("moments");
    json_.object(Layout::line, [&] {
      json_.member("count", moments.count);
      json_.member("exponent", moments.exponent);
      for (const auto& [key, part] : moment_parts) {
        json_.key(key);
        number(moments.*part);
      }
    });
    json_.key("extrema");
    json_.object(Layout::line, [&] {
      json_.member("count", numeric.extrema.count());
      json_.member("lowest", numeric.extrema.lowest());  // finite, or NaN when empty: null
      json_.member("highest", numeric.extrema.highest());
    });
    list("quantiles", numeric.quantiles, [&](const Quantile& quantile) {
      json_.array(Layout::line, [&] {
        number(quantile.probability);
        number(quantile.value);
      });
    });
    json_.key("rank_error");
    number(numeric.rank_error);
  }

  void members(const CategoricalBaseline& categorical) {
    list("listed", categorical.vocabulary.listed(), [&](const std::string& category) { name(category); });
    list("counts", categorical.counts, [&](std::uint64_t count) { json_.value(count); });
    list("rare", categorical.vocabulary.rare(), [&](const std::string& category) { name(category); });
    json_.member("open_ended", categorical.vocabulary.open_ended());
    json_.member("singletons", categorical.singletons);
  }

  template <class Items, class Write>
  void list(const char* key, const Items& items, Write&& write_item) {
    json_.key(key);
    json_.array(Layout::line, [&] {
      for (const auto& item : items) write_item(item);
    });
  }
  void number(double x) {
    if (is_finite(x)) return json_.value(x);
    const bool negative = (std::bit_cast<std::uint64_t>(x) >> 63) != 0;
    json_.value(is_missing(x) ? (negative ? "-nan" : "nan") : (negative ? "-inf" : "inf"));
  }
  void name(const char* key, std::string_view text) {
    json_.key(key);
    name(text);
  }
  void name(std::string_view text) {
    if (is_utf8(text)) return json_.value(text);
    json_.object(Layout::line, [&] { json_.member("latin1", utf8_from_latin1(text)); });
  }

  JsonWriter json_;
};

}  // namespace detail

[[nodiscard]] inline std::string to_json(const Baseline& baseline) {
  return detail::BaselineJsonWriter().write(baseline);
}

/// Writes the file atomically: a crash leaves the old one whole. Throws IoError.
inline void save(const Baseline& baseline, const std::filesystem::path& path) {
  write_file_atomically(path, to_json(baseline));
}

}  // namespace leeway
