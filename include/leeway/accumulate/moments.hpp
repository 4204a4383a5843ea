#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>

#include "leeway/math/special.hpp"

namespace leeway {

/// Mean, variance and (with `Order` 4) skewness and kurtosis of the finite values, in one pass and mergeable.
///
/// The update is Pébay's (SAND2008-6212) about a mean kept as the unevaluated sum of two doubles: deviations then keep
/// their full relative accuracy at any offset (the NIST sets agree to 12 digits at an offset of 1e9, where the plain
/// Welford update loses eight). NaN and infinities are left out; count them with Tally or Cells.
/// Memory 32 or 48 bytes. Values near 1e154 and beyond overflow the variance to infinity; the mean stays right.
template <std::floating_point Value = double, int Order = 4>
class Moments {
  static_assert(Order == 2 || Order == 4, "Order 2 gives mean and variance, order 4 also skewness and kurtosis");

 public:
  using value_type = Value;

  void add(Value value) noexcept {
    if (!is_finite(value)) [[unlikely]]
      return;
    ++count_;
    const auto x = static_cast<double>(value);
    const auto n = static_cast<double>(count_);
    const double delta = (x - mean_) - mean_rest_;
    const double step = delta / n;
    const double square = delta * step * (n - 1);
    if constexpr (Order == 4) {
      m4_ += square * step * step * (n * n - 3 * n + 3) + 6 * step * step * m2_ - 4 * step * m3_;
      m3_ += square * step * (n - 2) - 3 * step * m2_;
    }
    m2_ += square;
    shift_mean(step);
  }

  void merge(const Moments& other) noexcept {
    if (other.count_ == 0) return;
    if (count_ == 0) {
      *this = other;
      return;
    }
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
    m2_ += other.m2_ + square;
    shift_mean(step * b);
    count_ += other.count_;
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// NaN when empty.
  [[nodiscard]] double mean() const noexcept { return count_ == 0 ? undefined : mean_ + mean_rest_; }
  /// Sum of squared deviations from the mean.
  [[nodiscard]] double sum_of_squares() const noexcept { return m2_; }
  /// Sample variance (divided by n - 1); NaN below two values.
  [[nodiscard]] double variance() const noexcept {
    return count_ < 2 ? undefined : m2_ / static_cast<double>(count_ - 1);
  }
  /// Population variance (divided by n); NaN when empty.
  [[nodiscard]] double population_variance() const noexcept {
    return count_ == 0 ? undefined : m2_ / static_cast<double>(count_);
  }
  /// Sample standard deviation; NaN below two values.
  [[nodiscard]] double std_dev() const noexcept { return std::sqrt(variance()); }
  /// Population skewness g1 = m3 / m2^1.5; NaN where the variance is zero.
  [[nodiscard]] double skewness() const noexcept requires(Order == 4) {
    if (!(m2_ > 0)) return undefined;
    const auto n = static_cast<double>(count_);
    const double deviation = std::sqrt(m2_ / n);
    return m3_ / n / deviation / deviation / deviation;
  }
  /// Population excess kurtosis g2 = m4 / m2^2 - 3 (0 for a normal distribution); NaN where the variance is zero.
  [[nodiscard]] double kurtosis() const noexcept requires(Order == 4) {
    if (!(m2_ > 0)) return undefined;
    const double variance = m2_ / static_cast<double>(count_);
    return m4_ / static_cast<double>(count_) / variance / variance - 3;
  }

  /// Everything needed to save and restore the state; a restored accumulator equals the saved one bit for bit.
  struct State {
    std::uint64_t count = 0;
    double mean = 0, mean_rest = 0, m2 = 0, m3 = 0, m4 = 0;
    friend bool operator==(const State&, const State&) = default;
  };
  [[nodiscard]] State state() const noexcept { return {count_, mean_, mean_rest_, m2_, m3_, m4_}; }
  [[nodiscard]] static Moments from_state(const State& state) noexcept {
    Moments moments;
    moments.count_ = state.count;
    moments.mean_ = state.mean;
    moments.mean_rest_ = state.mean_rest;
    moments.m2_ = state.m2;
    moments.m3_ = state.m3;
    moments.m4_ = state.m4;
    return moments;
  }

  friend bool operator==(const Moments&, const Moments&) = default;

 private:
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  void shift_mean(double step) noexcept {  // TwoSum: mean_ + mean_rest_ grows by step without rounding it away
    const double sum = mean_ + step;
    const double part = sum - mean_;
    mean_rest_ += (mean_ - (sum - part)) + (step - part);
    mean_ = sum;
  }

  std::uint64_t count_ = 0;
  double mean_ = 0;
  double mean_rest_ = 0;
  double m2_ = 0;
  double m3_ = 0;
  double m4_ = 0;
};

}  // namespace leeway
