#pragma once

#include <algorithm>
#include <concepts>
#include <limits>
#include <ranges>
#include <vector>

#include "leeway/accumulate/moments.hpp"
#include "leeway/math/sample_moments.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

namespace detail {

template <class Sample>
concept RawSample = std::ranges::forward_range<Sample> && std::floating_point<std::ranges::range_value_t<Sample>>;

/// A copy without NaN and infinities.
template <RawSample Sample>
[[nodiscard]] std::vector<double> finite_values(const Sample& sample) {
  std::vector<double> values;
  for (const auto value : sample) {
    if (is_finite(value)) values.push_back(static_cast<double>(value));
  }
  return values;
}

}  // namespace detail

[[nodiscard]] inline SampleMoments moment_summary(const SampleMoments& summary) noexcept { return summary; }

/// From what has been accumulated on live data.
template <std::floating_point Value, int Order>
[[nodiscard]] SampleMoments moment_summary(const Moments<Value, Order>& moments) noexcept {
  const auto state = moments.state();
  return {state.count, state.exponent, state.mean, state.mean_rest, state.m2 + state.m2_rest};
}

/// From a raw sample; NaN and infinities are left out. O(n), 7 ns a value, no memory.
template <detail::RawSample Sample>
[[nodiscard]] SampleMoments moment_summary(const Sample& sample) noexcept {
  Moments<double, 2> moments;
  for (const auto value : sample) moments.add(static_cast<double>(value));
  return moment_summary(moments);
}

/// A raw sample, a Moments accumulator or a SampleMoments.
template <class Sample>
concept MomentSample = requires(const Sample& sample) {
  { moment_summary(sample) } -> std::same_as<SampleMoments>;
};

/// Several samples in a range, for tests of more than two groups: `std::vector<std::vector<double>>`, say.
template <class Groups>
concept MomentGroups = std::ranges::forward_range<Groups> && MomentSample<std::ranges::range_value_t<Groups>>;

namespace detail {

/// The summaries of all groups in one common unit.
template <MomentGroups Groups>
[[nodiscard]] std::vector<SampleMoments> moment_summaries(const Groups& groups) {
  std::vector<SampleMoments> summaries;
  constexpr int none = std::numeric_limits<int>::lowest();
  int unit = none;
  for (const auto& group : groups) {
    summaries.push_back(moment_summary(group));
    const SampleMoments& latest = summaries.back();
    // The unit of nothing but zeros is arbitrary, and in another sample's unit they are zeros as well.
    if (latest.mean != 0 || latest.sum_of_squares != 0) unit = (std::max)(unit, latest.exponent);
  }
  if (unit == none) return summaries;
  for (SampleMoments& summary : summaries) summary = summary.in_units_of(unit);
  return summaries;
}

/// Difference of two means in a common unit, with both halves of each mean.
[[nodiscard]] inline double mean_difference(const SampleMoments& minuend, const SampleMoments& subtrahend) noexcept {
  return (minuend.mean - subtrahend.mean) + (minuend.mean_rest - subtrahend.mean_rest);
}

}  // namespace detail

}  // namespace leeway::inline v0_1
