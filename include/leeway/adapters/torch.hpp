#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <torch/script.h>

#include "leeway/baseline/baseline.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/error.hpp"
#include "leeway/monitor/monitor.hpp"

namespace leeway::inline v0_1 {

/// Why a tensor cannot be observed as a batch, and what to do; empty if it can. Never throws for a defined tensor.
[[nodiscard]] inline std::string why_not_observable(const torch::Tensor& batch) {
  if (!batch.defined()) return "the tensor is undefined";
  if (!batch.device().is_cpu()) {
    return "the tensor is on " + batch.device().str() +
           ": observe the batch on the host before it is moved there (Monitored::forward does that), or batch.cpu()";
  }
  if (batch.layout() != torch::kStrided) return "the tensor is not dense: observe batch.to_dense()";
  if (batch.dim() != 2) {
    return "the tensor has " + std::to_string(batch.dim()) +
           " dimensions: rows of features have 2 (unsqueeze(0) for one)";
  }
  if (batch.scalar_type() != torch::kFloat && batch.scalar_type() != torch::kDouble) {
    return std::string("the tensor holds ") + toString(batch.scalar_type()) +
           ": observe float or double, batch.to(torch::kFloat)";
  }
  return {};
}

/// Rows of features of a tensor, seen without a copy: dense, transposed, sliced or expanded; one row an observation.
/// The tensor must outlive the view. Throws ConfigError, saying what to do, for a tensor on another device, of another
/// type or shape.
template <std::floating_point Value>
[[nodiscard]] BatchView<Value> batch_view(const torch::Tensor& batch) {
  std::string why = why_not_observable(batch);
  if (why.empty() && batch.scalar_type() != c10::CppTypeToScalarType<Value>::value) {
    why = std::string("the tensor holds ") + toString(batch.scalar_type()) + ", asked for is " +
          toString(c10::CppTypeToScalarType<Value>::value);
  }
  if (!why.empty()) throw ConfigError("torch: " + why);
  return {batch.data_ptr<Value>(), static_cast<std::size_t>(batch.size(0)), static_cast<std::size_t>(batch.size(1)),
          batch.stride(0), batch.stride(1)};
}

/// Observes a tensor with a Monitor or a Recorder. As every observe it never throws; what is no batch of floats or
/// doubles on the CPU is counted as rejected rows, and said once on standard error.
template <class Observer>
void observe(Observer& observer, const torch::Tensor& batch) noexcept {
  try {
    const bool defined = batch.defined();
    if (defined && batch.device().is_cpu() && batch.layout() == torch::kStrided && batch.dim() == 2) {
      if (batch.scalar_type() == torch::kFloat) return observer.observe(batch_view<float>(batch));
      if (batch.scalar_type() == torch::kDouble) return observer.observe(batch_view<double>(batch));
    }
    const std::size_t rows = defined && batch.dim() > 0 ? static_cast<std::size_t>(batch.size(0)) : 1;
    observer.observe(BatchView<float>(nullptr, rows, 0));
    TORCH_WARN_ONCE("leeway: a batch was not observed but counted as rejected: ", why_not_observable(batch));
  } catch (...) {  // a warning handler may throw; monitoring must not
  }
}

/// A model whose inputs are watched: forward() observes the batch first.
///
///     leeway::Monitored model(torch::jit::load("model.pt"), baseline, {.cadence = leeway::hourly, .on_report =
///     alert}); const torch::Tensor scores = model.forward(batch);
///
/// Give forward() the batch on the host: it moves it to where the model's parameters are. forward() may be called from
/// any thread if the module's forward may.
template <class Module = torch::jit::Module>
class Monitored {
 public:
  /// Throws ConfigError for monitor options that cannot work.
  Monitored(Module module, Baseline baseline, MonitorOptions options = {})
      : module_(std::move(module)), monitor_(std::move(baseline), std::move(options)) {
    for (const torch::Tensor& parameter : module_.parameters()) {
      device_ = parameter.device();
      break;
    }
  }

  [[nodiscard]] torch::Tensor forward(const torch::Tensor& batch) {
    observe(monitor_, batch);
    return answer(batch);
  }
  /// The model alone: nothing is observed. For warming up and for comparisons.
  [[nodiscard]] torch::Tensor answer(const torch::Tensor& batch) {
    const torch::Tensor here = batch.device() == device_ ? batch : batch.to(device_);
    if constexpr (std::is_same_v<Module, torch::jit::Module>) {
      return module_.forward({here}).toTensor();
    } else {
      return module_.forward(here);
    }
  }

  [[nodiscard]] Monitor& monitor() noexcept { return monitor_; }
  [[nodiscard]] Module& module() noexcept { return module_; }

 private:
  Module module_;
  torch::Device device_{torch::kCPU};
  Monitor monitor_;
};

}  // namespace leeway::inline v0_1
