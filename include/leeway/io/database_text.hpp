#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

#include "leeway/io/utf8.hpp"

namespace leeway::inline v0_1 {

/// Any bytes as a text that every database takes: UTF-8 as it is, but NUL and backslashes, and all beyond ASCII of what
/// is not UTF-8, as `\xHH`.
[[nodiscard]] inline std::string database_text(std::string_view bytes) {
  const bool utf8 = is_utf8(bytes);
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte != 0 && c != '\\' && (utf8 || byte < 0x80)) {
      text += c;
    } else {
      text += "\\x";
      text += "0123456789abcdef"[byte >> 4];
      text += "0123456789abcdef"[byte & 15U];
    }
  }
  return text;
}

/// The bytes that database_text was given.
[[nodiscard]] inline std::string bytes_of_database_text(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    unsigned byte = 0;
    const char* digits = text.data() + 2;
    if (text.size() >= 4 && text.starts_with("\\x") &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      bytes += static_cast<char>(static_cast<unsigned char>(byte));
      text.remove_prefix(4);
    } else {
      bytes += text.front();
      text.remove_prefix(1);
    }
  }
  return bytes;
}

/// The fewest digits that read back bit for bit.
[[nodiscard]] inline std::string shortest(double x) {
  std::array<char, 32> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), x).ptr};
}

}  // namespace leeway::inline v0_1
