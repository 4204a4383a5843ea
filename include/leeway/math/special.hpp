#pragma once

#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

/// A sum whose rounding error does not grow with the number of terms (Neumaier 1974, doi:10.1002/zamm.19740540106).
/// Error about 2 ulp of the result plus n * eps^2 * sum of |terms|; four flops a term.
/// Needs IEEE evaluation: under `-ffast-math` it degrades to a plain sum.
class StableSum {
 public:
  constexpr void add(double term) noexcept {
    const double total = sum_ + term;
    const bool sum_is_larger = (sum_ < 0 ? -sum_ : sum_) >= (term < 0 ? -term : term);
    correction_ += sum_is_larger ? (sum_ - total) + term : (term - total) + sum_;
    sum_ = total;
  }
  constexpr StableSum& operator+=(double term) noexcept {
    add(term);
    return *this;
  }
  /// The sum so far. Infinite terms give an infinite (or NaN) sum, as they would in a plain sum.
  [[nodiscard]] constexpr double value() const noexcept { return is_finite(sum_) ? sum_ + correction_ : sum_; }

 private:
  double sum_ = 0;
  double correction_ = 0;
};

}  // namespace leeway::inline v0_1
