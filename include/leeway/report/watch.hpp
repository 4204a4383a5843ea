#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/season.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/time.hpp"
#include "leeway/report/feature_watch.hpp"
#include "leeway/report/plan.hpp"
#include "leeway/report/sequential_evidence.hpp"

namespace leeway::inline v0_1 {

/// Watches a stream of windows for drift and may be looked at after every one of them, for ever: at most `plan.alpha`
/// chance of any false alarm within `plan.horizon()` windows, over all features together (each has a share of
/// alpha, see alpha_shares()), and after that at most one false alarm in horizon / alpha windows on average. What the
/// guarantee rests on is told by the mode; see WatchMode.
///
///     leeway::Watch watch(baseline);
///     watch.update(window);                                // each window that closes; replicas' are merged first
///     leeway::evaluate(baseline, window, plan, &watch);    // the report, with what has come to light so far
///
/// An alarm stays until reset(); from then on only the rows since the drift began are collected. Memory, about 20 kB a
/// numeric feature and 10 to 40 kB a categorical one (times the slices of a season), is taken at construction and
/// hardly grows; an update costs some 20 microseconds a feature.
class Watch {
 public:
  /// Throws ConfigError if the plan cannot work, or not with this baseline.
  explicit Watch(const Baseline& baseline, Plan plan = {})
      : plan_(std::move(plan)), baseline_hash_(baseline.content_hash()), season_(baseline.timeline().season) {
    plan_.validate();
    alpha_shares_ = alpha_shares(baseline.schema(), plan_.importance_share);
    features_.reserve(baseline.size());
    for (std::size_t i = 0; i < baseline.size(); ++i) features_.push_back(make(baseline, i));
  }

  /// A window that has closed; one without rows changes nothing. Throws ConfigError if it belongs to another baseline.
  void update(const Window& window) {
    if (window.baseline_hash != baseline_hash_ || window.features.size() != features_.size()) {
      throw ConfigError("watch: the window was counted over another baseline");
    }
    if (window.rows == 0) return;
    if (season_ != Season::none && !window.begin) {
      throw ConfigError("watch: the baseline has a season, but a window has no time");
    }
    const std::size_t slice = window.begin ? slice_of(season_, *window.begin) : 0;
    begins_.push_back(window.begin);
    for (std::size_t i = 0; i < features_.size(); ++i) {
      std::visit(
          [&](const auto& live) {
            std::span<const std::uint64_t> lanes;
            if constexpr (requires { live.lanes; }) lanes = live.lanes;
            features_[i].update(live.counts, lanes, slice, scratch_);
          },
          window.features[i]);
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return features_.size(); }
  [[nodiscard]] const FeatureWatch& operator[](std::size_t feature) const noexcept { return features_[feature]; }
  /// What watching a feature has brought to light, with the times of its windows.
  [[nodiscard]] SequentialEvidence evidence(std::size_t feature) const {
    SequentialEvidence evidence = features_[feature].evidence();
    const std::uint64_t before = begins_.size() - evidence.windows;  // windows before the feature was reset
    const auto time_of = [&](std::uint64_t window) {
      return window == 0 ? std::nullopt : begins_[static_cast<std::size_t>(before + window - 1)];
    };
    evidence.alarm_time = time_of(evidence.alarm_window);
    evidence.start_time = time_of(evidence.start_window);
    return evidence;
  }
  [[nodiscard]] std::uint64_t windows() const noexcept { return begins_.size(); }
  [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
  [[nodiscard]] std::uint64_t baseline_hash() const noexcept { return baseline_hash_; }

  /// Forgets a feature's alarm and all evidence about it, when somebody has dealt with it. Throws ConfigError
  /// if there is no such feature or the baseline is not the one it was made for.
  void reset(const Baseline& baseline, std::size_t feature) {
    if (baseline.content_hash() != baseline_hash_) throw ConfigError("watch: reset with another baseline");
    if (feature >= features_.size()) throw ConfigError("watch: there is no feature number " + std::to_string(feature));
    features_[feature] = make(baseline, feature);
  }

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    std::size_t bytes = begins_.capacity() * sizeof(begins_.front()) + scratch_.capacity() * sizeof(double);
    for (const FeatureWatch& feature : features_) bytes += sizeof feature + feature.memory_bytes();
    return bytes;
  }

 private:
  [[nodiscard]] FeatureWatch make(const Baseline& baseline, std::size_t i) const {
    const auto made = [&](const auto& statistics) {
      return FeatureWatch(baseline.schema()[i], statistics, alpha_shares_[i], plan_);
    };
    return std::visit(made, baseline[i]);
  }

  Plan plan_;
  std::uint64_t baseline_hash_ = 0;
  Season season_ = Season::none;
  std::vector<double> alpha_shares_;
  std::vector<FeatureWatch> features_;
  std::vector<std::optional<TimePoint>> begins_;  // of all windows: 16 bytes an hour
  std::vector<double> scratch_;
};

}  // namespace leeway::inline v0_1
