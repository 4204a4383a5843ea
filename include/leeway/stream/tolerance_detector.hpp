#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/math/tails.hpp"
#include "leeway/stream/hypotheses.hpp"
#include "leeway/stream/shiryaev_roberts.hpp"

namespace leeway::inline v0_1 {

/// Some of a feature's slots, whose joint share is watched, and how far it may move.
struct WatchedShare {
  std::size_t first = 0;  ///< slots [first, last) ...
  std::size_t last = 0;
  std::size_t out_of = 0;  ///< ... as a share of the rows in slots [0, out_of)
  double tolerance = 0.05;
  Change change = Change::cell;  ///< what a move of it is called
};

/// The sequential detector that ignores drift below the tolerance, watched for ever: null hypothesis, at every time
/// each watched share lies within its tolerance of the baseline's true share (it may wobble as it likes inside).
///
/// With the shares of all lower cuts of an ordered feature that is "the Kolmogorov-Smirnov distance is at most the
/// tolerance"; with single categories it follows from "the total variation distance is". For each share and side, rows
/// are weighed as Bernoulli trials: the tolerated limit, widened by what the baseline's size leaves uncertain
/// (Clopper-Pearson, simultaneously for all shares), against shares farther out by .01 to .16. Such ratios never grow
/// on average while the share is within the limit, so ShiryaevRoberts keeps the false alarms below `alpha`, of which a
/// fifth is spent on the baseline's uncertainty. The other four fifths are for the statistic: alarm at horizon /
/// (.8 alpha).
class ToleranceDetector {
 public:
  static constexpr double baseline_part = 0.2;  ///< of alpha, for the baseline's own uncertainty

  ToleranceDetector() = default;
  /// `masses` of all slots, as slot_masses() gives them. `design_effect` divides the evidence and the baseline's size.
  /// Throws ConfigError for shares that do not fit.
  ToleranceDetector(std::vector<WatchedShare> shares, std::span<const double> masses, double alpha,
                    double design_effect = 1)
      : shares_(std::move(shares)), design_effect_(design_effect) {
    if (!(design_effect_ >= 1)) throw ConfigError("tolerance detector: the design effect must be at least 1");
    const double level = baseline_part * alpha / static_cast<double>(2 * shares_.size());
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      const WatchedShare& share = shares_[i];
      if (share.first >= share.last || share.last > share.out_of || share.out_of > masses.size()) {
        throw ConfigError("tolerance detector: a watched share names slots that do not exist");
      }
      const double hits = total(masses, share.first, share.last) / design_effect_;
      const double misses = total(masses, 0, share.out_of) / design_effect_ - hits;
      const double high = (misses > 0 ? beta_quantile(hits + 1, misses, 1 - level) : 1) + share.tolerance;
      const double low = (hits > 0 ? beta_quantile(hits, misses + 1, level) : 0) - share.tolerance;
      for (const double step : steps) {
        if (high + step < 1) bets_.push_back(bet(i, high, high + step));
        if (low - step > 0) bets_.push_back(bet(i, low, low - step));
      }
    }
    statistic_ = ShiryaevRoberts(bets_.size());
    evidence_.resize(bets_.size());
  }

  /// The counts of a window that has closed. O(slots x shares + bets); allocates nothing.
  void update(std::span<const std::uint64_t> counts) noexcept {
    for (std::size_t i = 0; i < bets_.size();) {
      const WatchedShare& share = shares_[bets_[i].share];
      const double hits = total(counts, share.first, share.last);
      const double misses = total(counts, 0, share.out_of) - hits;
      for (const std::size_t of = bets_[i].share; i < bets_.size() && bets_[i].share == of; ++i) {
        evidence_[i] = (hits * bets_[i].hit + misses * bets_[i].miss) / design_effect_;
      }
    }
    statistic_.update(evidence_);
  }

  [[nodiscard]] const ShiryaevRoberts& statistic() const noexcept { return statistic_; }
  /// The share that carries most of the evidence, and whether it has become larger. There must be bets.
  [[nodiscard]] const WatchedShare& leading_share() const noexcept {
    return shares_[bets_[statistic_.leading()].share];
  }
  [[nodiscard]] bool leading_increases() const noexcept { return bets_[statistic_.leading()].hit > 0; }
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return shares_.capacity() * sizeof(WatchedShare) + bets_.capacity() * sizeof(Bet) +
           evidence_.capacity() * sizeof(double) + statistic_.memory_bytes();
  }

 private:
  static constexpr std::array<double, 5> steps{0.01, 0.02, 0.04, 0.08, 0.16};
  struct Bet {
    std::size_t share = 0;
    double hit = 0;   // ln of the likelihood ratio of a row in the share ...
    double miss = 0;  // ... and of one outside
  };

  static Bet bet(std::size_t share, double null, double other) noexcept {
    return {share, std::log(other / null), std::log1p(-other) - std::log1p(-null)};
  }
  template <class Count>
  static double total(std::span<const Count> counts, std::size_t first, std::size_t last) noexcept {
    double sum = 0;
    for (std::size_t slot = first; slot < last; ++slot) sum += static_cast<double>(counts[slot]);
    return sum;
  }

  std::vector<WatchedShare> shares_;
  std::vector<Bet> bets_;  // those of one share together
  ShiryaevRoberts statistic_;
  std::vector<double> evidence_;  // scratch
  double design_effect_ = 1;
};

}  // namespace leeway::inline v0_1
