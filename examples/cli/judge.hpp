#pragma once

#include "commands.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/plan.hpp"

namespace leeway::cli {

/// The plan that the options ask for; throws ConfigError if it cannot work.
[[nodiscard]] Plan plan_of(const JudgeOptions& options);

/// The report as the options want it, on standard output.
void show(const DriftReport& report, const ShowOptions& options);

/// The exit status that says what the report says.
[[nodiscard]] int status_of(const DriftReport& report, const JudgeOptions& options) noexcept;

/// The mode of that name; empty: automatic.
[[nodiscard]] WatchMode mode_named(const std::string& name) noexcept;

}  // namespace leeway::cli
