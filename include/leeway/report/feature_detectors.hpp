#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/report/seasonal_urns.hpp"
#include "leeway/report/sequential_evidence.hpp"
#include "leeway/stream/block_conformal.hpp"
#include "leeway/stream/block_scores.hpp"
#include "leeway/stream/hypotheses.hpp"
#include "leeway/stream/repeats.hpp"
#include "leeway/stream/tolerance_detector.hpp"
#include "leeway/stream/urn_detector.hpp"

/// The detectors of stream/ as a feature of a baseline needs them. Each takes the counts of windows one by one and says
/// how much evidence there is and what it is about.
namespace leeway::inline v0_1::detail {

/// Evidence for a change of the counts, and of a repeated value where lanes are known.
class ChangeDetector {
 public:
  ChangeDetector(Hypotheses hypotheses, SeasonalUrns urns, double design_effect)
      : urns_(std::move(urns)), changes_(std::move(hypotheses), design_effect) {
    if (!urns_.has_lanes()) return;
    repeats_ = UrnDetector<Repeats>(Repeats(urns_.lane_count()), design_effect);
    repeats_weight_ = 0.03;
  }

  void update(std::span<const std::uint64_t> counts, std::span<const std::uint64_t> lanes, std::size_t season,
              std::vector<double>& scratch) {
    urns_.at(season);
    // In a season "higher" means higher than usual at that hour.
    if (urns_.seasonal()) changes_.score_by(urns_.slots().masses());
    changes_.update(urns_.slots(), urns_.seen(counts), scratch);
    if (repeats_weight_ > 0) repeats_.update(urns_.lanes(), lanes, scratch);
    urns_.add(counts, lanes, season);
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
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return urns_.memory_bytes() + changes_.memory_bytes() + repeats_.memory_bytes();
  }

 private:
  [[nodiscard]] double repeats_part() const noexcept {
    return repeats_weight_ > 0 ? repeats_weight_ * repeats_.statistic().value() : 0;
  }

  SeasonalUrns urns_;
  UrnDetector<Hypotheses> changes_;
  UrnDetector<Repeats> repeats_;
  double repeats_weight_ = 0;
};

/// Blocks of live rows as long as the baseline's, made of whole windows.
class BlockDetector {
 public:
  BlockDetector(std::span<const SlotScores> scores, const CountTable& blocks, std::uint64_t rows)
      : scores_(scores), rows_per_block_(rows / (std::max)(std::size_t{1}, blocks.size())), pending_(blocks.slots()) {
    std::vector<std::vector<double>> reference;
    for (std::size_t i = 0; i < blocks.size(); ++i) reference.push_back(scores_.means(blocks[i]));
    detector_ = BlockConformal(reference);
  }

  void update(std::span<const std::uint64_t> counts, std::span<const std::uint64_t>, std::size_t,
              std::vector<double>&) {
    std::uint64_t rows = 0;
    for (std::size_t slot = 0; slot < counts.size(); ++slot) rows += pending_[slot] += counts[slot];
    ++pending_windows_;
    if (rows < rows_per_block_) return;
    detector_.update(scores_.means(pending_));
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
    return detector_.memory_bytes() + scores_.memory_bytes() + pending_.capacity() * sizeof(std::uint64_t) +
           windows_of_blocks_.capacity() * sizeof(std::uint32_t);
  }

 private:
  ScoreSummer scores_;
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

}  // namespace leeway::inline v0_1::detail
