#include "completion.hpp"

#include <string_view>
#include <vector>

#include "words.hpp"

namespace leeway::cli {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between = " ") {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

/// In single quotes, as every shell reads it.
std::string quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string bash(const CLI::App& app) {
  std::vector<std::string> names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names.push_back(command->get_name());
    std::vector<std::string> flags{"--help"};
    std::vector<std::string> words;  // choices of an argument told by its place
    std::string values;
    for (const Argument& argument : arguments_of(*command)) {
      flags.insert(flags.end(), argument.flags.begin(), argument.flags.end());
      if (argument.choices.empty()) continue;
      if (argument.flags.empty()) words = argument.choices;
      if (!argument.flags.empty()) {
        values += "        " + joined(argument.flags, "|") + ") words=" + quoted(joined(argument.choices)) + " ;;\n";
      }
    }
    cases += "    " + command->get_name() + ")\n      words=" + quoted(joined(words)) +
             "\n      [[ $current == -* ]] && words=" + quoted(joined(flags)) + '\n';
    if (!values.empty()) cases += "      case $previous in\n" + values + "      esac\n";
    cases += "      ;;\n";
  }
  return "# bash completion for leeway\n"
         "_leeway() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words=\n"
         "  COMPREPLY=()\n"
         "  if ((COMP_CWORD == 1)); then\n"
         "    COMPREPLY=($(compgen -W " +
         quoted(joined(names) + " --help --version") +
         " -- \"$current\"))\n"
         "    return\n"
         "  fi\n"
         "  case ${COMP_WORDS[1]} in\n" +
         cases +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -o bashdefault -F _leeway leeway\n";
}

/// What _arguments calls a description must not end it.
std::string zsh_text(const std::string& text) {
  std::string shown;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') shown += '\\';
    shown += c;
  }
  return shown;
}

std::string zsh(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names += "    " + quoted(command->get_name() + ':' + zsh_text(command->get_description())) + '\n';
    cases += "    " + command->get_name() + ") _arguments '--help[Say more]'";
    for (const Argument& argument : arguments_of(*command)) {
      const std::string value =
          ":" + (argument.flags.empty() ? argument.name : argument.type) + ":" +
          (argument.choices.empty() ? "_files" : "(" + joined(argument.choices) + ")");
      if (argument.flags.empty()) cases += " \\\n      " + quoted(value);
      for (const std::string& flag : argument.flags) {
        cases += " \\\n      " +
                 quoted(flag + "[" + zsh_text(argument.description) + "]" + (argument.type.empty() ? "" : value));
      }
    }
    cases += " ;;\n";
  }
  return "#compdef leeway\n"
         "_leeway() {\n"
         "  local -a commands=(\n" +
         names +
         "  )\n"
         "  if ((CURRENT == 2)); then\n"
         "    _describe command commands\n"
         "    return\n"
         "  fi\n"
         "  local command=$words[2]\n"
         "  shift words\n"
         "  ((CURRENT--))\n"
         "  case $command in\n" +
         cases +
         "  esac\n"
         "}\n"
         "_leeway \"$@\"\n";
}

std::string fish(const CLI::App& app) {
  std::string script = "# fish completion for leeway\ncomplete -c leeway -l help -d 'Say more'\n";
  for (const CLI::App* command : commands_of(app)) {
    script += "complete -c leeway -n __fish_use_subcommand -f -a " + command->get_name() + " -d " +
              quoted(command->get_description()) + '\n';
  }
  for (const CLI::App* command : commands_of(app)) {
    const std::string within = "complete -c leeway -n '__fish_seen_subcommand_from " + command->get_name() + "'";
    for (const Argument& argument : arguments_of(*command)) {
      const std::string choices = argument.choices.empty() ? "" : " -f -a " + quoted(joined(argument.choices));
      if (argument.flags.empty()) {
        if (!choices.empty()) script += within + choices + '\n';
        continue;
      }
      script += within;
      for (const std::string& flag : argument.flags) {
        script += flag.starts_with("--") ? " -l " + flag.substr(2) : " -s " + flag.substr(1);
      }
      script += (argument.type.empty() ? "" : " -r") + choices + " -d " + quoted(argument.description) + '\n';
    }
  }
  return script;
}

}  // namespace

std::string completion(const CLI::App& app, const std::string& shell) {
  return shell == "bash" ? bash(app) : shell == "zsh" ? zsh(app) : fish(app);
}

}  // namespace leeway::cli
