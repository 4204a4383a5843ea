#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "leeway/adapters/csv.hpp"
#include "leeway/adapters/csv_chunk.hpp"
#include "leeway/adapters/csv_field.hpp"
#include "progress.hpp"

namespace leeway::cli {

/// The table named on the command line, read in pieces that fit the processor's cache.
class Table {
 public:
  explicit Table(const TableOptions& options);

  [[nodiscard]] const CsvReader& reader() const noexcept { return reader_; }
  [[nodiscard]] const MissingSpellings& missing() const noexcept { return missing_; }
  [[nodiscard]] const CsvChunk& chunk() const noexcept { return chunk_; }

  /// Moves on by at most so many rows; false at the end.
  bool read(std::size_t max_rows = 4096);

  /// Nothing may stand on the line of the progress when something else is printed.
  void wipe_progress() { progress_.wipe(); }

 private:
  MissingSpellings missing_;
  CsvReader reader_;
  CsvChunk chunk_;
  Progress progress_;
};

/// Where the column of that name stands; throws ConfigError if there is none.
[[nodiscard]] std::size_t column_named(const CsvReader& table, const std::string& name);

/// 'a', 'b' and 'c', as it stands in a sentence.
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

}  // namespace leeway::cli
