#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

#include "leeway/accumulate/moments.hpp"
#include "leeway/core/error.hpp"
#include "leeway/math/dyadic.hpp"

namespace leeway::inline v0_1 {

/// Adds up the moments of many parts of one population without any rounding: count, sum of values and sum of squares
/// are integers in units of a power of two. Merging is therefore the same, to the last bit, in any order and grouping;
/// merged Moments agree to rounding only. About 1 us and 100 bytes a part: for what travels between processes.
class ExactMoments {
 public:
  ExactMoments() = default;
  /// What these moments stand for: the sums of a population that has exactly this mean and variance.
  /// Throws ConfigError for moments that are not finite, which no values have.
  explicit ExactMoments(const Moments<double, 2>& moments) {
    const auto state = moments.state();
    for (const double part : {state.mean, state.mean_rest, state.m2, state.m2_rest}) {
      if (!is_finite(part)) throw ConfigError("moments: a saved state is not finite");
    }
    count_ = state.count;
    const Dyadic mean = (Dyadic(state.mean) + Dyadic(state.mean_rest)).times_power_of_two(state.exponent);
    const Dyadic about_mean = (Dyadic(state.m2) + Dyadic(state.m2_rest)).times_power_of_two(2 * state.exponent);
    sum_ = mean * Dyadic(count_);
    squares_ = about_mean + mean * sum_;
  }
  ExactMoments(std::uint64_t count, Dyadic sum, Dyadic squares)
      : count_(count), sum_(std::move(sum)), squares_(std::move(squares)) {}

  void merge(const ExactMoments& other) {
    count_ += other.count_;
    sum_ = sum_ + other.sum_;
    squares_ = squares_ + other.squares_;
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] const Dyadic& sum() const noexcept { return sum_; }          ///< of the values
  [[nodiscard]] const Dyadic& squares() const noexcept { return squares_; }  ///< sum of their squares, about zero

  /// The moments nearest to the sums. Of one part they have the mean and the variance, to the bit, that it had.
  [[nodiscard]] Moments<double, 2> moments() const {
    Moments<double, 2>::State state;
    state.count = count_;
    if (count_ == 0) return Moments<double, 2>::from_state(state);
    state.exponent = unit();
    const Dyadic sum = sum_.times_power_of_two(-state.exponent);
    const Dyadic squares = squares_.times_power_of_two(-2 * state.exponent);
    std::tie(state.mean, state.mean_rest) = sum.twice_over(count_);
    const Dyadic about_mean = squares * Dyadic(count_) - sum * sum;  // times the count
    if (!about_mean.is_negative()) std::tie(state.m2, state.m2_rest) = about_mean.twice_over(count_);
    return Moments<double, 2>::from_state(state);
  }

  friend bool operator==(const ExactMoments&, const ExactMoments&) = default;

 private:
  /// The power of two that Moments would hold such values in: 0 unless they are of extreme size.
  [[nodiscard]] int unit() const {
    if (squares_.is_zero()) return 0;
    const int size = (squares_.log2() - Dyadic(count_).log2()) / 2;  // of the root of the mean square, about
    return size > 200 || size < -150 ? std::clamp(size, -1000, 1000) : 0;
  }

  std::uint64_t count_ = 0;
  Dyadic sum_;
  Dyadic squares_;
};

}  // namespace leeway::inline v0_1
