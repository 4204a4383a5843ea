#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "leeway/baseline/block_counter.hpp"
#include "leeway/baseline/season.hpp"
#include "leeway/core/time.hpp"

namespace leeway::inline v0_1 {

/// Cuts training data that carry times into at most `max_blocks` blocks of equal duration, without knowing the whole
/// span beforehand: blocks of an hour, or of a day where there is a season (so that each goes through a whole cycle of
/// hours), which become 2, 4, 8 hours, days, weeks as more come. Rows need not come in the order of their times.
/// Durations are aligned to Mondays 00:00 UTC.
class TimeBlocks {
 public:
  explicit TimeBlocks(Season season) : season_(season), duration_(season == Season::none ? hour : day) {}

  [[nodiscard]] bool used() const noexcept { return !numbers_.empty(); }

  /// The stretch a time belongs to. When blocks must become longer first, calls `merged` with the function that gives
  /// the old numbers new ones.
  template <class Merged>
  [[nodiscard]] Stretch stretch(TimePoint time, Merged&& merged) {
    const auto known = numbers_.find(key_of(time));
    if (known != numbers_.end()) return {known->second, slice_of(season_, time)};
    while (numbers_.size() >= max_blocks && !numbers_.contains(key_of(time))) lengthen(merged);
    const std::size_t number = numbers_.try_emplace(key_of(time), numbers_.size()).first->second;
    return {number, slice_of(season_, time)};
  }

  /// When each block began, in the order of time, after `merged` was called to number the blocks so.
  template <class Merged>
  [[nodiscard]] std::vector<TimePoint> finish(Merged&& merged) {
    std::vector<TimePoint> begins;
    if (numbers_.empty()) return begins;
    std::vector<std::size_t> rank(numbers_.size());
    for (auto& [key, number] : numbers_) {
      begins.push_back(begin_of(key));
      rank[number] = begins.size() - 1;
      number = begins.size() - 1;
    }
    merged([&](std::size_t number) { return rank[number]; });
    return begins;
  }

 private:
  using Seconds = std::chrono::seconds;
  static constexpr Seconds hour = std::chrono::hours(1);
  static constexpr Seconds day = std::chrono::hours(24);
  static constexpr Seconds monday = std::chrono::hours(4 * 24);  // the first after the epoch, a Thursday

  [[nodiscard]] std::int64_t key_of(TimePoint time) const noexcept {
    const std::int64_t since = (time.time_since_epoch() - monday).count();
    const std::int64_t length = duration_.count();
    return since >= 0 ? since / length : -((-since + length - 1) / length);
  }
  [[nodiscard]] TimePoint begin_of(std::int64_t key) const noexcept { return TimePoint(monday + key * duration_); }

  template <class Merged>
  void lengthen(Merged& merged) {
    std::vector<std::pair<TimePoint, std::size_t>> blocks;
    for (const auto& [key, number] : numbers_) blocks.emplace_back(begin_of(key), number);
    if (duration_ == std::chrono::hours(8)) {
      duration_ = day;
    } else if (duration_ == day && season_ == Season::hour_of_week) {
      duration_ = 7 * day;
    } else {
      duration_ *= 2;
    }
    std::vector<std::size_t> renumbered(blocks.size());
    numbers_.clear();
    for (const auto& [begin, number] : blocks) {
      renumbered[number] = numbers_.try_emplace(key_of(begin), numbers_.size()).first->second;
    }
    merged([&](std::size_t number) { return renumbered[number]; });
  }

  Season season_;
  Seconds duration_;
  std::map<std::int64_t, std::size_t> numbers_;  // of the blocks that hold rows
};

}  // namespace leeway::inline v0_1
