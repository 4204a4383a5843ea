#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace leeway::inline v0_1 {

/// Products of two sample sizes: 1e15 values on each side need more than 64 bits.
__extension__ using WideInteger = __int128;

namespace detail {

/// Division rounded down; the language rounds towards zero.
[[nodiscard]] constexpr std::int64_t floor_divide(WideInteger a, WideInteger b) noexcept {
  const WideInteger quotient = a / b;
  return static_cast<std::int64_t>(a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient);
}

/// Sum over x of P(x) / P(`likeliest`), where x of `draws` without replacement from `own` + `others` are own: the
/// inverse of P(likeliest), without a logarithm of a factorial and the digits that it costs. `likeliest` must be
/// possible.
[[nodiscard]] inline double hypergeometric_sum(std::int64_t draws, std::int64_t own, std::int64_t others,
                                               std::int64_t likeliest) noexcept {
  const auto odds_up = [&](std::int64_t x) {  // P(x + 1) / P(x)
    return static_cast<double>(draws - x) * static_cast<double>(own - x) /
           (static_cast<double>(x + 1) * static_cast<double>(others - draws + x + 1));
  };
  double sum = 1;
  double term = 1;
  for (std::int64_t x = likeliest; x < draws && x < own && term > 1e-18 * sum; ++x) sum += term *= odds_up(x);
  term = 1;
  for (std::int64_t x = likeliest; x > 0 && x > draws - others && term > 1e-18 * sum; --x) {
    sum += term /= odds_up(x - 1);
  }
  return sum;
}

/// target[j] += sum over k of source[k] * kernel[j - k]; the kernel must extend that far on both sides.
/// Four sources at a time: a quarter of the loads and stores.
inline void convolve(std::span<const double> source, const double* kernel, std::span<double> target) noexcept {
  double* __restrict to = target.data();
  std::size_t k = 0;
  for (; k + 4 <= source.size(); k += 4) {
    const double* const last = kernel - static_cast<std::ptrdiff_t>(k + 3);
    const double s0 = source[k];
    const double s1 = source[k + 1];
    const double s2 = source[k + 2];
    const double s3 = source[k + 3];
    for (std::size_t j = 0; j < target.size(); ++j) {
      to[j] += (s0 * last[j + 3] + s1 * last[j + 2]) + (s2 * last[j + 1] + s3 * last[j]);
    }
  }
  for (; k < source.size(); ++k) {
    const double* const from = kernel - static_cast<std::ptrdiff_t>(k);
    for (std::size_t j = 0; j < target.size(); ++j) to[j] += source[k] * from[j];
  }
}

}  // namespace detail

}  // namespace leeway::inline v0_1
