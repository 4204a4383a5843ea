#pragma once

#include <CLI/CLI.hpp>

namespace leeway::cli {

/// Makes the commands and what they take. Parsing the arguments runs the command; its exit status goes to `status`.
/// One subcommand a command, in the order in which people meet them.
void define_commands(CLI::App& app, int& status);

}  // namespace leeway::cli
