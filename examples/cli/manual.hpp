#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace leeway::cli {

/// The manual page, leeway(1), in roff. Made from the definitions that parse the arguments.
[[nodiscard]] std::string manual(const CLI::App& app);

}  // namespace leeway::cli
