#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>

#if __has_include(<sys/random.h>)
#include <sys/random.h>
#include <unistd.h>
#endif

#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

/// Spreads the bits of a 64-bit word (the finaliser of MurmurHash3; a bijection).
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t word) noexcept {
  word = (word ^ (word >> 33)) * 0xff51afd7ed558ccdULL;
  word = (word ^ (word >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return word ^ (word >> 33);
}

/// A number that is another one in each process and hard to guess from outside: the seed of in-memory tables that hold
/// what strangers send. Drawn once; never on the serving path.
[[nodiscard]] inline std::uint64_t process_seed() noexcept {
  static const std::uint64_t seed = [] {
    std::uint64_t drawn = 0;
#if __has_include(<sys/random.h>)
    if (getentropy(&drawn, sizeof drawn) == 0) return drawn;
#endif
    // Addresses differ from process to process where the system randomises them, and so does the time.
    drawn = mix_bits(reinterpret_cast<std::uintptr_t>(&drawn)) ^ reinterpret_cast<std::uintptr_t>(&process_seed);
    return mix_bits(drawn ^ static_cast<std::uint64_t>(std::time(nullptr)));
  }();
  return seed;
}

/// Hash of a text for in-memory tables, eight bytes a step. Not stable across byte orders: never write it to a file.
[[nodiscard]] inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) noexcept {
  std::uint64_t hash = mix_bits(seed ^ (text.size() * 0x9e3779b97f4a7c15ULL));
  const char* next = text.data();
  std::size_t left = text.size();
  for (; left >= 8; next += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, next, 8);
    hash = mix_bits(hash ^ word) + 0x9e3779b97f4a7c15ULL;
  }
  std::uint64_t tail = 0;
  if (left > 0) std::memcpy(&tail, next, left);
  return mix_bits(hash ^ tail);
}

/// Fingerprint of a sequence of values, the same on every platform: FNV-1a over little-endian bytes.
/// It tells contents apart, it does not protect them: an adversary can forge 64 bits.
class ContentHash {
 public:
  constexpr void add(std::uint64_t word) noexcept {
    for (int shift = 0; shift < 64; shift += 8) add_byte(static_cast<unsigned char>(word >> shift));
  }
  /// Tells 0.0 from -0.0; every NaN is the same one, for its sign and payload are an accident of the processor.
  constexpr void add(double value) noexcept {
    add(is_missing(value) ? std::uint64_t{0x7ff8000000000000} : std::bit_cast<std::uint64_t>(value));
  }
  constexpr void add(std::string_view text) noexcept {
    add(static_cast<std::uint64_t>(text.size()));  // the length, so that "ab","c" differs from "a","bc"
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
  }
  [[nodiscard]] constexpr std::uint64_t value() const noexcept { return hash_; }

 private:
  constexpr void add_byte(unsigned char byte) noexcept { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }

  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

/// Sixteen hex digits: how files hold a content hash, because JSON readers elsewhere keep 53 bits of a number.
[[nodiscard]] inline std::string hex_of(std::uint64_t word) {
  std::string digits(16, '0');
  for (std::size_t i = 0; i < 16; ++i) digits[15 - i] = "0123456789abcdef"[(word >> (4 * i)) & 15U];
  return digits;
}

}  // namespace leeway::inline v0_1
