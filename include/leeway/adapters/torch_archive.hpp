#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <caffe2/serialize/inline_container.h>
#include <torch/script.h>

#include "leeway/adapters/torch.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "leeway/io/read_file.hpp"

namespace leeway::inline v0_1 {

/// Extra files of a TorchScript archive. Python sees them, too: torch.jit.load(path, _extra_files={name: ""}).
inline constexpr const char* torch_baseline_file = "leeway_baseline.json";
inline constexpr const char* torch_model_hash_file = "leeway_model_hash";  ///< 16 hex digits

/// Fingerprint of a TorchScript archive's model: parameters, constants and code, without extra files and debug
/// information. Throws FormatError if it is no archive. Reads all of it: about a second a gigabyte.
[[nodiscard]] inline std::uint64_t torch_content_hash(const std::string& archive, std::string_view source = "archive") {
  try {
    std::istringstream stream(archive);
    caffe2::serialize::PyTorchStreamReader reader(&stream);
    std::vector<std::string> names = reader.getAllRecords();
    std::sort(names.begin(), names.end());
    ContentHash hash;
    for (const std::string& name : names) {
      if (name.starts_with("extra/") || name.ends_with(".debug_pkl")) continue;
      const auto [bytes, size] = reader.getRecord(name);
      hash.add(std::string_view(name));
      hash.add(std::string_view(static_cast<const char*>(bytes.get()), size));
    }
    return hash.value();
  } catch (const c10::Error& error) {
    throw FormatError(std::string(source) +
                      ": is no TorchScript archive, or a damaged one: " + error.what_without_backtrace());
  }
}

/// A model and the baseline of what it was trained on.
struct TorchModel {
  torch::jit::Module module;
  Baseline baseline;
};

/// Writes module and baseline into one TorchScript archive, atomically: torch.jit.load and everybody else reads it as
/// before. The baseline is an extra file, beside the content hash of the model it belongs to. Throws IoError.
inline void save(const torch::jit::Module& module, const Baseline& baseline, const std::filesystem::path& path) {
  std::ostringstream alone;
  module.save(alone);
  std::ostringstream archive;
  module.save(archive, {{torch_baseline_file, to_json(baseline)},
                        {torch_model_hash_file, hex_of(torch_content_hash(alone.str()))}});
  write_file_atomically(path, archive.str());
}

/// What save() wrote. Throws FormatError for an archive without a baseline, for a baseline that does not belong to the
/// model (a newer model saved with the extra files of an older one), and for damage; IoError if it cannot be read.
[[nodiscard]] inline TorchModel load_torch_model(const std::filesystem::path& path,
                                                 torch::Device device = torch::kCPU) {
  const std::string archive = read_file(path);
  const std::string source = path.string();
  const std::string hash = hex_of(torch_content_hash(archive, source));
  torch::jit::ExtraFilesMap extra{{torch_baseline_file, ""}, {torch_model_hash_file, ""}};
  TorchModel model;
  try {
    std::istringstream stream(archive);
    model.module = torch::jit::load(stream, device, extra);
  } catch (const c10::Error& error) {
    throw FormatError(source + ": cannot be loaded as TorchScript: " + error.what_without_backtrace());
  }
  if (extra[torch_baseline_file].empty()) {
    throw FormatError(source + ": holds a model but no baseline; write both with leeway::save(module, baseline, path)");
  }
  if (extra[torch_model_hash_file] != hash) {
    throw FormatError(source + ": the baseline belongs to another model: this one's content hash is " + hash +
                      ", the baseline is of " + extra[torch_model_hash_file] +
                      "; make a baseline of this model's training data and leeway::save() both");
  }
  model.baseline = baseline_from_json(extra[torch_baseline_file], source + ": " + torch_baseline_file);
  return model;
}

}  // namespace leeway::inline v0_1
