#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// A run of equal values in the pooled sample: how many on each side, and how many smaller values came before.
/// Distribution functions have a meaning only at the end of such a group, ranks only as its mean.
struct TieGroup {
  std::uint64_t reference_before = 0;
  std::uint64_t current_before = 0;
  std::uint64_t reference = 0;
  std::uint64_t current = 0;

  [[nodiscard]] constexpr std::uint64_t size() const noexcept { return reference + current; }
  [[nodiscard]] constexpr std::uint64_t before() const noexcept { return reference_before + current_before; }
  /// Values not above this group's, on one side.
  [[nodiscard]] constexpr std::uint64_t reference_through() const noexcept { return reference_before + reference; }
  [[nodiscard]] constexpr std::uint64_t current_through() const noexcept { return current_before + current; }
  /// The rank (from 1) that each member of the group gets: the mean of the ranks they share.
  [[nodiscard]] constexpr double mid_rank() const noexcept {
    return static_cast<double>(before()) + (static_cast<double>(size()) + 1) / 2;
  }
};

/// Walks two samples, sorted ascending and free of NaN, group by group of equal values, and calls `visit(group)` or
/// `visit(group, value)` for each. -0 and +0 are equal. O(n + m), about 3 ns a value; no memory.
template <std::floating_point Value, class Visit>
constexpr void for_each_tie_group(std::span<const Value> reference, std::span<const Value> current, Visit&& visit) {
  std::size_t i = 0;
  std::size_t j = 0;
  const auto take = [&](Value value) {
    // The first member of either side is counted without a branch: on continuous data which side comes next is a coin
    // toss, and a branch on it would be mispredicted every other time. The loops then run only where values tie.
    const TieGroup before{i, j, 0, 0};
    if (i < reference.size()) i += static_cast<std::size_t>(reference[i] == value);
    if (j < current.size()) j += static_cast<std::size_t>(current[j] == value);
    while (i < reference.size() && reference[i] == value) ++i;
    while (j < current.size() && current[j] == value) ++j;
    const TieGroup group{before.reference_before, before.current_before, i - before.reference_before,
                         j - before.current_before};
    if constexpr (std::invocable<Visit&, const TieGroup&, Value>) {
      std::invoke(visit, group, value);
    } else {
      std::invoke(visit, group);
    }
  };
  while (i < reference.size() && j < current.size()) take(current[j] < reference[i] ? current[j] : reference[i]);
  while (i < reference.size()) take(reference[i]);
  while (j < current.size()) take(current[j]);
}

/// The same over counts of two samples in the same ordered cells: each cell that is not empty is a group.
/// Throws ConfigError if the numbers of cells differ.
template <class Visit>
constexpr void for_each_tie_group(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                                  Visit&& visit) {
  if (reference.size() != current.size()) throw ConfigError("ranks: counts over different numbers of cells");
  TieGroup group;
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    group.reference = reference[cell];
    group.current = current[cell];
    if (group.size() == 0) continue;
    std::invoke(visit, static_cast<const TieGroup&>(group));
    group.reference_before = group.reference_through();
    group.current_before = group.current_through();
  }
}

/// What rank tests need from one walk. As double, because t^3 leaves 64 bits at a tie of 2.6 million.
struct RankSums {
  double reference_rank_sum = 0;  ///< sum of the reference's mid-ranks in the pooled sample; exact below 2^53
  double tie_sum = 0;             ///< sum of t^3 - t over groups of t equal values; 0 without ties
  std::uint64_t reference_count = 0;
  std::uint64_t current_count = 0;

  constexpr void add(const TieGroup& group) noexcept {
    const auto size = static_cast<double>(group.size());
    reference_rank_sum += static_cast<double>(group.reference) * group.mid_rank();
    tie_sum += (size - 1) * size * (size + 1);
    reference_count += group.reference;
    current_count += group.current;
  }
};

/// Rank sums of two sorted samples, or of counts over the same ordered cells.
template <class Reference, class Current>
[[nodiscard]] constexpr RankSums rank_sums(const Reference& reference, const Current& current) {
  RankSums sums;
  for_each_tie_group(std::span<const typename Reference::value_type>(reference),
                     std::span<const typename Current::value_type>(current),
                     [&](const TieGroup& group) { sums.add(group); });
  return sums;
}

}  // namespace leeway::inline v0_1
