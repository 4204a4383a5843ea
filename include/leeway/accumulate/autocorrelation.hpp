#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>

#include "leeway/accumulate/moments.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// How much a value resembles the one before it: the lag-1 autocorrelation of the finite values in their order,
/// r = sum (x_i - mean)(x_{i+1} - mean) / sum (x_i - mean)^2. Near 0 for independent values; every test that assumes
/// independence raises false alarms when it is not. NaN and infinities are left out, their neighbours become adjacent.
///
/// One pass: when the mean moves by s, the sum of n - 1 products about it changes by s times both end deviations and
/// s^2, because all deviations add up to zero. Accurate like Moments. Order matters, and `merge` appends: the other
/// part is what came right after this one. 104 bytes, about 15 ns a value.
template <std::floating_point Value = double>
class Autocorrelation {
 public:
  using value_type = Value;

  void add(Value x) noexcept {
    if (!is_finite(x)) [[unlikely]]
      return;
    if (count() == 0) {
      first_ = last_ = x;
      moments_.add(x);
      return;
    }
    const auto n = static_cast<double>(count());
    const int exponent = moments_.exponent();
    moments_.add(x);
    const double deviation = moments_.deviation(x);
    in_units(exponent);
    about_new_mean(deviation / n, n);
    products_ += moments_.deviation(last_) * deviation;
    last_ = x;
  }

  /// Appends what came right after: of three parts, merge the first with the second and then with the third.
  void merge(const Autocorrelation& other) noexcept {
    if (other.count() == 0) return;
    if (count() == 0) {
      *this = other;
      return;
    }
    Autocorrelation after = other;
    const Moments<Value, 2> before = moments_;
    const auto a = static_cast<double>(before.count());
    const auto b = static_cast<double>(after.count());
    const int after_exponent = after.moments_.exponent();
    moments_.merge(after.moments_);
    after.moments_ = moments_;
    in_units(before.exponent());
    after.in_units(after_exponent);

    const double difference = std::ldexp(before.deviation(first_), before.exponent() - moments_.exponent()) -
                              moments_.deviation(first_);  // new mean - mean of the first part
    about_new_mean(difference, a);
    after.about_new_mean(-difference * a / b, b);
    products_ += after.products_ + moments_.deviation(last_) * moments_.deviation(after.first_);
    last_ = after.last_;
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return moments_.count(); }
  /// -1 to 1; NaN where the variance is zero.
  [[nodiscard]] double lag1() const noexcept {
    const auto state = moments_.state();
    const double squares = state.m2 + state.m2_rest;
    return squares > 0 ? products_ / squares : std::numeric_limits<double>::quiet_NaN();
  }
  [[nodiscard]] const Moments<Value, 2>& moments() const noexcept { return moments_; }

  friend bool operator==(const Autocorrelation&, const Autocorrelation&) = default;

 private:
  /// Products follow the moments when these change their unit from that of 2^exponent.
  void in_units(int exponent) noexcept {
    if (exponent != moments_.exponent()) products_ = std::ldexp(products_, 2 * (exponent - moments_.exponent()));
  }
  /// The products of n values about a mean that moved by `step` to that of moments_.
  void about_new_mean(double step, double n) noexcept {
    products_ += step * (moments_.deviation(first_) + moments_.deviation(last_)) + (n + 1) * step * step;
  }

  Moments<Value, 2> moments_;
  double products_ = 0;
  Value first_ = 0;
  Value last_ = 0;
};

}  // namespace leeway::inline v0_1
