#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace leeway::inline v0_1 {

/// One step through a text: a character, or one byte that is not part of any.
struct Utf8Step {
  char32_t character = 0;  ///< the byte's value where `valid` is false
  std::size_t bytes = 1;
  bool valid = false;
};

/// The character that starts at `text[at]`. Strict: overlong forms, surrogates and values above U+10FFFF are not valid.
[[nodiscard]] constexpr Utf8Step decode_utf8(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const char32_t lead = byte(at);
  const Utf8Step invalid{lead, 1, false};
  if (lead < 0x80) return {lead, 1, true};
  if (lead < 0xc2 || lead > 0xf4) return invalid;
  const std::size_t bytes = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (text.size() - at < bytes) return invalid;
  char32_t character = lead & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xc0U) != 0x80U) return invalid;
    character = (character << 6) | (byte(at + i) & 0x3fU);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (character < smallest[bytes] || character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff)) {
    return invalid;
  }
  return {character, bytes, true};
}

[[nodiscard]] constexpr bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = decode_utf8(text, at);
    if (!step.valid) return false;
    at += step.bytes;
  }
  return true;
}

inline void append_utf8(std::string& text, char32_t character) {
  const auto put = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (character < 0x80) {
    put(character);
  } else if (character < 0x800) {
    put(0xc0 | (character >> 6));
    put(0x80 | (character & 0x3f));
  } else if (character < 0x10000) {
    put(0xe0 | (character >> 12));
    put(0x80 | ((character >> 6) & 0x3f));
    put(0x80 | (character & 0x3f));
  } else {
    put(0xf0 | (character >> 18));
    put(0x80 | ((character >> 12) & 0x3f));
    put(0x80 | ((character >> 6) & 0x3f));
    put(0x80 | (character & 0x3f));
  }
}

/// Any bytes as UTF-8: each byte becomes the character of that number (Latin-1). latin1_from_utf8 takes it back.
[[nodiscard]] inline std::string utf8_from_latin1(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) append_utf8(text, static_cast<unsigned char>(byte));
  return text;
}

/// Nothing if the text is not UTF-8 or holds a character above U+00FF.
[[nodiscard]] inline std::optional<std::string> latin1_from_utf8(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = decode_utf8(text, at);
    if (!step.valid || step.character > 0xff) return std::nullopt;
    bytes.push_back(static_cast<char>(step.character));
    at += step.bytes;
  }
  return bytes;
}

/// A text that is mostly UTF-8 made wholly so: stray bytes are taken for Latin-1, which they usually are. Not
/// reversible: for readers, not for storage.
[[nodiscard]] inline std::string repaired_utf8(std::string_view text) {
  std::string repaired;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = decode_utf8(text, at);
    append_utf8(repaired, step.character);
    at += step.bytes;
  }
  return repaired;
}

/// True for characters that a terminal or editor acts on instead of showing: controls, line separators, marks that
/// turn the direction of writing (a name could hide what follows it), and invisible ones.
[[nodiscard]] constexpr bool is_unprintable(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || c == 0x180e ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
         (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

}  // namespace leeway::inline v0_1
