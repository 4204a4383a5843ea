#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace leeway::inline v0_1::detail {

/// Bit i is set where text[i] is `a` or `b`, for 64 characters. Plain C++: eight at a time in one integer.
inline std::uint64_t csv_marks_portable(const char* text, char a, char b) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t low = 0x7f7f7f7f7f7f7f7fU;
  // 0x80 in every byte that is zero, exactly (the shorter `(x - ones) & ~x` also marks a 1 above a zero byte)
  constexpr auto zero_bytes = [](std::uint64_t x) { return ~(((x & low) + low) | x | low); };
  std::uint64_t bits = 0;
  for (std::size_t word_at = 0; word_at < 8; ++word_at) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8; ++i) {  // compilers make one load of this; right on any byte order
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[word_at * 8 + i])) << (8 * i);
    }
    const std::uint64_t found = zero_bytes(word ^ (ones * static_cast<unsigned char>(a))) |
                                zero_bytes(word ^ (ones * static_cast<unsigned char>(b)));
    bits |= ((found >> 7) * 0x0102040810204080U >> 56) << (8 * word_at);  // gathers the eight marks into one byte
  }
  return bits;
}

/// The same, 16 characters an instruction where the processor has them (every x86-64 does).
inline std::uint64_t csv_marks(const char* text, char a, char b) noexcept {
#if defined(__SSE2__)
  const __m128i wanted_a = _mm_set1_epi8(a);
  const __m128i wanted_b = _mm_set1_epi8(b);
  std::uint64_t bits = 0;
  for (int part = 0; part < 4; ++part) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 16 * part));
    const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(block, wanted_a), _mm_cmpeq_epi8(block, wanted_b));
    bits |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(found))) << (16 * part);
  }
  return bits;
#else
  return csv_marks_portable(text, a, b);
#endif
}

}  // namespace leeway::inline v0_1::detail
