#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace leeway::inline v0_1::detail {

/// Sizes up to which KolmogorovExtremes is safe: then n m fits into 64 bits.
inline constexpr std::size_t kolmogorov_narrow_size = 0x7fffffff;

/// The integers of KolmogorovStatistic in 64 bits, twice as fast as in 128.
struct KolmogorovExtremes {
  std::int64_t reference_count;
  std::int64_t current_count;
  std::int64_t above = 0;  ///< n m max(F_reference - F_current)
  std::int64_t below = 0;  ///< n m max(F_current - F_reference)

  [[nodiscard]] std::int64_t difference(std::size_t reference_through, std::size_t current_through) const noexcept {
    return current_count * static_cast<std::int64_t>(reference_through) -
           reference_count * static_cast<std::int64_t>(current_through);
  }
  void add(std::int64_t difference) noexcept {
    above = (std::max)(above, difference);
    below = (std::max)(below, -difference);
  }
};

/// A merge of two sorted stretches that keeps the difference of the distribution functions as it goes. A group of equal
/// values is taken at once if both sides have it; within one side's own the difference runs one way, so looking at it
/// there changes no extreme.
template <std::floating_point Value>
class KolmogorovMerge {
 public:
  KolmogorovMerge(std::span<const Value> reference, std::span<const Value> current, std::int64_t difference,
                  const KolmogorovExtremes& of) noexcept
      : reference_(reference.data()),
        reference_end_(reference.data() + reference.size()),
        current_(current.data()),
        current_end_(current.data() + current.size()),
        up_(of.current_count),
        down_(of.reference_count),
        difference_(difference),
        highest_(difference),
        lowest_(difference) {}

  /// When one side has come to its end, the rest of the other leads straight to the difference at the end of both.
  [[nodiscard]] bool undecided() const noexcept { return reference_ != reference_end_ && current_ != current_end_; }

  /// One value, or a group that both sides have. Which side comes next is a coin toss on continuous data: no branch.
  [[gnu::always_inline]] void step() noexcept {
    const Value x = *reference_;
    const Value y = *current_;
    if (x == y) {
      both_have_ = true;
      for (; reference_ != reference_end_ && *reference_ == x; ++reference_) difference_ += up_;
      for (; current_ != current_end_ && *current_ == x; ++current_) difference_ -= down_;
    } else {
      const std::int64_t up = x < y;
      reference_ += up;
      current_ += 1 - up;
      difference_ += (-up & (up_ + down_)) - down_;
    }
    highest_ = (std::max)(highest_, difference_);
    lowest_ = (std::min)(lowest_, difference_);
  }

  void add_to(KolmogorovExtremes& extremes) const noexcept {
    extremes.add(highest_);
    extremes.add(lowest_);
  }
  [[nodiscard]] bool both_have_a_value() const noexcept { return both_have_; }

 private:
  const Value* reference_;
  const Value* reference_end_;
  const Value* current_;
  const Value* current_end_;
  std::int64_t up_;
  std::int64_t down_;
  std::int64_t difference_;
  std::int64_t highest_;
  std::int64_t lowest_;
  bool both_have_ = false;
};

/// Takes the extremes of two sorted samples; returns whether any values tie. O(n + m), 2.5 ns a value. Every step waits
/// for the one before, so two merges, of the values below a middle one and of the others, take turns: twice as fast.
template <std::floating_point Value>
[[nodiscard]] bool merge_extremes(std::span<const Value> reference, std::span<const Value> current,
                                  KolmogorovExtremes& extremes) noexcept {
  if (reference.empty() || current.empty()) return false;
  const Value middle = reference[reference.size() / 2];
  const auto below = [&](std::span<const Value> sample) {
    return static_cast<std::size_t>(std::lower_bound(sample.begin(), sample.end(), middle) - sample.begin());
  };
  const std::size_t i = below(reference);
  const std::size_t j = below(current);
  KolmogorovMerge<Value> lower(reference.first(i), current.first(j), 0, extremes);
  KolmogorovMerge<Value> upper(reference.subspan(i), current.subspan(j), extremes.difference(i, j), extremes);
  while (lower.undecided() && upper.undecided()) {
    lower.step();
    upper.step();
  }
  while (lower.undecided()) lower.step();
  while (upper.undecided()) upper.step();
  lower.add_to(extremes);
  upper.add_to(extremes);
  const auto repeats = [](std::span<const Value> sample) {
    return std::adjacent_find(sample.begin(), sample.end()) != sample.end();
  };
  return lower.both_have_a_value() || upper.both_have_a_value() || repeats(reference) || repeats(current);
}

/// Values looked up at a time.
inline constexpr std::size_t lookup_lanes = 16;

/// #{sorted < x} for several x; `sorted` must not be empty. Searches that take their steps together do not wait for
/// each other's memory, and without branches nothing is mispredicted: half the time of one search after another.
template <std::floating_point Value>
[[nodiscard]] std::array<std::size_t, lookup_lanes> count_below(std::span<const Value> sorted,
                                                                const std::array<Value, lookup_lanes>& x) noexcept {
  std::array<const Value*, lookup_lanes> base;
  base.fill(sorted.data());
  std::size_t length = sorted.size();
  while (length > 1) {
    const std::size_t half = length / 2;
#pragma GCC unroll 16
    for (std::size_t lane = 0; lane < lookup_lanes; ++lane) {
      base[lane] += half * static_cast<std::size_t>(base[lane][half - 1] < x[lane]);
    }
    length -= half;
  }
  std::array<std::size_t, lookup_lanes> below{};
  for (std::size_t lane = 0; lane < lookup_lanes; ++lane) {
    below[lane] =
        static_cast<std::size_t>(base[lane] - sorted.data()) + static_cast<std::size_t>(*base[lane] < x[lane]);
  }
  return below;
}

/// Calls `look(in_larger, in_smaller)`, the numbers of values passed on each side, wherever the distance of the
/// distribution functions may be extreme, looking up each value of the smaller sample in the larger: O(s log l) instead
/// of O(s + l). Between two values of the smaller sample the difference runs one way, so its extremes lie right before
/// and at them. Neither sample may be empty.
template <std::floating_point Value, class Look>
void look_up_extremes(std::span<const Value> larger, std::span<const Value> smaller, Look look) {
  for (std::size_t first = 0; first < smaller.size(); first += lookup_lanes) {
    const std::size_t filled = (std::min)(lookup_lanes, smaller.size() - first);
    std::array<Value, lookup_lanes> values{};
    std::copy_n(smaller.begin() + static_cast<std::ptrdiff_t>(first), filled, values.begin());
    const auto below = count_below(larger, values);
    for (std::size_t lane = 0; lane < filled; ++lane) {
      const Value value = values[lane];
      const std::size_t i = first + lane;
      if (i == 0 || smaller[i - 1] != value) look(below[lane], i);
      if (i + 1 < smaller.size() && smaller[i + 1] == value) continue;  // within a group of equal values
      std::size_t through = below[lane];
      if (through < larger.size() && larger[through] == value) {
        const auto from = larger.begin() + static_cast<std::ptrdiff_t>(through);
        through = static_cast<std::size_t>(std::upper_bound(from, larger.end(), value) - larger.begin());
      }
      look(through, i + 1);
    }
  }
}

}  // namespace leeway::inline v0_1::detail
