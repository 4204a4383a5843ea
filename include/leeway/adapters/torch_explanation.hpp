#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <torch/csrc/autograd/autograd.h>
#include <torch/script.h>

#include "leeway/baseline/explanation.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// The module's outputs as one number a row: column `output` of a matrix, or the only one.
template <class Module>
[[nodiscard]] torch::Tensor output_column(Module& module, const torch::Tensor& batch, std::int64_t output) {
  torch::Tensor outputs;
  if constexpr (std::is_same_v<Module, torch::jit::Module>) {
    outputs = module.forward({batch}).toTensor();
  } else {
    outputs = module.forward(batch);
  }
  if (outputs.dim() == 1 && output == 0 && outputs.size(0) == batch.size(0)) return outputs;
  if (outputs.dim() == 2 && outputs.size(0) == batch.size(0) && output >= 0 && output < outputs.size(1)) {
    return outputs.select(1, output);
  }
  throw ConfigError("torch: the model's output for " + std::to_string(batch.size(0)) + " rows has " +
                    std::to_string(outputs.dim()) + " dimensions; there is no output number " + std::to_string(output));
}

[[nodiscard]] inline std::vector<double> to_doubles(const torch::Tensor& tensor) {
  const torch::Tensor dense = tensor.detach().to(torch::kCPU, torch::kDouble).contiguous();
  return {dense.data_ptr<double>(), dense.data_ptr<double>() + dense.numel()};
}

}  // namespace detail

/// A module as sampled_shapley() and permutation_importance() call it: rows of doubles in, column `output` of its
/// answers out. The module must outlive it; its inputs are floats.
template <class Module>
[[nodiscard]] auto row_model(Module& module, std::int64_t output = 0) {
  return [&module, output](const BatchView<double>& rows) {
    const torch::NoGradGuard no_gradients;
    torch::Tensor batch =
        torch::empty({static_cast<std::int64_t>(rows.rows()), static_cast<std::int64_t>(rows.columns())});
    float* next = batch.data_ptr<float>();
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      for (std::size_t column = 0; column < rows.columns(); ++column) *next++ = static_cast<float>(rows(row, column));
    }
    return detail::to_doubles(detail::output_column(module, batch, output));
  };
}

struct GradientOptions {
  std::int64_t steps = 50;  ///< points between background and row at which the gradient is taken
  std::int64_t output = 0;  ///< column of the model's output, where it has several
};

/// Integrated gradients (Sundararajan, Taly and Yan 2017, arXiv:1703.01365) by autograd: what each feature contributes
/// to the output of each row, less that of `background`, one row of ordinary values (the training means). The gradient
/// is taken at the midpoints of `steps` equal parts of the straight line between the two; 32 to 64 are customary, and
/// completeness_gap() says what is missing. For numeric features: along a look-up by category there is no gradient
/// (sampled_shapley() is for those). `steps` passes forward and backward; the module's own gradients are left alone.
/// Throws ConfigError for shapes that do not fit, steps below 1, and an output that does not depend on the inputs.
template <class Module>
[[nodiscard]] Explanation integrated_gradients(Module& module, const torch::Tensor& rows,
                                               const torch::Tensor& background, const GradientOptions& options = {}) {
  if (rows.dim() != 2 || background.numel() != rows.size(1)) {
    throw ConfigError("torch: integrated gradients need rows of features and a background with one value a feature");
  }
  if (options.steps < 1) throw ConfigError("torch: integrated gradients need at least one step");
  const torch::AutoGradMode with_gradients(true);
  const torch::Tensor from = background.detach().reshape({1, rows.size(1)});
  const torch::Tensor way = rows.detach() - from;
  torch::Tensor sum = torch::zeros_like(way);
  for (std::int64_t step = 0; step < options.steps; ++step) {
    const double part = (static_cast<double>(step) + 0.5) / static_cast<double>(options.steps);
    const torch::Tensor point = (from + part * way).requires_grad_(true);
    const torch::Tensor output = detail::output_column(module, point, options.output).sum();
    if (!output.requires_grad()) throw ConfigError("torch: the model's output has no gradient by its inputs");
    sum += torch::autograd::grad({output}, {point})[0];
  }
  const torch::NoGradGuard no_gradients;
  const std::vector<double> outputs = detail::to_doubles(detail::output_column(module, rows, options.output));
  const double expected = detail::to_doubles(detail::output_column(module, from, options.output)).front();
  return {.features = static_cast<std::size_t>(rows.size(1)),
          .attributions = detail::to_doubles(way * sum / static_cast<double>(options.steps)),
          .outputs = outputs,
          .expected = std::vector<double>(outputs.size(), expected)};
}

}  // namespace leeway::inline v0_1
