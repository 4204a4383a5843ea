#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/time_point.hpp"
#include "leeway/monitor/recorder.hpp"
#include "table.hpp"

namespace leeway::cli {

/// A table of live rows, counted over a baseline's cells piece by piece.
class LiveRows {
 public:
  /// Finds the baseline's columns, wherever they stand, and says which others are not looked at. Throws FormatError if
  /// one is absent. `time_column` may be empty. Keeps a reference to the baseline.
  LiveRows(const Baseline& baseline, const TableOptions& table, const std::string& time_column);

  /// Reads at most so many rows; false at the end.
  bool read(std::size_t max_rows = 4096) { return table_.read(max_rows); }
  /// When the first of the rows read last was seen, if that is known.
  [[nodiscard]] std::optional<TimePoint> time();
  /// Counts the rows read last.
  void count();
  /// Rows counted and not taken yet.
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  /// What was counted since the last call, with the time of its first and last row if those are known.
  [[nodiscard]] Window take();

  [[nodiscard]] const std::string& name() const noexcept { return table_.reader().name(); }
  /// Nothing may stand on the line of the progress when something else is printed.
  void wipe_progress() { table_.wipe_progress(); }

 private:
  void note_times();

  const Baseline& baseline_;
  Table table_;
  std::vector<std::size_t> columns_;  // of the table, one a feature
  std::optional<std::size_t> time_column_;
  Recorder recorder_;
  std::size_t rows_ = 0;
  std::optional<TimePoint> begin_;
  std::optional<TimePoint> end_;
  std::vector<double> numbers_;                            // column by column
  std::vector<std::vector<std::string_view>> texts_;       // one list a categorical feature
  std::vector<std::string_view> times_;
};

/// All rows of the table. Throws FormatError if there are none.
[[nodiscard]] Window count_rows(const Baseline& baseline, const TableOptions& table, const std::string& time_column);

}  // namespace leeway::cli
