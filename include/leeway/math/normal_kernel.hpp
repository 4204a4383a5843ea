#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace leeway::inline v0_1::detail {

/// Points that `sum_normal_kernels` takes at a time.
inline constexpr std::size_t normal_kernel_block = 8;

/// Always inlined, for it must use the instructions that its caller may use.
template <class Lanes, class Integers>
[[gnu::always_inline]] inline void sum_normal_kernels_by(const float* points, float* sums, std::size_t count,
                                                         const float* centres, const float* weights,
                                                         std::size_t sources) noexcept {
  constexpr std::size_t width = sizeof(Lanes) / sizeof(float);
  constexpr std::size_t registers = normal_kernel_block / width;
  constexpr float reach = 9;  // exp(-81 / 2) is 3e-18
  std::size_t begin = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < count; i += normal_kernel_block) {
    while (begin < sources && centres[begin] < points[i] - reach) ++begin;
    while (end < sources && centres[end] <= points[i + normal_kernel_block - 1] + reach) ++end;
    Lanes at[registers];
    Lanes sum[registers] = {};
    std::memcpy(at, points + i, sizeof at);
    for (std::size_t k = begin; k < end; ++k) {
      for (std::size_t lanes = 0; lanes < registers; ++lanes) {
        const Lanes z = at[lanes] - centres[k];
        Lanes x = z * z * -0.72134752F;    // the kernel is 2 to the power x
        const Lanes least = Lanes{} - 60;  // where reach ends
        x = x > least ? x : least;
        const Integers power = __builtin_convertvector(x - 0.5F, Integers);  // rounds to the nearest
        const Lanes r = x - __builtin_convertvector(power, Lanes);
        const Lanes series =
            1 + r * (0.69314718F +
                     r * (0.24022651F +
                          r * (0.055504109F + r * (0.0096181291F + r * (0.0013333558F + r * 0.00015403530F)))));
        const Integers power_of_two = (power + 127) << 23;
        sum[lanes] += weights[k] * series * reinterpret_cast<Lanes>(power_of_two);
      }
    }
    std::memcpy(sums + i, sum, sizeof sum);
  }
}

/// With four lanes, which every 64-bit machine has.
inline void sum_normal_kernels_four_lanes(const float* points, float* sums, std::size_t count, const float* centres,
                                          const float* weights, std::size_t sources) noexcept {
  using Lanes [[gnu::vector_size(16)]] = float;
  using Integers [[gnu::vector_size(16)]] = std::int32_t;
  sum_normal_kernels_by<Lanes, Integers>(points, sums, count, centres, weights, sources);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] inline void sum_normal_kernels_eight_lanes(const float* points, float* sums, std::size_t count,
                                                                   const float* centres, const float* weights,
                                                                   std::size_t sources) noexcept {
  using Lanes [[gnu::vector_size(32)]] = float;
  using Integers [[gnu::vector_size(32)]] = std::int32_t;
  sum_normal_kernels_by<Lanes, Integers>(points, sums, count, centres, weights, sources);
}
#endif

/// sums[i] = sum over k of weights[k] exp(-z^2 / 2), z = points[i] - centres[k], to 1e-5 relative where the points are
/// within 200 of 0. Sources more than nine away from a block of points are left out; others count for at least 2^-60.
/// Points and centres must ascend, `count` must be a multiple of normal_kernel_block. Half a nanosecond a pair with
/// AVX2, which is asked for at run time; the results are the same to the last bit without.
inline void sum_normal_kernels(const float* points, float* sums, std::size_t count, const float* centres,
                               const float* weights, std::size_t sources) noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    sum_normal_kernels_eight_lanes(points, sums, count, centres, weights, sources);
    return;
  }
#endif
  sum_normal_kernels_four_lanes(points, sums, count, centres, weights, sources);
}

}  // namespace leeway::inline v0_1::detail
