#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace leeway::cli {

/// One argument of a command, as completion and the manual tell of it.
struct Argument {
  std::vector<std::string> flags;    ///< "-o", "--output"; empty for one told by its place
  std::string name;                  ///< of one told by its place: "table"
  std::string type;                  ///< of its value: "FILE"; empty for a flag that takes none
  std::string description;
  std::vector<std::string> choices;  ///< all values there are; empty for any
  bool required = false;
};

/// What a command takes beside --help, in the order of its definition.
[[nodiscard]] std::vector<Argument> arguments_of(const CLI::App& command);

/// The commands, in the order of their definition.
[[nodiscard]] std::vector<const CLI::App*> commands_of(const CLI::App& app);

}  // namespace leeway::cli
