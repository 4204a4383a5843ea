#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>

namespace leeway {

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

/// A sum whose rounding error does not grow with the number of terms (Neumaier 1974, doi:10.1002/zamm.19740540106).
/// Error about 2 ulp of the result plus n * eps^2 * sum of |terms|; four flops a term.
/// Needs IEEE evaluation: under `-ffast-math` it degrades to a plain sum.
class StableSum {
 public:
  constexpr void add(double term) noexcept {
    const double total = sum_ + term;
    const bool sum_is_larger = (sum_ < 0 ? -sum_ : sum_) >= (term < 0 ? -term : term);
    correction_ += sum_is_larger ? (sum_ - total) + term : (term - total) + sum_;
    sum_ = total;
  }
  constexpr StableSum& operator+=(double term) noexcept {
    add(term);
    return *this;
  }
  /// The sum so far. Infinite terms give an infinite (or NaN) sum, as they would in a plain sum.
  [[nodiscard]] constexpr double value() const noexcept { return is_finite(sum_) ? sum_ + correction_ : sum_; }

 private:
  double sum_ = 0;
  double correction_ = 0;
};

}  // namespace leeway
