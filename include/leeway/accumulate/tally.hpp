#pragma once

#include <concepts>
#include <cstdint>

#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// How many values were seen, and how many of them were missing (NaN) or infinite. 32 bytes, merge is exact.
template <std::floating_point Value = double>
class Tally {
 public:
  using value_type = Value;

  void add(Value x) noexcept {
    ++seen_;
    if (is_finite(x)) [[likely]]
      return;
    if (is_missing(x)) {
      ++missing_;
    } else if (x > 0) {
      ++positive_infinite_;
    } else {
      ++negative_infinite_;
    }
  }
  void merge(const Tally& other) noexcept {
    seen_ += other.seen_;
    missing_ += other.missing_;
    positive_infinite_ += other.positive_infinite_;
    negative_infinite_ += other.negative_infinite_;
  }

  /// Values that are not missing (infinities are values).
  [[nodiscard]] std::uint64_t count() const noexcept { return seen_ - missing_; }
  [[nodiscard]] std::uint64_t seen() const noexcept { return seen_; }
  [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
  [[nodiscard]] std::uint64_t positive_infinite() const noexcept { return positive_infinite_; }
  [[nodiscard]] std::uint64_t negative_infinite() const noexcept { return negative_infinite_; }

  friend bool operator==(const Tally&, const Tally&) = default;

 private:
  std::uint64_t seen_ = 0;
  std::uint64_t missing_ = 0;
  std::uint64_t positive_infinite_ = 0;
  std::uint64_t negative_infinite_ = 0;
};

}  // namespace leeway::inline v0_1
