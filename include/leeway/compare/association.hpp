#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "leeway/compare/contingency.hpp"
#include "leeway/core/result.hpp"

/// How strongly the rows and columns of a table are associated, all from Pearson's X^2 and the number N of
/// observations, so none of them grows with N as X^2 does. For a table of two samples: how different they are.
/// NaN where a table has fewer than two rows or columns that are not empty.

namespace leeway::inline v0_1 {

namespace detail {

[[nodiscard]] inline double mean_square_contingency(const ContingencyTable& table) noexcept {
  if (table.degrees_of_freedom() == 0) return TestResult::undefined;
  return chi_squared_statistic(table) / static_cast<double>(table.total());
}

}  // namespace detail

/// sqrt(X^2 / (N (min(r, c) - 1))), 0..1. Biased upwards in small samples by chance alone.
[[nodiscard]] inline double cramers_v(const ContingencyTable& table) noexcept {
  const double phi2 = detail::mean_square_contingency(table);
  return std::sqrt(phi2 / (static_cast<double>((std::min)(table.rows(), table.columns())) - 1));
}

/// Cramer's V with the bias taken out (Bergsma 2013, doi:10.1016/j.jkss.2012.10.002): 0 on average where there is no
/// association.
[[nodiscard]] inline double cramers_v_bias_corrected(const ContingencyTable& table) noexcept {
  const double phi2 = detail::mean_square_contingency(table);
  if (!(table.total() > 1)) return TestResult::undefined;
  const double less_one = static_cast<double>(table.total()) - 1;
  const auto r = static_cast<double>(table.rows());
  const auto c = static_cast<double>(table.columns());
  const double corrected = (std::max)(0.0, phi2 - table.degrees_of_freedom() / less_one);
  const double smaller = (std::min)(r - (r - 1) * (r - 1) / less_one, c - (c - 1) * (c - 1) / less_one) - 1;
  return smaller > 0 ? std::sqrt(corrected / smaller) : TestResult::undefined;
}

/// Tschuprow's T = sqrt(X^2 / (N sqrt((r-1)(c-1)))), 0..1; reaches 1 in square tables only.
[[nodiscard]] inline double tschuprow_t(const ContingencyTable& table) noexcept {
  return std::sqrt(detail::mean_square_contingency(table) / std::sqrt(table.degrees_of_freedom()));
}

/// Pearson's contingency coefficient C = sqrt(X^2 / (X^2 + N)), below 1.
[[nodiscard]] inline double pearson_contingency(const ContingencyTable& table) noexcept {
  const double phi2 = detail::mean_square_contingency(table);
  return std::sqrt(phi2 / (1 + phi2));
}

/// The correlation coefficient of a 2 x 2 table, (ad - bc) / sqrt(product of the margins), -1..1; NaN for others.
[[nodiscard]] inline double phi_coefficient(const ContingencyTable& table) noexcept {
  if (table.rows() != 2 || table.columns() != 2) return TestResult::undefined;
  const double phi = std::sqrt(detail::mean_square_contingency(table));
  return table.excess(0, 0) < 0 ? -phi : phi;
}

}  // namespace leeway::inline v0_1
