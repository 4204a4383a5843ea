#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "leeway/accumulate/lanes.hpp"
#include "leeway/accumulate/partition.hpp"

namespace test {

/// 10,000 standard normal training values: the partition they give and their counts over it.
struct NormalTraining {
  leeway::Partition<double> partition;
  std::vector<std::uint64_t> counts;
  std::vector<std::uint64_t> lanes;

  explicit NormalTraining(std::size_t rows = 10'000, std::uint64_t seed = 1) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<double> values(rows);
    for (double& x : values) x = normal(random);
    std::sort(values.begin(), values.end());
    partition = leeway::quantile_partition(std::span<const double>(values));
    counts.resize(partition.slot_count());
    lanes.resize(partition.slot_count() * leeway::hash_lanes);
    for (const double x : values) add(x, counts, lanes);
  }
  void add(double x, std::vector<std::uint64_t>& to, std::vector<std::uint64_t>& to_lanes) const {
    const std::size_t slot = partition.slot(x);
    ++to[slot];
    if (std::isfinite(x)) ++to_lanes[slot * leeway::hash_lanes + leeway::hash_lane(x)];
  }
  /// Counts of a window whose values `draw` makes.
  template <class Draw>
  [[nodiscard]] std::vector<std::uint64_t> window(std::size_t rows, Draw&& draw) const {
    std::vector<std::uint64_t> live(counts.size());
    std::vector<std::uint64_t> live_lanes(lanes.size());
    for (std::size_t i = 0; i < rows; ++i) add(draw(), live, live_lanes);
    return live;
  }
  template <class Draw>
  [[nodiscard]] std::vector<std::uint64_t> window_lanes(std::size_t rows, Draw&& draw) const {
    std::vector<std::uint64_t> live(counts.size());
    std::vector<std::uint64_t> live_lanes(lanes.size());
    for (std::size_t i = 0; i < rows; ++i) add(draw(), live, live_lanes);
    return live_lanes;
  }
};

/// Counts of a window of so many rows with these shares.
template <class Random>
[[nodiscard]] std::vector<std::uint64_t> draw_counts(const std::vector<double>& shares, std::size_t rows,
                                                     Random& random) {
  std::discrete_distribution<std::size_t> slot(shares.begin(), shares.end());
  std::vector<std::uint64_t> counts(shares.size());
  for (std::size_t i = 0; i < rows; ++i) ++counts[slot(random)];
  return counts;
}

}  // namespace test
