#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/error.hpp"
#include "leeway/report/dependence.hpp"
#include "leeway/report/feature_detectors.hpp"
#include "leeway/report/plan.hpp"
#include "leeway/report/sequential_evidence.hpp"
#include "leeway/stream/recent_counts.hpp"

namespace leeway::inline v0_1 {

/// Watches one feature: the detector that the plan's mode asks for, and what follows an alarm. See Watch.
class FeatureWatch {
 public:
  /// `alpha_share`: the feature's share of the plan's alpha. Throws ConfigError where the mode needs blocks that the
  /// baseline does not have.
  template <class Statistics>
  FeatureWatch(const Feature& feature, const Statistics& baseline, double alpha_share, const Plan& plan)
      : recent_(detail::all_counts(baseline).size()) {
    evidence_.design_effect = design_effect_of(baseline);
    evidence_.horizon_windows = plan.horizon();
    evidence_.alpha = plan.alpha * alpha_share;
    evidence_.alarm_at = 1 / evidence_.alpha;
    evidence_.mode = plan.mode;
    if (plan.mode == WatchMode::automatic) {
      evidence_.mode = evidence_.design_effect.exchangeable ? WatchMode::exchangeable : WatchMode::tempered;
    }
    const double design_effect = evidence_.mode == WatchMode::exchangeable ? 1 : evidence_.design_effect.value;
    const std::vector<double> masses = detail::urn_masses(baseline);
    switch (evidence_.mode) {
      case WatchMode::tolerance: {
        const double tolerance =
            feature.thresholds.tolerance.value_or(plan.thresholds.tolerance.value_or(plan.tolerance));
        evidence_.alarm_at /= 1 - ToleranceDetector::baseline_part;
        detector_.emplace(
            detail::BeyondTolerance(ToleranceDetector(detail::watched_shares(baseline, tolerance, plan.share_tolerance),
                                                      masses, evidence_.alpha, design_effect)));
        break;
      }
      case WatchMode::block_conformal:
        if (baseline.blocks.size() < BlockConformal::least_blocks) {
          throw ConfigError("watch: feature '" + feature.name + "' has " + std::to_string(baseline.blocks.size()) +
                            " blocks of training rows; the block_conformal mode needs " +
                            std::to_string(BlockConformal::least_blocks) +
                            ": build the baseline from more rows in their order, or choose another mode");
        }
        detector_.emplace(detail::BlockDetector(detail::scores_of(baseline), baseline.blocks, baseline.rows()));
        break;
      default: {
        detail::SeasonalUrns urns(baseline, masses);
        detector_.emplace(
            detail::ChangeDetector(detail::hypotheses_of(baseline, masses), std::move(urns), design_effect));
      }
    }
  }

  /// The counts of a window that has closed.
  void update(std::span<const std::uint64_t> counts, std::span<const std::uint64_t> lanes, std::size_t season,
              std::vector<double>& scratch) {
    ++evidence_.windows;
    for (const std::uint64_t count : counts.first(counts.size() - 1)) evidence_.values += count;  // missing is last
    if (evidence_.alarmed) {
      add(since_start_, counts);
      add(lanes_since_start_, lanes);
      return;
    }
    recent_.add(counts);
    std::uint64_t since = 0;
    std::visit(
        [&](auto& detector) {
          detector.update(counts, lanes, season, scratch);
          evidence_.e_value = detector.value() / static_cast<double>(evidence_.horizon_windows);
          since = detector.describe(evidence_);
        },
        *detector_);
    evidence_.start_window = since == 0 ? 0 : evidence_.windows + 1 - since;
    evidence_.largest_e_value = (std::max)(evidence_.largest_e_value, evidence_.e_value);
    evidence_.p_value = evidence_.largest_e_value > 1 ? 1 / evidence_.largest_e_value : 1;
    if (evidence_.e_value < evidence_.alarm_at) return;
    evidence_.alarmed = true;
    evidence_.alarm_window = evidence_.windows;
    since_start_ = recent_.newest(since);
    lanes_since_start_.assign(lanes.begin(), lanes.end());
  }

  [[nodiscard]] const SequentialEvidence& evidence() const noexcept { return evidence_; }
  /// After an alarm: the counts of the rows since the drift seems to have begun, at least those of the newest third of
  /// the windows between that and the alarm. Empty before.
  [[nodiscard]] std::span<const std::uint64_t> counts_since_start() const noexcept { return since_start_; }
  /// The same by hash lane, from the alarm on.
  [[nodiscard]] std::span<const std::uint64_t> lanes_since_start() const noexcept { return lanes_since_start_; }

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return std::visit([](const auto& detector) { return detector.memory_bytes(); }, *detector_) +
           recent_.memory_bytes() + (since_start_.capacity() + lanes_since_start_.capacity()) * sizeof(std::uint64_t);
  }

 private:
  using Detector = std::variant<detail::ChangeDetector, detail::BeyondTolerance, detail::BlockDetector>;

  static void add(std::vector<std::uint64_t>& sum, std::span<const std::uint64_t> counts) noexcept {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += counts[i];
  }

  std::optional<Detector> detector_;
  RecentCounts recent_;
  std::vector<std::uint64_t> since_start_;
  std::vector<std::uint64_t> lanes_since_start_;
  SequentialEvidence evidence_;
};

}  // namespace leeway::inline v0_1
