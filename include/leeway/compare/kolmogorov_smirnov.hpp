#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <type_traits>
#include <vector>

#include "leeway/accumulate/cells.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"
#include "leeway/math/kolmogorov_two_sample.hpp"
#include "leeway/math/ranks.hpp"
#include "leeway/math/sort.hpp"

namespace leeway {

namespace detail {

/// #{sorted < x}, without branches, which would be mispredicted at every second step.
template <std::floating_point Value>
[[nodiscard]] std::size_t count_below(std::span<const Value> sorted, Value x) noexcept {
  const Value* base = sorted.data();
  std::size_t length = sorted.size();
  if (length == 0) return 0;
  while (length > 1) {
    const std::size_t half = length / 2;
    base += half * static_cast<std::size_t>(base[half - 1] < x);
    length -= half;
  }
  return static_cast<std::size_t>(base - sorted.data()) + static_cast<std::size_t>(*base < x);
}

/// The statistic from looking up each value of the smaller sample in the larger: O(s log(l / s)) instead of O(s + l).
/// Between two values of the smaller sample the difference runs one way, so its extremes lie right before and at them.
template <std::floating_point Value>
void look_up_extremes(std::span<const Value> larger, std::span<const Value> smaller, bool reference_is_larger,
                      KolmogorovStatistic& statistic) noexcept {
  const auto look = [&](std::size_t in_larger, std::size_t in_smaller) {
    statistic.add(reference_is_larger ? TieGroup{in_larger, in_smaller, 0, 0} : TieGroup{in_smaller, in_larger, 0, 0});
  };
  // Values ascend, so the block that holds the next one is found by walking on, one step a value on average. Searches
  // within blocks do not wait for each other's result then, and overlap in the processor.
  const std::size_t block_size = larger.size() / smaller.size() + 1;
  std::size_t block = 0;
  for (std::size_t i = 0; i < smaller.size();) {
    const Value value = smaller[i];
    while (block + block_size < larger.size() && larger[block + block_size - 1] < value) block += block_size;
    std::size_t below =
        block + count_below(larger.subspan(block, (std::min)(block_size, larger.size() - block)), value);
    look(below, i);
    while (i < smaller.size() && smaller[i] == value) ++i;
    if (below < larger.size() && larger[below] == value) {
      below = static_cast<std::size_t>(
          std::upper_bound(larger.begin() + static_cast<std::ptrdiff_t>(below), larger.end(), value) - larger.begin());
    }
    look(below, i);
  }
}

}  // namespace detail

/// Two-sample Kolmogorov-Smirnov test: the default for one numeric feature.
///
/// Null hypothesis: both samples come from the same distribution (any; nothing is assumed about it). Statistic: D, the
/// largest distance between the two empirical distribution functions; it is also the effect size (`ks_distance`).
/// `greater` looks at F_reference > F_current only, that is at current values that tend to be larger; `less` at the
/// opposite.
///
/// Missing values (NaN) are left out; infinities are values. Ties are taken as they are: D is looked at only where a
/// group of equal values ends, and p is conditional on the pattern of ties. (Treating tied data as continuous, as most
/// libraries do, makes p 2.9 times too large at ten levels and the test blind to match.)
///
/// p is exact while that costs no more than `exact_work_limit` multiplications, else the best asymptotic there is; the
/// result names which: see KolmogorovRule, which also says what forcing a `method` does. Degenerate input: a side
/// without values is `too_few_samples`; identical point masses are D = 0, p = 1.
///
/// Cost: sorting (8 ns a value above 1,000) and a walk (5 ns a value); p on top. From cells: microseconds.
/// Not for: judging whether a difference matters (with enough data any difference is significant: read the effect
/// size); tails (D is least sensitive there); samples that are not independent (p is far too small then).
struct KolmogorovSmirnov {
  Alternative alternative = Alternative::two_sided;
  Method method = Method::none;   ///< `none` chooses
  double exact_work_limit = 1e8;  ///< 30 ms; a caller with many features and little time sets 1e5 to 1e6

  /// Raw samples, in any order.
  [[nodiscard]] TestResult operator()(std::span<const double> reference, std::span<const double> current) const {
    return from_raw(reference, current);
  }
  [[nodiscard]] TestResult operator()(std::span<const float> reference, std::span<const float> current) const {
    return from_raw(reference, current);
  }

  /// Samples sorted already. With `asymptotic` or `asymptotic_corrected` and sizes that differ much, the smaller sample
  /// is looked up in the larger and the rest of it is never read.
  template <std::floating_point Value>
  [[nodiscard]] TestResult operator()(Sorted<Value> reference, Sorted<Value> current) const {
    return from_sorted(reference.values(), current.values());
  }
  /// A reference sorted once, and a window as it came.
  template <std::floating_point Value>
  [[nodiscard]] TestResult operator()(Sorted<Value> reference,
                                      std::type_identity_t<std::span<const Value>> current) const {
    const std::vector<Value> sorted_current = sorted_values(current);
    return from_sorted(reference.values(), std::span<const Value>(sorted_current));
  }

  /// Counts over the same cells; p is exact for the binned data. Throws ConfigError if the partitions differ.
  template <std::floating_point Value>
  [[nodiscard]] TestResult operator()(const Cells<Value>& reference, const Cells<Value>& current) const {
    if (reference.partition() != current.partition())
      throw ConfigError("kolmogorov_smirnov: cells over different edges");
    return (*this)(reference.ordered_counts(), current.ordered_counts());
  }

  /// Counts over the same cells, in the order of the values in them. Throws ConfigError if their numbers differ.
  [[nodiscard]] TestResult operator()(std::span<const std::uint64_t> reference,
                                      std::span<const std::uint64_t> current) const {
    KolmogorovStatistic statistic;
    statistic.reference_count = std::accumulate(reference.begin(), reference.end(), std::uint64_t{0});
    statistic.current_count = std::accumulate(current.begin(), current.end(), std::uint64_t{0});
    std::vector<std::uint64_t> group_sizes;
    group_sizes.reserve(reference.size());
    for_each_tie_group(reference, current, [&](const TieGroup& group) {
      statistic.add(group);
      group_sizes.push_back(group.size());
    });
    return finish(statistic, group_sizes);
  }

 private:
  template <std::floating_point Value>
  TestResult from_raw(std::span<const Value> reference, std::span<const Value> current) const {
    const std::vector<Value> sorted_reference = sorted_values(reference);
    const std::vector<Value> sorted_current = sorted_values(current);
    return from_sorted(std::span<const Value>(sorted_reference), std::span<const Value>(sorted_current));
  }

  template <std::floating_point Value>
  TestResult from_sorted(std::span<const Value> reference, std::span<const Value> current) const {
    KolmogorovStatistic statistic;
    statistic.reference_count = reference.size();
    statistic.current_count = current.size();
    const bool needs_ties = method != Method::asymptotic && method != Method::asymptotic_corrected;
    const std::size_t smaller = (std::min)(reference.size(), current.size());
    const std::size_t larger = (std::max)(reference.size(), current.size());
    if (!needs_ties && smaller > 0 && larger / 16 > smaller) {
      const bool reference_is_larger = reference.size() >= current.size();
      detail::look_up_extremes(reference_is_larger ? reference : current, reference_is_larger ? current : reference,
                               reference_is_larger, statistic);
      return finish(statistic, {});
    }
    const std::size_t groups = walk(reference, current, statistic);
    std::vector<std::uint64_t> group_sizes;
    if (needs_ties && groups < reference.size() + current.size()) {
      group_sizes.reserve(groups);
      for_each_tie_group(reference, current, [&](const TieGroup& group) { group_sizes.push_back(group.size()); });
    }
    return finish(statistic, group_sizes);
  }

  /// Takes the statistic and returns the number of groups. 64 bits hold n m here but for samples no memory holds.
  template <std::floating_point Value>
  static std::size_t walk(std::span<const Value> reference, std::span<const Value> current,
                          KolmogorovStatistic& statistic) {
    const auto n = static_cast<std::int64_t>(reference.size());
    const auto m = static_cast<std::int64_t>(current.size());
    constexpr std::int64_t narrow = std::int64_t{1} << 31;
    std::size_t groups = 0;
    if (n >= narrow || m >= narrow) {
      for_each_tie_group(reference, current, [&](const TieGroup& group) {
        statistic.add(group);
        ++groups;
      });
      return groups;
    }
    std::int64_t above = 0;
    std::int64_t below = 0;
    for_each_tie_group(reference, current, [&](const TieGroup& group) {
      const std::int64_t difference = m * static_cast<std::int64_t>(group.reference_through()) -
                                      n * static_cast<std::int64_t>(group.current_through());
      above = (std::max)(above, difference);
      below = (std::max)(below, -difference);
      ++groups;
    });
    statistic.above = above;
    statistic.below = below;
    return groups;
  }

  TestResult finish(const KolmogorovStatistic& statistic, std::span<const std::uint64_t> group_sizes) const {
    TestResult result;
    result.alternative = alternative;
    result.effect_kind = EffectKind::ks_distance;
    result.reference_count = statistic.reference_count;
    result.current_count = statistic.current_count;
    if (statistic.reference_count == 0 || statistic.current_count == 0) return result;
    result.status = Status::ok;
    result.statistic = result.effect_size = statistic.distance(alternative);
    KolmogorovRule rule;
    rule.alternative = alternative;
    rule.method = method;
    rule.exact_work_limit = exact_work_limit;
    const KolmogorovP p = kolmogorov_two_sample_p(statistic, group_sizes, rule);
    result.p_value = p.p_value;
    result.method = p.method;
    return result;
  }
};

}  // namespace leeway
