#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/lanes.hpp"
#include "leeway/accumulate/partition.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/floating.hpp"
#include "leeway/io/database_text.hpp"
#include "leeway/io/history.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// A window taken apart into rows.
class HistoryRows {
 public:
  HistoryRows(const Baseline& baseline, const WindowSum& window, const DriftReport* report) : report_(report) {
    HistoryRow& rows = add("", "window", 1, "rows", signed_of(window.rows));
    if (report != nullptr) rows.verdict = std::string(to_string(report->verdict));
    add("", "window", 0, "windows", 1);
    if (window.rejected_rows > 0) add("", "window", 2, "rejected_rows", signed_of(window.rejected_rows));
    if (window.skipped_rows > 0) add("", "window", 3, "skipped_rows", signed_of(window.skipped_rows));
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      feature_ = baseline.schema()[i].name;
      if (const auto* numeric = std::get_if<NumericSum>(&window.features[i])) {
        take_apart(std::get<NumericBaseline>(baseline[i]).cells.partition(), *numeric);
      } else {
        take_apart(std::get<CategoricalBaseline>(baseline[i]).vocabulary, std::get<CategoricalSum>(window.features[i]));
      }
    }
  }
  [[nodiscard]] std::vector<HistoryRow> take() { return std::move(rows_); }

 private:
  static std::int64_t signed_of(std::uint64_t count) {
    if (count >> 63 != 0) throw ConfigError("history: a count above 2^63 does not fit into a database");
    return static_cast<std::int64_t>(count);
  }
  HistoryRow& add(std::string_view feature, const char* part, std::int64_t place, std::string_view name,
                  std::int64_t samples) {
    rows_.push_back({.feature = database_text(feature),
                     .part = part,
                     .place = place,
                     .name = database_text(name),
                     .samples = samples});
    return rows_.back();
  }
  HistoryRow& add_values(std::uint64_t count) {
    HistoryRow& row = add(feature_, "values", 0, "", signed_of(count));
    if (report_ == nullptr) return row;
    for (const FeatureReport& entry : report_->features) {
      if (entry.name != feature_) continue;
      row.verdict = std::string(to_string(entry.verdict));
      row.effect = entry.effect;
      if (!is_missing(entry.adjusted_p_value)) row.p_value = entry.adjusted_p_value;
    }
    return row;
  }
  void take_apart(const Partition<double>& partition, const NumericSum& numeric) {
    HistoryRow& values = add_values(numeric.moments.count());
    if (numeric.extrema.count() > 0) {
      values.lowest = numeric.extrema.lowest();
      values.highest = numeric.extrema.highest();
    }
    for (std::size_t slot = 0; slot < numeric.counts.size(); ++slot) {
      if (numeric.counts[slot] == 0) continue;
      HistoryRow& row = add(feature_, "cell", static_cast<std::int64_t>(slot), label(partition, slot),
                            signed_of(numeric.counts[slot]));
      for (std::size_t lane = 0; lane < hash_lanes; ++lane) {
        row.lanes[lane] = signed_of(numeric.lanes[slot * hash_lanes + lane]);
      }
    }
    for (const auto& digit : numeric.moments.sum().limbs()) add(feature_, "sum", digit.place, "", digit.value);
    for (const auto& digit : numeric.moments.squares().limbs()) add(feature_, "squares", digit.place, "", digit.value);
  }
  void take_apart(const Vocabulary& vocabulary, const CategoricalSum& categorical) {
    std::uint64_t there = 0;
    for (std::size_t slot = 0; slot < categorical.counts.size(); ++slot) {
      if (categorical.counts[slot] == 0) continue;
      if (slot != vocabulary.missing_slot()) there += categorical.counts[slot];
      add(feature_, "cell", static_cast<std::int64_t>(slot), label(vocabulary, slot),
          signed_of(categorical.counts[slot]));
    }
    add_values(there);
    for (const auto& [name, count] : categorical.unseen) add(feature_, "new", 0, name.view(), signed_of(count));
    const std::pair<const char*, std::uint64_t> figures[] = {{"values", categorical.unseen_count},
                                                             {"missing", categorical.unseen_missing},
                                                             {"error", categorical.unseen_error}};
    for (std::int64_t place = 0; const auto& [name, figure] : figures) {
      if (figure > 0) add(feature_, "unseen", place, name, signed_of(figure));
      ++place;
    }
  }

  static std::string label(const Partition<double>& partition, std::size_t slot) {
    if (slot == partition.negative_infinity_slot()) return "-inf";
    if (slot == partition.below_range_slot()) return "below";
    if (slot == partition.above_range_slot()) return "above";
    if (slot == partition.positive_infinity_slot()) return "+inf";
    if (slot == partition.missing_slot()) return "missing";
    const auto [from, to] = partition.bounds(slot);
    const bool last_cell = slot + 1 == partition.above_range_slot();
    return '[' + shortest(from) + ", " + shortest(to) + (last_cell ? "]" : ")");
  }
  static std::string_view label(const Vocabulary& vocabulary, std::size_t slot) {
    if (slot == vocabulary.other_slot()) return "(other)";
    if (slot == vocabulary.new_slot()) return "(new)";
    if (slot == vocabulary.missing_slot()) return "(missing)";
    return vocabulary.listed()[slot];
  }

  const DriftReport* report_;
  std::string_view feature_;
  std::vector<HistoryRow> rows_;
};

}  // namespace detail

/// The rows of a window and of what its report said, if there is one. Throws ConfigError if the window or the report
/// is of another baseline.
[[nodiscard]] inline std::vector<HistoryRow> history_rows(const Baseline& baseline, const Window& window,
                                                          const DriftReport* report = nullptr) {
  WindowSum sum(baseline);
  sum.merge(window);  // checks that it fits
  if (report != nullptr && report->baseline_hash != baseline.content_hash()) {
    throw ConfigError("history: the report is of another baseline than the window");
  }
  return detail::HistoryRows(baseline, sum, report).take();
}

}  // namespace leeway::inline v0_1
