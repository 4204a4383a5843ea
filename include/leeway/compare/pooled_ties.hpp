#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <utility>
#include <vector>

#include "leeway/compare/tie_groups.hpp"
#include "leeway/core/error.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// The pooled sample of any number of groups as its runs of equal values, ascending: all that a rank test of k groups
/// needs. Row `tie` of `counts` holds how many values of each group are in that run.
struct PooledTies {
  std::size_t group_count = 0;
  std::vector<std::uint64_t> counts;  ///< by run, then by group
  std::vector<std::uint64_t> sizes;   ///< values in each run
  std::vector<std::uint64_t> totals;  ///< values in each group
  std::uint64_t total = 0;

  [[nodiscard]] std::size_t tie_count() const noexcept { return sizes.size(); }
  [[nodiscard]] std::uint64_t count(std::size_t tie, std::size_t group) const noexcept {
    return counts[tie * group_count + group];
  }
  /// Whether there are two groups or more and all of them hold something.
  [[nodiscard]] bool comparable() const noexcept {
    return group_count >= 2 && std::find(totals.begin(), totals.end(), 0U) == totals.end();
  }

  explicit PooledTies(std::size_t groups) : group_count(groups), totals(groups, 0) {}

  /// Opens a run, empty so far.
  void open() {
    counts.resize(counts.size() + group_count, 0);
    sizes.push_back(0);
  }
  void add(std::size_t group, std::uint64_t times = 1) noexcept {
    counts[counts.size() - group_count + group] += times;
    sizes.back() += times;
    totals[group] += times;
    total += times;
  }
};

/// Two samples in any form that the two-sample rank tests take.
template <class Reference, RankComparable<Reference> Current>
[[nodiscard]] PooledTies pooled_ties(const Reference& reference, const Current& current) {
  PooledTies ties(2);
  for (const TieGroup& group : tie_groups(reference, current)) {
    ties.open();
    ties.add(0, group.reference);
    ties.add(1, group.current);
  }
  return ties;
}

/// A range of raw samples; NaN left out, infinities are values. O(N log N); 24 bytes a value.
template <std::ranges::forward_range Groups>
requires detail::FloatSample<std::ranges::range_value_t<Groups>>
[[nodiscard]] PooledTies pooled_ties(const Groups& groups) {
  using Value = std::ranges::range_value_t<std::ranges::range_value_t<Groups>>;
  std::vector<std::pair<Value, std::size_t>> pooled;
  std::size_t group_count = 0;
  for (const auto& group : groups) {
    for (const Value value : group) {
      if (!is_missing(value)) pooled.emplace_back(value, group_count);
    }
    ++group_count;
  }
  std::sort(pooled.begin(), pooled.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  PooledTies ties(group_count);
  for (std::size_t i = 0; i < pooled.size(); ++i) {
    if (i == 0 || pooled[i - 1].first < pooled[i].first) ties.open();
    ties.add(pooled[i].second);
  }
  return ties;
}

/// A range of counts over the same ordered cells; empty cells are left out. ConfigError if their numbers differ.
template <std::ranges::random_access_range Groups>
requires detail::OrderedCounts<std::ranges::range_value_t<Groups>>
[[nodiscard]] PooledTies pooled_ties(const Groups& groups) {
  const auto group_count = static_cast<std::size_t>(std::ranges::size(groups));
  PooledTies ties(group_count);
  if (group_count == 0) return ties;
  const std::size_t cells = std::ranges::size(groups[0]);
  for (const auto& group : groups) {
    if (std::ranges::size(group) != cells) throw ConfigError("rank test: counts over different numbers of cells");
  }
  for (std::size_t cell = 0; cell < cells; ++cell) {
    bool empty = true;
    for (const auto& group : groups) empty = empty && group[cell] == 0;
    if (empty) continue;
    ties.open();
    std::size_t index = 0;
    for (const auto& group : groups) ties.add(index++, group[cell]);
  }
  return ties;
}

/// What a rank test of k groups takes: two samples, or one range of them.
template <class... Samples>
concept RankGroups = requires(const Samples&... samples) {
  { pooled_ties(samples...) } -> std::same_as<PooledTies>;
};

namespace detail {

/// The two counts of a result on k groups: the first group's, and that of all others together.
template <class Result>
void set_group_counts(Result& result, const PooledTies& ties) noexcept {
  result.reference_count = ties.totals.empty() ? 0 : ties.totals.front();
  result.current_count = ties.total - result.reference_count;
}

}  // namespace detail

}  // namespace leeway::inline v0_1
