// leeway: makes baselines from training data, checks live data against them, adds up what replicas counted.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <map>
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

void add_duration(CLI::App& command, const char* flag, std::chrono::seconds& time, const char* what) {
  static const std::map<std::string, std::int64_t> units{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
  command
      .add_option_function<std::int64_t>(
          flag, [&time](const std::int64_t& seconds) { time = std::chrono::seconds(seconds); }, what)
      ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED))
      ->type_name("TIME");
}

CLI::App* add_prometheus(CLI::App& app, PrometheusRulesOptions& options) {
  FleetOptions& fleet = options.fleet;
  auto* command = app.add_subcommand("prometheus", "Write rules by which Prometheus judges all replicas together");
  command->add_option("baseline", options.baseline, "A file that 'leeway baseline' wrote")
      ->required()
      ->type_name("FILE");
  command->add_option("-o,--output", options.output, "The rule file to write (default: standard output)")
      ->type_name("FILE");
  add_duration(*command, "--window", fleet.window, "Rows of so long count: four scrapes or more (default: 1h)");
  add_duration(*command, "--interval", fleet.interval, "How often rules are evaluated (default: 1m)");
  add_duration(*command, "--for", fleet.hold, "How long a condition lasts before it alerts (default: 15m)");
  command->add_option("--min-rows", fleet.min_rows, "Fewer rows in the window never alert (default: 1000)");
  command
      ->add_option("--alpha", fleet.plan.alpha, "Chance of a false alarm in one look at all features (default: 0.05)")
      ->type_name("P");
  command
      ->add_option("--tolerance", fleet.plan.tolerance,
                   "Largest difference of distributions, 0 to 1, that is no drift (default: 0.05)")
      ->type_name("D");
  command->add_option("--cells", fleet.max_cells, "Cells a feature, as the service exports them (default: 32)")
      ->type_name("N");
  add_list(*command, "--by", fleet.keep_apart, "LABEL,...", "Labels to judge separately by: env, region, ...");
  command->footer(
      "Example: leeway prometheus baseline.json --window 6h -o /etc/prometheus/rules/leeway.yml\n"
      "The service serves leeway::PrometheusExporter; Prometheus names the file under rule_files.");
  return command;
}

CLI::App* add_grafana(CLI::App& app, GrafanaOptions& options) {
  auto* command = app.add_subcommand("grafana", "Write a Grafana dashboard of what the rules record");
  command->add_option("-o,--output", options.output, "The dashboard to write (default: standard output)")
      ->type_name("FILE");
  command->footer("Example: leeway grafana -o leeway.json, then Dashboards, Import in Grafana 9 or later.");
  return command;
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

  make->add_option("--time", baseline.time, "Column that says when a row was seen (UTC)")->type_name("NAME");
  make->add_option("--season", baseline.season, "Keep a baseline for each hour of the day or of the week; needs --time")
      ->check(CLI::IsMember({"none", "hour_of_day", "hour_of_week"}))
      ->type_name("NAME");
  make->add_flag(
      "--shuffled", baseline.shuffled,
      "The order of rows means nothing (they were sorted, say): do not measure by it how dependent they are");
  make->footer("Example: leeway baseline train.csv -o baseline.json --importance shap.json");

  CheckOptions check_options;
  auto* compare = app.add_subcommand("check", "Check live data, a table or a window file, against a baseline");
  compare->add_option("baseline", check_options.baseline, "A file that 'leeway baseline' wrote")
      ->required()
      ->type_name("FILE");
  add_table_options(*compare, check_options.table,
                    "Live data with a header line, - is standard input; or a window file");
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
  compare
      ->add_option("--mode", check_options.mode,
                   "exchangeable: the order of rows tells nothing (the default for one table); tempered: divide the "
                   "evidence by the design effect of the baseline's blocks")
      ->check(CLI::IsMember({"exchangeable", "tempered"}))
      ->type_name("NAME");
  compare
      ->add_option("--time", check_options.time, "Column that says when a row was seen, for a baseline with a season")
      ->type_name("NAME");
  compare->add_flag("--strict", check_options.strict, "Exit with 3 if there are too few rows to tell");
  compare->add_flag("--verbose", check_options.verbose, "Every feature with every test and both sides' figures");
  compare->add_flag("--json", check_options.json, "Print the report as JSON");
  compare->add_option("--save-window", check_options.save_window, "Write the counts of the live data to a window file")
      ->type_name("FILE");
  compare->footer(
      "Exit status: 0 no drift, 1 drift, 2 error, 3 too few rows to tell (with --strict).\n"
      "Examples:\n"
      "  leeway check baseline.json today.csv --save-window today.win\n"
      "  leeway check baseline.json week.win\n"
      "  zcat live.csv.gz | leeway check baseline.json - --json");

  SelfTestCommandOptions self_test_options;
  auto* test =
      app.add_subcommand("selftest", "Replay a baseline's own rows as live data: false alarms, detectable drift");
  test->add_option("baseline", self_test_options.baseline, "A file that 'leeway baseline' wrote")
      ->required()
      ->type_name("FILE");
  test->add_option("--window", self_test_options.test.window_rows, "Live rows in a window (default: 1000)")
      ->type_name("ROWS");
  test->add_option("--replays", self_test_options.test.replays, "Random halves of the baseline (default: 100)")
      ->type_name("N");
  test->add_option("--within", self_test_options.test.detect_within,
                   "Windows after which a drift should have been found (default: 24)")
      ->type_name("N");
  test->add_option("--seed", self_test_options.test.seed, "Of the random halves (default: 1)")->type_name("N");
  test->add_option("--alpha", self_test_options.alpha, "Chance of any false alarm in the horizon (default: 0.05)")
      ->type_name("P");
  test->add_option("--mode", self_test_options.mode, "How to watch (default: automatic)")
      ->check(CLI::IsMember({"automatic", "exchangeable", "tempered", "tolerance", "block_conformal"}))
      ->type_name("NAME");
  test->footer(
      "Exit status: 0 as promised, 1 too many false alarms or training rows that drift, 2 error.\n"
      "Example: leeway selftest baseline.json --window 500");

  PrometheusRulesOptions rules;
  const auto* prometheus = add_prometheus(app, rules);
  GrafanaOptions dashboard;
  const auto* grafana = add_grafana(app, dashboard);

  MergeOptions merge_options;
  auto* add_up = app.add_subcommand("merge", "Add up window files of replicas, hours or days");
  add_up->add_option("windows", merge_options.windows, "Window files of one baseline, in any order")
      ->required()
      ->type_name("WINDOW");
  add_up->add_option("-o,--output", merge_options.output, "The window file to write")->required()->type_name("FILE");
  add_up->footer(
      "Examples:\n"
      "  leeway merge replica-*.win -o fleet.win\n"
      "  leeway check baseline.json fleet.win");

  ImportOptions import_options;
  auto* import = app.add_subcommand("import", "Make a baseline from what a data engine computed: sketches and counts");
  import->add_option("summary", import_options.summary, "A leeway.summary; - is standard input")
      ->required()
      ->type_name("JSON");
  import->add_option("-o,--output", import_options.output, "The baseline file to write")->required()->type_name("FILE");
  import->add_option("--name", import_options.name, "Name of the baseline in reports (default: the summary's)");
  import->footer(
      "A summary holds KLL sketches of Apache DataSketches (Spark's kll_sketch_agg_double, BigQuery, PostgreSQL) in\n"
      "base64 or \\x hex, and counts of categories:\n"
      "  {\"format\": \"leeway.summary\", \"version\": 1, \"features\": [\n"
      "    {\"name\": \"age\", \"kind\": \"numeric\", \"sketch\": \"AgIPBMgACAAAAAAAAAD4Pw==\"},\n"
      "    {\"name\": \"device\", \"kind\": \"categorical\", \"counts\": {\"mobile\": 1}}]}\n"
      "Examples:\n"
      "  leeway import summary.json -o baseline.json\n"
      "  leeway check baseline.json live.csv");

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help and --version
    return app.exit(wanted);
  } catch (const CLI::ParseError& mistake) {
    say(std::string(mistake.what()) + " (leeway --help lists the options)");
    return error;
  }
  if (*make) return make_baseline(baseline);
  if (*test) return run_self_test(self_test_options);
  if (*prometheus) return write_prometheus_rules(rules);
  if (*grafana) return write_grafana_dashboard(dashboard);
  if (*add_up) return merge(merge_options);
  if (*import) return import_summary(import_options);
  return check(check_options);
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
