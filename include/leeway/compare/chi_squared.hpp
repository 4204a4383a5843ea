#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "leeway/compare/chi_squared_pass.hpp"
#include "leeway/compare/counts.hpp"
#include "leeway/compare/fisher.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// A chi-squared test with its ingredients.
struct ChiSquaredResult {
  TestResult test;                                   ///< what ChiSquared answers
  double asymptotic_p = TestResult::undefined;       ///< from the chi-squared distribution with k - 1 dof
  double moment_matched_p = TestResult::undefined;   ///< from the one with the exact mean and variance
  double smallest_expected = TestResult::undefined;  ///< smallest expected count of the table
  std::size_t columns = 0;                           ///< k: categories seen on either side
};

/// Pearson's chi-squared test of homogeneity of two lists of counts over the same k categories.
///
/// Null hypothesis: both samples come from one distribution over the categories. Categories empty on both sides are
/// dropped; one that is new or has vanished takes part like any other. Missing values are a category if the caller
/// counts them as one.
///
/// The classical p-value is wrong when many expected counts E are small, which is the rule for features with many
/// levels. The rule, named in `method`:
///  - all E >= 5: the chi-squared distribution with k - 1 degrees of freedom (asymptotic);
///  - some E < 5 and k = 2: Fisher's exact test (exact);
///  - some E < 5 otherwise: a chi-squared distribution matched to the exact conditional mean and variance of X^2
///    (moment_matched; Lewis, Saunders and Westcott 1984, doi:10.1093/biomet/71.3.515).
/// False alarms at levels of .05 and .001, both samples from one Zipf law (benchmarks/validity/chi_squared.cpp;
/// standard error of the first .0015 in the upper rows, .004 to .007 in the lower):
///
/// | k, rows of reference + current | default     | classical   | G           |
/// |--------------------------------|-------------|-------------|-------------|
/// | 100, 200 + 200                 | .047, .0008 | .010, .0000 | .53, .03    |
/// | 100, 10,000 + 200              | .057, .0026 | .083, .0077 | .067, .0006 |
/// | 1000, 1000 + 1000              | .050, .0008 | .001, .0000 | 1.0, 1.0    |
/// | 1000, 100,000 + 1000           | .051, .0013 | .143, .0213 | 0, 0        |
/// | 2000, 100,000 + 10,000         | .052, .0007 | .095, .0057 | .079, .0003 |
/// | 100,000, 100,000 + 10,000      | .052, .0010 | .134, .0260 | 0, 0        |
///
/// At .001 a small window against a large reference gives up to 2.6 times too many: use MonteCarloChiSquared there.
///
/// `statistic` is X^2, `degrees_of_freedom` k - 1, `effect_size` Cramer's V = sqrt(X^2 / N). Counts may reach 1e15.
/// O(k), no allocation: 1.2 us at k = 1000, 76 us at k = 100,000 (without AVX2 1.8 and 140 us).
/// Not for ordered bins when a shift is what matters (Kolmogorov-Smirnov sees it sooner), nor for categories that were
/// chosen by looking at the window.
struct ChiSquared {
  enum class PValue : std::uint8_t { automatic, asymptotic, moment_matched };

  PValue p_value = PValue::automatic;

  /// Throws ConfigError if the two lists differ in length.
  [[nodiscard]] TestResult operator()(std::span<const std::uint64_t> reference,
                                      std::span<const std::uint64_t> current) const {
    return evaluate(reference, current, false).test;
  }

  /// Two category tables; new and vanished categories take part like any other. Missing values are left out.
  template <class Key>
  [[nodiscard]] TestResult operator()(const Categories<Key>& reference, const Categories<Key>& current) const {
    const auto aligned = align_counts(reference, current);
    return (*this)(std::span<const std::uint64_t>(aligned.reference), std::span<const std::uint64_t>(aligned.current));
  }

  /// The same test with both p-values and the table's smallest expected count.
  [[nodiscard]] ChiSquaredResult details(std::span<const std::uint64_t> reference,
                                         std::span<const std::uint64_t> current) const {
    return evaluate(reference, current, true);
  }

 private:
  [[nodiscard]] ChiSquaredResult evaluate(std::span<const std::uint64_t> reference,
                                          std::span<const std::uint64_t> current, bool with_details) const {
    if (reference.size() != current.size()) {
      throw ConfigError("chi-squared: the two lists of counts must be over the same categories");
    }
    ChiSquaredResult result;
    TestResult& test = result.test;
    const std::uint64_t m = detail::total_count(reference);
    const std::uint64_t n = detail::total_count(current);
    test.reference_count = m;
    test.current_count = n;
    test.effect_kind = EffectKind::cramers_v;
    if (m == 0 || n == 0) return result;

    const auto sums = detail::ChiSquaredPass::run(reference, current, m, n);
    result.columns = sums.columns;
    if (result.columns < 2) {
      test.status = Status::degenerate;
      return result;
    }
    const auto reference_size = static_cast<double>(m);
    const auto current_size = static_cast<double>(n);
    const double dof = static_cast<double>(sums.columns - 1);
    test.status = Status::ok;
    test.statistic = sums.statistic;
    test.degrees_of_freedom = dof;
    test.effect_size = std::sqrt((std::min)(1.0, sums.statistic / (reference_size + current_size)));
    test.method = choose(sums);

    const bool asymptotic = test.method == Method::asymptotic;
    const bool matched = test.method == Method::moment_matched;
    if (asymptotic || with_details) result.asymptotic_p = chi_squared_sf(sums.statistic, dof);
    if (matched || with_details) result.moment_matched_p = moment_matched(sums, reference_size, current_size);
    test.p_value = asymptotic ? result.asymptotic_p
                   : matched  ? result.moment_matched_p
                              : fisher_p(reference, current, m, n);
    if (with_details) {
      std::uint64_t smallest = m + n;
      for (std::size_t j = 0; j < reference.size(); ++j) {
        const std::uint64_t total = reference[j] + current[j];
        if (total > 0) smallest = (std::min)(smallest, total);
      }
      result.smallest_expected =
          (std::min)(reference_size, current_size) * static_cast<double>(smallest) / (reference_size + current_size);
    }
    return result;
  }

  [[nodiscard]] Method choose(const detail::ChiSquaredSums& sums) const noexcept {
    if (p_value == PValue::asymptotic) return Method::asymptotic;
    if (p_value == PValue::moment_matched) return Method::moment_matched;
    if (!sums.sparse) return Method::asymptotic;
    return sums.columns == 2 ? Method::exact : Method::moment_matched;
  }

  [[nodiscard]] static double moment_matched(const detail::ChiSquaredSums& sums, double m, double n) noexcept {
    const double N = m + n;
    const auto k = static_cast<double>(sums.columns);
    if (N < 4) return 1;  // the variance is not defined; no table that small is evidence
    const double mean = N * (k - 1) / (N - 1);
    const double v1 = (N - 2) / (N - 1);
    const double v2 = (k - 1) * (N - k) / (N - 1);
    const double w1 = (N / n + N / m - 4) / (N - 2);
    const double w2 = (N * sums.inverse_totals - k * k) / (N - 2);
    const double variance = 2 * N / (N - 3) * (v1 - w1) * (v2 - w2) + N * N / (N - 1) * w1 * w2;
    // With every category seen once X^2 is the same in every table: nothing can be learnt from it.
    if (!(variance > 1e-12 * mean)) return 1;
    return chi_squared_sf(2 * mean * sums.statistic / variance, 2 * mean * mean / variance);
  }

  [[nodiscard]] static double fisher_p(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                                       std::uint64_t m, std::uint64_t n) noexcept {
    std::size_t j = 0;
    while (reference[j] + current[j] == 0) ++j;
    return fisher_exact({reference[j], m - reference[j], current[j], n - current[j]}).p_two_sided;
  }
};

}  // namespace leeway::inline v0_1
