#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace leeway::inline v0_1 {

/// The counts of the most recent windows, for any number of them, in logarithmic memory: neighbouring windows are added
/// up in groups whose sizes are powers of two, at most two of each size, the newest on their own (an exponential
/// histogram; Datar et al. 2002, doi:10.1137/S0097539701398363).
///
/// Memory: two groups of 8 bytes a slot for each power of two, up to `most_windows`; what is older is forgotten.
class RecentCounts {
 public:
  static constexpr std::uint64_t most_windows = 256;

  RecentCounts() = default;
  explicit RecentCounts(std::size_t slots) : slots_(slots) {}

  void add(std::span<const std::uint64_t> counts) {
    groups_.push_back({1, std::vector<std::uint64_t>(counts.begin(), counts.end())});
    // Where three groups have one size the two older ones become one, which may be the third of its own size.
    for (std::size_t newest = groups_.size() - 1; newest >= 2 && groups_[newest - 2].windows == groups_[newest].windows;
         newest -= 2) {
      Group& older = groups_[newest - 2];
      for (std::size_t slot = 0; slot < slots_; ++slot) older.counts[slot] += groups_[newest - 1].counts[slot];
      older.windows *= 2;
      groups_.erase(groups_.begin() + static_cast<std::ptrdiff_t>(newest) - 1);
    }
    while (groups_.front().windows > most_windows / 2) groups_.erase(groups_.begin());
  }
  void reset() noexcept { groups_.clear(); }

  /// The sum of the newest windows: as many as whole groups allow, at most `windows` and more than a third of them (if
  /// so many are remembered), and at least the newest.
  [[nodiscard]] std::vector<std::uint64_t> newest(std::uint64_t windows) const {
    std::vector<std::uint64_t> sum(slots_);
    std::uint64_t taken = 0;
    for (std::size_t i = groups_.size(); i-- > 0;) {
      if (taken > 0 && taken + groups_[i].windows > windows) break;
      for (std::size_t slot = 0; slot < slots_; ++slot) sum[slot] += groups_[i].counts[slot];
      taken += groups_[i].windows;
    }
    return sum;
  }
  [[nodiscard]] std::uint64_t windows() const noexcept {
    std::uint64_t total = 0;
    for (const Group& group : groups_) total += group.windows;
    return total;
  }
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    std::size_t bytes = groups_.capacity() * sizeof(Group);
    for (const Group& group : groups_) bytes += group.counts.capacity() * sizeof(std::uint64_t);
    return bytes;
  }

 private:
  struct Group {
    std::uint64_t windows = 0;
    std::vector<std::uint64_t> counts;
  };
  std::size_t slots_ = 0;
  std::vector<Group> groups_;  // oldest and largest first
};

}  // namespace leeway::inline v0_1
