#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/report/sequential_evidence.hpp"
#include "leeway/stream/block_conformal.hpp"
#include "leeway/stream/block_scores.hpp"
#include "leeway/stream/hypotheses.hpp"
#include "leeway/stream/repeats.hpp"
#include "leeway/stream/tolerance_detector.hpp"
#include "leeway/stream/urn_detector.hpp"

/// The detectors of stream/ as a feature of a baseline needs them. Each takes the counts of windows one by one and says
/// how much evidence there is and what it is about.
namespace leeway::detail {

/// Evidence for a change of the counts, and of a repeated value where lanes are known.
class ChangeDetector {
 public:
  ChangeDetector(Hypotheses hypotheses, std::vector<PolyaUrn> urns, std::vector<PolyaUrn> lane_urns,
                 double design_effect) {
    if (!lane_urns.empty()) {
      Repeats repeats(lane_urns.front().size());
      repeats_ = UrnDetector<Repeats>(repeats, std::move(lane_urns), design_effect);
      repeats_weight_ = 0.03;
    }
    changes_ = UrnDetector<Hypotheses>(std::move(hypotheses), std::move(urns), design_effect);
  }

  void update(std::span<const std::uint64_t> counts, std::span<const std::uint64_t> lanes, std::size_t season,
              std::vector<double>& scratch) {
    changes_.update(counts, scratch, season);
    if (repeats_weight_ > 0) repeats_.update(lanes, scratch, season);
  }
  [[nodiscard]] double value() const noexcept {
    return (1 - repeats_weight_) * changes_.statistic().value() + repeats_part();
  }
  /// Says what the evidence is about; answers since how many windows there has been any.
  std::uint64_t describe(SequentialEvidence& evidence) const noexcept {
    const bool repeats = repeats_part() > (1 - repeats_weight_) * changes_.statistic().value();
    const ShiryaevRoberts& statistic = repeats ? repeats_.statistic() : changes_.statistic();
    const std::size_t leading = statistic.leading();
    if (repeats) {
      evidence.change = Change::repeated;
      evidence.increases = true;
      evidence.first_slot = Repeats::slot_of(leading);
      evidence.last_slot = evidence.first_slot + 1;
    } else {
      const Hypothesis& hypothesis = changes_.dictionary()[leading];
      evidence.change = hypothesis.change;
      evidence.increases = hypothesis.increases();
      evidence.first_slot = hypothesis.first;
      evidence.last_slot = hypothesis.last;
    }
    return statistic.windows_since_change(leading);
  }
  [[nodiscard]] std::size_t memory_bytes() const noexcept { return changes_.memory_bytes() + repeats_.memory_bytes(); }

 private:
  [[nodiscard]] double repeats_part() const noexcept {
    return repeats_weight_ > 0 ? repeats_weight_ * repeats_.statistic().value() : 0;
  }

  UrnDetector<Hypotheses> changes_;
  UrnDetector<Repeats> repeats_;
  double repeats_weight_ = 0;
};

/// Blocks of live rows as long as the baseline's, made of whole windows.
class BlockDetector {
 public:
  BlockDetector(std::vector<SlotScores> scores, const CountTable& blocks, std::uint64_t rows)
      : scores_(std::move(scores)),
        rows_per_block_(rows / (std::max)(std::size_t{1}, blocks.size())),
        pending_(blocks.slots()) {
    std::vector<std::vector<double>> reference;
    for (std::size_t i = 0; i < blocks.size(); ++i) reference.push_back(mean_scores(std::span(scores_), blocks[i]));
    detector_ = BlockConformal(reference);
  }

  void update(std::span<const std::uint64_t> counts, std::span<const std::uint64_t>, std::size_t,
              std::vector<double>&) {
    std::uint64_t rows = 0;
    for (std::size_t slot = 0; slot < counts.size(); ++slot) rows += pending_[slot] += counts[slot];
    ++pending_windows_;
    if (rows < rows_per_block_) return;
    detector_.update(mean_scores(std::span<const SlotScores>(scores_), std::span<const std::uint64_t>(pending_)));
    std::fill(pending_.begin(), pending_.end(), 0);
    windows_of_blocks_.push_back(pending_windows_);
    pending_windows_ = 0;
  }
  [[nodiscard]] double value() const noexcept { return detector_.statistic().value(); }
  std::uint64_t describe(SequentialEvidence& evidence) const noexcept {
    evidence.change = Change::shape;
    const ShiryaevRoberts& statistic = detector_.statistic();
    std::uint64_t windows = pending_windows_;
    std::uint64_t blocks = statistic.windows_since_change(statistic.leading());
    for (std::size_t i = windows_of_blocks_.size(); i-- > 0 && blocks > 0; --blocks) windows += windows_of_blocks_[i];
    return windows;
  }
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return detector_.memory_bytes() + (scores_.size() + 1) * pending_.size() * sizeof(double) +
           windows_of_blocks_.capacity() * sizeof(std::uint32_t);
  }

 private:
  std::vector<SlotScores> scores_;
  std::uint64_t rows_per_block_ = 0;
  std::vector<std::uint64_t> pending_;
  std::uint32_t pending_windows_ = 0;
  std::vector<std::uint32_t> windows_of_blocks_;
  BlockConformal detector_;
};

/// Evidence for drift beyond the tolerance.
class BeyondTolerance {
 public:
  explicit BeyondTolerance(ToleranceDetector detector) : detector_(std::move(detector)) {}
  void update(std::span<const std::uint64_t> counts, std::span<const std::uint64_t>, std::size_t,
              std::vector<double>&) {
    detector_.update(counts);
  }
  [[nodiscard]] double value() const noexcept { return detector_.statistic().value(); }
  std::uint64_t describe(SequentialEvidence& evidence) const noexcept {
    const ShiryaevRoberts& statistic = detector_.statistic();
    if (statistic.size() == 0) return 0;
    const WatchedShare& share = detector_.leading_share();
    evidence.change = share.change;
    // More values below a cut means that values went down.
    evidence.increases = detector_.leading_increases() != (share.change == Change::location);
    evidence.first_slot = share.first;
    evidence.last_slot = share.last;
    return statistic.windows_since_change(statistic.leading());
  }
  [[nodiscard]] std::size_t memory_bytes() const noexcept { return detector_.memory_bytes(); }

 private:
  ToleranceDetector detector_;
};

/// Every lower part of an ordered feature's present values, and the shares that should hardly exist at all.
[[nodiscard]] inline std::vector<WatchedShare> watched_shares(const NumericBaseline& baseline, double tolerance,
                                                              double share_tolerance) {
  const Partition<double>& partition = baseline.cells.partition();
  const std::size_t missing = partition.missing_slot();
  std::vector<WatchedShare> shares;
  for (std::size_t cut = 1; cut < missing; ++cut) shares.push_back({0, cut, missing, tolerance, Change::location});
  for (const std::size_t slot : {partition.negative_infinity_slot(), partition.positive_infinity_slot()}) {
    shares.push_back({slot, slot + 1, missing, share_tolerance, Change::infinite});
  }
  for (const std::size_t slot : {partition.below_range_slot(), partition.above_range_slot()}) {
    shares.push_back({slot, slot + 1, missing, share_tolerance, Change::out_of_range});
  }
  shares.push_back({missing, missing + 1, missing + 1, share_tolerance, Change::missing});
  return shares;
}
[[nodiscard]] inline std::vector<WatchedShare> watched_shares(const CategoricalBaseline& baseline, double tolerance,
                                                              double share_tolerance) {
  const std::size_t missing = baseline.vocabulary.missing_slot();
  const std::size_t unseen = baseline.vocabulary.new_slot();
  std::vector<WatchedShare> shares;
  for (std::size_t slot = 0; slot < unseen; ++slot)
    shares.push_back({slot, slot + 1, missing, tolerance, Change::cell});
  shares.push_back({unseen, unseen + 1, missing, share_tolerance, Change::unseen});
  shares.push_back({missing, missing + 1, missing + 1, share_tolerance, Change::missing});
  return shares;
}

[[nodiscard]] inline Hypotheses hypotheses_of(const NumericBaseline& baseline, std::span<const double> masses) {
  return Hypotheses(baseline.cells.partition(), masses);
}
[[nodiscard]] inline Hypotheses hypotheses_of(const CategoricalBaseline& baseline, std::span<const double>) {
  return Hypotheses(baseline.vocabulary);
}
[[nodiscard]] inline std::span<const std::uint64_t> lanes_of(const NumericBaseline& baseline) noexcept {
  return baseline.lanes;
}
[[nodiscard]] inline std::span<const std::uint64_t> lanes_of(const CategoricalBaseline&) noexcept { return {}; }

/// Masses of one slice of a season: each slot's share is drawn from the slice's own count towards the whole's share, as
/// if it had been expected `expected` times before.
[[nodiscard]] inline std::vector<double> slice_mass(std::span<const std::uint64_t> counts,
                                                    std::span<const double> masses, double expected) {
  double total = 0;
  double rows = 0;
  for (const double mass : masses) total += mass;
  for (const std::uint64_t count : counts) rows += static_cast<double>(count);
  std::vector<double> slice(masses.size());
  double sum = 0;
  for (std::size_t slot = 0; slot < slice.size(); ++slot) {
    const double share = masses[slot] / total;
    sum += slice[slot] = (static_cast<double>(counts[slot]) + expected) / (rows + expected / share);
  }
  // Worth as much as the rows of the slice and those of the whole that it borrows, at most all of these.
  const double worth = (std::min)(total, rows + expected * static_cast<double>(masses.size()));
  for (double& mass : slice) mass *= worth / sum;
  return slice;
}

/// The masses of each slice of the season. How far slices are drawn towards the whole is what predicts each row of them
/// best from the others (leave-one-out likelihood): slices of few rows, or that hardly differ, are best told by the
/// whole. A common total instead would starve the rare slots of a slice: half of the healthy streams alarm then.
[[nodiscard]] inline std::vector<std::vector<double>> slice_masses(const CountTable& seasons,
                                                                   const std::vector<double>& masses) {
  if (seasons.empty()) return {masses};
  double total = 0;
  for (const double mass : masses) total += mass;
  double best_expected = 0;
  double best = -std::numeric_limits<double>::infinity();
  for (double expected = 1; expected <= 4096; expected *= 4) {
    double likelihood = 0;
    for (std::size_t slice = 0; slice < seasons.size(); ++slice) {
      const auto rows = static_cast<double>(seasons.rows(slice));
      double sum = 0;
      double of_slice = 0;
      for (std::size_t slot = 0; slot < masses.size(); ++slot) {
        const double share = masses[slot] / total;
        const auto count = static_cast<double>(seasons[slice][slot]);
        sum += (count + expected) / (rows + expected / share);
        if (count > 0) of_slice += count * std::log((count - 1 + expected) / (rows - 1 + expected / share));
      }
      likelihood += of_slice - rows * std::log(sum);
    }
    if (likelihood > best) {
      best = likelihood;
      best_expected = expected;
    }
  }
  std::vector<std::vector<double>> slices;
  for (std::size_t slice = 0; slice < seasons.size(); ++slice) {
    slices.push_back(slice_mass(seasons[slice], masses, best_expected));
  }
  return slices;
}

}  // namespace leeway::detail
