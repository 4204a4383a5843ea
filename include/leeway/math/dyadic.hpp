#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>

namespace leeway::inline v0_1 {

/// A number m x 2^e without any rounding: what sums and products of doubles are exactly. Adding is therefore the same
/// in any order and grouping. Costs are those of big integers, about 100 ns an operation: not for single values.
class Dyadic {
 public:
  Dyadic() = default;
  /// The value of a finite double.
  explicit Dyadic(double x) {
    int exponent = 0;
    const double fraction = std::frexp(x, &exponent);
    assign(static_cast<std::int64_t>(std::ldexp(fraction, 53)), exponent - 53);
  }
  explicit Dyadic(std::uint64_t whole) { assign(whole, 0); }

  [[nodiscard]] Dyadic times_power_of_two(int power) const {
    return is_zero() ? Dyadic() : Dyadic(mantissa_, exponent_ + power);
  }
  friend Dyadic operator+(const Dyadic& a, const Dyadic& b) {
    const auto [left, right, exponent] = aligned(a, b);
    return {left + right, exponent};
  }
  friend Dyadic operator-(const Dyadic& a, const Dyadic& b) {
    const auto [left, right, exponent] = aligned(a, b);
    return {left - right, exponent};
  }
  friend Dyadic operator*(const Dyadic& a, const Dyadic& b) {
    return {Integer(a.mantissa_ * b.mantissa_), a.exponent_ + b.exponent_};
  }
  friend bool operator==(const Dyadic&, const Dyadic&) = default;

  [[nodiscard]] bool is_zero() const { return mantissa_.is_zero(); }
  [[nodiscard]] bool is_negative() const { return mantissa_ < 0; }
  /// floor(log2 |x|); of no meaning for 0.
  [[nodiscard]] int log2() const { return static_cast<int>(msb(Integer(abs(mantissa_)))) + exponent_; }

  /// The double nearest to this / divisor (which must not be 0).
  [[nodiscard]] double over(std::uint64_t divisor) const {
    if (is_zero()) return 0;
    const int shift = 128 - static_cast<int>(msb(Integer(abs(mantissa_))));  // 64 bits of quotient at least
    Integer dividend = abs(mantissa_);
    Integer scaled_divisor = divisor;
    if (shift > 0) {
      dividend <<= shift;
    } else {
      scaled_divisor <<= -shift;
    }
    Integer quotient;
    Integer remainder;
    divide_qr(dividend, scaled_divisor, quotient, remainder);
    const int surplus = static_cast<int>(msb(quotient)) - 63;  // never negative: 2^128 / 2^64
    const Integer top = quotient >> surplus;
    const bool inexact = !remainder.is_zero() || Integer(top << surplus) != quotient;
    // The last of the 64 bits says that something follows: it decides ties, and is far below the last one kept.
    const auto bits = static_cast<std::uint64_t>(top) | static_cast<std::uint64_t>(inexact);
    const double rounded = std::ldexp(static_cast<double>(bits), surplus - shift + exponent_);
    return is_negative() ? -rounded : rounded;
  }
  /// The two doubles whose unevaluated sum is nearest to this / divisor.
  [[nodiscard]] std::pair<double, double> twice_over(std::uint64_t divisor) const {
    const double head = over(divisor);
    if (!std::isfinite(head)) return {head, 0};
    return {head, (*this - Dyadic(head) * Dyadic(divisor)).over(divisor)};
  }

  /// |m| in base 256, the lowest digit first; empty for 0. With sign and exponent all there is to save. m is odd.
  [[nodiscard]] std::vector<unsigned char> digits() const {
    std::vector<unsigned char> digits;
    if (!is_zero()) export_bits(Integer(abs(mantissa_)), std::back_inserter(digits), 8, false);
    return digits;
  }
  [[nodiscard]] int exponent() const noexcept { return exponent_; }
  [[nodiscard]] static Dyadic from_digits(bool negative, int exponent, std::span<const unsigned char> digits) {
    Integer mantissa;
    if (!digits.empty()) import_bits(mantissa, digits.begin(), digits.end(), 8, false);
    return {negative ? Integer(-mantissa) : mantissa, exponent};
  }

  /// A digit in base 2^32: `value` x 2^(32 `place`). Databases add digits of many numbers place by place, exactly.
  struct Limb {
    int place = 0;
    std::int64_t value = 0;
    friend bool operator==(const Limb&, const Limb&) = default;
  };
  /// The non-zero digits, the lowest first, all of the number's sign.
  [[nodiscard]] std::vector<Limb> limbs() const {
    std::vector<Limb> limbs;
    if (is_zero()) return limbs;
    const int lowest = exponent_ >= 0 ? exponent_ / 32 : -((31 - exponent_) / 32);
    std::vector<std::uint32_t> digits;
    export_bits(Integer(abs(mantissa_) << (exponent_ - 32 * lowest)), std::back_inserter(digits), 32, false);
    for (std::size_t i = 0; i < digits.size(); ++i) {
      const auto value = static_cast<std::int64_t>(digits[i]);
      if (value != 0) limbs.push_back({lowest + static_cast<int>(i), is_negative() ? -value : value});
    }
    return limbs;
  }
  [[nodiscard]] static Dyadic from_limb(const Limb& limb) { return {Integer(limb.value), 32 * limb.place}; }

 private:
  using Integer = boost::multiprecision::cpp_int;

  Dyadic(Integer mantissa, int exponent) { assign(std::move(mantissa), exponent); }

  /// One form for one number: m odd, or m and e zero.
  void assign(Integer mantissa, int exponent) {
    if (mantissa.is_zero()) return;
    const auto zeros = static_cast<int>(lsb(Integer(abs(mantissa))));
    mantissa_ = mantissa < 0 ? -Integer(-mantissa >> zeros) : Integer(mantissa >> zeros);
    exponent_ = exponent + zeros;
  }

  struct Aligned {
    Integer left, right;
    int exponent;
  };
  static Aligned aligned(const Dyadic& a, const Dyadic& b) {
    if (a.is_zero() || b.is_zero()) return {a.mantissa_, b.mantissa_, a.exponent_ + b.exponent_};
    const int exponent = a.exponent_ < b.exponent_ ? a.exponent_ : b.exponent_;
    return {Integer(a.mantissa_ << (a.exponent_ - exponent)), Integer(b.mantissa_ << (b.exponent_ - exponent)),
            exponent};
  }

  Integer mantissa_ = 0;
  int exponent_ = 0;
};

}  // namespace leeway::inline v0_1
