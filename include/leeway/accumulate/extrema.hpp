#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// Smallest and largest finite value. NaN and infinities are left out. 24 bytes, merge is exact.
template <std::floating_point Value = double>
class Extrema {
 public:
  using value_type = Value;

  void add(Value x) noexcept {
    if (!is_finite(x)) [[unlikely]]
      return;
    ++count_;
    if (x < lowest_) lowest_ = x;
    if (x > highest_) highest_ = x;
  }
  void merge(const Extrema& other) noexcept {
    count_ += other.count_;
    if (other.lowest_ < lowest_) lowest_ = other.lowest_;
    if (other.highest_ > highest_) highest_ = other.highest_;
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// NaN when empty.
  [[nodiscard]] Value lowest() const noexcept { return count_ == 0 ? undefined : lowest_; }
  [[nodiscard]] Value highest() const noexcept { return count_ == 0 ? undefined : highest_; }

  /// Restores a saved state: `count` values between `lowest` and `highest` (ignored when `count` is 0).
  [[nodiscard]] static Extrema from_state(std::uint64_t count, Value lowest, Value highest) noexcept {
    Extrema extrema;
    if (count == 0) return extrema;
    extrema.count_ = count;
    extrema.lowest_ = lowest;
    extrema.highest_ = highest;
    return extrema;
  }

  friend bool operator==(const Extrema&, const Extrema&) = default;

 private:
  using Limits = std::numeric_limits<Value>;
  static constexpr Value undefined = Limits::quiet_NaN();

  std::uint64_t count_ = 0;
  Value lowest_ = (Limits::max)();
  Value highest_ = Limits::lowest();
};

}  // namespace leeway::inline v0_1
