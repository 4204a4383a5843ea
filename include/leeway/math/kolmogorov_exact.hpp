#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include "leeway/core/result.hpp"
#include "leeway/math/kolmogorov_paths.hpp"

namespace leeway::inline v0_1 {

/// Exact p of the two-sample Kolmogorov-Smirnov test: P(n m D >= `threshold`) over all orders of the pooled sample.
///
/// `group_sizes` are the sizes of the groups of equal values in ascending order (they sum to n + m); empty means that
/// no values tie. With ties p is conditional on them: the distance is looked at only where a group ends. `greater`
/// looks at max(F_reference - F_current), `less` at the opposite, `two_sided` at the larger.
///
/// Relative error below 1e-12 down to 1e-300 (measured 6e-15, against exact rationals up to n + m = 5,100). Cost:
/// `kolmogorov_exact_work` multiplications. Memory: O(2 D n m / (n + m) + largest group). Equivalent to Schroeer &
/// Trenkler (1995), doi:10.1016/0167-9473(94)00040-P, in the order of Viehmann (2021), arXiv:2102.08037, but with
/// unscaled path numbers.
[[nodiscard]] inline double kolmogorov_exact_sf(std::uint64_t reference_count, std::uint64_t current_count,
                                                WideInteger threshold, Alternative alternative,
                                                std::span<const std::uint64_t> group_sizes = {}) {
  if (threshold <= 0) return 1;
  auto n = static_cast<std::int64_t>(reference_count);
  auto m = static_cast<std::int64_t>(current_count);
  if (threshold > WideInteger{n} * m) return 0;
  bool upper = alternative != Alternative::less;
  bool lower = alternative != Alternative::greater;
  if (group_sizes.empty() && n == m) {
    // Reflection principle: with h = n D, p = 2 (C(2n, n-h) - C(2n, n-2h) + ...) / C(2n, n), summed from inside out.
    const auto h = static_cast<std::int64_t>((threshold + n - 1) / n);
    const auto ratio = [n](std::int64_t inner, std::int64_t outer) {  // C(2n, n - outer) / C(2n, n - inner)
      double product = 1;
      for (std::int64_t j = inner; j < outer && product > 0; ++j) {
        product *= static_cast<double>(n - j) / static_cast<double>(n + j + 1);
      }
      return product;
    };
    if (!(upper && lower)) return ratio(0, h);
    // Terms fall off as exp(-k^2 h^2 / n) or faster: those below 1e-17 of the first are left out.
    const double spread = static_cast<double>(n) / (static_cast<double>(h) * static_cast<double>(h));
    const auto last = (std::min)(static_cast<double>(n / h), std::ceil(std::sqrt(1 + 40 * spread)) + 1);
    double p = 0;
    for (auto k = static_cast<std::int64_t>(last); k > 0; --k) p = ratio((k - 1) * h, k * h) * (1 - p);
    return (std::min)(1.0, 2 * p);
  }
  if (n > m) {  // count the smaller sample: fewer states, and path numbers at most double a step
    std::swap(n, m);
    std::swap(upper, lower);
  }
  detail::PathCount paths(n, m, threshold, upper, lower);
  const std::int64_t total = n + m;
  std::int64_t drawn = 0;
  std::int64_t pending = 0;
  const auto take = [&](std::int64_t size) {
    drawn += size;
    pending += size;
    if (drawn >= total || !paths.can_touch(drawn)) return;
    paths.draw(pending);
    pending = 0;
  };
  if (group_sizes.empty()) {
    while (drawn < total && !paths.finished()) take(1);
  }
  for (const std::uint64_t size : group_sizes) {
    if (paths.finished()) break;
    if (size > 0) take(static_cast<std::int64_t>(size));
  }
  return (std::min)(1.0, paths.touched());
}

/// About how many multiplications `kolmogorov_exact_sf` takes (one takes 0.3 to 0.5 ns).
[[nodiscard]] inline double kolmogorov_exact_work(std::uint64_t reference_count, std::uint64_t current_count,
                                                  WideInteger threshold, Alternative alternative,
                                                  std::span<const std::uint64_t> group_sizes = {}) noexcept {
  const auto n = static_cast<double>(reference_count);
  const auto m = static_cast<double>(current_count);
  const double total = n + m;
  if (group_sizes.empty() && reference_count == current_count) return 4 * n;  // closed form; a division each
  const double half_width = static_cast<double>(threshold) / total;
  const double drift_width = 5 * std::sqrt(n * m / total);  // states kept on a side without a boundary
  const double width =
      (std::min)((std::min)(n, m), alternative == Alternative::two_sided ? 2 * half_width : half_width + drift_width) +
      10;
  if (group_sizes.empty()) return total * width;
  double work = 0;
  for (const std::uint64_t group : group_sizes) {
    const auto size = static_cast<double>(group);
    work += size <= width ? size * (width + size / 2) : width * (width + 100);
  }
  return work;
}

}  // namespace leeway::inline v0_1
