#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "leeway/compare/counts.hpp"
#include "leeway/compare/noise.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/kolmogorov.hpp"
#include "leeway/math/tails.hpp"

/// How large a distance between two distributions really is, given how few rows it was measured on, and how large it
/// must be to be seen at all. Counts of autocorrelated rows are worth fewer: `design_effect` divides both sizes.
///
/// Both intervals are simultaneous over all cuts or subsets, so that the largest difference may be picked after
/// looking: they cover at least as often as they say, whatever the distributions. Measured at .95, sizes 100 to
/// 100,000, true distance 0 to .3: Kolmogorov-Smirnov .950-.997, total variation .985-1
/// (tests/compare/distance_interval.cpp has the short form).

namespace leeway::inline v0_1 {

namespace detail {

[[nodiscard]] inline Distance distance_around(double measured, double low, double high) noexcept {
  return {Status::ok, measured, (std::max)(0.0, low), (std::min)(1.0, high)};
}

inline void require_interval(std::size_t reference_size, std::size_t current_size, double confidence,
                             double design_effect) {
  if (reference_size != current_size) throw ConfigError("distance interval: the two lists differ in length");
  if (!(confidence > 0 && confidence < 1)) throw ConfigError("distance interval: confidence must lie in (0, 1)");
  if (!(design_effect >= 1)) throw ConfigError("distance interval: the design effect must be at least 1");
}

}  // namespace detail

/// The Kolmogorov-Smirnov distance between two lists of counts over the same ordered cells, with a confidence interval:
/// D +- q sqrt(1/m + 1/n), where q is the quantile of the Kolmogorov law, or less where few cuts or cuts far out leave
/// less room (a normal limit with Bonferroni's correction for the number of cuts).
/// Status: `too_few_samples` if a side is empty. Throws ConfigError for lists of different lengths, a confidence
/// outside (0, 1) or a design effect below 1. O(cells).
[[nodiscard]] inline Distance kolmogorov_interval(std::span<const std::uint64_t> reference,
                                                  std::span<const std::uint64_t> current, double confidence = 0.95,
                                                  double design_effect = 1) {
  detail::require_interval(reference.size(), current.size(), confidence, design_effect);
  const auto m = static_cast<double>(detail::total_count(reference));
  const auto n = static_cast<double>(detail::total_count(current));
  if (!(m > 0 && n > 0)) return {};
  double below_m = 0;
  double below_n = 0;
  double distance = 0;
  double largest_variance = 0;
  double cuts = 0;
  for (std::size_t cell = 0; cell + 1 < reference.size(); ++cell) {
    if (reference[cell] + current[cell] == 0) continue;
    below_m += static_cast<double>(reference[cell]);
    below_n += static_cast<double>(current[cell]);
    if (below_m == m && below_n == n) break;
    const double f = below_m / m;
    const double g = below_n / n;
    distance = (std::max)(distance, std::fabs(f - g));
    // Add one success and one failure (Agresti and Caffo 2000): shares of 0 and 1 are uncertain too.
    const auto variance = [](double hits, double rows) {
      const double share = (hits + 1) / (rows + 2);
      return share * (1 - share) / rows;
    };
    largest_variance = (std::max)(largest_variance, variance(below_m, m) + variance(below_n, n));
    cuts += 1;
  }
  const double of_kolmogorov = kolmogorov_isf(1 - confidence) * std::sqrt(1 / m + 1 / n);
  const double of_cuts =
      cuts == 0 ? of_kolmogorov : normal_isf((1 - confidence) / (2 * cuts)) * std::sqrt(largest_variance);
  const double margin = (std::min)(of_kolmogorov, of_cuts) * std::sqrt(design_effect);
  return detail::distance_around(distance, distance - margin, distance + margin);
}

/// The total variation distance between two lists of counts over the same categories, with a confidence interval.
///
/// It is the difference of the share of those categories that became more frequent, and varies as that share does (a
/// normal limit; never more than sqrt(ln(2 / (1 - confidence)) / 2 (1/m + 1/n)), McDiarmid's inequality). Chance makes
/// it too large on average, by no more than it gives the categories whose share has not clearly moved: the lower limit
/// has that taken off, too. Status and errors as above.
[[nodiscard]] inline Distance total_variation_interval(std::span<const std::uint64_t> reference,
                                                       std::span<const std::uint64_t> current, double confidence = 0.95,
                                                       double design_effect = 1) {
  detail::require_interval(reference.size(), current.size(), confidence, design_effect);
  const auto m = static_cast<double>(detail::total_count(reference));
  const auto n = static_cast<double>(detail::total_count(current));
  if (!(m > 0 && n > 0)) return {};
  const auto variance = [](double hits, double rows) {  // of a share, with a success and a failure more; see above
    const double share = (hits + 1) / (rows + 2);
    return share * (1 - share) / rows;
  };
  constexpr double clearly = 3;  // standard errors
  double distance = 0;
  double bias = 0;
  double risen_before = 0;
  double risen_now = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const auto before = static_cast<double>(reference[i]);
    const auto now = static_cast<double>(current[i]);
    const double difference = now / n - before / m;
    distance += std::fabs(difference) / 2;
    const double pooled = (before + now) / (m + n);
    if (std::fabs(difference) < clearly * std::sqrt(design_effect * pooled * (1 - pooled) * (1 / m + 1 / n))) {
      bias += noise::share_difference(pooled, static_cast<std::uint64_t>(m), static_cast<std::uint64_t>(n)) / 2;
    }
    if (difference > 0) {
      risen_before += before;
      risen_now += now;
    }
  }
  const double at_most = std::sqrt(std::log(2 / (1 - confidence)) / 2 * (1 / m + 1 / n));
  const double of_share =
      normal_isf((1 - confidence) / 2) * std::sqrt(variance(risen_before, m) + variance(risen_now, n));
  const double spread = std::sqrt(design_effect);
  const double margin = (std::min)(at_most, of_share) * spread;
  return detail::distance_around(distance, distance - bias * spread - margin, distance + margin);
}

/// The Kolmogorov-Smirnov distance that a test at level `alpha` finds with probability `power`:
/// (sqrt(ln(2 / alpha) / 2) + z_power / 2) sqrt(1/m + 1/n). Close to what a chi-squared test of few categories finds of
/// total variation; with many categories it needs more. Infinite where a side is empty.
[[nodiscard]] inline double detectable_distance(double reference_rows, double current_rows, double alpha,
                                                double power = 0.8) noexcept {
  const double factor = std::sqrt(std::log(2 / alpha) / 2) + normal_isf(1 - power) / 2;
  return reference_rows > 0 && current_rows > 0 ? factor * std::sqrt(1 / reference_rows + 1 / current_rows)
                                                : std::numeric_limits<double>::infinity();
}

/// How many live rows make detectable_distance() as small as `distance`; infinite where the reference is too small for
/// any number of them.
[[nodiscard]] inline double rows_to_detect(double distance, double reference_rows, double alpha,
                                           double power = 0.8) noexcept {
  const double factor = std::sqrt(std::log(2 / alpha) / 2) + normal_isf(1 - power) / 2;
  const double left = distance * distance / (factor * factor) - 1 / reference_rows;
  return reference_rows > 0 && left > 0 ? std::ceil(1 / left) : std::numeric_limits<double>::infinity();
}

}  // namespace leeway::inline v0_1
