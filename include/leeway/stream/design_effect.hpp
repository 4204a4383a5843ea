#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "leeway/math/tails.hpp"
#include "leeway/stream/slot_scores.hpp"

namespace leeway::inline v0_1 {

/// How much more blocks of consecutive rows differ than blocks of independent rows would: the factor by which n rows of
/// autocorrelated or wobbling traffic are worth fewer.
struct DesignEffect {
  double value = 1;           ///< upper confidence limit (90 %) of the worst score; 1 when `exchangeable`
  double estimate = 1;        ///< of the worst score, without the margin
  bool known = false;         ///< false: there were too few blocks to tell
  bool exchangeable = true;   ///< no sign that the order of rows matters
  std::size_t blocks = 0;     ///< compared in the end ...
  double rows_per_block = 0;  ///< ... of so many rows each
  friend bool operator==(const DesignEffect&, const DesignEffect&) = default;
};

/// Score sums of a block of consecutive rows.
struct ScoreSums {
  double rows = 0;
  std::vector<double> sums{};  ///< one a score
};

/// Estimates the design effect from consecutive blocks.
///
/// For each score the variance of the blocks' sums is held against what independent rows with the scores' own variance
/// give; the worst score counts. While neighbouring blocks correlate (lag 1 above .1) they are merged in pairs: the
/// effect of a slow wobble shows only in blocks that are longer than it. "Exchangeable" means that no score's blocks
/// vary more than chance allows at the 1 % level, all scores and block lengths together.
/// `variances`: of each score over single rows; a score that hardly varies is left out. Needs 8 blocks; fewer leave it
/// unknown. Slow changes that the training rows did not go through cannot be seen.
[[nodiscard]] inline DesignEffect estimate_design_effect(std::vector<ScoreSums> blocks,
                                                         std::span<const double> variances) {
  constexpr std::size_t least_blocks = 8;
  constexpr double most_correlation = 0.1;
  DesignEffect effect;
  double scores = 0;
  for (const double variance : variances) scores += variance > 0 ? 1 : 0;
  constexpr double levels = 5;  // block lengths tried, roughly: the halvings from 168 blocks to 8
  const double level = 0.01 / (std::max)(1.0, scores * levels);
  for (;;) {
    const std::size_t count = blocks.size();
    if (count < least_blocks) return effect;
    double rows = 0;
    for (const ScoreSums& block : blocks) rows += block.rows;
    double worst_ratio = 0;
    double worst_correlation = 0;
    for (std::size_t d = 0; d < variances.size(); ++d) {
      if (!(variances[d] > 0)) continue;
      double mean = 0;
      for (const ScoreSums& block : blocks) mean += block.sums[d];
      mean /= rows;
      double square = 0;
      double neighbours = 0;
      double previous = 0;
      for (std::size_t i = 0; i < count; ++i) {
        if (blocks[i].rows <= 0) continue;
        const double deviation = (blocks[i].sums[d] - mean * blocks[i].rows) / std::sqrt(blocks[i].rows);
        square += deviation * deviation;
        if (i > 0) neighbours += deviation * previous;
        previous = deviation;
      }
      worst_ratio = (std::max)(worst_ratio, square / (static_cast<double>(count - 1) * variances[d]));
      if (square > 0) worst_correlation = (std::max)(worst_correlation, neighbours / square);
    }
    const double degrees = static_cast<double>(count - 1);
    effect.known = true;
    effect.blocks = count;
    effect.rows_per_block = rows / static_cast<double>(count);
    // Once blocks were found to vary too much they stay so: merging loses the power to see it.
    effect.exchangeable = effect.exchangeable && worst_ratio <= chi_squared_isf(level, degrees) / degrees;
    effect.estimate = (std::max)({1.0, effect.estimate, worst_ratio});
    if (!effect.exchangeable) {
      effect.value = (std::max)(effect.value, worst_ratio * degrees / chi_squared_isf(0.9, degrees));
    }
    // Neighbours of exchangeable rows correlate by 1 / sqrt(count) by chance; that must not cost half of the blocks.
    const double by_chance = 2 / std::sqrt(static_cast<double>(count));
    if (worst_correlation <= (effect.exchangeable ? by_chance : most_correlation)) return effect;
    std::vector<ScoreSums> merged;
    for (std::size_t i = 0; i + 1 < count; i += 2) {
      ScoreSums pair = std::move(blocks[i]);
      pair.rows += blocks[i + 1].rows;
      for (std::size_t d = 0; d < pair.sums.size(); ++d) pair.sums[d] += blocks[i + 1].sums[d];
      merged.push_back(std::move(pair));
    }
    if (merged.size() < least_blocks) return effect;
    blocks = std::move(merged);
  }
}

}  // namespace leeway::inline v0_1
