#include "leeway/baseline/shapley.hpp"

#include <cmath>
#include <random>

#include "catch.hpp"

using leeway::BatchView;
using leeway::ConfigError;
using leeway::Explanation;
using leeway::sampled_shapley;

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A model made of a function of one row.
template <class Function>
auto by_row(Function function) {
  return [function](const BatchView<double>& rows) {
    std::vector<double> outputs;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      outputs.push_back(function([&](std::size_t column) { return rows(i, column); }));
    }
    return outputs;
  };
}

Matrix random_rows(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  return Matrix::NullaryExpr(rows, columns, [&] { return normal(random); });
}

}  // namespace

TEST_CASE("shapley: a linear model splits as its terms, against one row and against the mean of many") {
  const Eigen::Vector4d weights(2, -1, 0.5, 0);
  const auto model = [&](const BatchView<double>& rows) {
    const Eigen::Map<const Matrix> matrix(rows.column(0), static_cast<Eigen::Index>(rows.rows()), 4);
    return Eigen::VectorXd((matrix * weights).array() + 7);
  };
  const Matrix rows = random_rows(20, 4, 1);
  const Matrix background = random_rows(8, 4, 2);
  const Matrix one = background.row(3);
  const Explanation against_one = sampled_shapley(model, rows, one, {.permutations = 2});
  const Explanation against_many = sampled_shapley(model, rows, background);  // 32 pairs: each row four times
  const Eigen::RowVectorXd mean = background.colwise().mean();
  for (std::size_t i = 0; i < 20; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      const auto row = static_cast<Eigen::Index>(i);
      const auto column = static_cast<Eigen::Index>(j);
      CHECK(against_one(i, j) == Approx(weights[column] * (rows(row, column) - one(0, column))).margin(1e-12));
      CHECK(against_many(i, j) == Approx(weights[column] * (rows(row, column) - mean[column])).margin(1e-12));
    }
    CHECK(against_one.outputs[i] == Approx(rows.row(static_cast<Eigen::Index>(i)).dot(weights) + 7));
    CHECK(against_many.expected[i] == Approx(mean.dot(weights) + 7));
  }
}

TEST_CASE("shapley: efficiency and dummy hold for any model and any sample") {
  const auto model = by_row([](auto x) { return std::exp(x(0) * x(1)) + std::sin(3 * x(2)) * x(3) * x(0); });
  const Matrix rows = random_rows(10, 5, 3);
  const Explanation explanation = sampled_shapley(model, rows, random_rows(7, 5, 4), {.permutations = 6});
  CHECK(explanation.completeness_gap() < 1e-10);
  for (std::size_t i = 0; i < 10; ++i) CHECK(explanation(i, 4) == 0);  // the model does not read it
}

TEST_CASE("shapley: symmetry, and pairwise interactions are shared exactly by every antithetic pair") {
  const auto model = by_row([](auto x) { return 5 * x(0) * x(1) + x(2) * x(3); });
  const Matrix rows{{2, 3, 4, 0.5}};
  const Matrix zeros = Matrix::Zero(1, 4);
  const Explanation explanation = sampled_shapley(model, rows, zeros, {.permutations = 2, .seed = 9});
  CHECK(explanation(0, 0) == Approx(15));
  CHECK(explanation(0, 1) == Approx(15));
  CHECK(explanation(0, 2) == Approx(1));
  CHECK(explanation(0, 3) == Approx(1));
}

TEST_CASE("shapley: an interaction of three converges to a third each") {
  const auto model = by_row([](auto x) { return x(0) * x(1) * x(2); });
  const Matrix rows = Matrix::Ones(1, 3);
  const Matrix zeros = Matrix::Zero(1, 3);
  const Explanation explanation = sampled_shapley(model, rows, zeros, {.permutations = 60'000});
  // A feature's credit is Bernoulli(1/3), and 1/3 and 1/3 exclude each other in a pair: sd .236 a pair, .0014 in all.
  for (std::size_t i = 0; i < 3; ++i) CHECK(explanation(0, i) == Approx(1.0 / 3).margin(5 * 0.0014));
  CHECK(explanation.completeness_gap() < 1e-10);
}

TEST_CASE("shapley: one feature, repeatability, strides") {
  const auto square = by_row([](auto x) { return x(0) * x(0); });
  const Matrix rows{{3.0}};
  const Matrix background{{1.0}, {2.0}};
  CHECK(sampled_shapley(square, rows, background)(0, 0) == Approx(9 - 2.5));

  const auto model = by_row([](auto x) { return std::exp(x(0) * x(1) * x(2)); });
  const Matrix many = random_rows(4, 3, 5);
  const Matrix behind = random_rows(3, 3, 6);
  const Explanation once = sampled_shapley(model, many, behind, {.permutations = 4});
  CHECK(once.attributions == sampled_shapley(model, many, behind, {.permutations = 4}).attributions);
  CHECK(once.attributions != sampled_shapley(model, many, behind, {.permutations = 4, .seed = 2}).attributions);
  const Eigen::MatrixXd columns = many;  // column-major: other strides
  CHECK(once.attributions == sampled_shapley(model, columns, behind, {.permutations = 4}).attributions);
}

TEST_CASE("shapley: what cannot work is refused") {
  const auto model = by_row([](auto x) { return x(0); });
  const Matrix rows = Matrix::Ones(2, 2);
  CHECK_THROWS_WITH(sampled_shapley(model, rows, rows, {.permutations = 5}), ContainsSubstring("even"));
  CHECK_THROWS_AS(sampled_shapley(model, rows, rows, {.permutations = 0}), ConfigError);
  CHECK_THROWS_AS(sampled_shapley(model, rows, Matrix(0, 2)), ConfigError);
  CHECK_THROWS_AS(sampled_shapley(model, rows, Matrix(1, 3)), ConfigError);
  const auto one_output = [](const BatchView<double>&) { return std::vector<double>{1}; };
  CHECK_THROWS_WITH(sampled_shapley(one_output, rows, rows), ContainsSubstring("1 outputs for 2 rows"));
}
