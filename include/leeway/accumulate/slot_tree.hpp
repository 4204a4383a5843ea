#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

#include "leeway/accumulate/block.hpp"
#include "leeway/accumulate/lanes.hpp"
#include "leeway/accumulate/partition.hpp"

#if !defined(LEEWAY_DETAIL_AVX2)
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define LEEWAY_DETAIL_AVX2 1
#else
#define LEEWAY_DETAIL_AVX2 0
#endif
#endif

namespace leeway::inline v0_1 {

#if LEEWAY_DETAIL_AVX2

namespace detail::avx2 {

#define LEEWAY_DETAIL_KERNEL [[gnu::target("avx2,fma,popcnt")]]
#define LEEWAY_DETAIL_STEP [[gnu::target("avx2,fma,popcnt"), gnu::always_inline]] inline

using Floats [[gnu::vector_size(32)]] = float;
using Half [[gnu::vector_size(16)]] = float;
using Doubles [[gnu::vector_size(32)]] = double;
using Ints [[gnu::vector_size(32)]] = std::int32_t;
using Words [[gnu::vector_size(32)]] = std::uint32_t;

template <class Vector>
LEEWAY_DETAIL_STEP Vector load(const float* from) noexcept {
  Vector vector;
  std::memcpy(&vector, from, sizeof vector);
  return vector;
}
/// table[index % 8] in each lane.
LEEWAY_DETAIL_STEP Floats pick(Floats table, Ints index) noexcept {
#ifdef __clang__
  return __builtin_ia32_permvarsf256(table, index);
#else
  return __builtin_shuffle(table, index);
#endif
}
LEEWAY_DETAIL_STEP Doubles four_doubles(const float* from) noexcept {
#ifdef __clang__
  return __builtin_convertvector(load<Half>(from), Doubles);
#else
  return __builtin_ia32_cvtps2pd256(load<Half>(from));  // g++ 12 takes four instructions for __builtin_convertvector
#endif
}
LEEWAY_DETAIL_STEP Half lower_half(Floats x) noexcept { return Half{x[0], x[1], x[2], x[3]}; }
LEEWAY_DETAIL_STEP Half upper_half(Floats x) noexcept { return Half{x[4], x[5], x[6], x[7]}; }
LEEWAY_DETAIL_STEP Half lesser(Half a, Half b) noexcept { return a < b ? a : b; }
LEEWAY_DETAIL_STEP Half greater(Half a, Half b) noexcept { return a > b ? a : b; }
LEEWAY_DETAIL_STEP double sum_of(Doubles x) noexcept { return (x[0] + x[2]) + (x[1] + x[3]); }

/// SlotTree::find.
LEEWAY_DETAIL_KERNEL inline ShiftedSums<float> find_in_tree(const float* nodes, float lowest, float highest,
                                                            std::span<const float> block, double origin,
                                                            std::uint32_t* places) noexcept {
  constexpr std::size_t step = 8;
  const Floats root = Floats{} + nodes[1];
  const Floats levels_1_2 = load<Floats>(nodes);  // nodes 2 .. 7
  const Floats level_3 = load<Floats>(nodes + 8);
  const Floats left_4 = load<Floats>(nodes + 16);
  const Floats right_4 = load<Floats>(nodes + 24);
  const Doubles shift = Doubles{} + origin;
  Doubles shifted[2] = {};
  Doubles squares[2] = {};
  Floats low = Floats{} + std::numeric_limits<float>::infinity();
  Floats high = -low;
  for (std::size_t i = 0; i < block.size(); i += step) {
    const float* from = block.data() + i;
    const Floats x = load<Floats>(from);
    // A comparison is -1 where it holds, so subtracting it turns right there: k = 2 k + (node k <= x).
    Ints k = 2 - (root <= x);
    k = k + k - (pick(levels_1_2, k) <= x);
    k = k + k - (pick(levels_1_2, k) <= x);
    k = k + k - (pick(level_3, k) <= x);
    k = k + k - ((k >= 24 ? pick(right_4, k) : pick(left_4, k)) <= x);
    // 32 edges are behind k = 32. As if all were inside the range, slot 2 being the first cell: mended below.
    const Ints slot = k - 30;
    const Words lane = reinterpret_cast<Words>(x) * lane_factor >> lane_shift;
    const Ints place = (slot << 2) | reinterpret_cast<Ints>(lane);
    std::memcpy(places + i, &place, sizeof place);
    low = x < low ? x : low;
    high = x > high ? x : high;
    for (std::size_t half = 0; half < 2; ++half) {
      const Doubles distance = four_doubles(from + 4 * half) - shift;
      shifted[half] += distance;
      squares[half] += distance * distance;
    }
  }
  ShiftedSums<float> sums;
  sums.shifted = sum_of(shifted[0] + shifted[1]);
  sums.squares = sum_of(squares[0] + squares[1]);
  const Half lows = lesser(lower_half(low), upper_half(low));
  const Half highs = greater(lower_half(high), upper_half(high));
  sums.lowest = (std::min)((std::min)(lows[0], lows[1]), (std::min)(lows[2], lows[3]));
  sums.highest = (std::max)((std::max)(highs[0], highs[1]), (std::max)(highs[2], highs[3]));
  if (sums.lowest < lowest || sums.highest > highest) {  // seldom, and then in a pass of its own
    const Floats first = Floats{} + lowest;
    const Floats last = Floats{} + highest;
    for (std::size_t i = 0; i < block.size(); i += step) {
      const Floats x = load<Floats>(block.data() + i);
      Ints place;
      std::memcpy(&place, places + i, sizeof place);
      place += ((x < first) - (x > last)) << 2;
      std::memcpy(places + i, &place, sizeof place);
    }
  }
  return sums;
}

/// How many of 32 nodes are no more than `x`.
LEEWAY_DETAIL_STEP std::uint32_t nodes_reached(const float* nodes, float x) noexcept {
  std::uint32_t reached = 0;  // a bit a node
  for (std::size_t i = 0; i < 32; i += 8) {
    const Ints is_reached = load<Floats>(nodes + i) <= x;
    const int bits = __builtin_ia32_movmskps256(reinterpret_cast<Floats>(is_reached));
    reached = reached << 8 | static_cast<std::uint32_t>(bits);
  }
  return static_cast<std::uint32_t>(__builtin_popcount(reached));
}

#undef LEEWAY_DETAIL_STEP

}  // namespace detail::avx2

#endif

/// The places (slot and hash lane) of a block of floats, their sums and extrema, in one pass through the registers of
/// AVX2: the kernel of the serving path on x86. Eight values at a time walk down a tree of the edges, a level a
/// permute.
///
/// Compiled for AVX2 by the functions' target attribute, whatever the program is built for, and used where the
/// processor has it. Vector types of the compiler, not <immintrin.h>, which alone takes .43 s to compile; not Highway,
/// one more package for one kernel. AVX-512 was tried and left out: .63 against .60 ns a value (Zen 4, g++ 12), for its
/// registers are wider but its permutes no more. Measured here: .5 ns a value, .85 with the counting; SlotTable with
/// block_sums 2.1.
class SlotTree {
 public:
  static constexpr std::size_t max_edges = 31;
  static constexpr std::size_t step = 8;  ///< values taken at a time; what is left of a block is the caller's

  SlotTree() : SlotTree(Partition<float>{}) {}
  explicit SlotTree(const Partition<float>& partition) : lowest_(partition.lowest()), highest_(partition.highest()) {
    nodes_.fill(std::numeric_limits<float>::infinity());  // never reached by a finite value
    holds_all_ = partition.edges().size() <= max_edges;
    if (holds_all_) plant(partition.edges(), 1, 0);
#if LEEWAY_DETAIL_AVX2
    usable_ = holds_all_ && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
              __builtin_cpu_supports("popcnt");
#endif
  }

  /// This partition has few enough edges.
  [[nodiscard]] bool holds_all() const noexcept { return holds_all_; }
  /// And this processor the instructions that find() is made of.
  [[nodiscard]] bool usable() const noexcept { return usable_; }

  /// The slot of one finite value, if the tree holds_all() edges. It is compared with all of them: no load waits for
  /// another, and 128 bytes stay in the cache where the tables of many features do not.
  [[nodiscard]] std::size_t slot(float x) const noexcept {
    using Floats [[gnu::vector_size(16)]] = float;
    using Ints [[gnu::vector_size(16)]] = std::int32_t;
    Ints reached{};  // a comparison is -1 where it holds
    for (std::size_t i = 0; i < nodes_.size(); i += 4) {
      Floats edges;
      std::memcpy(&edges, &nodes_[i], sizeof edges);
      reached += edges <= x;
    }
    return slot_after(static_cast<std::uint32_t>(-((reached[0] + reached[2]) + (reached[1] + reached[3]))), x);
  }
#if LEEWAY_DETAIL_AVX2
  /// The same of a usable() tree, with half the instructions.
  LEEWAY_DETAIL_KERNEL [[gnu::always_inline]] std::size_t slot_by_avx2(float x) const noexcept {
    return slot_after(detail::avx2::nodes_reached(nodes_.data(), x), x);
  }
#endif

  /// places[i] = slot * hash_lanes + lane of block[i], whose size must be a multiple of `step`. Only for a usable()
  /// tree. The values may be any: if one is not finite then neither is `squares`, and the places are void.
  [[nodiscard]] ShiftedSums<float> find(std::span<const float> block, double origin,
                                        std::uint32_t* places) const noexcept {
#if LEEWAY_DETAIL_AVX2
    return detail::avx2::find_in_tree(nodes_.data(), lowest_, highest_, block, origin, places);
#else
    static_cast<void>(places);
    return block_sums(block, origin);
#endif
  }

 private:
  [[nodiscard]] std::size_t slot_after(std::uint32_t edges_reached, float x) const noexcept {
    return 2 + edges_reached - static_cast<std::uint32_t>(x < lowest_) + static_cast<std::uint32_t>(x > highest_);
  }

  /// Breadth first: the children of node n are 2 n and 2 n + 1. In order it holds the edges, then infinities.
  std::size_t plant(std::span<const float> edges, std::size_t node, std::size_t next) {
    if (node > max_edges) return next;
    next = plant(edges, 2 * node, next);
    if (next < edges.size()) nodes_[node] = edges[next];
    return plant(edges, 2 * node + 1, next + 1);
  }

  alignas(16) std::array<float, max_edges + 1> nodes_;
  float lowest_;
  float highest_;
  bool holds_all_ = false;
  bool usable_ = false;
};

}  // namespace leeway::inline v0_1
