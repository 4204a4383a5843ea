// leeway: makes baselines from tables of training data and checks tables of live data against them.

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "leeway/core/version.hpp"

namespace leeway::cli {
namespace {

void add_list(CLI::App& command, const char* flag, std::vector<std::string>& items, const char* type,
              const char* what) {
  // one argument a flag, or the list would take the table's name that follows it
  command.add_option(flag, items, what)->delimiter(',')->allow_extra_args(false)->type_name(type);
}

void add_table_options(CLI::App& command, TableOptions& table, const char* what) {
  command.add_option("table", table.path, what)->required()->type_name("CSV");
  command
      .add_option("--delimiter", table.delimiter, "What separates fields: one character or 'tab' (default: a comma)")
      ->type_name("CHAR");
  add_list(command, "--missing", table.missing, "TEXT,...",
           "Spellings of a missing value, beside empty, NA, N/A, #N/A, <NA>, NaN, NULL, null and ?");
  add_list(command, "--not-missing", table.not_missing, "TEXT,...", "Those of them that stand for a value here");
}

int run(int argc, const char* const* argv) {
  CLI::App app("Tells when live data drifted from training data.", "leeway");
  app.set_version_flag("--version", "leeway " LEEWAY_VERSION_STRING);
  app.require_subcommand(1);

  BaselineOptions baseline;
  auto* make = app.add_subcommand("baseline", "Make a baseline from a table of training data");
  add_table_options(*make, baseline.table, "Training data with a header line; - is standard input");
  make->add_option("-o,--output", baseline.output, "The baseline file to write")->required()->type_name("FILE");
  make->add_option("--name", baseline.name, "Name of the baseline in reports (default: the table's)");
  add_list(*make, "--numeric", baseline.wishes.numeric, "NAME,...", "Columns to take as numbers");
  add_list(*make, "--categorical", baseline.wishes.categorical, "NAME,...", "Columns to take as categories");
  add_list(*make, "--ignore", baseline.wishes.ignored, "NAME,...", "Columns to leave out");
  make->add_option("--importance", baseline.importance,
                   "How much the model depends on each feature: {\"feature\": weight}")
      ->type_name("JSON");

  CheckOptions check_options;
  auto* compare = app.add_subcommand("check", "Check a table of live data against a baseline");
  compare->add_option("baseline", check_options.baseline, "A file that 'leeway baseline' wrote")
      ->required()
      ->type_name("FILE");
  add_table_options(*compare, check_options.table, "Live data with a header line; - is standard input");
  compare
      ->add_option("--plan", check_options.plan,
                   "How to judge: calibrated (sure and large, the default), p_value (any p < 0.05), limits (no tests)")
      ->check(CLI::IsMember({"calibrated", "p_value", "limits"}))
      ->type_name("NAME");
  compare->add_option("--alpha", check_options.alpha, "Chance of a false alarm, instead of the plan's")->type_name("P");
  compare
      ->add_option("--tolerance", check_options.tolerance,
                   "Largest difference of distributions, 0 to 1, that is no drift, instead of the plan's")
      ->type_name("D");
  compare->add_flag("--verbose", check_options.verbose, "Every feature with every test and both sides' figures");
  compare->add_flag("--json", check_options.json, "Print the report as JSON");
  compare->footer("Exit status: 0 no drift, 1 drift, 2 error.");

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help and --version
    return app.exit(wanted);
  } catch (const CLI::ParseError& mistake) {
    say(std::string(mistake.what()) + " (leeway --help lists the options)");
    return error;
  }
  return *make ? make_baseline(baseline) : check(check_options);
}

}  // namespace

void say(const std::string& message) { std::fprintf(stderr, "leeway: %s\n", message.c_str()); }

}  // namespace leeway::cli

int main(int argc, char** argv) {
  try {
    return leeway::cli::run(argc, argv);
  } catch (const std::exception& failure) {
    leeway::cli::say(failure.what());
    return leeway::cli::error;
  }
}
