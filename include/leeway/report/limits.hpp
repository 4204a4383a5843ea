#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/compare/thresholds.hpp"

/// The limits that somebody set for a feature, checked against a window's own figures.
namespace leeway::inline v0_1::detail {

using CheckedLimits = std::vector<std::pair<std::string, ThresholdResult>>;

/// A feature's own limits, the plan's where it has none.
[[nodiscard]] inline Thresholds effective_thresholds(const Thresholds& own, const Thresholds& plan) {
  const auto pick = [](const std::optional<double>& first, const std::optional<double>& second) {
    return first ? first : second;
  };
  return {pick(own.mean_shift, plan.mean_shift),
          pick(own.mean_shift_in_std, plan.mean_shift_in_std),
          pick(own.std_shift, plan.std_shift),
          pick(own.std_shift_relative, plan.std_shift_relative),
          pick(own.frequency_change, plan.frequency_change),
          pick(own.new_category_share, plan.new_category_share),
          pick(own.missing_share, plan.missing_share),
          pick(own.out_of_range_share, plan.out_of_range_share),
          pick(own.tolerance, plan.tolerance)};
}

inline void check_limits(CheckedLimits& checks, const NumericBaseline& baseline, const NumericWindow& window,
                         const Thresholds& limits) {
  const Partition<double>& partition = baseline.cells.partition();
  auto add = [&](const char* name, const ThresholdResult& result) { checks.emplace_back(name, result); };
  const auto& before = baseline.moments;
  const auto& now = window.moments;
  if (limits.mean_shift) add("mean_shift", MeanShift{*limits.mean_shift}(before, now));
  if (limits.mean_shift_in_std) add("mean_shift_in_std", MeanShiftInStd{*limits.mean_shift_in_std}(before, now));
  if (limits.std_shift) add("std_shift", StdShift{*limits.std_shift}(before, now));
  if (limits.std_shift_relative) add("std_shift_relative", StdShiftRelative{*limits.std_shift_relative}(before, now));
  std::uint64_t rows = 0;
  for (const std::uint64_t count : window.counts) rows += count;
  if (limits.missing_share) {
    add("missing_share_limit", ShareLimit{*limits.missing_share}(window.counts[partition.missing_slot()], rows));
  }
  if (limits.out_of_range_share) {
    const std::uint64_t outside =
        window.counts[partition.below_range_slot()] + window.counts[partition.above_range_slot()];
    add("out_of_range_limit", ShareLimit{*limits.out_of_range_share}(outside, window.moments.count()));
  }
}

inline void check_limits(CheckedLimits& checks, const CategoricalBaseline& baseline, const CategoricalWindow& window,
                         const Thresholds& limits) {
  const Vocabulary& vocabulary = baseline.vocabulary;
  const std::size_t missing = vocabulary.missing_slot();
  auto add = [&](const char* name, const ThresholdResult& result) { checks.emplace_back(name, result); };
  const std::span<const std::uint64_t> before(baseline.counts);
  const std::span<const std::uint64_t> now(window.counts);
  if (limits.frequency_change) {
    add("frequency_change", FrequencyChange{*limits.frequency_change}(before.first(missing), now.first(missing)));
  }
  std::uint64_t rows = 0;
  for (const std::uint64_t count : now) rows += count;
  if (limits.new_category_share) {
    add("new_category_limit", ShareLimit{*limits.new_category_share}(now[vocabulary.new_slot()], rows - now[missing]));
  }
  if (limits.missing_share) add("missing_share_limit", ShareLimit{*limits.missing_share}(now[missing], rows));
}

}  // namespace leeway::inline v0_1::detail
