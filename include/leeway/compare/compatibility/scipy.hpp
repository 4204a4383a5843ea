#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <span>
#include <vector>

#include "leeway/compare/chi_squared.hpp"
#include "leeway/compare/contingency.hpp"
#include "leeway/compare/power_divergence.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"
#include "leeway/math/kolmogorov_exact.hpp"
#include "leeway/math/kolmogorov_one_sample.hpp"
#include "leeway/math/kolmogorov_two_sample.hpp"
#include "leeway/math/ranks.hpp"
#include "leeway/math/sort.hpp"

/// SciPy 1.10's two tests by name, with its automatic choices, for teams that compare numbers. For decisions prefer
/// KolmogorovSmirnov and ChiSquared, which know about ties and sparse tables.

namespace leeway::inline v0_1::compatibility::scipy {

/// The larger sample size up to which scipy.stats.ks_2samp(method="auto") counts paths.
inline constexpr std::uint64_t exact_up_to = 10000;

/// The p-value of the `asymp` method.
///
/// two-sided: the exact one-sample distribution with n m / (n + m), rounded, for n. One-sided:
/// exp(-2 z^2 - 2 z (n + 2 m) / (3 sqrt(n m (n + m)))) with z = D sqrt(n m / (n + m)) and n the larger sample (Hodges).
[[nodiscard]] inline double ks_2samp_asymptotic_p(double statistic, std::uint64_t reference_count,
                                                  std::uint64_t current_count, Alternative alternative) {
  const auto n = static_cast<double>((std::max)(reference_count, current_count));
  const auto m = static_cast<double>((std::min)(reference_count, current_count));
  const double effective = n * m / (n + m);
  if (alternative == Alternative::two_sided) {
    // nearbyint rounds halves to even, as NumPy does; a size that rounds to 0 has no distribution.
    const double rounded = (std::max)(1.0, std::nearbyint(effective));
    return kolmogorov_one_sample_sf(statistic, static_cast<std::uint64_t>(rounded));
  }
  const double z = std::sqrt(effective) * statistic;
  return (std::min)(1.0, std::exp(-2 * z * z - 2 * z * (n + 2 * m) / std::sqrt(n * m * (n + m)) / 3));
}

/// The integer statistics of two sorted samples. Ties are safe: distribution functions are compared behind each group.
template <std::floating_point Value>
[[nodiscard]] KolmogorovStatistic ks_statistic(Sorted<Value> reference, Sorted<Value> current) {
  KolmogorovStatistic statistic{reference.size(), current.size(), 0, 0};
  for_each_tie_group(reference.values(), current.values(), [&](const TieGroup& group) { statistic.add(group); });
  return statistic;
}

/// scipy.stats.ks_2samp(reference, current, alternative, method="auto").
///
/// D is exact. p: up to 10,000 values a side the number of lattice paths *as if no values tied*, which makes it too
/// large for rounded and discrete features (null rejections .005 at .05 on five levels); beyond that the one-sample
/// distribution at the rounded effective size. Where SciPy itself is off by up to 19 % (one-sided, n != m, its "exact"
/// is an approximation), this is the exact count. Missing values are left out. Status: `too_few_samples` if a side is
/// empty. `greater` means, as in SciPy, that the reference's distribution function lies above the current's.
template <std::floating_point Value>
[[nodiscard]] TestResult ks_2samp(Sorted<Value> reference, Sorted<Value> current,
                                  Alternative alternative = Alternative::two_sided) {
  TestResult result;
  result.alternative = alternative;
  result.effect_kind = EffectKind::ks_distance;
  const std::uint64_t n = reference.size();
  const std::uint64_t m = current.size();
  result.reference_count = n;
  result.current_count = m;
  if (n == 0 || m == 0) return result;
  const KolmogorovStatistic statistic = ks_statistic(reference, current);
  result.status = Status::ok;
  result.statistic = statistic.distance(alternative);
  result.effect_size = result.statistic;
  if ((std::max)(n, m) <= exact_up_to) {
    result.method = Method::exact;
    result.p_value = kolmogorov_exact_sf(n, m, statistic.threshold(alternative), alternative);
  } else {
    result.method = Method::asymptotic;
    result.p_value = ks_2samp_asymptotic_p(result.statistic, n, m, alternative);
  }
  return result;
}

template <std::floating_point Value>
[[nodiscard]] TestResult ks_2samp(std::span<const Value> reference, std::span<const Value> current,
                                  Alternative alternative = Alternative::two_sided) {
  const std::vector<Value> x = sorted_values(reference);
  const std::vector<Value> y = sorted_values(current);
  return ks_2samp(Sorted<Value>(x), Sorted<Value>(y), alternative);
}

/// scipy.stats.chi2_contingency([reference, current]) with its default, Yates' correction for two categories, which
/// makes the test conservative there. The p-value is the classical one, wrong for sparse tables.
///
/// Status: `too_few_samples` if a side is empty; `degenerate` if a category is empty on both sides, where SciPy raises.
/// A single category gives statistic 0 with 0 degrees of freedom and p = 1. Throws ConfigError if the lengths differ.
[[nodiscard]] inline TestResult chi2_contingency(std::span<const std::uint64_t> reference,
                                                 std::span<const std::uint64_t> current, bool correction = true) {
  ChiSquared chi_squared;
  chi_squared.p_value = ChiSquared::PValue::asymptotic;
  TestResult result = chi_squared(reference, current);
  if (result.status == Status::too_few_samples) return result;
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    if (reference[cell] != 0 || current[cell] != 0) continue;
    result = {};
    result.status = Status::degenerate;
    return result;
  }
  if (reference.size() == 1) {
    result.status = Status::ok;
    result.method = Method::asymptotic;
    result.statistic = 0;
    result.degrees_of_freedom = 0;
    result.p_value = 1;
    result.effect_size = 0;
    return result;
  }
  if (reference.size() != 2 || !correction) return result;
  const TestResult corrected = PowerDivergence::yates(ContingencyTable::of(reference, current));
  result.statistic = corrected.statistic;
  result.p_value = corrected.p_value;
  return result;
}

}  // namespace leeway::inline v0_1::compatibility::scipy
