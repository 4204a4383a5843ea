#pragma once

#include "commands.hpp"
#include "leeway/baseline/baseline.hpp"
#include "table.hpp"

namespace leeway::cli {

/// The baseline of a table of training data. Says on standard error which columns are left out, and why.
[[nodiscard]] Baseline read_baseline(const TrainingOptions& options);

}  // namespace leeway::cli
