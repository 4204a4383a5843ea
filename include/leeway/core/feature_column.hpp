#pragma once

#include <cstddef>
#include <variant>

#include "leeway/core/batch.hpp"
#include "leeway/core/category_column.hpp"

namespace leeway::inline v0_1 {

/// One feature's values of a batch whose columns lie apart, as those of a data frame do: numbers (a view of one column,
/// any stride) or categories. The values must outlive it. Each column keeps its own type, because a float and the
/// double nearest to it need not fall into the same cell.
using FeatureColumn = std::variant<BatchView<float>, BatchView<double>, CategoryColumn>;

/// How many values the column has. O(1).
[[nodiscard]] inline std::size_t row_count(const FeatureColumn& column) noexcept {
  if (const auto* categories = std::get_if<CategoryColumn>(&column)) return categories->size();
  if (const auto* floats = std::get_if<BatchView<float>>(&column)) return floats->rows();
  return std::get_if<BatchView<double>>(&column)->rows();
}

/// False for a view of several columns or none.
[[nodiscard]] inline bool is_one_column(const FeatureColumn& column) noexcept {
  if (const auto* floats = std::get_if<BatchView<float>>(&column)) return floats->columns() == 1;
  if (const auto* doubles = std::get_if<BatchView<double>>(&column)) return doubles->columns() == 1;
  return true;
}

}  // namespace leeway::inline v0_1
