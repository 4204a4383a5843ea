#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "leeway/accumulate/block.hpp"
#include "leeway/accumulate/lanes.hpp"
#include "leeway/accumulate/moments.hpp"
#include "leeway/accumulate/slot_table.hpp"
#include "leeway/accumulate/slot_tree.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

/// How live values of one numeric feature find their cells, and the point their moments are taken about: made once of
/// the feature's baseline, read by all threads.
struct NumericProbe {
  explicit NumericProbe(const NumericBaseline& baseline)
      : tree(baseline.cells.partition().rounded_to<float>()),
        of_double(baseline.cells.partition().before_rounding_to<float>()),
        of_float(baseline.cells.partition().rounded_to<float>()) {
    // Sums of squares about the training mean lose the digits that the distance from it has beyond the spread. Within a
    // thousand standard deviations that is 1e-10 of the training variance at most.
    constexpr double limit = 0x1p200;  // squares stay finite
    const double mean = baseline.moments.mean();
    const double spread = baseline.moments.population_std_dev();
    if (!(std::fabs(mean) < limit)) return;
    const double reach = spread > 0x1p-100 ? 1024 * spread : 0;  // squares do not vanish
    origin = mean;
    lowest_near = (std::max)(mean - reach, -limit);
    highest_near = (std::min)(mean + reach, limit);
  }

  [[nodiscard]] const auto& table(double) const noexcept { return of_double; }
  [[nodiscard]] const auto& table(float) const noexcept { return of_float; }
  [[nodiscard]] std::size_t memory_bytes() const noexcept { return of_double.memory_bytes() + of_float.memory_bytes(); }

  // First what each value asks for.
  SlotTree tree;
  double origin = 0;
  double lowest_near = std::numeric_limits<double>::infinity();  // nothing is near
  double highest_near = -std::numeric_limits<double>::infinity();
  SlotTable<double> of_double;
  SlotTable<float> of_float;
};

/// What a thread adds live values of one numeric feature up in: less to do a value than a NumericWindow, which is made
/// of it afterwards. One increment says slot and lane; moments are plain sums about the probe's origin, without a
/// division a block, and values far from it go the slower way. About 1 ns a value in blocks, 5 ns one by one.
/// Memory: 32 bytes a slot. All calls take the same probe.
class NumericCounter {
 public:
  /// Best size of a block, if there is a choice: it should stay in the first-level cache while features take turns.
  static constexpr std::size_t block_size = 256;

  explicit NumericCounter(const NumericProbe& probe) : lanes_(probe.of_double.slot_count() * hash_lanes) {}

  void add(const NumericProbe& probe, double value) noexcept { add_single(probe, value, probe.of_double.slot(value)); }
  void add(const NumericProbe& probe, float value) noexcept {
#if LEEWAY_DETAIL_AVX2
    if (probe.tree.usable()) return add_by_avx2(probe, value);
#endif
    add_portably(probe, value);
  }

  /// A block of any values. The counts are those of adding one by one, the moments too, to rounding.
  template <std::floating_point Value>
  void add(const NumericProbe& probe, std::span<const Value> values) noexcept {
    for (; values.size() > block_size; values = values.subspan(block_size)) {
      add_block(probe, values.first(block_size));
    }
    add_block(probe, values);
  }

  /// Adds what was counted to a window of the probe's baseline.
  void add_to(const NumericProbe& probe, NumericWindow& window) const noexcept {
    std::uint64_t finite = 0;
    const auto& partition = probe.of_double.partition();
    for (std::size_t slot = 0; slot < partition.slot_count(); ++slot) {
      const bool is_number = slot != partition.negative_infinity_slot() && slot < partition.positive_infinity_slot();
      std::uint64_t count = 0;
      for (std::size_t place = slot * hash_lanes; place < (slot + 1) * hash_lanes; ++place) {
        count += lanes_[place];
        if (is_number) window.lanes[place] += lanes_[place];
      }
      window.counts[slot] += count;
      finite += is_number ? count : 0;
    }
    window.moments.merge(near_moments(probe.origin));
    window.moments.merge(far_);
    window.extrema.merge(Extrema<double>::from_state(finite, lowest_, highest_));
  }

  void reset() noexcept {
    std::fill(lanes_.begin(), lanes_.end(), 0);
    near_count_ = singles_ = 0;
    shifted_ = squares_ = {};
    single_shifted_ = single_squares_ = 0;
    far_ = {};
    lowest_ = (std::numeric_limits<double>::max)();
    highest_ = std::numeric_limits<double>::lowest();
  }

  /// Heap memory held, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept { return lanes_.capacity() * sizeof(std::uint64_t); }

 private:
#if LEEWAY_DETAIL_AVX2
  LEEWAY_DETAIL_KERNEL void add_by_avx2(const NumericProbe& probe, float value) noexcept {
    add_single(probe, value, probe.tree.slot_by_avx2(value));
  }
#endif
  /// Not inlined, so that choosing the path takes a test and a jump.
  [[gnu::noinline]] void add_portably(const NumericProbe& probe, float value) noexcept {
    add_single(probe, value, probe.tree.holds_all() ? probe.tree.slot(value) : probe.of_float.slot(value));
  }

  /// `slot` need be right for finite values only. Always inlined, to use the instructions that its caller may use.
  template <class Value>
  [[gnu::always_inline]] void add_single(const NumericProbe& probe, Value value, std::size_t slot) noexcept {
    if (!is_finite(value)) [[unlikely]]
      return add_not_finite(probe, static_cast<double>(value));
    ++lanes_[slot * hash_lanes + hash_lane(value)];
    const auto x = static_cast<double>(value);
    lowest_ = (std::min)(lowest_, x);
    highest_ = (std::max)(highest_, x);
    if (x >= probe.lowest_near && x <= probe.highest_near) [[likely]] {
      const double distance = x - probe.origin;
      single_shifted_ += distance;
      single_squares_ += distance * distance;
      if (++singles_ == block_size) add_singles();
    } else {
      add_far(x);
    }
  }
  // Not inlined, and called at the end only: what is called for nearly every value then saves no register.
  [[gnu::noinline]] void add_not_finite(const NumericProbe& probe, double value) noexcept {
    ++lanes_[probe.of_double.partition().slot(value) * hash_lanes];
  }
  [[gnu::noinline]] void add_far(double x) noexcept { far_.add(x); }

  /// A sum that does not round small terms away (TwoSum, Knuth).
  struct Sum {
    double value = 0;
    double rest = 0;
    void add(double term) noexcept {
      const double total = value + term;
      const double part = total - value;
      rest += (value - (total - part)) + (term - part);
      value = total;
    }
  };

  template <class Value>
  void add_block(const NumericProbe& probe, std::span<const Value> values) noexcept {
    constexpr std::size_t too_few = 12;  // for what a block costs at its beginning and end
    if (values.size() < too_few) {
      for (const Value x : values) add(probe, x);
      return;
    }
    if constexpr (std::same_as<Value, float>) {
      if (probe.tree.usable()) {
        std::array<std::uint32_t, block_size> places;
        const auto whole = values.first(values.size() - values.size() % SlotTree::step);
        const ShiftedSums<float> sums = probe.tree.find(whole, probe.origin, places.data());
        if (!is_finite(sums.squares)) return add_mixed(probe, values);
        std::uint64_t* const counts = lanes_.data();
        for (std::size_t i = 0; i < whole.size(); ++i) ++counts[places[i]];
        add_sums(probe, whole, sums);
        for (const float x : values.subspan(whole.size())) add(probe, x);
        return;
      }
    }
    const ShiftedSums<Value> sums = block_sums(values, probe.origin);
    if (!is_finite(sums.squares)) return add_mixed(probe, values);
    add_to_places(probe, values);
    add_sums(probe, values, sums);
  }

  /// A block with NaN or infinities among the numbers, or with numbers whose squares are infinite.
  template <class Value>
  void add_mixed(const NumericProbe& probe, std::span<const Value> values) noexcept {
    std::array<Value, block_size> scratch;
    std::size_t kept = 0;
    std::uint64_t missing = 0;
    for (const Value x : values) {
      scratch[kept] = x;  // without a branch: a third of a column may be missing
      kept += static_cast<std::size_t>(is_finite(x));
      missing += static_cast<std::uint64_t>(is_missing(x));
    }
    lanes_[probe.of_double.partition().missing_slot() * hash_lanes] += missing;
    if (kept + missing < values.size()) {
      for (const Value x : values) {
        if (!is_finite(x) && !is_missing(x)) add(probe, x);
      }
    }
    const std::span<const Value> finite(scratch.data(), kept);
    add_to_places(probe, finite);
    if (kept > 0) add_sums(probe, finite, block_sums(finite, probe.origin));
  }

  template <class Value>
  void add_to_places(const NumericProbe& probe, std::span<const Value> finite) noexcept {
    std::uint64_t* const counts = lanes_.data();
    probe.table(Value{}).for_each_place(finite, [=](std::size_t place) { ++counts[place]; });
  }

  template <class Value>
  void add_sums(const NumericProbe& probe, std::span<const Value> values, const ShiftedSums<Value>& sums) noexcept {
    const auto lowest = static_cast<double>(sums.lowest);
    const auto highest = static_cast<double>(sums.highest);
    lowest_ = (std::min)(lowest_, lowest);
    highest_ = (std::max)(highest_, highest);
    if (lowest >= probe.lowest_near && highest <= probe.highest_near) [[likely]] {
      add_near(values.size(), sums.shifted, sums.squares);
    } else {
      far_.merge(summarise_block<2>(values).moments);
    }
  }

  void add_near(std::uint64_t count, double shifted, double squares) noexcept {
    near_count_ += count;
    shifted_.add(shifted);
    squares_.add(squares);
  }
  /// Values that come one by one are summed like a block, which is added without rounding when it is full.
  [[gnu::noinline]] void add_singles() noexcept {
    add_near(singles_, single_shifted_, single_squares_);
    singles_ = 0;
    single_shifted_ = single_squares_ = 0;
  }

  [[nodiscard]] Moments<double, 2> near_moments(double origin) const noexcept {
    const std::uint64_t count = near_count_ + singles_;
    if (count == 0) return {};
    const auto n = static_cast<double>(count);
    Sum shifted = shifted_;
    Sum squares = squares_;
    shifted.add(single_shifted_);
    squares.add(single_squares_);
    const double step = (shifted.value + shifted.rest) / n;
    Sum mean{origin};
    mean.add(step);
    Moments<double, 2>::State state;
    state.count = count;
    state.mean = mean.value;
    state.mean_rest = mean.rest;
    // All values equal: what is left of the difference is rounding.
    if (lowest_ < highest_) state.m2 = (std::max)(squares.value - n * step * step + squares.rest, 0.0);
    return Moments<double, 2>::from_state(state);
  }

  std::vector<std::uint64_t> lanes_;  // of infinite and missing values the first of their slot's
  double lowest_ = (std::numeric_limits<double>::max)();
  double highest_ = std::numeric_limits<double>::lowest();
  double single_shifted_ = 0;
  double single_squares_ = 0;
  std::uint64_t singles_ = 0;
  std::uint64_t near_count_ = 0;
  Sum shifted_;
  Sum squares_;
  Moments<double, 2> far_;
};

}  // namespace leeway::inline v0_1
