#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>

#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// Mean, variance and (with `Order` 4) skewness and kurtosis of the finite values, in one pass and mergeable.
///
/// The update is Pébay's (SAND2008-6212) about a mean kept as the unevaluated sum of two doubles: deviations then keep
/// their full relative accuracy at any offset (the NIST sets agree to 12 digits at an offset of 1e9, where the plain
/// Welford update loses eight), and so is the sum of their squares, lest the variance of 1e7 values lose four digits.
/// Values of extreme size are held in units of a power of two: 1e300 and 1e-300 have a skewness, too.
/// NaN and infinities are left out; count them with Tally or Cells. Memory 64 bytes, about 10 ns a value.
template <std::floating_point Value = double, int Order = 4>
class Moments {
  static_assert(Order == 2 || Order == 4, "Order 2 gives mean and variance, order 4 also skewness and kurtosis");

 public:
  using value_type = Value;

  void add(Value value) noexcept {
    if (!is_finite(value)) [[unlikely]]
      return;
    const double x = in_units(static_cast<double>(value));
    ++count_;
    const auto n = static_cast<double>(count_);
    const double delta = (x - mean_) - mean_rest_;
    const double step = delta * (1 / n);  // the division waits for no earlier value: a quarter off the time
    const double square = delta * step * (n - 1);
    if constexpr (Order == 4) {
      m4_ += square * step * step * (n * n - 3 * n + 3) + 6 * step * step * m2_ - 4 * step * m3_;
      m3_ += square * step * (n - 2) - 3 * step * m2_;
    }
    add_exactly(m2_, m2_rest_, square);
    add_exactly(mean_, mean_rest_, step);
  }

  void merge(const Moments& other) noexcept {
    if (other.count_ == 0) return;
    if (count_ == 0) {
      *this = other;
      return;
    }
    if (scale_ != other.scale_) return merge_in_common_units(other);
    const auto a = static_cast<double>(count_);
    const auto b = static_cast<double>(other.count_);
    const double n = a + b;
    const double delta = (other.mean_ - mean_) + (other.mean_rest_ - mean_rest_);
    const double step = delta / n;
    const double square = delta * step * a * b;
    if constexpr (Order == 4) {
      m4_ += other.m4_ + square * step * step * (a * a - a * b + b * b) +
             6 * step * step * (a * a * other.m2_ + b * b * m2_) + 4 * step * (a * other.m3_ - b * m3_);
      m3_ += other.m3_ + square * step * (a - b) + 3 * step * (a * other.m2_ - b * m2_);
    }
    const double rest = other.m2_rest_ + square;  // read before the next line: `other` may be this very object
    add_exactly(m2_, m2_rest_, other.m2_);
    add_exactly(m2_, m2_rest_, rest);
    add_exactly(mean_, mean_rest_, step * b);
    count_ += other.count_;
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// NaN when empty.
  [[nodiscard]] double mean() const noexcept { return count_ == 0 ? undefined : (mean_ + mean_rest_) / scale_; }
  /// Infinite where it is not representable, though the mean is; 0 when empty.
  [[nodiscard]] double sum() const noexcept {
    const auto n = static_cast<double>(count_);
    return (n * mean_ + n * mean_rest_) / scale_;
  }
  /// Sum of squared deviations from the mean; like the variance it leaves the range of double before the values do.
  [[nodiscard]] double sum_of_squares() const noexcept { return squares() / scale_ / scale_; }
  /// Sample variance (divided by n - 1); NaN below two values.
  [[nodiscard]] double variance() const noexcept { return squares_over_n_less_1() / scale_ / scale_; }
  /// Population variance (divided by n); NaN when empty.
  [[nodiscard]] double population_variance() const noexcept { return squares_over_n() / scale_ / scale_; }
  /// Sample standard deviation; NaN below two values.
  [[nodiscard]] double std_dev() const noexcept { return std::sqrt(squares_over_n_less_1()) / scale_; }
  /// Population standard deviation; NaN when empty.
  [[nodiscard]] double population_std_dev() const noexcept { return std::sqrt(squares_over_n()) / scale_; }
  /// Standard error of the mean of independent values, std_dev / sqrt(n); NaN below two values.
  [[nodiscard]] double standard_error() const noexcept {
    return std::sqrt(squares_over_n_less_1() / static_cast<double>(count_)) / scale_;
  }
  /// x - mean in units of 2^exponent (see State), to full relative accuracy where the rounded mean would cost digits.
  [[nodiscard]] double deviation(Value x) const noexcept {
    return (static_cast<double>(x) * scale_ - mean_) - mean_rest_;
  }
  /// How many times a relative error in the values is magnified in the standard deviation: sqrt(1 + mean^2 / variance),
  /// at least 1 (Chan and Lewis 1979, doi:10.1145/359146.359152). NaN where the variance is zero.
  [[nodiscard]] double condition_number() const noexcept {
    if (!(m2_ > 0)) return undefined;
    return std::hypot(1.0, (mean_ + mean_rest_) / std::sqrt(squares_over_n()));
  }

  /// Population skewness g1 = m3 / m2^1.5; NaN where the variance is zero.
  [[nodiscard]] double skewness() const noexcept requires(Order == 4) {
    if (!(m2_ > 0)) return undefined;
    const double deviation = std::sqrt(squares_over_n());
    return m3_ / static_cast<double>(count_) / deviation / deviation / deviation;
  }
  /// Population excess kurtosis g2 = m4 / m2^2 - 3 (0 for a normal distribution); NaN where the variance is zero.
  [[nodiscard]] double kurtosis() const noexcept requires(Order == 4) {
    if (!(m2_ > 0)) return undefined;
    return m4_ / static_cast<double>(count_) / squares_over_n() / squares_over_n() - 3;
  }
  /// Skewness G1, corrected for the size of the sample (SAS, Excel, pandas); NaN below three values.
  [[nodiscard]] double sample_skewness() const noexcept requires(Order == 4) {
    const auto n = static_cast<double>(count_);
    return count_ < 3 ? undefined : skewness() * std::sqrt(n * (n - 1)) / (n - 2);
  }
  /// Excess kurtosis G2, corrected for the size of the sample (SAS, Excel, pandas); NaN below four values.
  [[nodiscard]] double sample_kurtosis() const noexcept requires(Order == 4) {
    const auto n = static_cast<double>(count_);
    return count_ < 4 ? undefined : (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * kurtosis() + 6);
  }

  /// Everything needed to save and restore the state; a restored accumulator equals the saved one bit for bit.
  /// The mean is mean + mean_rest, the sum of squares m2 + m2_rest, all in units of 2^exponent: 0 unless some |x| is
  /// above 2^200 or all are below 2^-150.
  struct State {
    std::uint64_t count = 0;
    double mean = 0, mean_rest = 0, m2 = 0, m3 = 0, m4 = 0, m2_rest = 0;
    int exponent = 0;
    friend bool operator==(const State&, const State&) = default;
  };
  [[nodiscard]] State state() const noexcept {
    return {count_, mean_, mean_rest_, m2_, m3_, m4_, m2_rest_, exponent()};
  }
  [[nodiscard]] int exponent() const noexcept { return -std::ilogb(scale_); }
  [[nodiscard]] static Moments from_state(const State& state) noexcept {
    Moments moments;
    moments.count_ = state.count;
    moments.mean_ = state.mean;
    moments.mean_rest_ = state.mean_rest;
    moments.m2_ = state.m2;
    moments.m3_ = state.m3;
    moments.m4_ = state.m4;
    moments.m2_rest_ = state.m2_rest;
    moments.scale_ = std::ldexp(1.0, -state.exponent);
    return moments;
  }

  friend bool operator==(const Moments&, const Moments&) = default;

 private:
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] double squares() const noexcept { return m2_ + m2_rest_; }
  [[nodiscard]] double squares_over_n() const noexcept {
    return count_ == 0 ? undefined : squares() / static_cast<double>(count_);
  }
  [[nodiscard]] double squares_over_n_less_1() const noexcept {
    return count_ < 2 ? undefined : squares() / static_cast<double>(count_ - 1);
  }

  /// sum + rest grows by term without rounding it away (TwoSum, Knuth).
  static void add_exactly(double& sum, double& rest, double term) noexcept {
    const double total = sum + term;
    const double part = total - sum;
    rest += (sum - (total - part)) + (term - part);
    sum = total;
  }

  /// The value in the units the moments are held in. Fourth powers of what lies between the limits, and of its last
  /// bits, stay inside the range of double; float values always do.
  double in_units(double value) noexcept {
    if constexpr (sizeof(Value) == sizeof(float)) return value;
    const double magnitude = std::fabs(value * scale_);
    const bool too_large = magnitude > 0x1p200;
    const bool too_small = magnitude < 0x1p-150 && only_zeros() && value != 0;
    if (too_large || too_small) [[unlikely]]
      change_scale(std::ldexp(1.0, -std::clamp(std::ilogb(value), -1000, 1000)));
    return value * scale_;
  }
  [[nodiscard]] bool only_zeros() const noexcept { return mean_ == 0 && m2_ == 0; }

  void change_scale(double scale) noexcept {
    if (!only_zeros()) {  // a scale that shrinks by more than the range of double leaves nothing to keep
      const double ratio = scale / scale_;
      mean_ *= ratio;
      mean_rest_ *= ratio;
      m2_ *= ratio * ratio;
      m2_rest_ *= ratio * ratio;
      m3_ *= ratio * ratio * ratio;
      m4_ *= ratio * ratio * ratio * ratio;
    }
    scale_ = scale;
  }
  void merge_in_common_units(Moments other) noexcept {
    const bool other_decides = only_zeros() || (!other.only_zeros() && other.scale_ < scale_);
    if (other_decides) {
      change_scale(other.scale_);
    } else {
      other.change_scale(scale_);
    }
    merge(other);
  }

  std::uint64_t count_ = 0;
  double mean_ = 0;
  double mean_rest_ = 0;
  double m2_ = 0;
  double m2_rest_ = 0;
  double m3_ = 0;
  double m4_ = 0;
  double scale_ = 1;  // a power of two; values are held times this
};

}  // namespace leeway::inline v0_1
