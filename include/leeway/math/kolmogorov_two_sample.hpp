#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>

#include "leeway/core/result.hpp"
#include "leeway/math/kolmogorov.hpp"
#include "leeway/math/kolmogorov_bridge.hpp"
#include "leeway/math/kolmogorov_exact.hpp"
#include "leeway/math/ranks.hpp"

namespace leeway::inline v0_1 {

/// The two one-sided Kolmogorov-Smirnov distances as integers, so that p never hangs on the rounding of D:
/// `above` = n m max(F_reference - F_current), `below` = n m max(F_current - F_reference), both >= 0.
struct KolmogorovStatistic {
  std::uint64_t reference_count = 0;
  std::uint64_t current_count = 0;
  WideInteger above = 0;
  WideInteger below = 0;

  /// Counts a tie group; both counts above must be set. Looking at group ends only is what makes ties safe.
  constexpr void add(const TieGroup& group) noexcept {
    const WideInteger difference =
        WideInteger{current_count} * group.reference_through() - WideInteger{reference_count} * group.current_through();
    if (difference > above) above = difference;
    if (-difference > below) below = -difference;
  }

  /// n m D for the alternative: `greater` looks at F_reference > F_current.
  [[nodiscard]] constexpr WideInteger threshold(Alternative alternative) const noexcept {
    if (alternative == Alternative::greater) return above;
    if (alternative == Alternative::less) return below;
    return above > below ? above : below;
  }
  /// D, correctly rounded up to n m = 2^53 and to 2 ulp beyond. NaN if a side is empty.
  [[nodiscard]] constexpr double distance(Alternative alternative) const noexcept {
    const WideInteger product = WideInteger{reference_count} * current_count;
    if (product == 0) return TestResult::undefined;
    return static_cast<double>(threshold(alternative)) / static_cast<double>(product);
  }
};

/// A p-value and the name of what it is.
struct KolmogorovP {
  double p_value = TestResult::undefined;
  Method method = Method::none;
};

/// Limiting p for continuous data: Q(sqrt(n m / (n + m)) D), or exp(-2 n m / (n + m) D^2) for one side.
/// Up to 9 % off at p = .05 for sizes around 1000; the corrected one costs the same.
[[nodiscard]] inline double kolmogorov_asymptotic_sf(double reference_count, double current_count, double distance,
                                                     Alternative alternative) noexcept {
  const double root = std::sqrt(reference_count / (reference_count + current_count) * current_count);
  const double x = root * distance;
  if (alternative == Alternative::two_sided) return kolmogorov_sf(x);
  return x <= 0 ? 1 : detail::exp_minus_square(2, x);
}

/// Limiting p for continuous data with Hodges' correction for sample sizes and half a lattice step of D for its
/// discreteness. Measured error near p = .05: within 9e-4 from 1000 values up if one size is a multiple of the other;
/// else up to 9e-3 too small at 1000 / 1333 and 2.4e-3 at 5000 / 6170, falling with size and ratio (worst: sizes that
/// differ by one, 2e-2 at 1000). Ties make it conservative. Hodges (1958), doi:10.1007/BF02589501.
[[nodiscard]] inline double kolmogorov_corrected_sf(std::uint64_t reference_count, std::uint64_t current_count,
                                                    double distance, Alternative alternative) noexcept {
  const auto larger = static_cast<double>((std::max)(reference_count, current_count));
  const auto smaller = static_cast<double>((std::min)(reference_count, current_count));
  const double root = std::sqrt(smaller / (larger + smaller) * larger);
  const double common = larger / static_cast<double>(std::gcd(reference_count, current_count)) * smaller;  // lcm
  const double shift = root * (larger + 2 * smaller) / (6 * larger * smaller) - root / (2 * common);
  const double x = root * distance + shift;
  if (distance <= 0 || x <= 0) return 1;
  return alternative == Alternative::two_sided ? kolmogorov_sf(x) : detail::exp_minus_square(2, x);
}

/// How `kolmogorov_two_sample_p` chooses.
struct KolmogorovRule {
  Alternative alternative = Alternative::two_sided;
  /// `none` chooses. `exact` and `exact_ties` both mean exact, with ties taken as they are; `tied_bridge`,
  /// `asymptotic_corrected` and `asymptotic` are taken at their word (the latter two ignore ties, which is
  /// conservative).
  Method method = Method::none;
  /// Multiplications that an exact p may cost, about 0.3 ns each; beyond, the best asymptotic takes its place.
  double exact_work_limit = 1e8;
  /// With more groups than this a tied sample counts as continuous: ignoring so fine ties adds less than 15 % to p.
  std::size_t bridge_group_limit = 500;
};

/// p of the two-sample test: exact where `rule` can afford it, else the bridge where values tie in few groups, else the
/// corrected limit. `group_sizes`: sizes of the groups of equal values in ascending order; empty means no ties.
/// The method is `exact` without ties and `exact_ties` with them. Both counts must be positive.
[[nodiscard]] inline KolmogorovP kolmogorov_two_sample_p(const KolmogorovStatistic& statistic,
                                                         std::span<const std::uint64_t> group_sizes,
                                                         const KolmogorovRule& rule) {
  const std::uint64_t n = statistic.reference_count;
  const std::uint64_t m = statistic.current_count;
  const WideInteger threshold = statistic.threshold(rule.alternative);
  Method method = rule.method;
  if (method == Method::none) {
    const double work = kolmogorov_exact_work(n, m, threshold, rule.alternative, group_sizes);
    const bool few_groups = !group_sizes.empty() && group_sizes.size() <= rule.bridge_group_limit;
    method = work <= rule.exact_work_limit ? Method::exact
             : few_groups                  ? Method::tied_bridge
                                           : Method::asymptotic_corrected;
  }
  const double distance = statistic.distance(rule.alternative);
  switch (method) {
    case Method::tied_bridge: return {kolmogorov_bridge_sf(n, m, threshold, rule.alternative, group_sizes), method};
    case Method::asymptotic_corrected: return {kolmogorov_corrected_sf(n, m, distance, rule.alternative), method};
    case Method::asymptotic:
      return {kolmogorov_asymptotic_sf(static_cast<double>(n), static_cast<double>(m), distance, rule.alternative),
              method};
    default:
      return {kolmogorov_exact_sf(n, m, threshold, rule.alternative, group_sizes),
              group_sizes.empty() ? Method::exact : Method::exact_ties};
  }
}

}  // namespace leeway::inline v0_1
