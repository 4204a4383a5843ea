#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace leeway::inline v0_1 {

/// Adds up evidence for a change that may have begun at any time: the Shiryaev-Roberts statistic of a mixture of
/// hypotheses, M <- (M + 1) e for each of them, where e is an e-value of the newest window (mean at most 1 without a
/// change, given the past).
///
/// Without a change M - t never grows on average, so by Doob's inequality P(M >= A within T windows) <= T / A: with
/// A = T / alpha at most alpha of healthy streams alarm within T windows, however often one looks; and the mean number
/// of windows to a false alarm is at least A (Shin, Ramdas and Rinaldo 2022, doi:10.48550/arXiv.2203.03532).
///
/// Beside each M runs a CUSUM of the same evidence, only to date the change: it was 0 last just before. Memory: 16
/// bytes a hypothesis, 8 more with weights.
class ShiryaevRoberts {
 public:
  ShiryaevRoberts() = default;
  /// Weights of the hypotheses; they should sum to 1.
  explicit ShiryaevRoberts(std::vector<double> weights) : weights_(std::move(weights)), states_(weights_.size()) {}
  /// So many hypotheses of the same weight.
  explicit ShiryaevRoberts(std::size_t hypotheses) : states_(hypotheses) {}

  /// One window's ln e for each hypothesis.
  void update(std::span<const double> log_evidence) noexcept {
    ++windows_;
    for (std::size_t i = 0; i < states_.size(); ++i) {
      State& state = states_[i];
      const double step = std::clamp(log_evidence[i], -largest_step, largest_step);  // exp stays a finite double
      state.statistic = (std::min)((state.statistic + 1) * std::exp(step), largest);
      state.cusum = static_cast<float>(state.cusum + step);
      if (state.cusum <= 0) {
        state.cusum = 0;
        state.last_zero = windows_;
      }
    }
  }

  /// The weighted sum of the statistics; divided by the number of windows of the horizon it is an e-value.
  [[nodiscard]] double value() const noexcept {
    double sum = 0;
    for (std::size_t i = 0; i < states_.size(); ++i) sum += weight(i) * states_[i].statistic;
    return (std::min)(sum, largest);
  }
  [[nodiscard]] std::size_t size() const noexcept { return states_.size(); }
  [[nodiscard]] std::uint64_t windows() const noexcept { return windows_; }

  /// The hypothesis that carries most of value().
  [[nodiscard]] std::size_t leading() const noexcept {
    std::size_t best = 0;
    for (std::size_t i = 1; i < states_.size(); ++i) {
      if (weight(i) * states_[i].statistic > weight(best) * states_[best].statistic) best = i;
    }
    return best;
  }
  /// How many windows ago the change that `hypothesis` describes seems to have begun: 0 if there is no sign of it, 1 if
  /// it began with the newest window.
  [[nodiscard]] std::uint64_t windows_since_change(std::size_t hypothesis) const noexcept {
    return windows_ - states_[hypothesis].last_zero;
  }

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return weights_.capacity() * sizeof(double) + states_.capacity() * sizeof(State);
  }

  friend bool operator==(const ShiryaevRoberts&, const ShiryaevRoberts&) = default;

 private:
  struct State {
    double statistic = 0;
    float cusum = 0;
    std::uint32_t last_zero = 0;  // the window of it
    friend bool operator==(const State&, const State&) = default;
  };
  [[nodiscard]] double weight(std::size_t i) const noexcept {
    return weights_.empty() ? 1 / static_cast<double>(states_.size()) : weights_[i];
  }

  static constexpr double largest_step = 600;
  static constexpr double largest = 1e300;  // beyond any threshold; keeps sums and products finite

  std::vector<double> weights_;  // empty: all the same
  std::vector<State> states_;
  std::uint32_t windows_ = 0;
};

}  // namespace leeway::inline v0_1
