#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace leeway::inline v0_1 {

/// The text without the blanks (space, tab) around it.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
  constexpr auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Text from a file made fit for a one-line message: in single quotes, shortened, control characters as `\xNN`.
[[nodiscard]] inline std::string quoted_excerpt(std::string_view text, std::size_t most = 40) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string quoted = "'";
  std::size_t length = (std::min)(text.size(), most);
  while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0U) == 0x80U) --length;
  for (const char c : text.substr(0, length)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      quoted += "\\x";
      quoted += hex[byte >> 4U];
      quoted += hex[byte & 15U];
    } else {
      quoted += c;
    }
  }
  return quoted += length < text.size() ? "...'" : "'";
}

/// The spellings that mean "no value here". Compared exactly, blanks around a field ignored, so a real category such
/// as `None` is missing only if it is listed. One table look-up for a field whose first character begins no spelling.
class MissingSpellings {
 public:
  /// What tables made by pandas, R, SQL and spreadsheets hold where a value is missing.
  [[nodiscard]] static std::vector<std::string> usual() {
    return {"", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "?"};
  }

  MissingSpellings() : MissingSpellings(usual()) {}
  explicit MissingSpellings(std::vector<std::string> spellings) : spellings_(std::move(spellings)) {
    begins_one_[' '] = begins_one_['\t'] = true;  // what follows the blanks may
    for (std::string& spelling : spellings_) {
      spelling = std::string(trimmed(spelling));
      if (spelling.empty()) {
        empty_is_missing_ = true;
      } else {
        begins_one_[static_cast<unsigned char>(spelling.front())] = true;
      }
    }
  }

  [[nodiscard]] bool contains(std::string_view field) const noexcept {
    if (field.empty()) return empty_is_missing_;
    if (!begins_one_[static_cast<unsigned char>(field.front())]) return false;
    field = trimmed(field);
    if (field.empty()) return empty_is_missing_;
    return std::find(spellings_.begin(), spellings_.end(), field) != spellings_.end();
  }

 private:
  std::vector<std::string> spellings_;
  std::array<bool, 256> begins_one_{};
  bool empty_is_missing_ = false;
};

namespace detail {

/// A decimal number that std::from_chars calls out of range: infinity if it is too large, zero if it is too small.
/// The order of magnitude is the place of the first digit that is not zero, plus the exponent.
inline double csv_out_of_range(std::string_view digits) noexcept {
  const auto exponent_at = (std::min)(digits.find_first_of("eE"), digits.size());
  const std::string_view mantissa = digits.substr(0, exponent_at);
  const auto point = (std::min)(mantissa.find('.'), mantissa.size());
  const auto first = (std::min)(mantissa.find_first_of("123456789"), mantissa.size());

  std::string_view exponent = digits.substr((std::min)(exponent_at + 1, digits.size()));
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  long long power = 0;
  const auto parsed = std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
  constexpr long long enough = 1'000'000'000'000;  // more than any text has digits, and far from overflow
  if (parsed.ec == std::errc::result_out_of_range) power = exponent.starts_with('-') ? -enough : enough;
  power = std::clamp(power, -enough, enough);
  const auto magnitude = static_cast<long long>(point) - static_cast<long long>(first) + power;
  return magnitude > 0 ? std::numeric_limits<double>::infinity() : 0;
}

/// Short decimals without an exponent, which is nearly every number in a table: the digits as an integer below 2^53
/// divided by a power of ten up to 1e22, both exact as double, so the one division rounds correctly (Clinger 1990,
/// doi:10.1145/93542.93557). Measured 3-8 ns against 8-12 for std::from_chars. Anything else: empty, for the caller.
inline std::optional<double> csv_short_decimal(std::string_view text) noexcept {
  constexpr std::array<double, 16> powers_of_ten{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.size() > 16) return std::nullopt;  // 15 digits and a point: below 2^53 whatever they are
  unsigned long long digits = 0;
  std::size_t digit_count = 0;
  std::size_t point = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = static_cast<unsigned>(static_cast<unsigned char>(text[i])) - '0';
    if (digit < 10) {
      digits = digits * 10 + digit;
      ++digit_count;
    } else if (text[i] == '.' && point == text.size()) {
      point = i;
    } else {
      return std::nullopt;
    }
  }
  if (digit_count == 0 || digit_count > 15) return std::nullopt;
  const std::size_t decimals = point == text.size() ? 0 : text.size() - point - 1;
  const double value = static_cast<double>(digits) / powers_of_ten[decimals];
  return negative ? -value : value;
}

}  // namespace detail

/// The number a field spells, correctly rounded; empty if it is not one. Locale-independent.
///
/// Accepted: blanks around it, a leading `+`, `1.5`, `.5`, `5.`, `1e-3`, `inf`, `infinity`, `nan` in any case. Beyond
/// the range of double the result is an infinity or a zero, as IEEE rounding has it. Not accepted: hexadecimal, digit
/// grouping, a decimal comma.
[[nodiscard]] inline std::optional<double> parse_number(std::string_view field) noexcept {
  if (const auto value = detail::csv_short_decimal(field)) return value;
  std::string_view text = trimmed(field);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  if (text.ends_with(')')) return std::nullopt;  // from_chars takes C's `nan(payload)`; in a table that is no number
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const double magnitude = detail::csv_out_of_range(text);
    return negative ? -magnitude : magnitude;
  }
  return value;
}

/// True for the ways tables spell a date, with or without a time of day: `2024-01-31`, `2024/01/31`, `31.01.2024`,
/// `1/31/2024`, `2024-01-31 08:15`, `2024-01-31T08:15:00.250Z`, `...+02:00`. Only the shape is looked at, not whether
/// the month has that day. Digits without separators (`20240131`) are taken for a number.
[[nodiscard]] constexpr bool looks_like_date(std::string_view field) noexcept {
  std::string_view text = trimmed(field);
  constexpr auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto take_digits = [&](std::size_t least, std::size_t most) {
    std::size_t count = 0;
    while (count < text.size() && count < most && is_digit(text[count])) ++count;
    const bool found = count >= least;
    text.remove_prefix(found ? count : 0);
    return found ? count : std::size_t{0};
  };
  const auto take = [&](char expected) {
    const bool found = text.starts_with(expected);
    text.remove_prefix(found ? 1 : 0);
    return found;
  };

  const std::size_t first_digits = take_digits(1, 4);
  if (first_digits != 4 && first_digits != 1 && first_digits != 2) return false;
  const char separator = text.empty() ? '\0' : text.front();
  if (separator != '-' && separator != '/' && separator != '.') return false;
  take(separator);
  if (take_digits(1, 2) == 0 || !take(separator)) return false;
  if (first_digits == 4 ? take_digits(1, 2) == 0 : take_digits(4, 4) == 0) return false;
  if (text.empty()) return true;

  if (!take(' ') && !take('T')) return false;  // a time of day follows
  if (take_digits(1, 2) == 0 || !take(':') || take_digits(2, 2) == 0) return false;
  if (take(':') && take_digits(2, 2) == 0) return false;
  if ((take('.') || take(',')) && take_digits(1, 9) == 0) return false;
  take(' ');
  if (text.empty() || text == "Z" || text == "UTC") return true;
  if (!take('+') && !take('-')) return false;
  if (take_digits(2, 2) == 0) return false;
  take(':');
  take_digits(2, 2);
  return text.empty();
}

}  // namespace leeway::inline v0_1
