#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/monitor/monitor.hpp"

/// A TorchScript model with its baseline out of one archive, ready to answer from many threads. Only model.cpp includes
/// libtorch, which takes ten seconds a file to compile.
class Model {
 public:
  /// Throws leeway::FormatError for an archive without the baseline of this very model. Without `monitored` nothing is
  /// observed: for comparison.
  Model(const std::filesystem::path& archive, leeway::MonitorOptions options, bool monitored);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  [[nodiscard]] const leeway::Baseline& baseline() const noexcept { return baseline_; }
  /// nullptr if nothing is observed.
  [[nodiscard]] leeway::Monitor* monitor() noexcept { return monitor_; }

  /// One answer a row; `rows` holds them one after the other, a value a feature. The rows are observed first.
  [[nodiscard]] std::vector<float> predict(std::vector<float>& rows);

 private:
  struct Torch;
  leeway::Baseline baseline_;
  std::unique_ptr<Torch> torch_;
  leeway::Monitor* monitor_ = nullptr;
};
