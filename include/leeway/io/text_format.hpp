#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/io/utf8.hpp"

/// Pieces of readable text: names made harmless, columns that line up, numbers for people, small pictures. None of them
/// depends on the process's locale.
namespace leeway::inline v0_1::text {

/// Columns a character takes on a terminal: 0, 1 or 2. An approximation of Unicode's East Asian Width and combining
/// classes by blocks, right for what names are made of.
[[nodiscard]] constexpr std::size_t columns_of(char32_t c) noexcept {
  const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  if (within(0x300, 0x36f) || within(0x483, 0x489) || within(0x591, 0x5bd) || within(0x610, 0x61a) ||
      within(0x64b, 0x65f) || within(0x1ab0, 0x1aff) || within(0x1dc0, 0x1dff) || within(0x20d0, 0x20ff) ||
      within(0xfe00, 0xfe0f) || within(0xfe20, 0xfe2f)) {
    return 0;
  }
  const bool wide = within(0x1100, 0x115f) || within(0x2e80, 0x303e) || within(0x3041, 0xa4cf) ||
                    within(0xa960, 0xa97f) || within(0xac00, 0xd7a3) || within(0xf900, 0xfaff) ||
                    within(0xfe30, 0xfe6f) || within(0xff00, 0xff60) || within(0xffe0, 0xffe6) ||
                    within(0x1f300, 0x1f64f) || within(0x1f680, 0x1f6ff) || within(0x1f900, 0x1faff) ||
                    within(0x20000, 0x3fffd);
  return wide ? 2 : 1;
}

/// Columns of a printable text.
[[nodiscard]] constexpr std::size_t columns_of(std::string_view text) noexcept {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = decode_utf8(text, at);
    columns += columns_of(step.character);
    at += step.bytes;
  }
  return columns;
}

/// A text from outside that shows what it is and does nothing: controls, escape sequences, direction marks, invisible
/// characters and stray bytes become `\n`, `\x1b`, `\u202e`; so does everything beyond ASCII unless `unicode`.
[[nodiscard]] inline std::string printable(std::string_view text, bool unicode = true) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = decode_utf8(text, at);
    if (step.valid && !is_unprintable(step.character) && (unicode || step.character < 0x80)) {
      shown += text.substr(at, step.bytes);
    } else if (step.character == U'\n' || step.character == U'\r' || step.character == U'\t') {
      shown += step.character == U'\n' ? "\\n" : step.character == U'\r' ? "\\r" : "\\t";
    } else {
      const bool byte = !step.valid || step.character < 0x80;
      shown += byte ? "\\x" : step.character < 0x10000 ? "\\u" : "\\U";
      for (int shift = byte ? 4 : step.character < 0x10000 ? 12 : 28; shift >= 0; shift -= 4) {
        shown += digits[(step.character >> shift) & 15U];
      }
    }
    at += step.bytes;
  }
  return shown;
}

/// The first characters that fit into so many columns.
[[nodiscard]] inline std::string_view leading(std::string_view text, std::size_t columns) noexcept {
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = decode_utf8(text, at);
    used += columns_of(step.character);
    if (used > columns) return text.substr(0, at);
    at += step.bytes;
  }
  return text;
}

/// A printable text cut to so many columns, with an ellipsis where something is missing.
[[nodiscard]] inline std::string shortened(std::string_view text, std::size_t columns, bool unicode = true) {
  if (columns_of(text) <= columns) return std::string(text);
  const std::string_view mark = unicode ? "\u2026" : "...";
  if (columns <= columns_of(mark)) return std::string(leading(text, columns));
  return std::string(leading(text, columns - columns_of(mark))).append(mark);
}

/// Lines of at most `columns`, broken at spaces where there are any.
[[nodiscard]] inline std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  std::string line;
  const auto flush = [&] { lines.push_back(std::exchange(line, {})); };
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (!line.empty() && columns_of(line) + 1 + columns_of(word) > columns) flush();
    while (columns_of(word) > columns) {  // a word longer than a line
      std::string_view part = leading(word, columns);
      if (part.empty()) part = word.substr(0, decode_utf8(word, 0).bytes);
      line = part;
      word.remove_prefix(part.size());
      flush();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty()) flush();
  return lines;
}

/// 1234567 as 1,234,567.
[[nodiscard]] inline std::string count(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

/// "1 row", "2 rows".
[[nodiscard]] inline std::string counted(std::uint64_t number, std::string_view noun) {
  return count(number).append(" ").append(noun).append(number == 1 ? "" : "s");
}

/// Four significant digits: 0.031, 34.1, 12,345, 1.2e+20; "-" where there is no number.
[[nodiscard]] inline std::string figure(double x) {
  if (is_missing(x)) return "-";
  if (!is_finite(x)) return x > 0 ? "inf" : "-inf";
  const double magnitude = std::fabs(x);
  if (magnitude >= 9999.5 && magnitude < 1e15) {
    return (x < 0 ? "-" : "") + count(static_cast<std::uint64_t>(magnitude + 0.5));
  }
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), x, std::chars_format::general, 4).ptr;
  return {digits.data(), end};
}

/// So many decimals, always; "-" where there is no number.
[[nodiscard]] inline std::string decimals(double x, int places) {
  if (!is_finite(x) || std::fabs(x) >= 1e9) return figure(x);
  std::array<char, 48> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), x, std::chars_format::fixed, places).ptr;
  return {digits.data(), end};
}

/// A share as a percentage: 0 %, 0.02%, 1.3%, 60%.
[[nodiscard]] inline std::string percent(double share) {
  if (!is_finite(share)) return "-";
  const double magnitude = std::fabs(100 * share);
  if (magnitude > 0 && magnitude < 0.01) return share > 0 ? "<0.01%" : ">-0.01%";
  return decimals(100 * share, magnitude == 0 || magnitude >= 9.95 ? 0 : magnitude >= 0.995 ? 1 : 2) + '%';
}

/// A probability with two significant digits, as the diagnosis writes them: 0.31, 0.00042, 3.1e-05, <1e-12 (all that is
/// left to say down there is "certainly"); "-" where there is none.
[[nodiscard]] inline std::string p_value(double p) {
  if (!is_finite(p)) return "-";
  if (p < 1e-12) return "<1e-12";
  std::array<char, 32> digits{};
  return {digits.data(),
          std::to_chars(digits.data(), digits.data() + digits.size(), p, std::chars_format::general, 2).ptr};
}

/// The first of the names that fit into so many columns, with "and 3 more" for the rest; empty if not even one fits.
[[nodiscard]] inline std::string names_within(const std::vector<std::string>& names, std::size_t columns) {
  std::string fitting;
  std::string line;
  for (std::size_t i = 0; i < names.size(); ++i) {
    line += (i == 0 ? "" : ", ") + names[i];
    const std::size_t left = names.size() - i - 1;
    const std::string whole = left == 0 ? line : line + ", and " + count(left) + " more";
    if (columns_of(whole) <= columns) fitting = whole;
    if (columns_of(line) > columns) break;
  }
  return fitting;
}

/// Shares as a row of bars, `highest` reaching the top; nothing at all is a dot, however little is the lowest bar.
[[nodiscard]] inline std::string bars(std::span<const double> shares, double highest, bool unicode = true) {
  constexpr std::array<std::string_view, 9> blocks{"\u00b7", "\u2581", "\u2582", "\u2583", "\u2584",
                                                   "\u2585", "\u2586", "\u2587", "\u2588"};
  constexpr std::array<std::string_view, 9> ascii{".", "_", ":", "-", "=", "+", "*", "#", "@"};
  std::string row;
  for (const double share : shares) {
    const bool nothing = !(share > 0) || !(highest > 0);
    const auto level = nothing ? 0 : static_cast<std::size_t>((std::min)(std::ceil(8 * share / highest), 8.0));
    row += (unicode ? blocks : ascii)[level];
  }
  return row;
}

}  // namespace leeway::inline v0_1::text
