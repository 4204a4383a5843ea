#include "manual.hpp"

#include <string>

#include "leeway/core/version.hpp"
#include "words.hpp"

namespace leeway::cli {
namespace {

/// Text that roff prints as it is.
std::string plain(const std::string& text) {
  std::string shown;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) shown += "\\&";
    shown += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
    line_begins = c == '\n';
  }
  return shown;
}

std::string synopsis(const CLI::App& command) {
  std::string line = "\\fBleeway " + plain(command.get_name()) + "\\fR";
  std::string places;
  bool options = false;
  for (const Argument& argument : arguments_of(command)) {
    if (argument.flags.empty()) {
      places += " \\fI" + plain(argument.name) + "\\fR";
    } else if (argument.required) {
      line += " \\fB" + plain(argument.flags.front()) + "\\fR \\fI" + plain(argument.type) + "\\fR";
    } else {
      options = true;
    }
  }
  return line + places + (options ? " [\\fIoptions\\fR]" : "");
}

std::string arguments(const CLI::App& command) {
  std::string list;
  for (const Argument& argument : arguments_of(command)) {
    std::string term;
    for (const std::string& flag : argument.flags) term += (term.empty() ? "" : ", ") + ("\\fB" + plain(flag) + "\\fR");
    if (argument.flags.empty()) term = "\\fI" + plain(argument.name) + "\\fR";
    if (!argument.flags.empty() && !argument.type.empty()) term += " \\fI" + plain(argument.type) + "\\fR";
    list += ".TP\n" + term + "\n" + plain(argument.description);
    if (!argument.choices.empty()) {
      std::string choices;
      for (const std::string& choice : argument.choices) choices += (choices.empty() ? "" : ", ") + choice;
      list += "\n(" + plain(choices) + ")";
    }
    list += '\n';
  }
  return list;
}

}  // namespace

std::string manual(const CLI::App& app) {
  std::string page = ".TH LEEWAY 1 \"\" \"leeway " LEEWAY_VERSION_STRING "\" \"User commands\"\n"
                     ".SH NAME\n"
                     "leeway \\- tells when live data drifted from training data\n"
                     ".SH SYNOPSIS\n";
  std::string commands;
  for (const CLI::App* command : commands_of(app)) {
    page += synopsis(*command) + "\n.br\n";
    commands += ".SS \"" + synopsis(*command) + "\"\n" + plain(command->get_description()) + ".\n" +
                arguments(*command);
    if (!command->get_footer().empty()) commands += ".PP\n.nf\n" + plain(command->get_footer()) + "\n.fi\n";
  }
  return page +
         ".SH DESCRIPTION\n"
         "Leeway keeps what training data looked like in a small baseline file, counts live data over the same cells,\n"
         "and says whether they drifted: a feature drifts when that is statistically sure and larger than what is\n"
         "tolerated. Tables are text with a header line; columns stand in any order.\n"
         ".SH COMMANDS\n" +
         commands +
         ".SH EXIT STATUS\n"
         ".TP\n0\nno drift\n.TP\n1\ndrift\n.TP\n2\nan error, told on standard error\n"
         ".TP\n3\ntoo few rows to tell, with \\fB\\-\\-strict\\fR\n"
         ".SH ENVIRONMENT\n"
         ".TP\nNO_COLOR\nno colours on a terminal\n"
         ".TP\nLC_ALL, LC_CTYPE, LANG\nplain ASCII unless they say UTF\\-8\n"
         ".TP\nCOLUMNS\nwidth of reports that do not go to a terminal\n";
}

}  // namespace leeway::cli
