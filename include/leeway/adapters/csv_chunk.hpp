#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/adapters/csv.hpp"
#include "leeway/adapters/csv_field.hpp"

namespace leeway::inline v0_1 {

/// Some rows of a table held in memory, so that they can be gone through column by column: counting a column at a time
/// keeps that feature's cells in the cache. Reusable; takes one copy of each row's text and 8 bytes a field.
class CsvChunk {
 public:
  /// Replaces the content with the next rows: at most `max_rows`, fewer once their text passes `max_bytes` or the table
  /// ends. False if there are none.
  bool read(CsvReader& table, std::size_t max_rows, std::size_t max_bytes = std::size_t{1} << 22) {
    columns_ = table.column_names().size();
    text_.clear();
    fields_.clear();
    lines_.clear();
    first_row_ = table.row() + 1;
    while (lines_.size() < max_rows && text_.size() < max_bytes && table.read_row()) append(table);
    return !lines_.empty();
  }

  [[nodiscard]] std::size_t rows() const noexcept { return lines_.size(); }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] std::string_view field(std::size_t row, std::size_t column) const noexcept {
    const Field& at = fields_[row * columns_ + column];
    return {text_.data() + at.begin, at.size};
  }

  /// A column as numbers, NaN where a value is missing, into a place for one a row. Throws FormatError with the place
  /// of the first field that is not a number; `hint` ends its message and says what to do.
  void copy_numbers(const CsvReader& table, std::size_t column, const MissingSpellings& missing, std::string_view hint,
                    std::span<double> numbers) const {
    for (std::size_t row = 0; row < rows(); ++row) {
      const std::string_view text = field(row, column);
      if (missing.contains(text)) {
        numbers[row] = std::numeric_limits<double>::quiet_NaN();
      } else if (const auto value = parse_number(text)) {
        numbers[row] = *value;
      } else {
        throw error_at(table, row, column, quoted_excerpt(text) + " is not a number" + std::string(hint));
      }
    }
  }

  /// An error about one field, with its place.
  [[nodiscard]] FormatError error_at(const CsvReader& table, std::size_t row, std::size_t column,
                                     const std::string& what) const {
    return table.error_at(lines_[row], first_row_ + row, column, what);
  }

  /// A column as texts, empty where a value is missing, put in place of what `texts` held. They last as long as the
  /// chunk's content.
  void copy_texts(std::size_t column, const MissingSpellings& missing, std::vector<std::string_view>& texts) const {
    texts.clear();
    for (std::size_t row = 0; row < rows(); ++row) {
      const std::string_view text = field(row, column);
      texts.push_back(missing.contains(text) ? std::string_view() : text);
    }
  }

 private:
  struct Field {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  void append(const CsvReader& table) {
    // fields stand in the reader's buffer in their order: one copy takes a row with the delimiters in between
    const auto fields = table.fields();
    const char* const from = fields.front().data();
    const std::size_t offset = text_.size();
    text_.append(from, fields.back().data() + fields.back().size());
    for (const std::string_view field : fields) {
      fields_.push_back({static_cast<std::uint32_t>(offset + static_cast<std::size_t>(field.data() - from)),
                         static_cast<std::uint32_t>(field.size())});
    }
    lines_.push_back(table.line());
  }

  std::string text_;
  std::vector<Field> fields_;  ///< row by row
  std::vector<std::uint64_t> lines_;
  std::uint64_t first_row_ = 0;
  std::size_t columns_ = 0;
};

}  // namespace leeway::inline v0_1
