#include "model.hpp"

#include <cstdint>
#include <optional>
#include <utility>

#include <ATen/Parallel.h>
#include <torch/script.h>

#include "leeway/adapters/torch.hpp"
#include "leeway/adapters/torch_archive.hpp"

struct Model::Torch {
  torch::jit::Module module;
  std::optional<leeway::Monitored<>> monitored;
};

Model::Model(const std::filesystem::path& archive, leeway::MonitorOptions options, bool monitored) {
  at::set_num_threads(1);  // requests run beside each other already
  leeway::TorchModel loaded = leeway::load_torch_model(archive);
  loaded.module.eval();
  baseline_ = std::move(loaded.baseline);
  torch_ = std::make_unique<Torch>();
  torch_->module = loaded.module;
  if (monitored) {
    torch_->monitored.emplace(loaded.module, baseline_, std::move(options));
    monitor_ = &torch_->monitored->monitor();
  }
  // TorchScript optimises in its first calls; no request should wait for that.
  const torch::InferenceMode inference;
  const auto columns = static_cast<std::int64_t>(baseline_.size());
  for (int call = 0; call < 3; ++call) torch_->module.forward({torch::zeros({2, columns})});
}

Model::~Model() = default;

std::vector<float> Model::predict(std::vector<float>& rows) {
  const torch::InferenceMode inference;
  const auto columns = static_cast<std::int64_t>(baseline_.size());
  const torch::Tensor batch =
      torch::from_blob(rows.data(), {static_cast<std::int64_t>(rows.size()) / columns, columns}, torch::kFloat);
  const torch::Tensor answers =
      (torch_->monitored ? torch_->monitored->forward(batch) : torch_->module.forward({batch}).toTensor()).contiguous();
  return {answers.data_ptr<float>(), answers.data_ptr<float>() + answers.numel()};
}
