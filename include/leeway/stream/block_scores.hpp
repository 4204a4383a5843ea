#pragma once

#include <algorithm>
#include <array>
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

/// Sums scores over the rows of blocks. Holds them slot by slot, so that each count is read once: 25 ns a block of 36
/// slots (with a vector a score it is 140).
class ScoreSummer {
 public:
  static constexpr std::size_t most_scores = 6;

  /// The first `most_scores` count.
  explicit ScoreSummer(std::span<const SlotScores> scores)
      : scores_((std::min)(scores.size(), most_scores)), by_slot_(scores.empty() ? 0 : scores.front().size()) {
    for (std::size_t d = 0; d < scores_; ++d) {
      for (std::size_t slot = 0; slot < by_slot_.size(); ++slot) by_slot_[slot][d] = scores[d][slot];
    }
  }

  /// One a score.
  [[nodiscard]] std::vector<double> sums(std::span<const std::uint64_t> counts) const {
    std::array<double, most_scores> sums{};
    for (std::size_t slot = 0; slot < by_slot_.size(); ++slot) {
      const auto count = static_cast<double>(static_cast<std::int64_t>(counts[slot]));  // signed converts sooner
      for (std::size_t d = 0; d < most_scores; ++d) sums[d] += by_slot_[slot][d] * count;
    }
    return {sums.begin(), sums.begin() + static_cast<std::ptrdiff_t>(scores_)};
  }
  /// Zeros for a block without rows.
  [[nodiscard]] std::vector<double> means(std::span<const std::uint64_t> counts) const {
    const std::uint64_t rows = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    std::vector<double> means = sums(counts);
    for (double& mean : means) mean /= static_cast<double>((std::max)(rows, std::uint64_t{1}));
    return means;
  }

  /// Heap memory held, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept { return by_slot_.capacity() * sizeof(by_slot_[0]); }

 private:
  std::size_t scores_;
  std::vector<std::array<double, most_scores>> by_slot_;
};

}  // namespace leeway::inline v0_1
