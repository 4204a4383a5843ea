#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// The levels of a KLL sketch (Karnin, Lang and Liberty 2016, doi:10.1109/FOCS.2016.17), the engine of Quantiles.
///
/// Level h holds values that stand for 2^h each. When all room is taken, the lowest level that has reached its capacity
/// is sorted and every other value, starting at a random one of the first two, moves a level up. Capacities fall by 2/3
/// a level from `k` at the top to 8: the levels of Apache DataSketches, so that its published error holds here too.
///
/// One buffer, taken in the constructor, holds all levels there will ever be, the topmost at its end; free room is at
/// its front. So nothing is ever allocated later, and one more level is only one more mark.
/// Randomness comes from the seed alone. Values must be free of NaN; counting them is the owner's business.
template <std::floating_point Value>
class Compactors {
 public:
  static constexpr std::size_t min_capacity = 8;
  static constexpr std::size_t max_levels = 61;  // one more would hold values of 2^61: more than max_count
  static constexpr std::uint64_t max_count = std::uint64_t{1} << 60;

  /// Throws ConfigError unless 8 <= k <= 65535.
  Compactors(std::size_t k, std::uint64_t seed) : random_(seed) {
    if (k < min_capacity || k > (std::numeric_limits<std::uint16_t>::max)()) {
      throw ConfigError("quantiles: k is " + std::to_string(k) + " but must be 8 to 65535; 200 gives 1.3 % rank error");
    }
    k_ = static_cast<std::uint16_t>(k);
    values_.resize(capacity(max_levels));
    begins_[0] = static_cast<std::uint32_t>(values_.size());
    add_level();
  }

  void push(Value x) noexcept {
    if (room() == 0) compress();
    values_[--begins_[0]] = x;
  }

  /// A sorted run of any length. Every 2^h-th value, from a random one of the first 2^h on, enters level h: as many as
  /// that level takes between two compactions, so that this one random choice adds less error than those of the levels
  /// it skips.
  void push_sorted(std::span<const Value> run) noexcept {
    while (!run.empty()) {
      std::size_t level = 0;
      while ((run.size() >> (level + 1)) >= level_capacity(level + 1)) ++level;
      const std::size_t stride = std::size_t{1} << level;
      const std::size_t kept = run.size() >> level;
      insert(level, run.subspan(next_random() & (stride - 1)), stride, kept);
      run = run.subspan(kept << level);
    }
  }

  void merge(const Compactors& other) noexcept {
    for (std::size_t h = 0; h < other.levels_; ++h) insert(h, other.level(h), 1, other.size(h));
  }

  [[nodiscard]] std::uint16_t k() const noexcept { return k_; }
  [[nodiscard]] std::uint64_t random_state() const noexcept { return random_; }
  [[nodiscard]] std::size_t levels() const noexcept { return levels_; }
  /// Level 0 in any order, the others ascending.
  [[nodiscard]] std::span<const Value> level(std::size_t h) const noexcept {
    return std::span(values_).subspan(begins_[h], size(h));
  }
  /// All levels, level 0 first.
  [[nodiscard]] std::span<const Value> values() const noexcept { return std::span(values_).subspan(begins_[0]); }

  /// Fills empty levels from saved ones. Throws FormatError, saying what is wrong, when no sketch can have them.
  void restore(std::span<const std::uint32_t> sizes, std::span<const Value> values, std::uint64_t count) {
    auto require = [](bool holds, const char* what) {
      if (!holds) throw FormatError(std::string("quantiles: the saved sketch has ") + what);
    };
    require(sizes.size() <= max_levels, "too many levels");
    while (levels_ < sizes.size()) add_level();
    std::uint64_t total = 0;
    std::uint64_t weight = 0;
    for (std::size_t h = 0; h < sizes.size(); ++h) {
      require(sizes[h] <= ((max_count - weight) >> h), "more weight than a sketch can have");
      total += sizes[h];
      weight += std::uint64_t{sizes[h]} << h;
    }
    require(weight == count, "levels that do not add up to its count");
    require(total == values.size(), "levels that do not add up to its values");
    require(total <= capacity(levels_), "more values than its k allows");
    std::copy(values.begin(), values.end(), values_.end() - static_cast<std::ptrdiff_t>(total));
    for (std::size_t h = levels_; h-- > 0;) {
      begins_[h] = begins_[h + 1] - (h < sizes.size() ? sizes[h] : 0);
      const auto run = level(h);
      require(h == 0 || std::is_sorted(run.begin(), run.end()), "a level that is not sorted");
    }
  }

  /// Values that so many levels have room for.
  [[nodiscard]] static std::size_t capacity(std::size_t k, std::size_t levels) noexcept {
    std::size_t sum = 0;
    for (std::size_t depth = 0; depth < levels; ++depth) sum += depth_capacity(k, depth);
    return sum;
  }

  friend bool operator==(const Compactors& a, const Compactors& b) noexcept {
    return a.k_ == b.k_ && a.random_ == b.random_ && a.levels_ == b.levels_ &&
           std::equal(a.begins_.begin(), a.begins_.begin() + static_cast<std::ptrdiff_t>(a.levels_),
                      b.begins_.begin()) &&
           std::ranges::equal(a.values(), b.values());
  }

 private:
  /// Of a level `depth` below the top: k (2/3)^depth rounded, at least 8.
  [[nodiscard]] static std::size_t depth_capacity(std::size_t k, std::size_t depth) noexcept {
    if (depth > 22) return min_capacity;  // even for k = 65535; and the powers stay below 2^64
    std::uint64_t power_of_3 = 1;
    for (std::size_t i = 0; i < depth; ++i) power_of_3 *= 3;
    return (std::max)(min_capacity, static_cast<std::size_t>(((std::uint64_t{k} << (depth + 1)) / power_of_3 + 1) / 2));
  }
  [[nodiscard]] std::size_t level_capacity(std::size_t level) const noexcept {
    return level < levels_ ? depth_capacity(k_, levels_ - 1 - level) : k_;
  }
  [[nodiscard]] std::size_t capacity(std::size_t levels) const noexcept { return capacity(k_, levels); }
  [[nodiscard]] std::size_t size(std::size_t level) const noexcept { return begins_[level + 1] - begins_[level]; }
  [[nodiscard]] std::size_t room() const noexcept { return begins_[0] - floor_; }
  [[nodiscard]] Value* at(std::size_t level) noexcept { return values_.data() + begins_[level]; }

  void add_level() noexcept {
    begins_[++levels_] = static_cast<std::uint32_t>(values_.size());
    floor_ = static_cast<std::uint32_t>(values_.size() - capacity(levels_));
  }

  std::uint64_t next_random() noexcept {  // splitmix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195)
    random_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = random_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  /// Makes room by moving half of the lowest full level up; there is one, for the levels together are full.
  void compress() noexcept {
    std::size_t full = 0;
    while (size(full) < level_capacity(full)) ++full;
    if (full + 1 == levels_) add_level();

    Value* const first = at(full) + size(full) % 2;  // of an odd number one stays behind
    Value* const end = at(full + 1);
    const std::size_t half = static_cast<std::size_t>(end - first) / 2;
    if (full == 0) std::sort(first, end);
    const Value* const chosen = first + (next_random() >> 63);
    for (std::size_t i = 0; i < half; ++i) first[i] = chosen[2 * i];
    merge_run(first, 1, half, end, at(full + 2));
    std::move_backward(at(0), first, first + half);
    begins_[full + 1] -= static_cast<std::uint32_t>(half);
    for (std::size_t h = 0; h <= full; ++h) begins_[h] += static_cast<std::uint32_t>(half);
  }

  /// Puts `count` values, every `stride`-th of a sorted run, into a level.
  void insert(std::size_t level, std::span<const Value> run, std::size_t stride, std::size_t count) noexcept {
    while (level >= levels_) add_level();
    for (std::size_t done = 0; done < count;) {
      if (room() == 0) compress();
      const std::size_t part = (std::min)(count - done, room());
      std::move(at(0), at(level), at(0) - part);
      merge_run(run.data() + done * stride, stride, part, at(level), at(level + 1));
      for (std::size_t h = 0; h <= level; ++h) begins_[h] -= static_cast<std::uint32_t>(part);
      done += part;
    }
  }

  /// Merges `count` values of a sorted run into the sorted [existing, end); the result begins `count` places lower.
  /// Writing never overtakes what is still to be read, which spares the second buffer std::inplace_merge allocates.
  static void merge_run(const Value* run, std::size_t stride, std::size_t count, Value* existing,
                        const Value* end) noexcept {
    Value* out = existing - count;
    for (std::size_t i = 0; i < count; ++out) {
      const bool take_existing = existing != end && *existing < run[i * stride];
      *out = take_existing ? *existing++ : run[stride * i++];
    }
  }

  std::uint16_t k_ = 0;
  std::uint32_t floor_ = 0;  // values begin nowhere below this: the capacity of the levels there are
  std::size_t levels_ = 0;
  std::uint64_t random_ = 0;
  std::array<std::uint32_t, max_levels + 1> begins_{};  // level h: [begins_[h], begins_[h + 1])
  std::vector<Value> values_;
};

}  // namespace leeway::inline v0_1
