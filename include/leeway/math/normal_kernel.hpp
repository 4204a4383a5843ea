#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace leeway::inline v0_1::detail {

/// Points that `add_normal_kernel` takes at a time.
inline constexpr std::size_t normal_kernel_block = 4;

/// Always inlined, for it must use the instructions that its caller may use.
template <class Lanes, class Integers, class Bits>
[[gnu::always_inline]] inline void add_normal_kernel_by(const double* points, double* sums, std::size_t count,
                                                        double centre, double scale, double weight) noexcept {
  constexpr std::size_t width = sizeof(Lanes) / sizeof(double);
  const Lanes least = Lanes{} - 700;  // beyond, the power of two below would leave its field
  for (std::size_t i = 0; i < count; i += width) {
    Lanes z, sum;
    std::memcpy(&z, points + i, sizeof z);
    std::memcpy(&sum, sums + i, sizeof sum);
    z = (z - centre) * scale;
    Lanes x = -0.5 * z * z;
    x = x > least ? x : least;
    const Integers power = __builtin_convertvector(x * 1.4426950408889634 - 0.5, Integers);  // rounds to the nearest
    const Lanes r = x - __builtin_convertvector(power, Lanes) * 0.6931471805599453;
    const Lanes series =
        1 +
        r * (1 + r * (1.0 / 2 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040)))))));
    const Bits power_of_two = (__builtin_convertvector(power, Bits) + 1023) << 52;
    sum += weight * series * reinterpret_cast<Lanes>(power_of_two);
    std::memcpy(sums + i, &sum, sizeof sum);
  }
}

/// With two lanes, which every 64-bit machine has.
inline void add_normal_kernel_two_lanes(const double* points, double* sums, std::size_t count, double centre,
                                        double scale, double weight) noexcept {
  using Lanes [[gnu::vector_size(16)]] = double;
  using Integers [[gnu::vector_size(8)]] = std::int32_t;
  using Bits [[gnu::vector_size(16)]] = std::int64_t;
  add_normal_kernel_by<Lanes, Integers, Bits>(points, sums, count, centre, scale, weight);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] inline void add_normal_kernel_four_lanes(const double* points, double* sums, std::size_t count,
                                                                 double centre, double scale, double weight) noexcept {
  using Lanes [[gnu::vector_size(32)]] = double;
  using Integers [[gnu::vector_size(16)]] = std::int32_t;
  using Bits [[gnu::vector_size(32)]] = std::int64_t;
  add_normal_kernel_by<Lanes, Integers, Bits>(points, sums, count, centre, scale, weight);
}
#endif

/// sums[i] += weight * exp(-z^2 / 2) with z = (points[i] - centre) * scale, to 1e-8 relative down to exp(-700) and no
/// lower than that. `count` must be a multiple of normal_kernel_block. 2 ns a point with AVX2 (asked for at run time;
/// the results are the same to the last bit), 3 ns without.
inline void add_normal_kernel(const double* points, double* sums, std::size_t count, double centre, double scale,
                              double weight) noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    add_normal_kernel_four_lanes(points, sums, count, centre, scale, weight);
    return;
  }
#endif
  add_normal_kernel_two_lanes(points, sums, count, centre, scale, weight);
}

}  // namespace leeway::inline v0_1::detail
