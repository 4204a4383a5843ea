#pragma once

#include <concepts>
#include <cstdint>
#include <ranges>
#include <span>
#include <type_traits>
#include <vector>

#include "leeway/accumulate/cells.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"
#include "leeway/math/ranks.hpp"
#include "leeway/math/sort.hpp"

/// What the rank tests take, and the one form to which they reduce it: the groups of equal values of the pooled sample
/// in ascending order, with how many of each group stand on either side.

namespace leeway::inline v0_1 {

namespace detail {

template <class Sample>
concept FloatSample = std::ranges::contiguous_range<Sample> && std::floating_point<std::ranges::range_value_t<Sample>>;

template <class Counts>
concept OrderedCounts =
    std::ranges::contiguous_range<Counts> && std::same_as<std::ranges::range_value_t<Counts>, std::uint64_t>;

template <class Sample>
struct IsSorted : std::false_type {};
template <class Value>
struct IsSorted<Sorted<Value>> : std::true_type {};

/// The values in ascending order, copied and sorted only if their type does not promise it already.
template <FloatSample Sample>
[[nodiscard]] auto ascending_values(const Sample& sample) {
  using Value = std::ranges::range_value_t<Sample>;
  if constexpr (IsSorted<Sample>::value) {
    return sample.values();
  } else {
    return sorted_values(std::span<const Value>(sample));
  }
}

}  // namespace detail

/// Raw samples (vector, span, array; NaN left out, infinities are values), or `Sorted` views, in any mixture.
/// O(n log n) unless sorted; 32 bytes a distinct value.
template <detail::FloatSample Reference, detail::FloatSample Current>
requires std::same_as<std::ranges::range_value_t<Reference>, std::ranges::range_value_t<Current>>
[[nodiscard]] std::vector<TieGroup> tie_groups(const Reference& reference, const Current& current) {
  using Value = std::ranges::range_value_t<Reference>;
  const auto ascending_reference = detail::ascending_values(reference);
  const auto ascending_current = detail::ascending_values(current);
  std::vector<TieGroup> groups;
  for_each_tie_group(std::span<const Value>(ascending_reference), std::span<const Value>(ascending_current),
                     [&](const TieGroup& group) { groups.push_back(group); });
  return groups;
}

/// Counts over the same ordered cells; values of one cell count as tied. ConfigError if the numbers of cells differ.
template <detail::OrderedCounts Reference, detail::OrderedCounts Current>
[[nodiscard]] std::vector<TieGroup> tie_groups(const Reference& reference, const Current& current) {
  std::vector<TieGroup> groups;
  for_each_tie_group(std::span<const std::uint64_t>(reference), std::span<const std::uint64_t>(current),
                     [&](const TieGroup& group) { groups.push_back(group); });
  return groups;
}

/// Cells over the same partition; the missing ones are left out. ConfigError if the partitions differ.
template <std::floating_point Value>
[[nodiscard]] std::vector<TieGroup> tie_groups(const Cells<Value>& reference, const Cells<Value>& current) {
  if (reference.partition() != current.partition()) throw ConfigError("rank test: cells over different edges");
  return tie_groups(reference.ordered_counts(), current.ordered_counts());
}

/// A sample that a two-sample rank test can compare with the given reference.
template <class Current, class Reference>
concept RankComparable = requires(const Reference& reference, const Current& current) {
  { tie_groups(reference, current) } -> std::same_as<std::vector<TieGroup>>;
};

namespace detail {

/// The result of a rank test that has only counted yet: `too_few_samples`, and the values on either side.
[[nodiscard]] inline TestResult counted_result(std::span<const TieGroup> groups,
                                               Alternative alternative = Alternative::two_sided) noexcept {
  TestResult result;
  result.alternative = alternative;
  if (groups.empty()) return result;
  result.reference_count = groups.back().reference_through();
  result.current_count = groups.back().current_through();
  return result;
}

}  // namespace detail

}  // namespace leeway::inline v0_1
