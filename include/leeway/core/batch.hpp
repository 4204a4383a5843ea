#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace leeway::inline v0_1 {

/// A matrix whose elements lie in memory at fixed strides: Eigen's Matrix, Map, Ref and Block, and anything shaped
/// like them. Stated as a concept instead of including Eigen, so that a recorder compiles without it.
// clang-format off
template <class Matrix>
concept StridedMatrix = requires(const Matrix& m) {
  { *m.data() } -> std::convertible_to<typename Matrix::Scalar>;
  { m.rows() } -> std::convertible_to<std::ptrdiff_t>;
  { m.cols() } -> std::convertible_to<std::ptrdiff_t>;
  { m.innerStride() } -> std::convertible_to<std::ptrdiff_t>;
  { m.outerStride() } -> std::convertible_to<std::ptrdiff_t>;
  { static_cast<bool>(Matrix::IsRowMajor) };
};
// clang-format on

/// Rows of features somewhere in memory, seen without a copy: one row an observation, one column a feature.
/// Strides count elements, not bytes, and may be anything (a transposed, sliced or reversed matrix).
template <std::floating_point Value>
class BatchView {
 public:
  using value_type = Value;

  constexpr BatchView() = default;
  constexpr BatchView(const Value* data, std::size_t rows, std::size_t columns, std::ptrdiff_t row_stride,
                      std::ptrdiff_t column_stride) noexcept
      : data_(data), rows_(rows), columns_(columns), row_stride_(row_stride), column_stride_(column_stride) {}
  /// Dense and row-major.
  constexpr BatchView(const Value* data, std::size_t rows, std::size_t columns) noexcept
      : BatchView(data, rows, columns, static_cast<std::ptrdiff_t>(columns), 1) {}

  /// Any Eigen matrix with direct access. The matrix must outlive the view.
  template <StridedMatrix Matrix>
  requires std::same_as<std::remove_cv_t<typename Matrix::Scalar>, Value> BatchView(const Matrix& matrix)
  noexcept  // NOLINT(google-explicit-constructor): observe(matrix) is the point
      : BatchView(matrix.data(), static_cast<std::size_t>(matrix.rows()), static_cast<std::size_t>(matrix.cols()),
                  Matrix::IsRowMajor ? matrix.outerStride() : matrix.innerStride(),
                  Matrix::IsRowMajor ? matrix.innerStride() : matrix.outerStride()) {}

  [[nodiscard]] constexpr std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] constexpr std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] constexpr std::ptrdiff_t row_stride() const noexcept { return row_stride_; }
  [[nodiscard]] constexpr std::ptrdiff_t column_stride() const noexcept { return column_stride_; }
  [[nodiscard]] constexpr const Value* column(std::size_t column) const noexcept {
    return data_ + static_cast<std::ptrdiff_t>(column) * column_stride_;
  }
  [[nodiscard]] constexpr Value operator()(std::size_t row, std::size_t column_index) const noexcept {
    return column(column_index)[static_cast<std::ptrdiff_t>(row) * row_stride_];
  }

  /// Part of the rows and columns.
  [[nodiscard]] constexpr BatchView block(std::size_t row, std::size_t rows, std::size_t first_column,
                                          std::size_t columns) const noexcept {
    return {column(first_column) + static_cast<std::ptrdiff_t>(row) * row_stride_, rows, columns, row_stride_,
            column_stride_};
  }
  /// `rows` of the rows: `first`, `first + step`, ... which must be there.
  [[nodiscard]] constexpr BatchView every(std::size_t first, std::size_t step, std::size_t rows) const noexcept {
    const auto skipped = static_cast<std::ptrdiff_t>(rows == 0 ? 0 : first) * row_stride_;
    return {data_ + skipped, rows, columns_, row_stride_ * static_cast<std::ptrdiff_t>(step), column_stride_};
  }

 private:
  const Value* data_ = nullptr;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::ptrdiff_t row_stride_ = 0;
  std::ptrdiff_t column_stride_ = 0;
};

}  // namespace leeway::inline v0_1
