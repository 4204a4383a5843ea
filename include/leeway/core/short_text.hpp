#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "leeway/core/hash.hpp"

namespace leeway::inline v0_1 {

/// A text of at most 63 bytes that lives in place: the key of a category table whose memory must not grow with what
/// a caller sends. A longer text keeps its first bytes, whole UTF-8 characters only, and ends in `~` and eight hex
/// digits of the whole text's fingerprint, so that different long texts stay different.
class ShortText {
 public:
  static constexpr std::size_t max_size = 63;

  constexpr ShortText() = default;
  ShortText(std::string_view text) noexcept {  // NOLINT(google-explicit-constructor): a text by another storage
    if (text.size() <= max_size) {
      assign(text);
    } else {
      fold(text);
    }
  }

  [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  friend bool operator==(const ShortText& a, const ShortText& b) noexcept { return a.view() == b.view(); }
  friend std::strong_ordering operator<=>(const ShortText& a, const ShortText& b) noexcept {
    return a.view() <=> b.view();
  }

 private:
  static constexpr std::size_t digest_size = 9;  // '~' and eight hex digits

  void assign(std::string_view text) noexcept {
    if (!text.empty()) std::memcpy(bytes_.data(), text.data(), text.size());
    size_ = static_cast<unsigned char>(text.size());
  }

  void fold(std::string_view text) noexcept {
    std::size_t kept = max_size - digest_size;
    while (kept > 0 && (static_cast<unsigned char>(text[kept]) & 0xc0U) == 0x80U) --kept;
    assign(text.substr(0, kept));
    ContentHash digest;  // not hash_text: the folded text may be written to a file
    digest.add(text);
    const std::uint64_t bits = mix_bits(digest.value());
    bytes_[kept] = '~';
    for (std::size_t i = 0; i < digest_size - 1; ++i)
      bytes_[kept + 1 + i] = "0123456789abcdef"[(bits >> (4 * i)) & 15U];
    size_ = static_cast<unsigned char>(kept + digest_size);
  }

  std::array<char, max_size> bytes_{};
  unsigned char size_ = 0;
};

}  // namespace leeway::inline v0_1
