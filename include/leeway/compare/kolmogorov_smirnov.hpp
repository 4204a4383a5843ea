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
#include "leeway/compare/kolmogorov_smirnov_distance.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"
#include "leeway/math/kolmogorov_two_sample.hpp"
#include "leeway/math/ranks.hpp"
#include "leeway/math/sort.hpp"

namespace leeway::inline v0_1 {

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
/// Cost: sorting (7 ns a value above 1,000) and a merge (2.5 ns a value); p on top. From cells: microseconds.
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
    const bool tied = take_distance(reference, current, !needs_ties, statistic);
    std::vector<std::uint64_t> group_sizes;
    if (needs_ties && tied) {
      for_each_tie_group(reference, current, [&](const TieGroup& group) { group_sizes.push_back(group.size()); });
    }
    return finish(statistic, group_sizes);
  }

  /// Returns whether values tie; with `ties_do_not_matter` the answer means nothing.
  template <std::floating_point Value>
  static bool take_distance(std::span<const Value> reference, std::span<const Value> current, bool ties_do_not_matter,
                            KolmogorovStatistic& statistic) {
    const std::size_t smaller = (std::min)(reference.size(), current.size());
    const std::size_t larger = (std::max)(reference.size(), current.size());
    if (larger > detail::kolmogorov_narrow_size) {
      std::size_t groups = 0;
      for_each_tie_group(reference, current, [&](const TieGroup& group) {
        statistic.add(group);
        ++groups;
      });
      return groups < smaller + larger;
    }
    detail::KolmogorovExtremes extremes{static_cast<std::int64_t>(reference.size()),
                                        static_cast<std::int64_t>(current.size())};
    bool tied = false;
    if (!ties_do_not_matter || smaller == 0 || larger / 16 <= smaller) {
      tied = detail::merge_extremes(reference, current, extremes);
    } else if (reference.size() >= current.size()) {
      detail::look_up_extremes(reference, current, [&](auto i, auto j) { extremes.add(extremes.difference(i, j)); });
    } else {
      detail::look_up_extremes(current, reference, [&](auto j, auto i) { extremes.add(extremes.difference(i, j)); });
    }
    statistic.above = extremes.above;
    statistic.below = extremes.below;
    return tied;
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

}  // namespace leeway::inline v0_1
