#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "leeway/adapters/csv_chunk.hpp"
#include "leeway/adapters/csv_field.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// What the first rows of a column look like.
enum class ColumnLook : std::uint8_t {
  numbers,      ///< every value is a number
  texts,        ///< some value is not
  dates,        ///< every value is a date
  row_numbers,  ///< whole numbers that rise from row to row: a key or a time stamp, not a property of the row
  identifiers,  ///< texts of which nearly every one is different
  empty,        ///< every value is missing
};

[[nodiscard]] constexpr std::string_view to_string(ColumnLook look) noexcept {
  switch (look) {
    case ColumnLook::numbers: return "numbers";
    case ColumnLook::texts: return "texts";
    case ColumnLook::dates: return "dates";
    case ColumnLook::row_numbers: return "row numbers";
    case ColumnLook::identifiers: return "identifiers";
    case ColumnLook::empty: return "empty";
  }
  return "unknown";
}

/// The look of one column. A few rows prove nothing: below 20 values nothing is taken for a row number or identifier.
[[nodiscard]] inline ColumnLook look_of(const CsvChunk& sample, std::size_t column, const MissingSpellings& missing) {
  constexpr std::size_t least_values = 20;
  constexpr double identifier_share = 0.95;
  constexpr auto is_digits = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };

  std::size_t values = 0;
  std::size_t texts = 0;
  bool numbers = true;
  bool dates = true;
  bool rising = true;
  double previous = -1;
  std::unordered_set<std::string_view> different;
  for (std::size_t row = 0; row < sample.rows(); ++row) {
    const std::string_view text = sample.field(row, column);
    if (missing.contains(text)) continue;
    ++values;
    dates = dates && looks_like_date(text);
    if (numbers) {
      const auto number = parse_number(text);
      numbers = number.has_value();
      rising = rising && is_digits(trimmed(text)) && number.value_or(previous) > previous;
      previous = number.value_or(previous);
    }
    if (numbers) continue;
    ++texts;
    different.insert(text);
  }
  if (values == 0) return ColumnLook::empty;
  if (numbers) {
    const bool complete = values == sample.rows();
    return rising && complete && values >= least_values ? ColumnLook::row_numbers : ColumnLook::numbers;
  }
  if (dates) return ColumnLook::dates;
  const bool all_different = static_cast<double>(different.size()) > identifier_share * static_cast<double>(texts);
  return all_different && texts >= least_values ? ColumnLook::identifiers : ColumnLook::texts;
}

/// What the user said about columns, by name. It wins over how they look.
struct ColumnWishes {
  std::vector<std::string> numeric{};
  std::vector<std::string> categorical{};
  std::vector<std::string> ignored{};
};

/// What becomes of one column.
struct ColumnChoice {
  std::size_t column = 0;
  ColumnLook look = ColumnLook::empty;
  bool wished = false;       ///< the user said so
  std::optional<Kind> kind;  ///< empty: left out
};

/// Chooses for every column of a table whether it is a numeric feature, a categorical one, or left out (dates, row
/// numbers, identifiers and empty columns are, unless wished for). Throws ConfigError for a wish about a column that is
/// not there, or two about the same one.
[[nodiscard]] inline std::vector<ColumnChoice> choose_columns(std::span<const std::string> names,
                                                              const CsvChunk& sample, const MissingSpellings& missing,
                                                              const ColumnWishes& wishes) {
  std::vector<ColumnChoice> choices(names.size());
  const auto wish = [&](const std::vector<std::string>& columns, std::optional<Kind> kind) {
    for (const std::string& name : columns) {
      const auto found = std::find(names.begin(), names.end(), name);
      if (found == names.end()) throw ConfigError("the table has no column " + quoted_excerpt(name));
      ColumnChoice& choice = choices[static_cast<std::size_t>(found - names.begin())];
      if (choice.wished && choice.kind != kind) {
        throw ConfigError("column " + quoted_excerpt(name) + " is asked for as two different things");
      }
      choice.wished = true;
      choice.kind = kind;
    }
  };
  wish(wishes.numeric, Kind::numeric);
  wish(wishes.categorical, Kind::categorical);
  wish(wishes.ignored, std::nullopt);

  for (std::size_t column = 0; column < names.size(); ++column) {
    ColumnChoice& choice = choices[column];
    choice.column = column;
    choice.look = look_of(sample, column, missing);
    if (choice.wished) continue;
    if (choice.look == ColumnLook::numbers) choice.kind = Kind::numeric;
    if (choice.look == ColumnLook::texts) choice.kind = Kind::categorical;
  }
  return choices;
}

}  // namespace leeway::inline v0_1
