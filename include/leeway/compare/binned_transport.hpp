#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "leeway/accumulate/cells.hpp"
#include "leeway/compare/shares.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"

/// Transport distances from counts, where the values themselves are gone.

namespace leeway::inline v0_1 {

/// Earth mover's distance between counts over ordered cells one unit apart: sum of |difference of cumulative shares|,
/// 0..cells - 1. Says how many cells probability has moved; it does not know how wide they are.
/// Throws ConfigError if the numbers of cells differ. O(cells).
[[nodiscard]] inline Distance earth_movers_distance(std::span<const std::uint64_t> reference,
                                                    std::span<const std::uint64_t> current) {
  StableSum sum;
  StableSum gap;
  const bool compared = for_each_share(reference, current, Smoothing::none(), [&](const SharePair& pair) {
    gap += pair.difference;
    sum += std::fabs(gap.value());
  });
  Distance distance;
  if (!compared) return distance;
  distance.value = sum.value();
  distance.status = Status::ok;
  return distance;
}

/// The same divided by its largest possible value, cells - 1: 0..1. `degenerate` for a single cell.
[[nodiscard]] inline Distance normalised_earth_movers_distance(std::span<const std::uint64_t> reference,
                                                               std::span<const std::uint64_t> current) {
  Distance distance = earth_movers_distance(reference, current);
  if (!distance.ok()) return distance;
  if (reference.size() < 2) {
    distance = {};
    distance.status = Status::degenerate;
    return distance;
  }
  distance.value /= static_cast<double>(reference.size() - 1);
  return distance;
}

/// Wasserstein-1 distance in the feature's unit, from counts over the same frozen cells.
///
/// Values are taken as spread evenly inside their cell. The exact distance differs from that by at most half of
/// sum (p + q) width over the cells, because no probability is farther from its even spread than half a width on
/// average; for default cells the tails, which are wide but nearly empty, dominate that bound. Values outside the
/// training range count as if they stood on its end, which understates how far they went. Missing values are left out.
/// Status: `too_few_samples` if a side is empty; `degenerate` where infinities moved (+infinity) or stand on both sides
/// (undefined), or the range is not finite. Throws ConfigError if the partitions differ. O(cells).
template <std::floating_point Value>
[[nodiscard]] Distance wasserstein_1(const Cells<Value>& reference, const Cells<Value>& current) {
  const Partition<Value>& partition = reference.partition();
  if (partition != current.partition()) throw ConfigError("wasserstein: counts over different edges");
  Distance distance;
  if (reference.count() == 0 || current.count() == 0) return distance;
  distance.status = Status::degenerate;
  if (reference.infinite() != 0 || current.infinite() != 0) {
    const auto at = [](const Cells<Value>& cells, std::size_t slot) { return cells.counts()[slot] != 0; };
    const std::size_t low = partition.negative_infinity_slot();
    const std::size_t high = partition.positive_infinity_slot();
    const bool in_both = (at(reference, low) && at(current, low)) || (at(reference, high) && at(current, high));
    if (!in_both) distance.value = std::numeric_limits<double>::infinity();
    return distance;
  }
  if (!is_finite(partition.lowest()) || !is_finite(partition.highest())) return distance;
  StableSum gap;  // difference of the distribution functions at the right end of the slot
  double left = 0;
  StableSum area;
  std::size_t slot = 0;
  for_each_share(reference.ordered_counts(), current.ordered_counts(), Smoothing::none(), [&](const SharePair& pair) {
    gap += pair.difference;
    const double right = gap.value();
    if (slot >= partition.first_cell_slot() && slot < partition.above_range_slot()) {
      const auto bounds = partition.bounds(slot);
      const auto from = static_cast<double>(bounds.from);
      const auto to = static_cast<double>(bounds.to);
      const double total = std::fabs(left) + std::fabs(right);
      const bool crosses = (left < 0) != (right < 0) && total > 0;  // the straight line from left to right passes 0
      const double mean_gap = crosses ? (left * left + right * right) / total / 2 : total / 2;
      area += mean_gap * to - mean_gap * from;
    }
    left = right;
    ++slot;
  });
  distance.value = area.value();
  distance.status = is_finite(distance.value) ? Status::ok : Status::degenerate;
  return distance;
}

}  // namespace leeway::inline v0_1
