#include "leeway/adapters/torch_archive.hpp"

#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include <Eigen/Core>

#include "leeway/baseline/builder.hpp"

using leeway::Baseline;
using leeway::FormatError;
using leeway::load_torch_model;

namespace {

torch::jit::Module linear_module(double first_weight = 1) {
  torch::jit::Module module("Linear");
  module.register_parameter("weight", torch::tensor({first_weight, 2.0}, torch::kFloat), false);
  module.register_buffer("shift", torch::ones({1}));
  module.define("def forward(self, x):\n    return torch.matmul(x, self.weight) + self.shift\n");
  return module;
}

Baseline two_features() {
  leeway::BaselineBuilder builder({{"a"}, {"b"}});
  builder.add(Eigen::MatrixXd(Eigen::MatrixXd::Random(100, 2)));
  return builder.build("linear");
}

/// A file of the test's own, removed at its end.
struct Path {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("leeway_torch_archive_" + std::to_string(::getpid()) + ".pt");
  ~Path() { std::filesystem::remove(path); }
};

}  // namespace

TEST_CASE("torch_archive: model and baseline travel together") {
  const Path file;
  const Baseline baseline = two_features();
  save(linear_module(), baseline, file.path);
  leeway::TorchModel model = load_torch_model(file.path);
  CHECK(model.baseline == baseline);
  const torch::Tensor rows = torch::randn({5, 2});
  CHECK(torch::equal(model.module.forward({rows}).toTensor(), linear_module().forward({rows}).toTensor()));
  // Everybody else reads the archive as before.
  CHECK(torch::equal(torch::jit::load(file.path.string()).forward({rows}).toTensor(),
                     model.module.forward({rows}).toTensor()));
  // Loaded and saved again it is the same model.
  save(model.module, baseline, file.path);
  CHECK(load_torch_model(file.path).baseline == baseline);
}

TEST_CASE("torch_archive: another model with this baseline is refused") {
  const Path file;
  save(linear_module(), two_features(), file.path);
  torch::jit::ExtraFilesMap extra{{leeway::torch_baseline_file, ""}, {leeway::torch_model_hash_file, ""}};
  torch::jit::load(file.path.string(), torch::kCPU, extra);
  linear_module(1.001).save(file.path.string(), extra);  // retrained, the extra files of the old one kept
  CHECK_THROWS_WITH(load_torch_model(file.path), ContainsSubstring("belongs to another model"));
  torch::jit::Module other_code("Linear");
  other_code.register_parameter("weight", torch::tensor({1.0, 2.0}, torch::kFloat), false);
  other_code.register_buffer("shift", torch::ones({1}));
  other_code.define("def forward(self, x):\n    return torch.matmul(x, self.weight) - self.shift\n");
  other_code.save(file.path.string(), extra);
  CHECK_THROWS_WITH(load_torch_model(file.path), ContainsSubstring("belongs to another model"));
}

TEST_CASE("torch_archive: no baseline, no archive, damage, no file") {
  const Path file;
  linear_module().save(file.path.string());
  CHECK_THROWS_WITH(load_torch_model(file.path), ContainsSubstring("no baseline"));

  std::ofstream(file.path, std::ios::binary) << "weights";
  CHECK_THROWS_WITH(load_torch_model(file.path), ContainsSubstring("no TorchScript archive"));

  save(linear_module(), two_features(), file.path);
  std::string bytes = leeway::read_file(file.path);
  bytes.resize(bytes.size() / 2);
  std::ofstream(file.path, std::ios::binary) << bytes;
  CHECK_THROWS_AS(load_torch_model(file.path), FormatError);

  CHECK_THROWS_AS(load_torch_model(file.path.string() + ".absent"), leeway::IoError);
}
