#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "leeway/compare/counts.hpp"

namespace leeway::inline v0_1::detail {

/// Everything Pearson's test needs of a 2 x k table, from one pass over it.
struct ChiSquaredSums {
  double statistic = 0;
  double inverse_totals = 0;  ///< sum of 1 / column total
  std::size_t columns = 0;    ///< that are not empty
  bool sparse = false;        ///< some expected count is below chi_squared_sparse_below
};

/// Below this expected count the classical approximation is left (W. G. Cochran's rule).
inline constexpr double chi_squared_sparse_below = 5;

/// X^2 = sum_j (a_j n - b_j m)^2 / (m n c_j): the differences, not the expected counts, are formed first and exactly,
/// so counts of 1e15 that differ by a few leave no rounding noise. m and n are the sums of the two rows.
///
/// Columns go by in blocks of eight, as two rows of four lanes: one register of four or two of two, with the same sums
/// to the last bit (unless -ffast-math reorders them). In plain loops g++ would use no vector instructions, at -O2 and
/// -O3 alike.
class ChiSquaredPass {
 public:
  /// Programs for x86-64 at large are compiled for two lanes; whether the processor has four is asked at run time
  /// (53 us instead of 120 us at k = 100,000).
  [[nodiscard]] static ChiSquaredSums run(std::span<const std::uint64_t> reference,
                                          std::span<const std::uint64_t> current, std::uint64_t m,
                                          std::uint64_t n) noexcept {
    if (!products_are_exact(m, n)) return run_wide(reference, current, m, n);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return run_four_lanes(reference, current, m, n);
#endif
    return run_two_lanes(reference, current, m, n);
  }

  /// Every 64-bit machine has two lanes. `products_are_exact` must hold.
  [[nodiscard]] static ChiSquaredSums run_two_lanes(std::span<const std::uint64_t> reference,
                                                    std::span<const std::uint64_t> current, std::uint64_t m,
                                                    std::uint64_t n) noexcept {
    using Pair [[gnu::vector_size(16)]] = double;
    using PairBits [[gnu::vector_size(16)]] = std::int64_t;
    return run_lanes<Pair, PairBits>(reference, current, m, n);
  }

  /// Any counts whose sum is below 2^63; one column at a time.
  [[nodiscard]] static ChiSquaredSums run_wide(std::span<const std::uint64_t> reference,
                                               std::span<const std::uint64_t> current, std::uint64_t m,
                                               std::uint64_t n) noexcept {
    const double sparse_total = sparse_column_total(m, n);
    ChiSquaredSums sums;
    for (std::size_t column = 0; column < reference.size(); ++column) {
      const auto total = static_cast<double>(reference[column] + current[column]);
      if (total == 0) continue;
      const double difference = cross_difference(reference[column], n, current[column], m);
      sums.statistic += difference * difference / total;
      sums.inverse_totals += 1 / total;
      sums.columns += 1;
      sums.sparse |= total < sparse_total;
    }
    sums.statistic /= static_cast<double>(m) * static_cast<double>(n);
    return sums;
  }

  /// Whether a_j n and b_j m are exact as doubles for all counts up to m and n.
  [[nodiscard]] static bool products_are_exact(std::uint64_t m, std::uint64_t n) noexcept {
    return static_cast<double>(m) * static_cast<double>(n) < two_to_52;
  }

 private:
  static constexpr double two_to_52 = 4503599627370496.0;

  [[nodiscard]] static double sparse_column_total(std::uint64_t m, std::uint64_t n) noexcept {
    const auto reference_size = static_cast<double>(m);
    const auto current_size = static_cast<double>(n);
    return chi_squared_sparse_below * (reference_size + current_size) / (std::min)(reference_size, current_size);
  }

#if defined(__x86_64__)
  [[nodiscard, gnu::target("avx2")]] static ChiSquaredSums run_four_lanes(std::span<const std::uint64_t> reference,
                                                                          std::span<const std::uint64_t> current,
                                                                          std::uint64_t m, std::uint64_t n) noexcept {
    using Quad [[gnu::vector_size(32)]] = double;
    using QuadBits [[gnu::vector_size(32)]] = std::int64_t;
    return run_lanes<Quad, QuadBits>(reference, current, m, n);
  }
#endif

  /// Always inlined, for it must use the instructions that its caller may use.
  template <class Lanes, class Bits>
  [[nodiscard, gnu::always_inline]] static inline ChiSquaredSums run_lanes(std::span<const std::uint64_t> reference,
                                                                           std::span<const std::uint64_t> current,
                                                                           std::uint64_t m, std::uint64_t n) noexcept {
    constexpr std::size_t width = sizeof(Lanes) / sizeof(double);
    constexpr std::size_t row = 4;  // lanes whose sums are kept apart, whatever the width
    constexpr std::size_t block = 2 * row;
    constexpr double no_total = 1e150;
    const auto reference_size = static_cast<double>(m);
    const auto current_size = static_cast<double>(n);
    const double sparse_total = sparse_column_total(m, n);
    const Lanes magic = Lanes{} + two_to_52;
    const Bits magic_bits = Bits{} + std::bit_cast<std::int64_t>(two_to_52);
    const Bits no_total_bits = Bits{} + std::bit_cast<std::int64_t>(no_total);

    Lanes statistic[row / width] = {};
    Lanes inverse_totals[row / width] = {};
    Bits minus_empty = {};  // comparisons give -1
    Bits minus_sparse = {};
    const std::size_t size = reference.size();
    for (std::size_t column = 0; column < size; column += block) {
      const std::uint64_t* a = &reference[column];
      const std::uint64_t* b = &current[column];
      std::uint64_t last_a[block] = {};
      std::uint64_t last_b[block] = {};
      if (size - column < block) {  // the rest of the block is empty columns
        std::copy_n(a, size - column, last_a);
        std::copy_n(b, size - column, last_b);
        a = last_a;
        b = last_b;
      }
      for (std::size_t part = 0; part < row / width; ++part) {
        Bits bits[4];
        std::memcpy(&bits[0], a + part * width, sizeof(Bits));
        std::memcpy(&bits[1], b + part * width, sizeof(Bits));
        std::memcpy(&bits[2], a + row + part * width, sizeof(Bits));
        std::memcpy(&bits[3], b + row + part * width, sizeof(Bits));
        // Counts below 2^52 become doubles by their bits; there is no vector instruction for it before AVX-512.
        const Lanes a0 = reinterpret_cast<Lanes>(bits[0] | magic_bits) - magic;
        const Lanes b0 = reinterpret_cast<Lanes>(bits[1] | magic_bits) - magic;
        const Lanes a1 = reinterpret_cast<Lanes>(bits[2] | magic_bits) - magic;
        const Lanes b1 = reinterpret_cast<Lanes>(bits[3] | magic_bits) - magic;
        const Lanes difference0 = a0 * current_size - b0 * reference_size;
        const Lanes difference1 = a1 * current_size - b1 * reference_size;
        Lanes total0 = a0 + b0;
        Lanes total1 = a1 + b1;
        // An empty column's difference is 0. Given a total beyond any real one it adds nothing, without a branch.
        const Bits empty0 = total0 == Lanes{};
        const Bits empty1 = total1 == Lanes{};
        total0 += reinterpret_cast<Lanes>(empty0 & no_total_bits);
        total1 += reinterpret_cast<Lanes>(empty1 & no_total_bits);
        minus_empty += empty0 + empty1;
        minus_sparse += (total0 < sparse_total) + (total1 < sparse_total);
        // Division is the slowest step by far: one serves two columns.
        const Lanes product = 1 / (total0 * total1);
        const Lanes reciprocal0 = product * total1;
        const Lanes reciprocal1 = product * total0;
        statistic[part] += difference0 * difference0 * reciprocal0 + difference1 * difference1 * reciprocal1;
        inverse_totals[part] += reciprocal0 + reciprocal1;
      }
    }
    ChiSquaredSums sums;
    std::int64_t empty = 0;
    for (std::size_t lane = 0; lane < row; ++lane) {
      sums.statistic += statistic[lane / width][lane % width];
      sums.inverse_totals += inverse_totals[lane / width][lane % width];
    }
    for (std::size_t lane = 0; lane < width; ++lane) {
      empty -= minus_empty[lane];
      sums.sparse |= minus_sparse[lane] != 0;
    }
    sums.statistic /= reference_size * current_size;
    sums.columns = (size + block - 1) / block * block - static_cast<std::size_t>(empty);
    return sums;
  }
};

}  // namespace leeway::inline v0_1::detail
