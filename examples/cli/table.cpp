#include "table.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

#include "leeway/core/error.hpp"

namespace leeway::cli {
namespace {

/// Hands on what a pipe holds without waiting for more, so that rows are seen as they come.
CsvSource standard_input() {
  return [](std::span<char> space) {
    for (;;) {
      const ::ssize_t taken = ::read(STDIN_FILENO, space.data(), space.size());
      if (taken >= 0) return static_cast<std::size_t>(taken);
      if (errno != EINTR) throw IoError("standard input: cannot be read: " + std::generic_category().message(errno));
    }
  };
}

CsvReader open(const TableOptions& options) {
  CsvFormat format;
  if (options.delimiter == "tab" || options.delimiter == "\\t") {
    format.delimiter = '\t';
  } else if (options.delimiter.size() == 1) {
    format.delimiter = options.delimiter.front();
  } else if (!options.delimiter.empty()) {
    throw ConfigError("--delimiter takes one character or the word tab, not " + quoted_excerpt(options.delimiter));
  }
  if (options.delimiter.empty() && options.path.ends_with(".tsv")) format.delimiter = '\t';
  const bool piped = options.path == "-";
  const std::string name = piped ? "standard input" : options.path;
  CsvReader reader(name, piped ? standard_input() : csv_source(options.path), format);

  const std::string& first_column = reader.column_names().front();
  if (reader.column_names().size() == 1 && options.delimiter.empty() && format.delimiter == ',') {
    for (const char other : {';', '\t', '|'}) {
      if (first_column.find(other) == std::string::npos) continue;
      throw FormatError(name + ":1: there is only one column, " + quoted_excerpt(first_column) + ": pass --delimiter " +
                        (other == '\t' ? "tab" : "'" + std::string(1, other) + "'"));
    }
  }
  return reader;
}

std::uint64_t size_of(const std::string& path) {
  std::error_code failure;
  const std::uintmax_t size = std::filesystem::file_size(path, failure);
  return path == "-" || failure ? 0 : size;
}

MissingSpellings spellings(const TableOptions& options) {
  std::vector<std::string> all = MissingSpellings::usual();
  all.insert(all.end(), options.missing.begin(), options.missing.end());
  for (const std::string& value : options.not_missing) std::erase(all, value);
  return MissingSpellings(std::move(all));
}

}  // namespace

Table::Table(const TableOptions& options)
    : missing_(spellings(options)), reader_(open(options)), progress_(reader_.name(), size_of(options.path)) {}

bool Table::read(std::size_t max_rows) {
  progress_.update(reader_.bytes_read());
  const bool found = chunk_.read(reader_, max_rows);
  if (!found) progress_.wipe();
  return found;
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += i + 1 == names.size() ? " and " : ", ";
    list += quoted_excerpt(names[i]);
  }
  return list;
}

std::size_t column_named(const CsvReader& table, const std::string& name) {
  const auto& names = table.column_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw ConfigError(table.name() + ":1: there is no column " + quoted_excerpt(name));
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace leeway::cli
