#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/accumulate/lanes.hpp"
#include "leeway/accumulate/partition.hpp"
#include "leeway/compare/counts.hpp"
#include "leeway/compare/proportions.hpp"
#include "leeway/core/result.hpp"
#include "leeway/report/phrases.hpp"
#include "leeway/report/tested_effect.hpp"

namespace leeway::inline v0_1::detail {

/// The values of a slot in words: "between 3 and 4".
[[nodiscard]] inline std::string range_text(const Partition<double>& partition, std::size_t slot) {
  if (slot <= partition.below_range_slot()) return "below " + number_text(partition.lowest());
  if (slot >= partition.above_range_slot()) return "above " + number_text(partition.highest());
  const auto [from, to] = partition.bounds(slot);
  return "between " + number_text(from) + " and " + number_text(to);
}

/// Does one exact value turn up far more often than in training, inside a cell of many values? Each lane's share of its
/// cell is compared, so that values which moved to other cells do not count; p is adjusted for the number of lanes.
inline void check_repeats(std::vector<TestedEffect>& tests, const Partition<double>& partition,
                          const ComparedCounts& counts, std::uint64_t rows, const TestTerms& terms) {
  if (counts.reference_lanes.empty() || counts.current_lanes.size() != counts.reference_lanes.size()) return;
  const auto share = [](std::uint64_t part, std::uint64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  };
  Proportion reference;
  Proportion current;
  std::size_t of_slot = 0;
  double most = 0;
  double lanes = 0;
  for (std::size_t slot = 0; slot * hash_lanes < counts.current_lanes.size(); ++slot) {
    const std::uint64_t before = total_count(counts.reference_lanes.subspan(slot * hash_lanes, hash_lanes));
    const std::uint64_t now = total_count(counts.current_lanes.subspan(slot * hash_lanes, hash_lanes));
    if (before == 0 || now == 0) continue;
    const double per_row = 1 / static_cast<double>(before) + 1 / static_cast<double>(now);
    for (std::size_t lane = slot * hash_lanes; lane < (slot + 1) * hash_lanes; ++lane) {
      const std::uint64_t hits = counts.reference_lanes[lane] + counts.current_lanes[lane];
      if (hits == 0 || hits == before + now) continue;
      lanes += 1;
      const double pooled = share(hits, before + now);
      const double rise = share(counts.current_lanes[lane], now) - share(counts.reference_lanes[lane], before);
      const double z = rise / std::sqrt(pooled * (1 - pooled) * per_row);
      if (z <= most) continue;
      most = z;
      of_slot = slot;
      reference = {counts.reference_lanes[lane], before};
      current = {counts.current_lanes[lane], now};
    }
  }
  if (most == 0) return;
  const std::size_t first = tests.size();
  check_share(tests, "repeated_value", Alternative::greater, reference, current, terms);
  if (tests.size() == first) return;
  TestedEffect& repeated = tests.back();
  repeated.result.p_value = (std::min)(1.0, lanes * repeated.result.p_value);
  // As a share of all rows, not of the cell's.
  const double part = share(current.trials, rows);
  repeated.result.effect_size *= part;
  repeated.effect = {repeated.effect.status, repeated.effect.value * part, repeated.effect.lower * part,
                     repeated.effect.upper * part};
  repeated.excess *= part;
  repeated.note = "one exact value " + range_text(partition, of_slot);
}

}  // namespace leeway::inline v0_1::detail
