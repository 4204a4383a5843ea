#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/stream/block_scores.hpp"
#include "leeway/stream/design_effect.hpp"
#include "leeway/stream/slot_scores.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// Categories seen exactly twice. Those without a slot of their own that were seen more than once may have been, too:
/// an upper bound, which errs towards silence.
[[nodiscard]] inline std::uint64_t doubletons_at_most(const CategoricalBaseline& baseline) noexcept {
  const auto listed = std::span(baseline.counts).first(baseline.vocabulary.listed().size());
  const auto seen = [&](std::uint64_t times) {
    return static_cast<std::uint64_t>(std::count(listed.begin(), listed.end(), times));
  };
  return seen(2) + baseline.vocabulary.rare().size() - (baseline.singletons - seen(1));
}

/// What the baseline's counts are worth as evidence; see slot_masses.
[[nodiscard]] inline std::vector<double> urn_masses(const NumericBaseline& baseline) {
  return slot_masses(baseline.cells.partition(), baseline.cells.counts());
}
[[nodiscard]] inline std::vector<double> urn_masses(const CategoricalBaseline& baseline) {
  return slot_masses(baseline.vocabulary, baseline.counts, baseline.singletons, doubletons_at_most(baseline));
}
[[nodiscard]] inline std::span<const std::uint64_t> all_counts(const NumericBaseline& baseline) noexcept {
  return baseline.cells.counts();
}
[[nodiscard]] inline std::span<const std::uint64_t> all_counts(const CategoricalBaseline& baseline) noexcept {
  return baseline.counts;
}
[[nodiscard]] inline std::vector<SlotScores> scores_of(const NumericBaseline& baseline) {
  return block_scores(baseline.cells.partition(), urn_masses(baseline));
}
[[nodiscard]] inline std::vector<SlotScores> scores_of(const CategoricalBaseline& baseline) {
  return block_scores(baseline.vocabulary, urn_masses(baseline));
}

}  // namespace detail

/// How much more the baseline's own blocks of rows differ than independent rows would: what autocorrelation and slow
/// changes in traffic cost. Unknown for a baseline without blocks. 10 to 20 microseconds.
template <class FeatureStatistics>
[[nodiscard]] DesignEffect design_effect_of(const FeatureStatistics& baseline) {
  if (baseline.blocks.empty()) return {};
  const std::vector<SlotScores> scores = detail::scores_of(baseline);
  const std::span<const std::uint64_t> counts = detail::all_counts(baseline);
  std::vector<double> variances;
  const ScoreSummer summer(scores);
  const std::vector<double> means = summer.means(counts);
  double rows = 0;
  for (const std::uint64_t count : counts) rows += static_cast<double>(count);
  for (std::size_t d = 0; d < scores.size(); ++d) {
    double square = 0;
    for (std::size_t slot = 0; slot < counts.size(); ++slot) {
      square += static_cast<double>(counts[slot]) * (scores[d][slot] - means[d]) * (scores[d][slot] - means[d]);
    }
    // Of a score that a handful of rows carries nothing can be told.
    constexpr double least = 20;
    variances.push_back(square >= least ? square / rows : 0);
  }
  std::vector<ScoreSums> blocks;
  for (std::size_t i = 0; i < baseline.blocks.size(); ++i) {
    blocks.push_back({static_cast<double>(baseline.blocks.rows(i)), summer.sums(baseline.blocks[i])});
  }
  return estimate_design_effect(std::move(blocks), variances);
}

}  // namespace leeway::inline v0_1
