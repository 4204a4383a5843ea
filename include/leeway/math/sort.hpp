#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// Below this many values std::sort wins (measured crossover 150-300 for double and float).
inline constexpr std::size_t radix_sort_threshold = 256;

template <std::floating_point Value>
using SortKey = std::conditional_t<sizeof(Value) == 4, std::uint32_t, std::uint64_t>;

/// An integer that orders as the number does: negative numbers have all bits flipped, the others the sign bit.
/// By arithmetic, not by a choice: g++ makes a branch of one, mispredicted every other time (24 ns a value, not 8).
template <std::floating_point Value>
[[nodiscard]] constexpr SortKey<Value> to_sort_key(Value x) noexcept {
  using Key = SortKey<Value>;
  constexpr unsigned sign_place = 8 * sizeof(Key) - 1;
  const Key bits = std::bit_cast<Key>(x);
  return bits ^ (static_cast<Key>(Key{0} - (bits >> sign_place)) | (Key{1} << sign_place));
}

inline constexpr unsigned radix_digits = 3;

/// Bits of a digit. All digits together must tell nearly all values apart, beyond the twelve bits of sign and exponent;
/// more would only cost: counters are cleared and read, and beyond the first-level cache every move waits.
inline constexpr unsigned few_values_digit_bits = 8;
inline constexpr unsigned many_values_digit_bits = 11;
inline constexpr std::size_t radix_many_values = 8192;

/// Sorts by the three digits of the keys that begin at bit `shift`; a digit that is equal in all keys costs nothing.
/// Values are moved and keys made on the way: cheaper than two arrays of keys.
template <unsigned digit_bits, std::floating_point Value>
void radix_sort_window(std::span<Value> values, unsigned shift) {
  constexpr std::size_t places_of_digit = std::size_t{1} << digit_bits;
  constexpr SortKey<Value> mask = places_of_digit - 1;
  const auto digit_of = [&](Value x, unsigned digit) {
    // In two shifts, for a float's keys may end before the last digit does.
    return static_cast<std::size_t>((to_sort_key(x) >> shift >> (digit_bits * digit)) & mask);
  };
  std::array<std::array<std::uint32_t, places_of_digit>, radix_digits> counts{};
  for (const Value x : values) {
    for (unsigned digit = 0; digit < radix_digits; ++digit) ++counts[digit][digit_of(x, digit)];
  }
  const auto scratch = std::make_unique_for_overwrite<Value[]>(values.size());
  std::span<Value> from = values;
  std::span<Value> to(scratch.get(), values.size());
  for (unsigned digit = 0; digit < radix_digits; ++digit) {
    auto& places = counts[digit];
    if (places[digit_of(from.front(), digit)] == from.size()) continue;
    std::uint32_t place = 0;
    for (std::uint32_t& count : places) place += std::exchange(count, place);
    for (const Value x : from) to[places[digit_of(x, digit)]++] = x;
    std::swap(from, to);
  }
  if (from.data() != values.data()) std::copy(from.begin(), from.end(), values.begin());
}

}  // namespace detail

/// Sorts in place, ascending; -0 and +0 are equal and infinities are values. The sample must be free of NaN, which has
/// no place in the order (`sorted_values` leaves it out).
///
/// Radix sort by the 24 or 33 bits (below or from 8192 values on) of the keys right below those that all values share.
/// Values that still agree in these are put in order by std::sort, so no input is worse than O(n log n). Memory: n
/// values. Below 256 values it is std::sort; above 2^32 too, where the counters would be too small.
template <std::floating_point Value>
void sort_values(std::span<Value> values) {
  using Key = detail::SortKey<Value>;
  constexpr unsigned key_bits = 8 * sizeof(Key);
  if (values.size() < detail::radix_sort_threshold || values.size() > 0xffffffffULL) {
    std::sort(values.begin(), values.end());
    return;
  }
  const Key first = detail::to_sort_key(values.front());
  Key differing = 0;
  for (const Value x : values) differing |= detail::to_sort_key(x) ^ first;
  const auto top_bit = key_bits - static_cast<unsigned>(std::countl_zero(differing));  // bits above are shared
  const bool many = values.size() >= detail::radix_many_values;
  const unsigned window_bits =
      detail::radix_digits * (many ? detail::many_values_digit_bits : detail::few_values_digit_bits);
  const unsigned shift = top_bit > window_bits ? top_bit - window_bits : 0;
  if (many) {
    detail::radix_sort_window<detail::many_values_digit_bits>(values, shift);
  } else {
    detail::radix_sort_window<detail::few_values_digit_bits>(values, shift);
  }

  if (shift == 0) return;
  const auto window = [&](std::size_t i) { return detail::to_sort_key(values[i]) >> shift; };
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i - 1] <= values[i]) continue;
    std::size_t begin = i - 1;
    while (begin > 0 && window(begin - 1) == window(i)) --begin;
    std::size_t end = i + 1;
    while (end < values.size() && window(end) == window(i)) ++end;
    std::sort(values.begin() + static_cast<std::ptrdiff_t>(begin), values.begin() + static_cast<std::ptrdiff_t>(end));
    i = end - 1;
  }
}

/// A sorted copy without the missing values (NaN). Infinities stay: they are ordered values.
template <std::floating_point Value>
[[nodiscard]] std::vector<Value> sorted_values(std::span<const Value> values) {
  std::vector<Value> present(values.size());
  std::size_t kept = 0;
  for (const Value x : values) {  // without a branch
    present[kept] = x;
    kept += static_cast<std::size_t>(!is_missing(x));
  }
  present.resize(kept);
  sort_values(std::span<Value>(present));
  return present;
}

}  // namespace leeway::inline v0_1
