#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace leeway::inline v0_1 {

/// What two samples from one distribution differ by on average, for effects that cannot be negative. Subtracting it
/// tells a real difference from the size that chance alone gives small samples.
namespace noise {

/// Mean of D when nothing drifted: sqrt(pi/2) ln 2 / sqrt(mn/(m+n)), the mean of the Kolmogorov distribution. Ties make
/// D smaller, so this is never too little.
[[nodiscard]] inline double ks_distance(std::uint64_t reference_count, std::uint64_t current_count) noexcept {
  const auto m = static_cast<double>(reference_count);
  const auto n = static_cast<double>(current_count);
  constexpr double mean_of_kolmogorov = 0.8687311606361591;
  return m > 0 && n > 0 ? mean_of_kolmogorov * std::sqrt(1 / m + 1 / n) : 0;
}

/// Mean of |share difference| when the true share is `share`: that of a normal deviate's magnitude.
[[nodiscard]] inline double share_difference(double share, std::uint64_t reference_count,
                                             std::uint64_t current_count) noexcept {
  const auto m = static_cast<double>(reference_count);
  const auto n = static_cast<double>(current_count);
  constexpr double two_over_pi = 0.6366197723675814;
  return m > 0 && n > 0 ? std::sqrt(two_over_pi * share * (1 - share) * (1 / m + 1 / n)) : 0;
}

/// Mean of the total variation distance between two lists of counts over the same categories.
[[nodiscard]] inline double total_variation(std::span<const std::uint64_t> reference,
                                            std::span<const std::uint64_t> current) noexcept {
  std::uint64_t m = 0;
  std::uint64_t n = 0;
  for (const std::uint64_t count : reference) m += count;
  for (const std::uint64_t count : current) n += count;
  double sum = 0;
  for (std::size_t i = 0; i < reference.size() && i < current.size(); ++i) {
    const double pooled = static_cast<double>(reference[i] + current[i]) / static_cast<double>(m + n);
    sum += share_difference(pooled, m, n);
  }
  return sum / 2;
}

}  // namespace noise

}  // namespace leeway::inline v0_1
