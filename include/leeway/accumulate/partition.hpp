#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// A frozen division of the real line into cells, with a channel for everything that is not an ordinary number.
///
/// Edges e_1 < ... < e_k make k + 1 cells by the rule `cell(x) = #{edges <= x}`, that is `[lo, hi)`. Around them stand
/// two cells for values outside the training range, and three channels. A *slot* is the flat index of all of these:
///
/// | slot      | holds                                             |
/// |-----------|---------------------------------------------------|
/// | 0         | -inf                                              |
/// | 1         | finite, below `lowest()`                          |
/// | 2 .. k+2  | the k + 1 cells                                   |
/// | k+3       | finite, above `highest()`                         |
/// | k+4       | +inf                                              |
/// | k+5       | missing (NaN)                                     |
///
/// Slots but the last stand in the order of the values they hold, so cumulative counts are a distribution function.
template <std::floating_point Value = double>
class Partition {
 public:
  /// One cell that holds every finite number.
  Partition() = default;

  /// Throws ConfigError unless the edges are finite, strictly ascending and inside (lowest, highest].
  Partition(Value lowest, std::vector<Value> edges, Value highest)
      : lowest_(lowest), highest_(highest), edges_(std::move(edges)) {
    Value previous = lowest_;
    for (const Value edge : edges_) {
      if (!is_finite(edge) || !(edge > previous)) {
        throw ConfigError("partition: edges must be finite, strictly ascending and above the lowest value");
      }
      previous = edge;
    }
    if (is_missing(lowest_) || is_missing(highest_) || highest_ < previous) {
      throw ConfigError("partition: the highest value must not be below the last edge");
    }
  }

  [[nodiscard]] std::size_t cell_count() const noexcept { return edges_.size() + 1; }
  [[nodiscard]] std::size_t slot_count() const noexcept { return edges_.size() + 6; }
  [[nodiscard]] std::span<const Value> edges() const noexcept { return edges_; }
  [[nodiscard]] Value lowest() const noexcept { return lowest_; }
  [[nodiscard]] Value highest() const noexcept { return highest_; }

  [[nodiscard]] std::size_t negative_infinity_slot() const noexcept { return 0; }
  [[nodiscard]] std::size_t below_range_slot() const noexcept { return 1; }
  [[nodiscard]] std::size_t first_cell_slot() const noexcept { return 2; }
  [[nodiscard]] std::size_t above_range_slot() const noexcept { return edges_.size() + 3; }
  [[nodiscard]] std::size_t positive_infinity_slot() const noexcept { return edges_.size() + 4; }
  [[nodiscard]] std::size_t missing_slot() const noexcept { return edges_.size() + 5; }

  /// Where the values of a slot begin and end.
  struct Bounds {
    Value from;
    Value to;
  };
  /// Of any slot but the missing one. Outside the training range one end is infinite; a slot of an infinity has it at
  /// both.
  [[nodiscard]] Bounds bounds(std::size_t slot) const noexcept {
    return {begin_of(slot), slot == negative_infinity_slot() ? begin_of(slot) : begin_of(slot + 1)};
  }

  /// The slot of any value, NaN and infinities included. O(log k), no branches in the search.
  [[nodiscard]] std::size_t slot(Value x) const noexcept {
    if (!is_finite(x)) [[unlikely]] {
      if (is_missing(x)) return missing_slot();
      return x > 0 ? positive_infinity_slot() : negative_infinity_slot();
    }
    return 1 + static_cast<std::size_t>(x >= lowest_) + edges_not_above(x) + static_cast<std::size_t>(x > highest_);
  }

  /// The same cells for live data of another type. Edges are rounded to that type, because training values that were
  /// 0.1 as double arrive as 0.1f: compared with the unrounded edge the whole atom would land in the next cell, and
  /// identical data would look drifted. Rounding is monotone, so equal values stay together; cells narrower than the
  /// live type's resolution become empty.
  template <std::floating_point Live>
  [[nodiscard]] Partition<Live> rounded_to() const {
    Partition<Live> rounded;
    rounded.lowest_ = round_to<Live>(lowest_);
    rounded.highest_ = round_to<Live>(highest_);
    rounded.edges_.reserve(edges_.size());
    for (const Value edge : edges_) rounded.edges_.push_back(round_to<Live>(edge));
    return rounded;
  }

  /// The same cells for live values that are finer than the training values were: a service computes 0.1 as double,
  /// training stored 0.1f, which is larger, and the whole atom would land a cell too low. Each limit moves to where
  /// rounding to `Coarse` would reach it, so `before_rounding_to<float>().slot(x) == slot(float(x))`. Unchanged unless
  /// all limits are `Coarse` numbers already: then the training values were not.
  template <std::floating_point Coarse>
  [[nodiscard]] Partition before_rounding_to() const {
    const auto is_coarse = [](Value x) { return static_cast<Value>(round_to<Coarse>(x)) == x; };
    if (!is_coarse(lowest_) || !is_coarse(highest_) || !std::all_of(edges_.begin(), edges_.end(), is_coarse)) {
      return *this;
    }
    constexpr Value infinity = std::numeric_limits<Value>::infinity();
    Partition moved = *this;
    moved.lowest_ = farthest_rounding_to<Coarse>(lowest_, -infinity);
    for (Value& edge : moved.edges_) edge = farthest_rounding_to<Coarse>(edge, -infinity);
    moved.highest_ = farthest_rounding_to<Coarse>(highest_, infinity);
    return moved;
  }

  friend bool operator==(const Partition&, const Partition&) = default;

 private:
  template <std::floating_point>
  friend class Partition;

  [[nodiscard]] Value begin_of(std::size_t slot) const noexcept {
    constexpr Value infinity = std::numeric_limits<Value>::infinity();
    if (slot <= below_range_slot()) return -infinity;
    if (slot == first_cell_slot()) return lowest_;
    if (slot < above_range_slot()) return edges_[slot - first_cell_slot() - 1];
    return slot == above_range_slot() ? highest_ : infinity;
  }

  /// The last value towards `direction` that still rounds to `x`, a `Coarse` number.
  template <std::floating_point Coarse>
  static Value farthest_rounding_to(Value x, Value direction) noexcept {
    const auto neighbour = static_cast<Value>(std::nextafter(static_cast<Coarse>(x), static_cast<Coarse>(direction)));
    if (!is_finite(neighbour)) return x;
    const Value middle = x + (neighbour - x) / 2;  // rounds to whichever of the two is even
    return static_cast<Value>(static_cast<Coarse>(middle)) == x ? middle : std::nextafter(middle, x);
  }

  template <std::floating_point Live>
  static Live round_to(Value x) noexcept {
    using Limits = std::numeric_limits<Live>;
    if (x > static_cast<Value>((Limits::max)())) return Limits::infinity();  // out-of-range conversions are undefined
    if (x < static_cast<Value>(Limits::lowest())) return -Limits::infinity();
    return static_cast<Live>(x);
  }

  std::size_t edges_not_above(Value x) const noexcept {
    // Multiplying by the comparison keeps g++ from turning the halving into unpredictable branches
    // (measured for 64 edges: 5 ns against 29-32 ns for std::upper_bound).
    const Value* base = edges_.data();
    std::size_t length = edges_.size();
    if (length == 0) return 0;
    while (length > 1) {
      const std::size_t half = length / 2;
      base += half * static_cast<std::size_t>(base[half - 1] <= x);
      length -= half;
    }
    return static_cast<std::size_t>(base - edges_.data()) + static_cast<std::size_t>(*base <= x);
  }

  Value lowest_ = std::numeric_limits<Value>::lowest();
  Value highest_ = (std::numeric_limits<Value>::max)();
  std::vector<Value> edges_;
};

/// Cell edges in cumulative probability: fine in the tails, where harmful drift shows first, even inside.
/// 32 cells lose no measurable Kolmogorov-Smirnov power against raw data (.488 against .490 at .1 std, n = 1000).
inline constexpr auto default_edge_probabilities = [] {
  constexpr std::array<double, 5> tail{0.0001, 0.001, 0.005, 0.02, 0.05};
  constexpr std::size_t inner_edges = 21;
  std::array<double, 2 * tail.size() + inner_edges> probabilities{};
  std::size_t next = 0;
  for (const double p : tail) probabilities[next++] = p;
  for (std::size_t i = 1; i <= inner_edges; ++i) {
    probabilities[next++] = 0.05 + 0.90 * static_cast<double>(i) / (inner_edges + 1);
  }
  for (std::size_t i = tail.size(); i-- > 0;) probabilities[next++] = 1 - tail[i];
  return probabilities;
}();

/// Cells from a sample sorted ascending that holds finite values only.
///
/// A feature with no more distinct values than cells gets one cell per value. Otherwise edges are order statistics at
/// `probabilities` (ascending, inside (0, 1)); an edge never splits equal values, and a value so frequent that it spans
/// several of them gets a cell of its own. An empty sample gives the partition of one cell. O(n) at most.
template <std::floating_point Value>
[[nodiscard]] Partition<Value> quantile_partition(std::span<const Value> sorted,
                                                  std::span<const double> probabilities = default_edge_probabilities) {
  if (sorted.empty()) return Partition<Value>{};
  const std::size_t max_edges = probabilities.size();

  std::vector<Value> edges;
  edges.reserve(max_edges);
  auto above = [&](Value x) { return std::upper_bound(sorted.begin(), sorted.end(), x); };
  for (auto next = above(sorted.front()); next != sorted.end() && edges.size() <= max_edges; next = above(*next)) {
    edges.push_back(*next);
  }
  if (edges.size() > max_edges) {  // too many distinct values for one cell each
    edges.clear();
    for (const double p : probabilities) {
      const auto rank = static_cast<std::size_t>(p * static_cast<double>(sorted.size()));
      Value edge = sorted[(std::min)(rank, sorted.size() - 1)];
      const Value previous = edges.empty() ? sorted.front() : edges.back();
      if (edge < previous) continue;  // the cell of a frequent value was closed already
      if (edge == previous) {         // the value behind the previous edge reaches this far: close its cell behind it
        const auto next = above(previous);
        if (next == sorted.end()) break;
        edge = *next;
      }
      edges.push_back(edge);
    }
  }
  return Partition<Value>(sorted.front(), std::move(edges), sorted.back());
}

}  // namespace leeway::inline v0_1
