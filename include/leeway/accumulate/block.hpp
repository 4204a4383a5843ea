#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <utility>

#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/moments.hpp"

namespace leeway::inline v0_1 {

/// Sums of one block of values about an origin, and its extrema: what a few registers hold in one pass.
template <std::floating_point Value>
struct ShiftedSums {
  double shifted = 0;  ///< sum of x - origin
  double squares = 0;  ///< sum of (x - origin)^2
  Value lowest = (std::numeric_limits<Value>::max)();
  Value highest = std::numeric_limits<Value>::lowest();
};

/// Moments and extrema of one block of values, to be merged into those of a stream.
template <int Order>
struct BlockSummary {
  Moments<double, Order> moments;
  Extrema<double> extrema;
};

namespace detail {

/// Sums of several functions of the values, in one pass. Eight of each side by side: the compiler may not reorder one
/// sum into vector lanes, but it may run eight.
template <std::size_t Sums, class Value, class Terms>
[[nodiscard]] std::array<double, Sums> sums_in_lanes(std::span<const Value> values, Terms&& terms) noexcept {
  constexpr std::size_t lanes = 8;
  std::array<std::array<double, lanes>, Sums> sums{};
  const auto take = [&](std::size_t lane, Value value) {
    const std::array<double, Sums> added = terms(static_cast<double>(value));
    for (std::size_t s = 0; s < Sums; ++s) sums[s][lane] += added[s];
  };
  std::size_t i = 0;
  for (; i + lanes <= values.size(); i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) take(lane, values[i + lane]);
  }
  for (; i < values.size(); ++i) take(i % lanes, values[i]);
  std::array<double, Sums> totals{};
  for (std::size_t s = 0; s < Sums; ++s) {
    const auto& sum = sums[s];
    totals[s] = ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
  }
  return totals;
}

template <class Value>
[[nodiscard]] std::pair<Value, Value> extrema_in_lanes(std::span<const Value> values) noexcept {
  constexpr std::size_t lanes = 8;
  std::array<Value, lanes> low;
  std::array<Value, lanes> high;
  low.fill(values.front());
  high.fill(values.front());
  const auto take = [&](std::size_t lane, Value x) {
    low[lane] = x < low[lane] ? x : low[lane];
    high[lane] = x > high[lane] ? x : high[lane];
  };
  std::size_t i = 0;
  for (; i + lanes <= values.size(); i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) take(lane, values[i + lane]);
  }
  for (; i < values.size(); ++i) take(0, values[i]);
  return {*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end())};
}

}  // namespace detail

/// The sums of a block about an origin that should be near the values: the sum of squares loses the digits that the
/// distance to the mean has beyond the spread. If a value is not finite then neither is the sum of squares, and the
/// extrema are void. In the registers that every x86-64 and ARM processor has, whatever the optimisation.
template <std::floating_point Value>
[[nodiscard]] ShiftedSums<Value> block_sums(std::span<const Value> values, double origin) noexcept {
  using Vector [[gnu::vector_size(16)]] = Value;
  using Doubles [[gnu::vector_size(16)]] = double;
  constexpr std::size_t width = 16 / sizeof(Value);
  constexpr std::size_t step = 2 * width;
  ShiftedSums<Value> sums;
  Vector low = Vector{} + sums.lowest;
  Vector high = Vector{} + sums.highest;
  Doubles shifted[2] = {};
  Doubles squares[2] = {};
  const Doubles shift = Doubles{} + origin;
  std::size_t i = 0;
  for (; i + step <= values.size(); i += step) {
    for (std::size_t half = 0; half < 2; ++half) {
      const Value* const from = values.data() + i + half * width;
      Vector x;
      std::memcpy(&x, from, sizeof x);
      low = x < low ? x : low;
      high = x > high ? x : high;
      for (std::size_t pair = 0; pair < width; pair += 2) {
        const Doubles two = {static_cast<double>(from[pair]), static_cast<double>(from[pair + 1])};
        const Doubles distance = two - shift;
        shifted[half] += distance;
        squares[half] += distance * distance;
      }
    }
  }
  sums.shifted = (shifted[0][0] + shifted[1][0]) + (shifted[0][1] + shifted[1][1]);
  sums.squares = (squares[0][0] + squares[1][0]) + (squares[0][1] + squares[1][1]);
  for (std::size_t lane = 0; lane < width; ++lane) {
    sums.lowest = (std::min)(sums.lowest, low[lane]);
    sums.highest = (std::max)(sums.highest, high[lane]);
  }
  for (; i < values.size(); ++i) {
    sums.lowest = (std::min)(sums.lowest, values[i]);
    sums.highest = (std::max)(sums.highest, values[i]);
    const double distance = static_cast<double>(values[i]) - origin;
    sums.shifted += distance;
    sums.squares += distance * distance;
  }
  return sums;
}

/// The summary of values that are all finite, in two passes over a block that should fit the cache. The mean is taken
/// first and deviations from it summed, so nothing cancels; equal to adding one by one to rounding, five to ten times
/// faster. Values of a size whose powers leave the range of double are added one by one.
template <int Order, std::floating_point Value>
[[nodiscard]] BlockSummary<Order> summarise_block(std::span<const Value> finite_values) noexcept {
  BlockSummary<Order> summary;
  if (finite_values.empty()) return summary;
  const auto [lowest, highest] = detail::extrema_in_lanes(finite_values);
  summary.extrema = Extrema<double>::from_state(finite_values.size(), lowest, highest);
  const double largest = (std::max)(std::fabs(summary.extrema.lowest()), std::fabs(summary.extrema.highest()));
  if (!(largest < 0x1p200 && (largest > 0x1p-150 || largest == 0))) {
    for (const Value x : finite_values) summary.moments.add(static_cast<double>(x));
    return summary;
  }
  const auto n = static_cast<double>(finite_values.size());
  const auto origin = static_cast<double>(finite_values.front());
  const auto shifted = detail::sums_in_lanes<1>(finite_values, [&](double x) { return std::array{x - origin}; });
  const double mean = origin + shifted[0] / n;

  // The first of these sums says what rounding has left of the mean; the higher ones are put right for it.
  typename Moments<double, Order>::State state;
  state.count = finite_values.size();
  state.mean = mean;
  if constexpr (Order == 4) {
    const auto [firsts, squares, cubes, fourths] = detail::sums_in_lanes<4>(finite_values, [&](double x) {
      const double d = x - mean;
      return std::array{d, d * d, d * d * d, d * d * d * d};
    });
    const double rest = state.mean_rest = firsts / n;
    state.m2 = squares - n * rest * rest;
    state.m3 = cubes - 3 * rest * squares + 2 * n * rest * rest * rest;
    state.m4 = fourths - 4 * rest * cubes + 6 * rest * rest * squares - 3 * n * rest * rest * rest * rest;
  } else {
    const auto [firsts, squares] = detail::sums_in_lanes<2>(finite_values, [&](double x) {
      const double d = x - mean;
      return std::array{d, d * d};
    });
    state.mean_rest = firsts / n;
    state.m2 = squares - firsts * state.mean_rest;
  }
  summary.moments = Moments<double, Order>::from_state(state);
  return summary;
}

}  // namespace leeway::inline v0_1
