#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace leeway::inline v0_1 {

/// What the moment tests (t, F, Bartlett, ANOVA) need of a sample, in units of 2^exponent so that the squares of values
/// near 1e300 or 1e-300 neither overflow nor vanish. The mean is the unevaluated sum `mean + mean_rest`: rounded to one
/// double, a mean of 1e9 would leave an error of 1e-7 in every difference of two means.
/// compare/moment_summary.hpp makes it from raw samples and from Moments.
struct SampleMoments {
  std::uint64_t count = 0;
  int exponent = 0;
  double mean = 0;
  double mean_rest = 0;
  double sum_of_squares = 0;  ///< of the deviations from the mean

  /// Sample variance in units of 4^exponent; NaN below two values.
  [[nodiscard]] double variance() const noexcept {
    return count < 2 ? std::numeric_limits<double>::quiet_NaN() : sum_of_squares / static_cast<double>(count - 1);
  }
  /// The same in units of 2^unit. Choose the larger unit of two samples, so that nothing overflows.
  [[nodiscard]] SampleMoments in_units_of(int unit) const noexcept {
    const int shift = exponent - unit;
    return {count, unit, std::ldexp(mean, shift), std::ldexp(mean_rest, shift), std::ldexp(sum_of_squares, 2 * shift)};
  }

  friend bool operator==(const SampleMoments&, const SampleMoments&) = default;
};

}  // namespace leeway::inline v0_1
