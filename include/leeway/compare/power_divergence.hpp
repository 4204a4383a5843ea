#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "leeway/compare/association.hpp"
#include "leeway/compare/contingency.hpp"
#include "leeway/compare/counts.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/point_mass.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// The family of Cressie and Read (1984, doi:10.1111/j.2517-6161.1984.tb01318.x) by the names of its members.
namespace power {
inline constexpr double pearson = 1;
inline constexpr double cressie_read = 2.0 / 3;
inline constexpr double likelihood_ratio = 0;  ///< G
inline constexpr double freeman_tukey = -0.5;
inline constexpr double modified_likelihood_ratio = -1;
inline constexpr double neyman = -2;
}  // namespace power

namespace detail {

/// One cell's part of the divergence, 2 / (lambda (lambda + 1)) [O ((O/E)^lambda - 1) - lambda (O - E)]. The last term
/// sums to zero over a table; with it every part is at least 0 and, from the exact O - E, free of cancellation.
[[nodiscard]] inline double power_divergence_part(double observed, double expected, double excess,
                                                  double lambda) noexcept {
  if (expected <= 0) return observed > 0 ? std::numeric_limits<double>::infinity() : 0;
  if (lambda == 1) return excess * excess / expected;
  if (lambda == 0) return 2 * deviance_part(observed, expected, excess);
  if (lambda == -1) {
    return observed > 0 ? 2 * deviance_part(expected, observed, -excess) : std::numeric_limits<double>::infinity();
  }
  if (lambda < -1 && observed <= 0) return std::numeric_limits<double>::infinity();
  // E [(1 + d)^(lambda+1) - 1 - (lambda + 1) d] with d = (O - E) / E
  const double exponent = lambda + 1;
  const double d = excess / expected;
  double value = 0;
  if (std::abs(d) < 0.4) {  // below, the direct form would cancel
    double term = exponent * d;
    for (int i = 2; i < 80; ++i) {
      term *= (exponent - i + 1) / i * d;
      value += term;
      if (std::abs(term) <= 1e-18 * std::abs(value)) break;
    }
  } else {
    value = (observed > 0 ? std::expm1(exponent * std::log1p(d)) : -1) - exponent * d;
  }
  return 2 / (lambda * exponent) * expected * value;
}

}  // namespace detail

/// Power-divergence test of a contingency table: Pearson (lambda 1), Cressie-Read (2/3), G (0), Freeman-Tukey
/// (-1/2), and any other real lambda. Null hypothesis: rows and columns are independent (for two rows: both samples
/// come from one distribution).
///
/// The p-value is the asymptotic one, from the chi-squared distribution with (r-1)(c-1) degrees of freedom.
/// `effect_size` is Cramer's V. Relative error of the statistic 1e-14 at any size of counts; O(cells).
/// Not for sparse tables: it needs expected counts of about 5, and with k = 1000 categories and 1000 rows Pearson
/// almost never rejects and G always. Use ChiSquared, whose p-value is corrected for them; Cressie-Read is the
/// member least sensitive to them.
struct PowerDivergence {
  double lambda = power::cressie_read;

  [[nodiscard]] TestResult operator()(const ContingencyTable& table) const {
    TestResult result;
    describe(table, result);
    if (result.status != Status::ok) return result;
    double sum = 0;
    for (std::size_t r = 0; r < table.rows(); ++r) {
      for (std::size_t c = 0; c < table.columns(); ++c) {
        sum += detail::power_divergence_part(static_cast<double>(table(r, c)), table.expected(r, c), table.excess(r, c),
                                             lambda);
      }
    }
    finish(sum, result);
    return result;
  }

  /// Throws ConfigError if the two lists differ in length.
  [[nodiscard]] TestResult operator()(std::span<const std::uint64_t> reference,
                                      std::span<const std::uint64_t> current) const {
    TestResult result = (*this)(ContingencyTable::of(reference, current));
    result.reference_count = detail::total_count(reference);
    result.current_count = detail::total_count(current);
    if (result.reference_count == 0 || result.current_count == 0) result.status = Status::too_few_samples;
    return result;
  }

  /// Pearson's statistic of a 2 x 2 table with Yates' correction of 1/2, for comparison with tools that apply it by
  /// default. It makes the test far too conservative: prefer fisher_exact.
  [[nodiscard]] static TestResult yates(const ContingencyTable& table) {
    TestResult result;
    describe(table, result);
    if (result.status != Status::ok) return result;
    double statistic = 0;
    for (std::size_t r = 0; r < table.rows(); ++r) {
      for (std::size_t c = 0; c < table.columns(); ++c) {
        double excess = std::abs(table.excess(r, c));
        if (table.degrees_of_freedom() == 1) excess = excess > 0.5 ? excess - 0.5 : 0;
        statistic += excess * excess / table.expected(r, c);
      }
    }
    finish(statistic, result);
    return result;
  }

 private:
  static void describe(const ContingencyTable& table, TestResult& result) noexcept {
    result.effect_kind = EffectKind::cramers_v;
    if (table.total() == 0) return;
    if (table.rows() == 2) {
      result.reference_count = table.row_totals()[0];
      result.current_count = table.row_totals()[1];
    }
    if (table.rows() < 2 || table.columns() < 2) {
      result.status = Status::degenerate;
      return;
    }
    result.status = Status::ok;
    result.method = Method::asymptotic;
    result.degrees_of_freedom = table.degrees_of_freedom();
    result.effect_size = cramers_v(table);
  }
  static void finish(double statistic, TestResult& result) noexcept {
    result.statistic = statistic;
    result.p_value = chi_squared_sf(statistic, result.degrees_of_freedom);
  }
};

/// Goodness of fit of current counts to the shares of a reference that is taken as known exactly (scipy's
/// `chisquare`, Evidently's chi-squared test), for any member of the power-divergence family. Null hypothesis: the
/// current rows are drawn from precisely the reference's shares.
///
/// A category the reference never saw has expected count 0: seen now, it makes the statistic infinite and p = 0.
/// `effect_size` is the total variation distance. O(k).
/// Not against a reference that is itself a sample: its noise is taken for drift, and with equal sizes the
/// statistic is twice too large. Use ChiSquared then.
struct GoodnessOfFit {
  double lambda = power::pearson;

  /// Throws ConfigError if the two lists differ in length.
  [[nodiscard]] TestResult operator()(std::span<const std::uint64_t> reference,
                                      std::span<const std::uint64_t> current) const {
    if (reference.size() != current.size()) {
      throw ConfigError("goodness of fit: the two lists of counts must be over the same categories");
    }
    TestResult result;
    const std::uint64_t m = result.reference_count = detail::total_count(reference);
    const std::uint64_t n = result.current_count = detail::total_count(current);
    result.effect_kind = EffectKind::total_variation;
    if (m == 0 || n == 0) return result;

    std::size_t categories = 0;
    double statistic = 0;
    double moved = 0;
    for (std::size_t j = 0; j < reference.size(); ++j) {
      if (reference[j] == 0 && current[j] == 0) continue;
      ++categories;
      const double expected = static_cast<double>(reference[j]) / static_cast<double>(m) * static_cast<double>(n);
      const double excess = detail::cross_difference(current[j], m, reference[j], n) / static_cast<double>(m);
      statistic += detail::power_divergence_part(static_cast<double>(current[j]), expected, excess, lambda);
      moved += std::abs(excess);
    }
    if (categories < 2) {
      result.status = Status::degenerate;
      return result;
    }
    result.status = Status::ok;
    result.method = Method::asymptotic;
    result.statistic = statistic;
    result.degrees_of_freedom = static_cast<double>(categories - 1);
    result.p_value = chi_squared_sf(statistic, result.degrees_of_freedom);
    result.effect_size = moved / 2 / static_cast<double>(n);
    return result;
  }
};

}  // namespace leeway::inline v0_1
