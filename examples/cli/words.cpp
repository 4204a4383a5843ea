#include "words.hpp"

#include <sstream>

namespace leeway::cli {
namespace {

/// "NAME:{none,hour_of_day}" as the choices between the braces; CLI11 tells of them in no other way.
std::vector<std::string> choices_in(const std::string& type) {
  const auto open = type.find(":{");
  const auto close = type.find('}', open);
  std::vector<std::string> choices;
  if (open == std::string::npos || close == std::string::npos) return choices;
  std::istringstream list(type.substr(open + 2, close - open - 2));
  for (std::string choice; std::getline(list, choice, ',');) choices.push_back(choice);
  return choices;
}

}  // namespace

std::vector<Argument> arguments_of(const CLI::App& command) {
  std::vector<Argument> arguments;
  for (const CLI::Option* option : command.get_options()) {
    if (option == command.get_help_ptr()) continue;  // the same everywhere
    Argument argument;
    for (const std::string& name : option->get_snames()) argument.flags.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) argument.flags.push_back("--" + name);
    if (option->get_positional()) argument.name = option->get_name(true);
    const std::string type = option->get_items_expected_max() == 0 ? std::string{} : option->get_type_name();
    argument.type = type.substr(0, type.find(':'));
    argument.choices = choices_in(type);
    argument.description = option->get_description();
    argument.required = option->get_required();
    arguments.push_back(argument);
  }
  return arguments;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

}  // namespace leeway::cli
