#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// What people read as one line: objects of scalars, arrays of scalars and of pairs.
[[nodiscard]] inline bool fits_on_a_line(const nlohmann::ordered_json& value) {
  const auto is_scalar = [](const auto& item) { return item.is_primitive(); };
  return std::all_of(value.begin(), value.end(), [&](const auto& item) {
    const bool may_nest = value.is_array() && item.size() <= 2;
    return is_scalar(item) || (may_nest && std::all_of(item.begin(), item.end(), is_scalar));
  });
}

/// Not nlohmann's own digits, which read back but are not always the fewest: they would differ from everybody else's.
inline void append_json_number(std::string& text, double number) {
  if (!is_finite(number)) {
    text += "null";
    return;
  }
  const double size = std::fabs(number);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, format).ptr;
  text.append(digits.data(), end);
  if (plain && std::find(digits.data(), end, '.') == end) text += ".0";
}

/// `indent` of the members; none: everything on one line.
inline void append_json(std::string& text, const nlohmann::ordered_json& value, std::optional<std::size_t> indent) {
  if (value.is_number_float()) return append_json_number(text, value.get<double>());
  if (value.is_primitive()) {
    text += value.dump(-1, ' ', true);
    return;
  }
  const bool one_line = !indent || fits_on_a_line(value);
  const std::optional<std::size_t> deeper = indent ? std::optional(*indent + 2) : std::nullopt;
  text += value.is_object() ? '{' : '[';
  for (auto item = value.begin(); item != value.end(); ++item) {
    if (item != value.begin()) text += one_line ? ", " : ",";
    if (!one_line) text.append(1, '\n').append(*deeper, ' ');
    if (value.is_object()) text += nlohmann::ordered_json(item.key()).dump(-1, ' ', true) + ": ";
    append_json(text, *item, deeper);
  }
  if (!one_line) text.append(1, '\n').append(*indent, ' ');
  text += value.is_object() ? '}' : ']';
}

}  // namespace detail

/// A JSON document as a text that people read too, ending in a newline: one member a line, indented by two; objects
/// of scalars, and arrays of scalars and pairs, on one. It is ASCII, so that no name acts on a terminal. Numbers
/// are written as Python's json module does: integers stay integers, doubles have a point or an exponent (34.0, 1e-05)
/// and the fewest digits that read back bit for bit; NaN and infinities, which JSON does not know, are null. Texts must
/// be UTF-8 (nlohmann::json::type_error).
[[nodiscard]] inline std::string laid_out(const nlohmann::ordered_json& document) {
  std::string text;
  detail::append_json(text, document, 0);
  return text += '\n';
}

/// The same on one line, for files with a document a line.
[[nodiscard]] inline std::string on_a_line(const nlohmann::ordered_json& document) {
  std::string text;
  detail::append_json(text, document, std::nullopt);
  return text += '\n';
}

}  // namespace leeway::inline v0_1
