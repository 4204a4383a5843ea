#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "leeway/accumulate/moments.hpp"
#include "leeway/core/floating.hpp"
#include "leeway/core/result.hpp"

namespace leeway::inline v0_1 {

/// A measured figure and the limit somebody set for it. No probability is involved: a plain rule is easy to explain and
/// blind to chance, so a small sample crosses a tight limit without any drift. Use it for limits that come from the
/// domain ("five years"), a test for everything else.
struct ThresholdResult {
  Status status = Status::too_few_samples;
  double value = TestResult::undefined;  ///< signed where a direction exists: current - reference
  double limit = TestResult::undefined;

  /// True when the figure is known and its magnitude lies above the limit.
  [[nodiscard]] bool exceeded() const noexcept { return status == Status::ok && std::fabs(value) > limit; }
};

namespace detail {

[[nodiscard]] inline ThresholdResult measured(double value, double limit) noexcept {
  return {is_finite(value) ? Status::ok : Status::degenerate, value, limit};
}

}  // namespace detail

/// Difference of the means, in the feature's own unit.
struct MeanShift {
  double limit;
  template <class Reference, class Current>
  [[nodiscard]] ThresholdResult operator()(const Reference& reference, const Current& current) const noexcept {
    if (reference.count() == 0 || current.count() == 0) return {.limit = limit};
    return detail::measured(current.mean() - reference.mean(), limit);
  }
};

/// Difference of the means in standard deviations of the reference. Degenerate when the reference does not vary.
struct MeanShiftInStd {
  double limit;
  template <class Reference, class Current>
  [[nodiscard]] ThresholdResult operator()(const Reference& reference, const Current& current) const noexcept {
    if (reference.count() < 2 || current.count() == 0) return {.limit = limit};
    return detail::measured((current.mean() - reference.mean()) / reference.std_dev(), limit);
  }
};

/// Difference of the sample standard deviations, in the feature's own unit.
struct StdShift {
  double limit;
  template <class Reference, class Current>
  [[nodiscard]] ThresholdResult operator()(const Reference& reference, const Current& current) const noexcept {
    if (reference.count() < 2 || current.count() < 2) return {.limit = limit};
    return detail::measured(current.std_dev() - reference.std_dev(), limit);
  }
};

/// Ratio of the sample standard deviations, less one: 0.2 is a fifth wider. Degenerate when the reference does not
/// vary.
struct StdShiftRelative {
  double limit;
  template <class Reference, class Current>
  [[nodiscard]] ThresholdResult operator()(const Reference& reference, const Current& current) const noexcept {
    if (reference.count() < 2 || current.count() < 2) return {.limit = limit};
    return detail::measured(current.std_dev() / reference.std_dev() - 1, limit);
  }
};

/// The largest change of one category's share, over counts of the same categories in the same order. `category` is
/// where it happened.
struct FrequencyChange {
  double limit;
  struct Result : ThresholdResult {
    std::size_t category = 0;
  };
  /// Counts beyond the shorter span are ignored: give both the same length.
  [[nodiscard]] Result operator()(std::span<const std::uint64_t> reference,
                                  std::span<const std::uint64_t> current) const noexcept {
    const double reference_total = total(reference);
    const double current_total = total(current);
    Result result{{.limit = limit}};
    if (reference_total == 0 || current_total == 0) return result;
    result.status = Status::ok;
    result.value = 0;
    for (std::size_t i = 0; i < (std::min)(reference.size(), current.size()); ++i) {
      const double change =
          static_cast<double>(current[i]) / current_total - static_cast<double>(reference[i]) / reference_total;
      if (std::fabs(change) > std::fabs(result.value)) {
        result.value = change;
        result.category = i;
      }
    }
    return result;
  }

 private:
  static double total(std::span<const std::uint64_t> counts) noexcept {
    double sum = 0;
    for (const std::uint64_t count : counts) sum += static_cast<double>(count);
    return sum;
  }
};

/// The share of the current sample that is of one kind: missing, out of range, in new categories. An absolute limit,
/// not a change; 0 tolerates none.
struct ShareLimit {
  double limit;
  [[nodiscard]] ThresholdResult operator()(std::uint64_t count, std::uint64_t total) const noexcept {
    if (total == 0) return {.limit = limit};
    return detail::measured(static_cast<double>(count) / static_cast<double>(total), limit);
  }
};

}  // namespace leeway::inline v0_1
