#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <istream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

#include "leeway/adapters/csv_field.hpp"
#include "leeway/adapters/csv_records.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// Reads an open C stream, which must outlive the source. Throws IoError, naming `name`, if the system refuses.
[[nodiscard]] inline CsvSource csv_source(std::FILE* file, std::string name) {
  return [file, name = std::move(name)](std::span<char> space) {
    errno = 0;
    const std::size_t taken = std::fread(space.data(), 1, space.size(), file);
    if (taken == 0 && std::ferror(file) != 0) {
      throw IoError(name + ": cannot be read: " + std::generic_category().message(errno));
    }
    return taken;
  };
}

/// Opens a file and reads it. Throws IoError with the system's reason if it cannot.
[[nodiscard]] inline CsvSource csv_source(const std::string& path) {
  const std::shared_ptr<std::FILE> file(std::fopen(path.c_str(), "rb"), [](std::FILE* open) {
    if (open != nullptr) std::fclose(open);
  });
  if (file == nullptr) throw IoError(path + ": cannot be opened: " + std::generic_category().message(errno));
  std::setvbuf(file.get(), nullptr, _IONBF, 0);  // blocks go straight into the reader's buffer
  return [file, read = csv_source(file.get(), path)](std::span<char> space) { return read(space); };
}

/// Reads a C++ stream, which must outlive the source. Throws IoError, naming `name`, if it goes bad.
[[nodiscard]] inline CsvSource csv_source(std::istream& stream, std::string name) {
  return [&stream, name = std::move(name)](std::span<char> space) {
    stream.read(space.data(), static_cast<std::streamsize>(space.size()));
    if (stream.bad()) throw IoError(name + ": cannot be read");
    return static_cast<std::size_t>(stream.gcount());
  };
}

/// Reads a table of comma-separated values as a stream: CsvRecords whose first record is a header with the column names
/// and whose every other record has as many fields.
///
/// Blank lines are skipped, unless there is one column only, where they are empty fields. Blanks are kept in fields and
/// trimmed from header names. Errors name file, line, row and, where there is one, column: see CsvRecords, and
/// FormatError for a record of another length, no header, and empty or repeated names.
///
/// ```
/// leeway::CsvReader table("train.csv", leeway::csv_source("train.csv"));
/// while (table.read_row()) use(table.fields());
/// ```
class CsvReader {
 public:
  /// Reads up to the end of the header. `name` stands for the source in error messages.
  CsvReader(std::string name, CsvSource source, CsvFormat format = {})
      : records_(std::move(name), std::move(source), format) {
    do {
      if (!records_.next()) throw FormatError(this->name() + ": is empty, expected a header with the column names");
    } while (records_.blank());
    take_header();
  }

  [[nodiscard]] const std::string& name() const noexcept { return records_.name(); }
  [[nodiscard]] std::span<const std::string> column_names() const noexcept { return records_.field_names(); }

  /// Moves to the next row; false at the end.
  bool read_row() {
    do {
      if (!records_.next()) return false;
    } while (records_.blank() && column_names().size() > 1);
    ++row_;
    if (fields().size() != column_names().size()) throw_ragged();
    return true;
  }
  /// The current row, one field a column. Valid until the next read_row().
  [[nodiscard]] std::span<const std::string_view> fields() const noexcept { return records_.fields(); }
  /// Line on which the current row begins, from 1; the header is a line as well.
  [[nodiscard]] std::uint64_t line() const noexcept { return records_.line(); }
  /// Rows read after the header: the number of the current one, from 1.
  [[nodiscard]] std::uint64_t row() const noexcept { return row_; }
  /// Bytes taken from the source so far.
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return records_.bytes_read(); }

  /// An error about one field of the current row, with its place in front.
  [[nodiscard]] FormatError error_in(std::size_t column, const std::string& message) const {
    return error_at(line(), row_, column, message);
  }
  /// The same for a row read earlier.
  [[nodiscard]] FormatError error_at(std::uint64_t line, std::uint64_t row, std::size_t column,
                                     const std::string& message) const {
    return FormatError(records_.place(line) + ": column " + quoted_excerpt(column_names()[column]) + " (row " +
                       std::to_string(row) + "): " + message);
  }

 private:
  void take_header() {
    const std::string place = records_.place(line());
    std::vector<std::string> names;
    std::unordered_set<std::string_view> seen;
    for (const std::string_view field : fields()) {
      const std::string_view column = trimmed(field);
      if (column.empty()) {
        throw FormatError(place + ": column " + std::to_string(names.size() + 1) + " has no name in the header");
      }
      if (column.find('\r') != std::string_view::npos) {
        throw FormatError(place + ": lines end in a carriage return alone, save the file with LF or CRLF");
      }
      if (!seen.insert(column).second) {
        throw FormatError(place + ": column " + quoted_excerpt(column) + " stands twice in the header");
      }
      names.emplace_back(column);
    }
    records_.name_fields(std::move(names));
  }

  [[noreturn]] void throw_ragged() const {
    const std::size_t found = fields().size();
    const std::size_t expected = column_names().size();
    const bool is_short = found < expected;
    throw FormatError(
        records_.place(line()) + ": column " + quoted_excerpt(column_names()[is_short ? found : expected - 1]) +
        " (row " + std::to_string(row_) + "): " + (is_short ? "is missing" : "should be the last") + ", the row has " +
        std::to_string(found) + (found == 1 ? " field" : " fields") + " and the header " + std::to_string(expected));
  }

  CsvRecords records_;
  std::uint64_t row_ = 0;
};

}  // namespace leeway::inline v0_1
