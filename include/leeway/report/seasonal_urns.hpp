#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "leeway/baseline/count_table.hpp"
#include "leeway/stream/polya_urn.hpp"
#include "leeway/stream/repeats.hpp"

namespace leeway::detail {

/// What is known of each slice of a season (hour of day, say): its own rows, training and live ones, and what it
/// borrows of all others'. Without a season there is one slice, the whole.
///
/// Each slot's share is drawn from the slice's own count towards the whole's share, as if it had been expected so many
/// times before: the number that predicts each training row best from the others (leave-one-out likelihood). Slices of
/// few rows, or that hardly differ, are so told by the whole. A common total of borrowed rows instead would starve the
/// rare slots of a slice, and slices that do not learn from each other would each alarm for the same small error of the
/// baseline. Simulated: benchmarks/validity/.
class SeasonalUrns {
 public:
  SeasonalUrns() = default;
  /// `masses` of the whole's slots; `lanes` may be empty; so may `slices`: no season then.
  SeasonalUrns(std::vector<double> masses, std::span<const std::uint64_t> lanes, const CountTable& slices)
      : masses_(std::move(masses)), lanes_(lanes.begin(), lanes.end()) {
    for (std::size_t i = 0; i < slices.size(); ++i) slices_.emplace_back(slices[i].begin(), slices[i].end());
    if (slices_.empty()) {
      whole_ = PolyaUrn(masses_);
      if (!lanes_.empty()) whole_lanes_ = PolyaUrn(lane_masses(masses_, lanes_));
    } else {
      choose_expected();
    }
  }

  [[nodiscard]] bool has_lanes() const noexcept { return !lanes_.empty(); }
  [[nodiscard]] std::size_t lane_count() const noexcept { return lanes_.size(); }

  /// The urns before a window of a slice: call at() first, then add().
  void at(std::size_t slice) {
    if (slices_.empty()) return;
    std::vector<double> masses = masses_of(slices_[slice % slices_.size()]);
    if (has_lanes()) whole_lanes_ = PolyaUrn(lane_masses(masses, lanes_));
    whole_ = PolyaUrn(std::move(masses));
  }
  [[nodiscard]] const PolyaUrn& slots() const noexcept { return whole_; }
  [[nodiscard]] const PolyaUrn& lanes() const noexcept { return whole_lanes_; }
  void add(std::span<const std::uint64_t> counts, std::span<const std::uint64_t> lanes, std::size_t slice) noexcept {
    if (slices_.empty()) {
      whole_.add(counts);
      if (has_lanes()) whole_lanes_.add(lanes);
      return;
    }
    std::vector<double>& own = slices_[slice % slices_.size()];
    for (std::size_t slot = 0; slot < counts.size(); ++slot) {
      masses_[slot] += static_cast<double>(counts[slot]);
      own[slot] += static_cast<double>(counts[slot]);
    }
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) lanes_[lane] += lanes[lane];
  }

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return (masses_.capacity() + lanes_.capacity() + slices_.size() * masses_.size() + whole_.size() +
            whole_lanes_.size()) *
           sizeof(double);
  }

 private:
  [[nodiscard]] std::vector<double> masses_of(const std::vector<double>& own) const {
    double total = 0;
    double rows = 0;
    for (std::size_t slot = 0; slot < masses_.size(); ++slot) {
      total += masses_[slot];
      rows += own[slot];
    }
    std::vector<double> slice(masses_.size());
    double sum = 0;
    double own_part = 0;
    for (std::size_t slot = 0; slot < slice.size(); ++slot) {
      sum += slice[slot] = (own[slot] + expected_) / (rows + expected_ * total / masses_[slot]);
      own_part += slice[slot] * own[slot] / (own[slot] + expected_);
    }
    own_part /= sum;
    // Worth as many rows as would leave the same variance: that of a mixture of the slice's and the whole's shares.
    const double rest = 1 - own_part;
    const double variance = (rows > 0 ? own_part * own_part / rows : 0) + rest * rest / total;
    const double worth = (std::min)(total, 1 / variance);
    for (double& mass : slice) mass *= worth / sum;
    return slice;
  }

  void choose_expected() {
    double total = 0;
    for (const double mass : masses_) total += mass;
    double best = -std::numeric_limits<double>::infinity();
    for (double expected = 4; expected <= 65'536; expected *= 4) {
      double likelihood = 0;
      for (const std::vector<double>& own : slices_) {
        double rows = 0;
        double sum = 0;
        for (const double count : own) rows += count;
        for (std::size_t slot = 0; slot < own.size(); ++slot) {
          const double prior = expected * total / masses_[slot];
          sum += (own[slot] + expected) / (rows + prior);
          if (own[slot] > 0) {
            likelihood += own[slot] * std::log((own[slot] - 1 + expected) / (rows - 1 + prior));
          }
        }
        likelihood -= rows * std::log(sum);
      }
      if (likelihood <= best) continue;
      best = likelihood;
      expected_ = expected;
    }
    expected_ = (std::max)(least_expected, expected_ / caution);
  }

  // Slots are judged one by one here, but a slice whose values are larger moves them all the same way, which is seen
  // sooner: hence less is borrowed than suits single slots. Not much less than a few rows a slot, though, for urns of a
  // few dozen rows are not calibrated.
  static constexpr double caution = 16;
  static constexpr double least_expected = 4;

  std::vector<double> masses_;               // of the whole, with all live rows
  std::vector<std::uint64_t> lanes_;         // the same by hash lane
  std::vector<std::vector<double>> slices_;  // counts of each slice, with its live rows
  double expected_ = 0;
  PolyaUrn whole_;  // of the slice at hand where there is a season
  PolyaUrn whole_lanes_;
};

}  // namespace leeway::detail
