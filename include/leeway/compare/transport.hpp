#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "leeway/accumulate/moments.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"
#include "leeway/math/ranks.hpp"
#include "leeway/math/sort.hpp"
#include "leeway/math/special.hpp"

/// Distances that know how far apart two values are, unlike those between cells: how much probability has to be carried
/// how far to turn one sample into the other. In the unit of the feature unless said otherwise.
///
/// Samples are exact, ties included: no binning, O(n + m) once sorted and O((n + m) log(n + m)) from unsorted spans.
/// Missing values are left out. Values up to 1e308 and down to 1e-308 neither overflow nor vanish on the way.
/// Status: `too_few_samples` if a side is empty; `degenerate` where the distance is not a number of this world:
/// +infinity if an infinity stands in one sample only, undefined if the same infinity stands in both, or the result
/// overflows.

namespace leeway::inline v0_1 {

namespace detail {

/// A power of two that brings the samples near 1, so that squares and sums stay in range; multiplying by it is exact.
template <std::floating_point Value>
[[nodiscard]] double transport_scale(Sorted<Value> reference, Sorted<Value> current) noexcept {
  double largest = 0;
  for (const Sorted<Value>& sample : {reference, current}) {
    largest = (std::max)({largest, std::fabs(static_cast<double>(sample.values().front())),
                          std::fabs(static_cast<double>(sample.values().back()))});
  }
  if (largest == 0) return 1;
  return std::ldexp(1.0, (std::clamp)(-std::ilogb(largest), -1000, 1000));
}

/// Whether the distance can be computed, and if not, what to answer.
template <std::floating_point Value>
[[nodiscard]] Distance transport_prospect(Sorted<Value> reference, Sorted<Value> current) noexcept {
  Distance distance;
  if (reference.empty() || current.empty()) return distance;
  const bool low_reference = !is_finite(reference.values().front()) && reference.values().front() < 0;
  const bool low_current = !is_finite(current.values().front()) && current.values().front() < 0;
  const bool high_reference = !is_finite(reference.values().back()) && reference.values().back() > 0;
  const bool high_current = !is_finite(current.values().back()) && current.values().back() > 0;
  distance.status = Status::ok;
  if (low_reference || low_current || high_reference || high_current) {
    distance.status = Status::degenerate;
    const bool in_both = (low_reference && low_current) || (high_reference && high_current);
    if (!in_both) distance.value = std::numeric_limits<double>::infinity();
  }
  return distance;
}

[[nodiscard]] inline Distance transport_result(double value) noexcept {
  Distance distance;
  distance.value = value;
  distance.status = is_finite(value) ? Status::ok : Status::degenerate;
  return distance;
}

/// Calls `visit(x, y, weight)` for the pieces of the monotone coupling, which is the optimal one on the line: the i-th
/// share of one sample goes to the same share of the other. Weights are integers in units of 1 / (n m).
template <std::floating_point Value, class Visit>
void for_each_coupled(Sorted<Value> reference, Sorted<Value> current, Visit&& visit) {
  const std::uint64_t n = reference.size();
  const std::uint64_t m = current.size();
  std::uint64_t left_x = m;
  std::uint64_t left_y = n;
  for (std::size_t i = 0, j = 0; i < n && j < m;) {
    const std::uint64_t weight = (std::min)(left_x, left_y);
    visit(reference[i], current[j], static_cast<double>(weight));
    left_x -= weight;
    left_y -= weight;
    if (left_x == 0) {
      ++i;
      left_x = m;
    }
    if (left_y == 0) {
      ++j;
      left_y = n;
    }
  }
}

template <std::floating_point Value>
[[nodiscard]] double pair_count(Sorted<Value> reference, Sorted<Value> current) noexcept {
  return static_cast<double>(reference.size()) * static_cast<double>(current.size());
}

/// Population standard deviation of a sorted sample, whatever the scale of its values.
template <std::floating_point Value>
[[nodiscard]] double population_deviation(Sorted<Value> sample) noexcept {
  const double scale = transport_scale(sample, sample);
  Moments<double, 2> moments;
  for (const Value x : sample) moments.add(scale * static_cast<double>(x));
  return std::sqrt(moments.population_variance()) / scale;
}

}  // namespace detail

/// Wasserstein-1 (earth mover's) distance: the mean distance that probability has to travel, the area between the two
/// distribution functions.
template <std::floating_point Value>
[[nodiscard]] Distance wasserstein_1(Sorted<Value> reference, Sorted<Value> current) {
  const Distance prospect = detail::transport_prospect(reference, current);
  if (!prospect.ok()) return prospect;
  const double scale = detail::transport_scale(reference, current);
  StableSum sum;
  detail::for_each_coupled(reference, current, [&](Value x, Value y, double weight) {
    sum += weight * std::fabs(scale * static_cast<double>(x) - scale * static_cast<double>(y));
  });
  return detail::transport_result(sum.value() / detail::pair_count(reference, current) / scale);
}

/// Wasserstein-2 distance: root mean square distance travelled; weighs far moves more.
template <std::floating_point Value>
[[nodiscard]] Distance wasserstein_2(Sorted<Value> reference, Sorted<Value> current) {
  const Distance prospect = detail::transport_prospect(reference, current);
  if (!prospect.ok()) return prospect;
  const double scale = detail::transport_scale(reference, current);
  StableSum sum;
  detail::for_each_coupled(reference, current, [&](Value x, Value y, double weight) {
    const double step = scale * static_cast<double>(x) - scale * static_cast<double>(y);
    sum += weight * step * step;
  });
  return detail::transport_result(std::sqrt(sum.value() / detail::pair_count(reference, current)) / scale);
}

/// Wasserstein-1 in population standard deviations of the reference: comparable between features. `degenerate` if the
/// reference does not vary.
template <std::floating_point Value>
[[nodiscard]] Distance normalised_wasserstein_1(Sorted<Value> reference, Sorted<Value> current) {
  Distance distance = wasserstein_1(reference, current);
  if (!distance.ok()) return distance;
  const double deviation = detail::population_deviation(reference);
  if (!(deviation > 0)) {
    distance = {};
    distance.status = Status::degenerate;
    return distance;
  }
  return detail::transport_result(distance.value / deviation);
}

/// Energy distance sqrt(2 E|X-Y| - E|X-X'| - E|Y-Y'|) = sqrt(2 int (F - G)^2 dx), by the right-hand side: exact, O(n +
/// m) and without the cancellation of the left (Szekely & Rizzo 2013, doi:10.1016/j.jspi.2013.03.018). In the root of
/// the feature's unit. Divided by sqrt(2) it is the Cramer distance.
template <std::floating_point Value>
[[nodiscard]] Distance energy_distance(Sorted<Value> reference, Sorted<Value> current) {
  const Distance prospect = detail::transport_prospect(reference, current);
  if (!prospect.ok()) return prospect;
  const double scale = detail::transport_scale(reference, current);
  const std::uint64_t n = reference.size();
  const std::uint64_t m = current.size();
  const double pairs = detail::pair_count(reference, current);
  StableSum sum;
  double gap = 0;  // F - G to the left of the value visited
  double previous = 0;
  for_each_tie_group(reference.values(), current.values(), [&](const TieGroup& group, Value value) {
    const double x = scale * static_cast<double>(value);
    if (group.before() != 0) sum += gap * gap * (x - previous);
    const std::uint64_t a = group.reference_through() * m;
    const std::uint64_t b = group.current_through() * n;
    gap = static_cast<double>(a > b ? a - b : b - a) / pairs;
    previous = x;
  });
  // Two roots, because scale may be as small as 2^-1000 and the product must not leave the range.
  return detail::transport_result(std::sqrt(2 * sum.value()) / std::sqrt(scale));
}

/// The same from unsorted samples; sorts copies without the missing values.
template <std::floating_point Value>
[[nodiscard]] Distance wasserstein_1(std::span<const Value> reference, std::span<const Value> current) {
  const std::vector<Value> x = sorted_values(reference);
  const std::vector<Value> y = sorted_values(current);
  return wasserstein_1(Sorted<Value>(x), Sorted<Value>(y));
}
template <std::floating_point Value>
[[nodiscard]] Distance wasserstein_2(std::span<const Value> reference, std::span<const Value> current) {
  const std::vector<Value> x = sorted_values(reference);
  const std::vector<Value> y = sorted_values(current);
  return wasserstein_2(Sorted<Value>(x), Sorted<Value>(y));
}
template <std::floating_point Value>
[[nodiscard]] Distance normalised_wasserstein_1(std::span<const Value> reference, std::span<const Value> current) {
  const std::vector<Value> x = sorted_values(reference);
  const std::vector<Value> y = sorted_values(current);
  return normalised_wasserstein_1(Sorted<Value>(x), Sorted<Value>(y));
}
template <std::floating_point Value>
[[nodiscard]] Distance energy_distance(std::span<const Value> reference, std::span<const Value> current) {
  const std::vector<Value> x = sorted_values(reference);
  const std::vector<Value> y = sorted_values(current);
  return energy_distance(Sorted<Value>(x), Sorted<Value>(y));
}

}  // namespace leeway::inline v0_1
