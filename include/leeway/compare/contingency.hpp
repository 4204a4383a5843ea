#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/compare/counts.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// An r x c table of counts with its margins. Rows and columns that are empty are dropped: they say nothing about
/// association, and their expected counts of 0 would be divided by.
class ContingencyTable {
 public:
  ContingencyTable() = default;

  /// Counts row by row; throws ConfigError unless their number is a multiple of `columns`.
  ContingencyTable(std::span<const std::uint64_t> row_major, std::size_t columns) {
    if (columns == 0 ? !row_major.empty() : row_major.size() % columns != 0) {
      throw ConfigError("contingency table: " + std::to_string(row_major.size()) + " counts do not fill rows of " +
                        std::to_string(columns));
    }
    const std::size_t rows = columns == 0 ? 0 : row_major.size() / columns;
    std::vector<std::uint64_t> row_sums(rows), column_sums(columns);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        row_sums[r] += row_major[r * columns + c];
        column_sums[c] += row_major[r * columns + c];
      }
      total_ += row_sums[r];
    }
    for (std::size_t r = 0; r < rows; ++r) {
      if (row_sums[r] == 0) continue;
      row_totals_.push_back(row_sums[r]);
      for (std::size_t c = 0; c < columns; ++c) {
        if (column_sums[c] > 0) counts_.push_back(row_major[r * columns + c]);
      }
    }
    for (const std::uint64_t sum : column_sums) {
      if (sum > 0) column_totals_.push_back(sum);
    }
  }

  /// Two samples over the same categories as a table of two rows; throws ConfigError if they differ in length.
  [[nodiscard]] static ContingencyTable of(std::span<const std::uint64_t> reference,
                                           std::span<const std::uint64_t> current) {
    if (reference.size() != current.size()) {
      throw ConfigError("contingency table: the two lists of counts must be over the same categories");
    }
    std::vector<std::uint64_t> both(reference.begin(), reference.end());
    both.insert(both.end(), current.begin(), current.end());
    return {both, reference.size()};
  }

  [[nodiscard]] std::size_t rows() const noexcept { return row_totals_.size(); }
  [[nodiscard]] std::size_t columns() const noexcept { return column_totals_.size(); }
  [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
  [[nodiscard]] std::span<const std::uint64_t> row_totals() const noexcept { return row_totals_; }
  [[nodiscard]] std::span<const std::uint64_t> column_totals() const noexcept { return column_totals_; }
  [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }
  [[nodiscard]] std::uint64_t operator()(std::size_t row, std::size_t column) const noexcept {
    return counts_[row * columns() + column];
  }

  /// The count that independence of rows and columns leads one to expect.
  [[nodiscard]] double expected(std::size_t row, std::size_t column) const noexcept {
    return static_cast<double>(row_totals_[row]) / static_cast<double>(total_) *
           static_cast<double>(column_totals_[column]);
  }
  /// Count minus expected count, free of cancellation at counts of 1e15.
  [[nodiscard]] double excess(std::size_t row, std::size_t column) const noexcept {
    return detail::cross_difference((*this)(row, column), total_, row_totals_[row], column_totals_[column]) /
           static_cast<double>(total_);
  }
  /// (r - 1)(c - 1); 0 where there is nothing to compare.
  [[nodiscard]] double degrees_of_freedom() const noexcept {
    return rows() < 2 || columns() < 2 ? 0 : static_cast<double>(rows() - 1) * static_cast<double>(columns() - 1);
  }

 private:
  std::vector<std::uint64_t> counts_, row_totals_, column_totals_;
  std::uint64_t total_ = 0;
};

/// Pearson's X^2 of a table, 0 where there is nothing to compare.
[[nodiscard]] inline double chi_squared_statistic(const ContingencyTable& table) noexcept {
  double sum = 0;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    for (std::size_t c = 0; c < table.columns(); ++c) {
      const double excess = table.excess(r, c);
      sum += excess * excess / table.expected(r, c);
    }
  }
  return sum;
}

}  // namespace leeway::inline v0_1
