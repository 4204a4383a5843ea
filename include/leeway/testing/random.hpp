#pragma once

#include <cstdint>

namespace leeway::inline v0_1::testing {

/// A seeded source of random draws that are the same bits on every platform: those of the standard library's
/// distributions differ from one implementation to the next. The words are splitmix64's (Steele, Lea and Flood 2014,
/// doi:10.1145/2660193.2660195); draws are made of them by comparisons alone, without a mathematical library.
/// For tests: fast and well mixed, not safe against guessing.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) noexcept : state_(seed) {}

  constexpr std::uint64_t word() noexcept {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15ULL;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
  }

  /// In [0, 1), a multiple of 2^-53.
  constexpr double uniform() noexcept { return static_cast<double>(word() >> 11) * 0x1p-53; }

  /// Any of 0, 1, ..., count - 1, all as likely; `count` must be positive.
  constexpr std::uint64_t below(std::uint64_t count) noexcept {
    const std::uint64_t uneven = (0 - count) % count;  // so many words would favour the low numbers
    std::uint64_t drawn = word();
    while (drawn < uneven) drawn = word();
    return drawn % count;
  }

  /// True with this probability; never at 0, always at 1.
  constexpr bool chance(double probability) noexcept { return uniform() < probability; }

  /// Standard normal: Karney's algorithm N (2016, doi:10.1145/2710016) with uniform() for its deviates.
  constexpr double normal() noexcept {
    for (;;) {
      std::uint64_t whole = 0;
      while (half_in_e()) ++whole;
      bool accepted = true;
      for (std::uint64_t i = 0; accepted && whole > 1 && i < whole * (whole - 1); ++i) accepted = half_in_e();
      const double part = uniform();
      for (std::uint64_t i = 0; accepted && i <= whole; ++i) accepted = decays(part, whole);
      if (!accepted) continue;
      const double size = static_cast<double>(whole) + part;
      return word() >> 63 != 0 ? -size : size;
    }
  }

  /// Exponential with mean 1, by von Neumann's comparisons (1951).
  constexpr double exponential() noexcept {
    for (std::uint64_t whole = 0;; ++whole) {
      const double part = uniform();
      if (falls_evenly(part)) return static_cast<double>(whole) + part;
    }
  }

 private:
  /// True with probability exp(-start): the run start > u1 > u2 > ... has an even length.
  constexpr bool falls_evenly(double start) noexcept {
    bool even = true;
    for (double drawn = uniform(); drawn < start; drawn = uniform()) {
      start = drawn;
      even = !even;
    }
    return even;
  }
  constexpr bool half_in_e() noexcept { return falls_evenly(0.5); }

  /// True with probability exp(-part * (2 whole + part) / (2 whole + 2)).
  constexpr bool decays(double part, std::uint64_t whole) noexcept {
    bool even = true;
    double last = part;
    for (;;) {
      const double drawn = uniform();
      if (!(drawn < last)) return even;
      if (!(uniform() * static_cast<double>(2 * whole + 2) < static_cast<double>(2 * whole) + part)) return even;
      last = drawn;
      even = !even;
    }
  }

  std::uint64_t state_;
};

}  // namespace leeway::inline v0_1::testing
