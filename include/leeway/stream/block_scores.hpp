#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "leeway/accumulate/partition.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/stream/slot_scores.hpp"

namespace leeway::inline v0_1 {

/// The few scores by which blocks of a numeric feature's rows are compared: location, spread, skewness and weight of
/// the tails of the present values, and the share of missing ones.
[[nodiscard]] inline std::vector<SlotScores> block_scores(const Partition<double>& partition,
                                                          std::span<const double> masses) {
  std::vector<SlotScores> scores = hermite_scores(masses);
  SlotScores& missing = scores.emplace_back(masses.size(), 0.0);
  missing[partition.missing_slot()] = 1;
  return scores;
}

/// Those of a categorical feature: the shares of its four most frequent categories, of all others together, and of
/// missing values.
[[nodiscard]] inline std::vector<SlotScores> block_scores(const Vocabulary& vocabulary,
                                                          std::span<const double> masses) {
  constexpr std::size_t most_named = 4;
  const std::size_t present = vocabulary.missing_slot();
  std::vector<std::size_t> by_mass(present);
  std::iota(by_mass.begin(), by_mass.end(), std::size_t{0});
  std::stable_sort(by_mass.begin(), by_mass.end(), [&](std::size_t a, std::size_t b) { return masses[a] > masses[b]; });
  std::vector<SlotScores> scores((std::min)(most_named, present) + 2, SlotScores(masses.size(), 0.0));
  const std::size_t rest = scores.size() - 2;
  for (std::size_t rank = 0; rank < present; ++rank) scores[(std::min)(rank, rest)][by_mass[rank]] = 1;
  scores.back()[vocabulary.missing_slot()] = 1;
  return scores;
}

/// Mean scores of the rows in a block, one for each score; zeros for an empty block.
template <class Count>
[[nodiscard]] std::vector<double> mean_scores(std::span<const SlotScores> scores, std::span<const Count> counts) {
  double rows = 0;
  for (const Count count : counts) rows += static_cast<double>(count);
  std::vector<double> means(scores.size());
  for (std::size_t d = 0; d < scores.size() && rows > 0; ++d) {
    for (std::size_t slot = 0; slot < counts.size(); ++slot) {
      means[d] += scores[d][slot] * static_cast<double>(counts[slot]);
    }
    means[d] /= rows;
  }
  return means;
}

}  // namespace leeway::inline v0_1
