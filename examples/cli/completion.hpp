#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace leeway::cli {

/// A script that makes the shell ("bash", "zsh" or "fish") complete commands, their options and choices; files
/// elsewhere. Made from the definitions that parse the arguments, so that it cannot say anything else.
[[nodiscard]] std::string completion(const CLI::App& app, const std::string& shell);

}  // namespace leeway::cli
