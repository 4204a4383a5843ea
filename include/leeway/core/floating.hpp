#pragma once

#include <bit>
#include <concepts>
#include <cstdint>

namespace leeway::inline v0_1 {

/// True for NaN. Tests the bits because `-ffast-math`, which services do use, lets the compiler fold `x != x` and
/// std::isnan to false, and every missing value would then be counted as an ordinary one.
template <std::floating_point Value>
[[nodiscard]] constexpr bool is_missing(Value x) noexcept {
  if constexpr (sizeof(Value) == sizeof(std::uint32_t)) {
    return (std::bit_cast<std::uint32_t>(x) & 0x7fffffffU) > 0x7f800000U;
  } else {
    static_assert(sizeof(Value) == sizeof(std::uint64_t), "float and double only: long double has no portable bits");
    return (std::bit_cast<std::uint64_t>(x) & 0x7fffffffffffffffULL) > 0x7ff0000000000000ULL;
  }
}

/// True for numbers that are neither NaN nor infinite; survives `-ffast-math` like is_missing.
template <std::floating_point Value>
[[nodiscard]] constexpr bool is_finite(Value x) noexcept {
  if constexpr (sizeof(Value) == sizeof(std::uint32_t)) {
    return (std::bit_cast<std::uint32_t>(x) & 0x7f800000U) != 0x7f800000U;
  } else {
    static_assert(sizeof(Value) == sizeof(std::uint64_t), "float and double only: long double has no portable bits");
    return (std::bit_cast<std::uint64_t>(x) & 0x7ff0000000000000ULL) != 0x7ff0000000000000ULL;
  }
}

}  // namespace leeway::inline v0_1
