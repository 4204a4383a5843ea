#include "leeway/baseline/permutation_importance.hpp"

#include <cmath>
#include <limits>
#include <random>

#include "catch.hpp"

using leeway::BatchView;
using leeway::ConfigError;
using leeway::permutation_importance;
using leeway::PermutationImportance;

namespace {

/// Mean squared error of y = 3 a - b + 0 c against targets that follow it exactly.
struct LinearLoss {
  Eigen::VectorXd targets;
  double operator()(const BatchView<double>& rows) const {
    double sum = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      const double error = 3 * rows(i, 0) - rows(i, 1) - targets[static_cast<Eigen::Index>(i)];
      sum += error * error;
    }
    return sum / static_cast<double>(rows.rows());
  }
};

}  // namespace

TEST_CASE("permutation_importance: a linear model loses 2 w^2 var(x) a feature") {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  const Eigen::MatrixXd rows = Eigen::MatrixXd::NullaryExpr(400, 3, [&] { return normal(random); });
  const LinearLoss loss{3 * rows.col(0) - rows.col(1)};
  const PermutationImportance importance = permutation_importance(loss, rows, {.repeats = 200});
  const auto variance = [&](int column) {
    return (rows.col(column).array() - rows.col(column).mean()).square().mean();
  };
  CHECK(importance.loss == Approx(0).margin(1e-20));
  // A shuffled value is any of the column's with the same probability, so the expectation over shuffles is exact.
  CHECK(std::fabs(importance.increases[0] - 2 * 9 * variance(0)) < 4 * importance.standard_errors[0]);
  CHECK(std::fabs(importance.increases[1] - 2 * 1 * variance(1)) < 4 * importance.standard_errors[1]);
  CHECK(importance.standard_errors[0] < 0.02 * importance.increases[0]);
  CHECK(importance.increases[2] == 0);  // the model does not read it
  CHECK(importance.standard_errors[2] == 0);
}

TEST_CASE("permutation_importance: with two rows a shuffle either swaps them or does nothing") {
  const Eigen::MatrixXd rows{{1.0, 5.0, 0.0}, {4.0, 5.0, 1.0}};
  const LinearLoss loss{3 * rows.col(0) - rows.col(1)};
  const PermutationImportance importance = permutation_importance(loss, rows, {.repeats = 64});
  const double swaps = importance.increases[0] / 81 * 64;  // a swap costs (3 x 3)^2
  CHECK(swaps == Approx(std::round(swaps)));
  CHECK(swaps > 16);
  CHECK(swaps < 48);
  CHECK(importance.increases[1] == 0);  // constant: shuffling changes nothing
}

TEST_CASE("permutation_importance: the rows are left as they were, the seed decides") {
  const Eigen::MatrixXd rows = Eigen::MatrixXd::Random(30, 3);
  std::vector<Eigen::MatrixXd> seen;
  const LinearLoss loss{Eigen::VectorXd::Zero(30)};
  const auto spy = [&](const BatchView<double>& view) {
    Eigen::MatrixXd copy(30, 3);
    for (std::size_t i = 0; i < 30; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        copy(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = view(i, j);
      }
    }
    seen.push_back(copy);
    return loss(view);
  };
  const PermutationImportance importance = permutation_importance(spy, rows, {.repeats = 2});
  REQUIRE(seen.size() == 1 + 2 * 3);
  CHECK(seen[0] == rows);
  CHECK(seen.back().leftCols(2) == rows.leftCols(2));
  CHECK(seen.back().col(2) != rows.col(2));
  CHECK(seen.back().col(2).sum() == Approx(rows.col(2).sum()));
  CHECK(importance.increases == permutation_importance(loss, rows, {.repeats = 2}).increases);
  CHECK(importance.increases != permutation_importance(loss, rows, {.repeats = 2, .seed = 2}).increases);
}

TEST_CASE("permutation_importance: a schema takes it, and nothing that is negative") {
  const PermutationImportance importance{0, {2, -0.1, 0}, {0, 0, 0}};
  CHECK(importance.importances() == std::vector<double>{2, 0, 0});
  leeway::Schema schema{{"a"}, {"b"}, {"c"}};
  schema.set_importances(importance.importances());
  CHECK(schema[0].importance == 2);
  CHECK(schema[1].importance == 0);
  CHECK_THROWS_WITH(schema.set_importances(std::vector<double>{1, 2}), ContainsSubstring("2 importances for 3"));
  CHECK_THROWS_AS(schema.set_importances(importance.increases), ConfigError);
  CHECK(schema[0].importance == 2);
}

TEST_CASE("permutation_importance: what cannot work is refused") {
  const Eigen::MatrixXd rows = Eigen::MatrixXd::Random(3, 1);
  const auto fine = [](const BatchView<double>&) { return 1.0; };
  CHECK_THROWS_AS(permutation_importance(fine, rows, {.repeats = 0}), ConfigError);
  CHECK_THROWS_AS(permutation_importance(fine, Eigen::MatrixXd(0, 1)), ConfigError);
  const auto broken = [](const BatchView<double>&) { return std::numeric_limits<double>::quiet_NaN(); };
  CHECK_THROWS_WITH(permutation_importance(broken, rows), ContainsSubstring("not finite"));
}
