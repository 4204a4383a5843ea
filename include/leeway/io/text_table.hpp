#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/io/text_format.hpp"

namespace leeway::inline v0_1::text {

/// How a piece of text stands out, where colour is wanted. Never the only sign of anything.
enum class Style : std::uint8_t { plain, strong, faint, red, yellow, green, cyan };

/// The text in that style, or as it is without colour.
[[nodiscard]] inline std::string styled(std::string text, Style style, bool color) {
  constexpr std::string_view codes[] = {"", "1", "2", "1;31", "33", "32", "36"};
  if (!color || style == Style::plain || text.empty()) return text;
  return "\x1b[" + std::string(codes[static_cast<std::size_t>(style)]) + 'm' + std::move(text) + "\x1b[0m";
}

/// A table whose columns are as wide as their widest cell, two spaces apart. Lines may follow a row, set beneath it.
class Table {
 public:
  enum class Align : std::uint8_t { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  struct Cell {
    std::string text;  ///< printable, without escape sequences
    Style style = Style::plain;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// One cell a column.
  void add(std::vector<Cell> cells) { rows_.push_back({std::move(cells), {}}); }
  /// A line under the row added last, as it is.
  void add_note(std::string line) { rows_.back().notes.push_back(std::move(line)); }

  /// Each line indented and ended by a newline; no blanks are added at the end of a line.
  [[nodiscard]] std::string render(std::size_t indent, bool color) const {
    std::vector<std::size_t> widths;
    for (const Column& column : columns_) widths.push_back(columns_of(column.title));
    for (const Row& row : rows_) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        widths[i] = (std::max)(widths[i], columns_of(row.cells[i].text));
      }
    }
    std::vector<Cell> titles;
    for (const Column& column : columns_) titles.push_back({column.title, Style::faint});
    std::string lines;
    append_row(lines, titles, widths, indent, color);
    for (const Row& row : rows_) {
      append_row(lines, row.cells, widths, indent, color);
      for (const std::string& note : row.notes) lines += note + '\n';
    }
    return lines;
  }

 private:
  struct Row {
    std::vector<Cell> cells;
    std::vector<std::string> notes;
  };

  void append_row(std::string& lines, const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                  std::size_t indent, bool color) const {
    std::size_t blanks = indent;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t padding = widths[i] - columns_of(cells[i].text);
      const bool right = columns_[i].align == Align::right;
      if (right) blanks += padding;
      if (!cells[i].text.empty()) {  // blanks are written only before something
        lines.append(std::exchange(blanks, 0), ' ');
        lines += styled(cells[i].text, cells[i].style, color);
      }
      blanks += (right ? 0 : padding) + 2;
    }
    lines += '\n';
  }

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace leeway::inline v0_1::text
