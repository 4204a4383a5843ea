#pragma once

#include <array>
#include <bit>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "leeway/core/floating.hpp"
#include "leeway/io/utf8.hpp"

namespace leeway {

/// Sixteen hex digits: how files hold a content hash, because JSON readers elsewhere keep 53 bits of a number.
[[nodiscard]] inline std::string hex_of(std::uint64_t word) {
  std::string digits(16, '0');
  for (std::size_t i = 0; i < 16; ++i) digits[15 - i] = "0123456789abcdef"[(word >> (4 * i)) & 15U];
  return digits;
}

/// Writes JSON that people read too: objects one member a line, short lists on one line. Members stand in the order
/// they are written; numbers take the shortest form that reads back bit for bit; the output is ASCII-safe against
/// terminals (controls and direction marks are escaped). Needs no JSON library, so writing costs no compile time.
class JsonWriter {
 public:
  enum class Layout : std::uint8_t { lines, line };

  template <class Body>
  void object(Layout layout, Body&& body) {
    nest('{', '}', layout, std::forward<Body>(body));
  }
  template <class Body>
  void array(Layout layout, Body&& body) {
    nest('[', ']', layout, std::forward<Body>(body));
  }

  /// Starts a member of the object that is open; a value, object or array must follow.
  void key(std::string_view name) {
    begin_item();
    append_text(name);
    text_ += ": ";
    after_key_ = true;
  }
  template <class Value>
  void member(std::string_view name, const Value& content) {
    key(name);
    value(content);
  }

  void value(std::same_as<bool> auto flag) { append(flag ? "true" : "false"); }
  void value(std::integral auto number) requires(!std::same_as<decltype(number), bool>) {
    std::array<char, 24> digits{};
    append({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr});
  }
  /// Null for NaN and infinities, which JSON does not know.
  void value(double number) {
    if (!is_finite(number)) return null();
    if (std::bit_cast<std::uint64_t>(number) == std::bit_cast<std::uint64_t>(-0.0)) {
      return append("-0.0");  // readers take "-0" for the integer 0 and lose the sign
    }
    std::array<char, 32> digits{};
    append({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr});
  }
  /// A text; stray bytes that are not UTF-8 are taken for Latin-1.
  void value(std::string_view text) {
    begin_item();
    append_text(text);
  }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void null() { append("null"); }

  /// Everything written, ending in a newline; the writer is empty afterwards.
  [[nodiscard]] std::string take() {
    text_ += '\n';
    is_first_ = true;
    return std::exchange(text_, {});
  }

 private:
  template <class Body>
  void nest(char open, char close, Layout layout, Body&& body) {
    begin_item();
    text_ += open;
    const bool outer_on_one_line = std::exchange(one_line_, one_line_ || layout == Layout::line);
    ++depth_;
    is_first_ = true;
    body();
    --depth_;
    if (!one_line_ && !is_first_) new_line();
    is_first_ = false;
    one_line_ = outer_on_one_line;
    text_ += close;
  }

  /// The comma and the space or line break in front of a key, or of a value that has none.
  void begin_item() {
    if (std::exchange(after_key_, false)) return;
    const bool first = std::exchange(is_first_, false);
    if (depth_ == 0) return;
    if (!first) text_ += ',';
    if (!one_line_) {
      new_line();
    } else if (!first) {
      text_ += ' ';
    }
  }
  void new_line() {
    text_ += '\n';
    text_.append(2 * depth_, ' ');
  }
  void append(std::string_view token) {
    begin_item();
    text_ += token;
  }

  void append_text(std::string_view text) {
    text_ += '"';
    for (std::size_t at = 0; at < text.size();) {
      const Utf8Step step = decode_utf8(text, at);
      at += step.bytes;
      append_character(step.character);
    }
    text_ += '"';
  }
  void append_character(char32_t character) {
    switch (character) {
      case U'"': text_ += "\\\""; return;
      case U'\\': text_ += "\\\\"; return;
      case U'\n': text_ += "\\n"; return;
      case U'\r': text_ += "\\r"; return;
      case U'\t': text_ += "\\t"; return;
      default: break;
    }
    if (!is_unprintable(character)) return append_utf8(text_, character);
    if (character >= 0x10000) {  // a surrogate pair
      append_escape(0xd800 + ((character - 0x10000) >> 10));
      append_escape(0xdc00 + ((character - 0x10000) & 0x3ff));
    } else {
      append_escape(character);
    }
  }
  void append_escape(char32_t unit) {
    text_ += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) text_ += "0123456789abcdef"[(unit >> shift) & 15U];
  }

  std::string text_;
  std::size_t depth_ = 0;
  bool one_line_ = false;
  bool is_first_ = true;
  bool after_key_ = false;
};

}  // namespace leeway
