#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>

namespace leeway::inline v0_1 {

/// The sample quantiles of Hyndman and Fan (1996, doi:10.1080/00031305.1996.10473566), under the numbers by which R and
/// NumPy know them, and the three rules NumPy adds. 1 to 3 return values of the sample (or, 2, the mean of two); 4 to 9
/// interpolate between order statistics.
enum class QuantileType : std::uint8_t {
  inverse_cdf = 1,               ///< the smallest value whose distribution function reaches p
  averaged_inverse_cdf = 2,      ///< the same, averaged with the next value where p is met exactly (SAS 5)
  closest_observation = 3,       ///< nearest order statistic to n p, the even one in doubt (SAS 2)
  interpolated_inverse_cdf = 4,  ///< position n p
  hazen = 5,                     ///< position n p + 1/2
  weibull = 6,                   ///< position (n + 1) p
  linear = 7,                    ///< position (n - 1) p + 1: R's, NumPy's and pandas' default
  median_unbiased = 8,           ///< position (n + 1/3) p + 1/3: best when nothing is known of the distribution
  normal_unbiased = 9,           ///< position (n + 1/4) p + 3/8
  lower = 10,                    ///< the order statistic at or below the position of `linear`
  higher = 11,                   ///< the one at or above it
  midpoint = 12,                 ///< the mean of these two
};

namespace detail {

/// A position that misses a whole number only by the rounding of n * p counts as that number: p = .07 of n = 100 is
/// 7.000000000000001 in doubles. R does the same with a fixed 4 eps, which is too little above n = 16.
struct QuantilePosition {
  double whole = 0;
  double fraction = 0;

  explicit QuantilePosition(double position) noexcept {
    const double fuzz = 4 * std::numeric_limits<double>::epsilon() * (std::max)(1.0, std::fabs(position));
    whole = std::floor(position + fuzz);
    fraction = position - whole;
    if (std::fabs(fraction) < fuzz) fraction = 0;
  }
};

struct QuantileOffsets {
  double alpha, beta;
};

[[nodiscard]] constexpr QuantileOffsets quantile_offsets(QuantileType type) noexcept {
  switch (type) {
    case QuantileType::interpolated_inverse_cdf: return {0, 1};
    case QuantileType::hazen: return {0.5, 0.5};
    case QuantileType::weibull: return {0, 0};
    case QuantileType::median_unbiased: return {1.0 / 3, 1.0 / 3};
    case QuantileType::normal_unbiased: return {0.375, 0.375};
    default: return {1, 1};
  }
}

/// How much of the way from order statistic `whole` to the next one the quantile lies.
[[nodiscard]] inline double quantile_weight(QuantileType type, const QuantilePosition& position) noexcept {
  const bool between = position.fraction > 0;
  switch (type) {
    case QuantileType::inverse_cdf:
    case QuantileType::higher: return between ? 1 : 0;
    case QuantileType::averaged_inverse_cdf: return between ? 1 : 0.5;
    case QuantileType::closest_observation: return between || std::fmod(position.whole, 2) != 0 ? 1 : 0;
    case QuantileType::lower: return 0;
    case QuantileType::midpoint: return between ? 0.5 : 0;
    default: return position.fraction;
  }
}

}  // namespace detail

/// The quantile at probability p of a sample sorted ascending and free of NaN. O(1).
/// NaN for an empty sample and for p outside [0, 1]. Infinite values are order statistics like others; a quantile that
/// falls between -inf and +inf is NaN. Correct to 2 ulp of the larger neighbour, without overflow.
template <std::floating_point Value>
[[nodiscard]] double sample_quantile(std::span<const Value> sorted, double p,
                                     QuantileType type = QuantileType::linear) noexcept {
  if (sorted.empty() || !(p >= 0 && p <= 1)) return std::numeric_limits<double>::quiet_NaN();
  const auto n = static_cast<double>(sorted.size());
  double location = 0;
  switch (type) {
    case QuantileType::inverse_cdf:
    case QuantileType::averaged_inverse_cdf: location = n * p; break;
    case QuantileType::closest_observation: location = n * p - 0.5; break;
    default: {
      const auto [alpha, beta] = detail::quantile_offsets(type);
      location = alpha + p * (n + 1 - alpha - beta);
    }
  }
  const detail::QuantilePosition position(location);
  const double weight = detail::quantile_weight(type, position);
  const auto order_statistic = [&](double rank) {
    return static_cast<double>(sorted[static_cast<std::size_t>(std::clamp(rank, 1.0, n)) - 1]);
  };
  const double low = order_statistic(position.whole);
  const double high = order_statistic(position.whole + 1);
  if (weight == 0 || low == high) return low;
  if (weight == 1) return high;
  if (weight == 0.5) return std::midpoint(low, high);
  return (1 - weight) * low + weight * high;  // low + weight * (high - low) would overflow for values near +-1e308
}

/// The middle value of a sorted sample, or the mean of the two middle ones; NaN when empty.
template <std::floating_point Value>
[[nodiscard]] double sample_median(std::span<const Value> sorted) noexcept {
  return sample_quantile(sorted, 0.5, QuantileType::averaged_inverse_cdf);
}

/// Distance between the quartiles of a sorted sample; NaN when empty.
template <std::floating_point Value>
[[nodiscard]] double interquartile_range(std::span<const Value> sorted,
                                         QuantileType type = QuantileType::linear) noexcept {
  return sample_quantile(sorted, 0.75, type) - sample_quantile(sorted, 0.25, type);
}

/// Median of the absolute deviations from the median of a sorted sample, not scaled (for normal data the standard
/// deviation is 1.4826 times it); NaN when empty. O(n), no memory: the deviations ascend outwards from the median, so
/// the two halves are merged only as far as their middle.
template <std::floating_point Value>
[[nodiscard]] double median_absolute_deviation(std::span<const Value> sorted) noexcept {
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double centre = sample_median(sorted);
  const auto deviation = [&](std::size_t i) {
    const auto value = static_cast<double>(sorted[i]);
    return value == centre ? 0.0 : std::fabs(value - centre);  // an infinite centre lies 0 from itself
  };
  const std::size_t n = sorted.size();
  std::size_t above = static_cast<std::size_t>(
      std::lower_bound(sorted.begin(), sorted.end(), centre,
                       [](Value value, double bound) { return static_cast<double>(value) < bound; }) -
      sorted.begin());
  std::size_t below = above;  // one past the next deviation downwards
  double previous = 0;
  double latest = 0;
  for (std::size_t taken = 0; taken <= n / 2; ++taken) {
    previous = latest;
    const bool take_below = above == n || (below > 0 && deviation(below - 1) <= deviation(above));
    latest = take_below ? deviation(--below) : deviation(above++);
  }
  return n % 2 != 0 ? latest : std::midpoint(previous, latest);
}

}  // namespace leeway::inline v0_1
