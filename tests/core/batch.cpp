#include "leeway/core/batch.hpp"

#include <complex>
#include <cstddef>
#include <type_traits>
#include <vector>

#include <Eigen/Core>

#include "catch.hpp"

using namespace leeway;

namespace {

/// True when the view shows exactly the matrix, element by element, and reads its memory.
template <class Value, class Matrix>
bool shows(const BatchView<Value>& view, const Matrix& matrix) {
  if (view.rows() != static_cast<std::size_t>(matrix.rows())) return false;
  if (view.columns() != static_cast<std::size_t>(matrix.cols())) return false;
  for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
    for (Eigen::Index column = 0; column < matrix.cols(); ++column) {
      if (view(static_cast<std::size_t>(row), static_cast<std::size_t>(column)) != matrix(row, column)) return false;
    }
  }
  return true;
}

/// Distinct elements, so that a wrong stride cannot go unseen.
template <class Matrix>
Matrix numbered(Eigen::Index rows, Eigen::Index columns) {
  Matrix matrix(rows, columns);
  for (Eigen::Index row = 0; row < rows; ++row) {
    for (Eigen::Index column = 0; column < columns; ++column) {
      matrix(row, column) = static_cast<typename Matrix::Scalar>(100 * row + column);
    }
  }
  return matrix;
}

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

TEST_CASE("batch: an empty view") {
  constexpr BatchView<double> none;
  STATIC_REQUIRE(none.rows() == 0);
  STATIC_REQUIRE(none.columns() == 0);
  const BatchView<double> of_empty(Eigen::MatrixXd(0, 5));
  CHECK(of_empty.rows() == 0);
  CHECK(of_empty.columns() == 5);
}

TEST_CASE("batch: a pointer to dense rows") {
  const std::vector<double> values{1, 2, 3, 4, 5, 6};
  const BatchView<double> view(values.data(), 2, 3);
  CHECK(view(0, 0) == 1);
  CHECK(view(0, 2) == 3);
  CHECK(view(1, 0) == 4);
  CHECK(view(1, 2) == 6);
  CHECK(view.row_stride() == 3);
  CHECK(view.column(1) == values.data() + 1);
}

TEST_CASE("batch: any strides, backwards too") {
  const std::vector<double> values{1, 2, 3, 4, 5, 6};
  const BatchView<double> transposed(values.data(), 3, 2, 1, 3);
  CHECK(transposed(0, 1) == 4);
  CHECK(transposed(2, 0) == 3);
  const BatchView<double> reversed(values.data() + 5, 2, 3, -3, -1);
  CHECK(reversed(0, 0) == 6);
  CHECK(reversed(1, 2) == 1);
  const BatchView<double> repeated(values.data(), 4, 3, 0, 1);  // one row for all
  CHECK(repeated(3, 2) == 3);
}

TEMPLATE_TEST_CASE("batch: Eigen matrices of either order", "", Eigen::MatrixXd, Eigen::MatrixXf, RowMajor) {
  const auto matrix = numbered<TestType>(5, 3);
  const BatchView<typename TestType::Scalar> view(matrix);
  CHECK(shows(view, matrix));
  CHECK(view.column(0) == matrix.data());
}

TEST_CASE("batch: Eigen's views of matrices, without a copy") {
  const auto matrix = numbered<Eigen::MatrixXd>(6, 4);
  CHECK(shows(BatchView<double>(matrix.block(1, 1, 3, 2)), matrix.block(1, 1, 3, 2)));
  CHECK(shows(BatchView<double>(matrix.row(2)), matrix.row(2)));
  CHECK(shows(BatchView<double>(matrix.col(3)), matrix.col(3)));
  CHECK(shows(BatchView<double>(matrix.transpose()), matrix.transpose()));
  CHECK(BatchView<double>(matrix.block(1, 1, 3, 2)).column(0) == &matrix(1, 1));

  const RowMajor rows = numbered<RowMajor>(6, 4);
  CHECK(shows(BatchView<float>(rows.middleRows(2, 3)), rows.middleRows(2, 3)));
  CHECK(shows(BatchView<float>(rows.rightCols(2)), rows.rightCols(2)));

  using Strided = Eigen::Map<const Eigen::MatrixXd, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>;
  const Strided every_other(matrix.data(), 3, 2, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>(12, 2));
  CHECK(shows(BatchView<double>(every_other), every_other));
  const Eigen::Ref<const Eigen::MatrixXd> reference(matrix);
  CHECK(shows(BatchView<double>(reference), matrix));
}

TEST_CASE("batch: Eigen vectors are one row or one column") {
  const Eigen::VectorXd column = numbered<Eigen::MatrixXd>(4, 1).col(0);
  CHECK(BatchView<double>(column).rows() == 4);
  CHECK(BatchView<double>(column).columns() == 1);
  const Eigen::RowVectorXd row = numbered<Eigen::MatrixXd>(1, 4).row(0);
  CHECK(BatchView<double>(row).rows() == 1);
  CHECK(BatchView<double>(row)(0, 3) == 3);
}

TEST_CASE("batch: what cannot be seen without a copy is refused") {
  const Eigen::MatrixXd a;
  using Sum = decltype(a + a);
  STATIC_REQUIRE(StridedMatrix<Eigen::MatrixXd>);
  STATIC_REQUIRE_FALSE(StridedMatrix<Sum>);  // an expression has no memory
  STATIC_REQUIRE_FALSE(StridedMatrix<std::vector<double>>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<BatchView<double>, const Sum&>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<BatchView<double>, const Eigen::MatrixXf&>);  // would convert
  STATIC_REQUIRE_FALSE(std::is_constructible_v<BatchView<double>, const Eigen::MatrixXcd&>);
}

TEST_CASE("batch: a matrix becomes a view where one is asked for") {
  STATIC_REQUIRE(std::is_convertible_v<const Eigen::MatrixXd&, BatchView<double>>);
  STATIC_REQUIRE(std::is_nothrow_constructible_v<BatchView<double>, const Eigen::MatrixXd&>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<BatchView<float>>);
}

TEST_CASE("batch: parts of a view") {
  std::vector<float> data(30);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<float>(i);
  const leeway::BatchView<float> view(data.data(), 6, 5);
  const auto block = view.block(2, 3, 1, 2);
  CHECK(block.rows() == 3);
  CHECK(block.columns() == 2);
  CHECK(block(0, 0) == 11);
  CHECK(block(2, 1) == 22);
  const auto every = view.every(1, 2, 3);  // rows 1, 3, 5
  CHECK(every.rows() == 3);
  CHECK(every.columns() == 5);
  CHECK(every(0, 0) == 5);
  CHECK(every(2, 4) == 29);
  CHECK(view.every(7, 2, 0).rows() == 0);
}
