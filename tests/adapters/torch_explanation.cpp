#include "leeway/adapters/torch_explanation.hpp"

#include <cmath>

#include "catch.hpp"
#include <Eigen/Core>

#include "leeway/baseline/permutation_importance.hpp"
#include "leeway/baseline/shapley.hpp"

using leeway::ConfigError;
using leeway::Explanation;
using leeway::integrated_gradients;

namespace {

torch::jit::Module scripted(const std::string& expression) {
  torch::jit::Module module("Scripted");
  module.register_parameter("weight", torch::tensor({2.0, -1.0, 0.0}, torch::kFloat), false);
  module.define("def forward(self, x):\n    return " + expression + "\n");
  return module;
}

const torch::Tensor rows = torch::tensor({{1.0, 2.0, 3.0}, {-1.0, 0.5, 4.0}}, torch::kDouble);
const torch::Tensor background = torch::tensor({0.5, 1.0, -1.0}, torch::kDouble);

}  // namespace

TEST_CASE("torch_explanation: integrated gradients of a linear model are its terms, with a single step") {
  auto module = scripted("torch.matmul(x, self.weight.to(x.dtype)) + 3");
  const Explanation explanation = integrated_gradients(module, rows, background, {.steps = 1});
  CHECK(explanation.rows() == 2);
  CHECK(explanation(0, 0) == Approx(2 * 0.5));
  CHECK(explanation(0, 1) == Approx(-1 * 1.0));
  CHECK(explanation(0, 2) == 0);
  CHECK(explanation(1, 0) == Approx(2 * -1.5));
  CHECK(explanation.outputs[0] == Approx(2 - 2 + 3));
  CHECK(explanation.expected[1] == Approx(1 - 1 + 3));
  CHECK(explanation.completeness_gap() < 1e-12);
}

TEST_CASE("torch_explanation: the midpoint rule is exact for squares, and its error falls with the steps' square") {
  auto square = scripted("x[:, 0] * x[:, 0]");
  const Explanation exact = integrated_gradients(square, rows, background, {.steps = 1});
  CHECK(exact(0, 0) == Approx(1 - 0.25));
  CHECK(exact(1, 0) == Approx(1 - 0.25));

  auto fourth = scripted("x[:, 0] ** 4 + x[:, 1] * x[:, 2]");
  const double coarse = integrated_gradients(fourth, rows, background, {.steps = 8}).completeness_gap();
  const double fine = integrated_gradients(fourth, rows, background, {.steps = 32}).completeness_gap();
  CHECK(coarse > 0);
  CHECK(coarse / fine == Approx(16).epsilon(0.05));
  // The product's path integral is known: (b1 + b1') / 2 * (b2 - b2') and vice versa.
  const Explanation product = integrated_gradients(fourth, rows, background);
  CHECK(product(0, 1) == Approx((2.0 - 1.0) * (3.0 - 1.0) / 2));
  CHECK(product(0, 2) == Approx((3.0 + 1.0) * (2.0 + 1.0) / 2));
}

TEST_CASE("torch_explanation: what has no gradient shows as a gap, and Shapley values close it") {
  auto look_up = scripted("torch.matmul(x, self.weight.to(x.dtype)) + 5 * torch.floor(x[:, 2])");
  CHECK(integrated_gradients(look_up, rows, background).completeness_gap() == Approx(5 * 5));
  const Eigen::MatrixXd values{{1, 2, 3}, {-1, 0.5, 4}};
  const Eigen::MatrixXd typical{{0.5, 1, -1}};
  const Explanation shapley = leeway::sampled_shapley(leeway::row_model(look_up), values, typical);
  CHECK(shapley.completeness_gap() < 1e-5);
  CHECK(shapley(0, 2) == Approx(5 * 4));
}

TEST_CASE("torch_explanation: one output of several, float inputs, inference mode, untouched gradients") {
  auto several = scripted("torch.stack([x[:, 0], 10 * x[:, 1]], 1)");
  const torch::Tensor floats = rows.to(torch::kFloat);
  const torch::NoGradGuard serving;
  const Explanation second = integrated_gradients(several, floats, background.to(torch::kFloat), {.output = 1});
  CHECK(second(0, 1) == Approx(10));
  CHECK(second(0, 0) == 0);
  CHECK_THROWS_AS(integrated_gradients(several, floats, background.to(torch::kFloat), {.output = 2}), ConfigError);
  auto linear = scripted("torch.matmul(x, self.weight)");
  CHECK(integrated_gradients(linear, floats, background.to(torch::kFloat)).rows() == 2);
  for (const torch::Tensor& parameter : linear.parameters()) CHECK_FALSE(parameter.grad().defined());
}

TEST_CASE("torch_explanation: shapes that do not fit and outputs without gradient are refused") {
  auto linear = scripted("torch.matmul(x, self.weight.to(x.dtype))");
  CHECK_THROWS_AS(integrated_gradients(linear, rows[0], background), ConfigError);
  CHECK_THROWS_AS(integrated_gradients(linear, rows, background.slice(0, 1)), ConfigError);
  CHECK_THROWS_AS(integrated_gradients(linear, rows, background, {.steps = 0}), ConfigError);
  auto constant = scripted("torch.zeros([x.size(0)])");
  CHECK_THROWS_WITH(integrated_gradients(constant, rows, background), ContainsSubstring("no gradient"));
}

TEST_CASE("torch_explanation: permutation importance of a module") {
  auto linear = scripted("torch.matmul(x, self.weight)");
  const Eigen::MatrixXd values = Eigen::MatrixXd::Random(200, 3);
  const auto model = leeway::row_model(linear);
  const auto squared_error = [&](const leeway::BatchView<double>& batch) {
    const std::vector<double> outputs = model(batch);
    double sum = 0;
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
      sum += std::pow(outputs[static_cast<std::size_t>(i)] - 2 * values(i, 0) + values(i, 1), 2);
    }
    return sum / static_cast<double>(values.rows());
  };
  const auto importance = leeway::permutation_importance(squared_error, values, {.repeats = 50});
  CHECK(importance.increases[0] == Approx(4 * importance.increases[1]).epsilon(0.2));
  CHECK(importance.increases[2] == 0);
}
