#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace leeway::inline v0_1 {

/// Puts numbers into bytes for a binary file, the same on every machine.
class ByteWriter {
 public:
  void byte(unsigned char value) { bytes_ += static_cast<char>(value); }
  void bytes(std::string_view bytes) { bytes_ += bytes; }
  /// `Word` in as many bytes as it has, little-endian.
  template <class Word = std::uint64_t>
  void word(Word value) {
    for (std::size_t i = 0; i < sizeof(Word); ++i) byte(static_cast<unsigned char>(value >> (8 * i)));
  }
  /// Seven bits a byte, the lowest first, the high bit says that more follow: one byte below 128, ten at most.
  void whole(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<unsigned char>(value | 0x80));
    byte(static_cast<unsigned char>(value));
  }
  /// 0, -1, 1, -2, ... as whole 0, 1, 2, 3, ...
  void integer(std::int64_t value) {
    whole((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }

  [[nodiscard]] std::string_view view() const noexcept { return bytes_; }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace leeway::inline v0_1
