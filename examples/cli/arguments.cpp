#include "arguments.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "completion.hpp"
#include "manual.hpp"

namespace leeway::cli {
namespace {

constexpr const char* baseline_file = "A file that 'leeway baseline' wrote";
constexpr const char* exit_statuses = "Exit status: 0 no drift, 1 drift, 2 error, 3 too few rows to tell (with --strict).";

/// Options live as long as the app, in the callback that uses them.
template <class Options>
CLI::App& add_command(CLI::App& app, const char* name, const char* what, int (*run)(const Options&), int& status,
                      std::shared_ptr<Options>& options) {
  options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand(name, what);
  command.callback([run, &status, options] { status = run(*options); });
  return command;
}

void add_list(CLI::App& command, const char* flag, std::vector<std::string>& items, const char* type,
              const char* what) {
  // one argument a flag, or the list would take the table's name that follows it
  command.add_option(flag, items, what)->delimiter(',')->allow_extra_args(false)->type_name(type);
}

void add_duration(CLI::App& command, const char* flag, const char* what,
                  const std::function<void(std::chrono::seconds)>& set) {
  static const std::map<std::string, std::int64_t> units{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
  command
      .add_option_function<std::int64_t>(
          flag, [set](const std::int64_t& seconds) { set(std::chrono::seconds(seconds)); }, what)
      ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED))
      ->type_name("TIME");
}

void add_duration(CLI::App& command, const char* flag, std::chrono::seconds& time, const char* what) {
  add_duration(command, flag, what, [&time](std::chrono::seconds given) { time = given; });
}

void add_baseline(CLI::App& command, std::string& path) {
  command.add_option("baseline", path, baseline_file)->required()->type_name("FILE");
}

void add_output(CLI::App& command, std::string& path, const char* what) {
  command.add_option("-o,--output", path, what)->type_name("FILE");
}

/// How fields are told apart and which of them hold no value.
void add_format(CLI::App& command, TableOptions& table) {
  command
      .add_option("--delimiter", table.delimiter,
                  "What separates fields: one character or 'tab' (default: a comma; a tab in files called *.tsv)")
      ->type_name("CHAR");
  add_list(command, "--missing", table.missing, "TEXT,...",
           "Spellings of a missing value, beside empty, NA, N/A, #N/A, <NA>, NaN, NULL, null and ?");
  add_list(command, "--not-missing", table.not_missing, "TEXT,...", "Those of them that stand for a value here");
}

void add_table(CLI::App& command, TableOptions& table, const char* what) {
  command.add_option("table", table.path, what)->required()->type_name("CSV");
  add_format(command, table);
}

void add_training(CLI::App& command, TrainingOptions& training) {
  command.add_option("--name", training.name, "Name of the baseline in reports (default: the table's)");
  add_list(command, "--numeric", training.wishes.numeric, "NAME,...", "Columns to take as numbers");
  add_list(command, "--categorical", training.wishes.categorical, "NAME,...", "Columns to take as categories");
  add_list(command, "--ignore", training.wishes.ignored, "NAME,...", "Columns to leave out");
  command
      .add_option("--importance", training.importance,
                  "How much the model depends on each feature: {\"feature\": weight}")
      ->type_name("JSON");
  command.add_option("--time", training.time, "Column that says when a row was seen (UTC)")->type_name("NAME");
  command
      .add_option("--season", training.season, "Keep a baseline for each hour of the day or of the week; needs --time")
      ->check(CLI::IsMember({"none", "hour_of_day", "hour_of_week"}))
      ->type_name("NAME");
  command.add_flag(
      "--shuffled", training.shuffled,
      "The order of rows means nothing (they were sorted, say): do not measure by it how dependent they are");
}

void add_limits(CLI::App& command, JudgeOptions& judge) {
  command.add_option("--alpha", judge.alpha, "Chance of a false alarm, instead of the plan's")->type_name("P");
  command
      .add_option("--tolerance", judge.tolerance,
                  "Largest difference of distributions, 0 to 1, that is no drift, instead of the plan's")
      ->type_name("D");
  command.add_flag("--strict", judge.strict, "Exit with 3 if there are too few rows to tell");
}

/// For one look at one window.
void add_judge(CLI::App& command, JudgeOptions& judge) {
  command
      .add_option("--plan", judge.plan,
                  "How to judge: calibrated (sure and large, the default), p_value (any p < 0.05), limits (no tests)")
      ->check(CLI::IsMember({"calibrated", "p_value", "limits"}))
      ->type_name("NAME");
  command
      .add_option("--mode", judge.mode,
                  "exchangeable: the order of rows tells nothing (the default for one table); tempered: divide the "
                  "evidence by the design effect of the baseline's blocks")
      ->check(CLI::IsMember({"exchangeable", "tempered"}))
      ->type_name("NAME");
  add_limits(command, judge);
}

void add_watch_mode(CLI::App& command, std::string& mode) {
  command.add_option("--mode", mode, "What the guarantee rests on (default: automatic)")
      ->check(CLI::IsMember({"automatic", "exchangeable", "tempered", "tolerance", "block_conformal"}))
      ->type_name("NAME");
}

void add_show(CLI::App& command, ShowOptions& show) {
  auto* verbose =
      command.add_flag("-v,--verbose", show.verbose, "Every feature with every test and both sides' figures");
  auto* quiet = command.add_flag("-q,--quiet", show.quiet, "The verdict only, in one line");
  auto* json = command.add_flag("--json", show.json, "Print JSON; 'leeway schema report' describes it");
  quiet->excludes(verbose);
  json->excludes(verbose)->excludes(quiet);
  command.add_option("--html", show.html, "Write the report as a page for browsers, too")->type_name("FILE");
}

// --- the commands

void define_baseline(CLI::App& app, int& status) {
  std::shared_ptr<BaselineOptions> options;
  CLI::App& command = add_command(app, "baseline", "Make a baseline from a table of training data", make_baseline,
                                  status, options);
  add_table(command, options->training.table, "Training data with a header line; - is standard input");
  command.add_option("-o,--output", options->output, "The baseline file to write")->required()->type_name("FILE");
  add_training(command, options->training);
  command.footer(
      "Examples:\n"
      "  leeway baseline train.csv -o baseline.json --importance shap.json\n"
      "  zcat train.tsv.gz | leeway baseline - --delimiter tab -o baseline.json --ignore label");
}

void define_check(CLI::App& app, int& status) {
  std::shared_ptr<CheckOptions> options;
  CLI::App& command = add_command(app, "check", "Check live data, a table or a window file, against a baseline", check,
                                  status, options);
  add_baseline(command, options->baseline);
  add_table(command, options->table, "Live data with a header line, - is standard input; or a window file");
  add_judge(command, options->judge);
  command
      .add_option("--time", options->time, "Column that says when a row was seen, for a baseline with a season")
      ->type_name("NAME");
  add_show(command, options->show);
  command.add_option("--save-window", options->save_window, "Write the counts of the live data to a window file")
      ->type_name("FILE");
  command.footer(std::string(exit_statuses) +
                 "\nExamples:\n"
                 "  leeway check baseline.json today.csv --save-window today.win\n"
                 "  leeway check baseline.json week.win\n"
                 "  zcat live.csv.gz | leeway check baseline.json - --json");
}

void define_compare(CLI::App& app, int& status) {
  std::shared_ptr<CompareOptions> options;
  CLI::App& command = add_command(app, "compare", "Check one table against another, with no file between", compare,
                                  status, options);
  command.add_option("training", options->training.table.path, "Training data with a header line; - is standard input")
      ->required()
      ->type_name("CSV");
  command.add_option("live", options->live, "Live data with the same columns in any order; - is standard input")
      ->required()
      ->type_name("CSV");
  add_format(command, options->training.table);
  add_training(command, options->training);
  add_judge(command, options->judge);
  add_show(command, options->show);
  command.footer(std::string(exit_statuses) +
                 "\nExamples:\n"
                 "  leeway compare train.csv live.csv\n"
                 "  leeway compare january.csv february.csv --ignore id --quiet");
}

void define_watch(CLI::App& app, int& status) {
  std::shared_ptr<WatchOptions> options;
  CLI::App& command = add_command(app, "watch", "Watch rows as they come, a verdict after each window", watch, status,
                                  options);
  add_baseline(command, options->baseline);
  add_table(command, options->table, "Live data with a header line; - is standard input");
  command.add_option("--window", options->rows, "Rows in a window (default: 1000)")->type_name("ROWS");
  add_duration(command, "--every", "A window for each such time instead (1h), by the rows' own times; needs --time",
               [options](std::chrono::seconds time) { options->every = time; });
  command.add_option("--time", options->time, "Column that says when a row was seen (UTC)")->type_name("NAME");
  add_watch_mode(command, options->judge.mode);
  add_limits(command, options->judge);
  add_show(command, options->show);
  command.add_flag("--stop", options->stop, "Stop at the first drift");
  command.footer(std::string(exit_statuses) +
                 "\nOne line a window, the whole report when another feature drifts; with --json one report a line.\n"
                 "However often it looks, it raises a false alarm with a chance of alpha at most in 720 windows.\n"
                 "Examples:\n"
                 "  tail -n +1 -f requests.csv | leeway watch baseline.json - --window 500\n"
                 "  leeway watch baseline.json year.csv --time seen_at --every 1d --quiet");
}

void define_show(CLI::App& app, int& status) {
  std::shared_ptr<BaselineShowOptions> options;
  CLI::App& command = add_command(app, "show", "Show what a baseline holds, in words and pictures", show_baseline,
                                  status, options);
  add_baseline(command, options->baseline);
  command.add_flag("-v,--verbose", options->verbose, "Quantiles, categories and tolerances of every feature, too");
  command.footer("Example: leeway show baseline.json");
}

void define_self_test(CLI::App& app, int& status) {
  std::shared_ptr<SelfTestCommandOptions> options;
  CLI::App& command =
      add_command(app, "selftest", "Replay a baseline's own rows as live data: false alarms, detectable drift",
                  run_self_test, status, options);
  add_baseline(command, options->baseline);
  SelfTestOptions& test = options->test;
  command.add_option("--window", test.window_rows, "Live rows in a window (default: 1000)")->type_name("ROWS");
  command.add_option("--replays", test.replays, "Random halves of the baseline (default: 100)")->type_name("N");
  command
      .add_option("--within", test.detect_within,
                  "Windows after which a drift should have been found (default: 24)")
      ->type_name("N");
  command.add_option("--seed", test.seed, "Of the random halves (default: 1)")->type_name("N");
  command.add_option("--alpha", options->alpha, "Chance of any false alarm in the horizon (default: 0.05)")
      ->type_name("P");
  add_watch_mode(command, options->mode);
  command.footer(
      "Exit status: 0 as promised, 1 too many false alarms or training rows that drift, 2 error.\n"
      "Example: leeway selftest baseline.json --window 500");
}

void define_merge(CLI::App& app, int& status) {
  std::shared_ptr<MergeOptions> options;
  CLI::App& command =
      add_command(app, "merge", "Add up window files of replicas, hours or days", merge, status, options);
  command.add_option("windows", options->windows, "Window files of one baseline, in any order")
      ->required()
      ->type_name("WINDOW");
  command.add_option("-o,--output", options->output, "The window file to write")->required()->type_name("FILE");
  command.footer(
      "Examples:\n"
      "  leeway merge replica-*.win -o fleet.win\n"
      "  leeway check baseline.json fleet.win");
}

void define_import(CLI::App& app, int& status) {
  std::shared_ptr<ImportOptions> options;
  CLI::App& command =
      add_command(app, "import", "Make a baseline from what a data engine computed: sketches and counts",
                  import_summary, status, options);
  command.add_option("summary", options->summary, "A leeway.summary; - is standard input")
      ->required()
      ->type_name("JSON");
  command.add_option("-o,--output", options->output, "The baseline file to write")->required()->type_name("FILE");
  command.add_option("--name", options->name, "Name of the baseline in reports (default: the summary's)");
  command.footer(
      "A summary holds KLL sketches of Apache DataSketches (Spark's kll_sketch_agg_double, BigQuery, PostgreSQL) in\n"
      "base64 or \\x hex, and counts of categories:\n"
      "  {\"format\": \"leeway.summary\", \"version\": 1, \"features\": [\n"
      "    {\"name\": \"age\", \"kind\": \"numeric\", \"sketch\": \"AgIPBMgACAAAAAAAAAD4Pw==\"},\n"
      "    {\"name\": \"device\", \"kind\": \"categorical\", \"counts\": {\"mobile\": 1}}]}\n"
      "Examples:\n"
      "  leeway import summary.json -o baseline.json\n"
      "  leeway check baseline.json live.csv");
}

void define_prometheus(CLI::App& app, int& status) {
  std::shared_ptr<PrometheusRulesOptions> options;
  CLI::App& command = add_command(app, "prometheus", "Write rules by which Prometheus judges all replicas together",
                                  write_prometheus_rules, status, options);
  FleetOptions& fleet = options->fleet;
  add_baseline(command, options->baseline);
  add_output(command, options->output, "The rule file to write (default: standard output)");
  add_duration(command, "--window", fleet.window, "Rows of so long count: four scrapes or more (default: 1h)");
  add_duration(command, "--interval", fleet.interval, "How often rules are evaluated (default: 1m)");
  add_duration(command, "--for", fleet.hold, "How long a condition lasts before it alerts (default: 15m)");
  command.add_option("--min-rows", fleet.min_rows, "Fewer rows in the window never alert (default: 1000)");
  command
      .add_option("--alpha", fleet.plan.alpha, "Chance of a false alarm in one look at all features (default: 0.05)")
      ->type_name("P");
  command
      .add_option("--tolerance", fleet.plan.tolerance,
                  "Largest difference of distributions, 0 to 1, that is no drift (default: 0.05)")
      ->type_name("D");
  command.add_option("--cells", fleet.max_cells, "Cells a feature, as the service exports them (default: 32)")
      ->type_name("N");
  add_list(command, "--by", fleet.keep_apart, "LABEL,...", "Labels to judge separately by: env, region, ...");
  command.footer(
      "Example: leeway prometheus baseline.json --window 6h -o /etc/prometheus/rules/leeway.yml\n"
      "The service serves leeway::PrometheusExporter; Prometheus names the file under rule_files.");
}

void define_grafana(CLI::App& app, int& status) {
  std::shared_ptr<GrafanaOptions> options;
  CLI::App& command = add_command(app, "grafana", "Write a Grafana dashboard of what the rules record",
                                  write_grafana_dashboard, status, options);
  add_output(command, options->output, "The dashboard to write (default: standard output)");
  command.footer("Example: leeway grafana -o leeway.json, then Dashboards, Import in Grafana 9 or later.");
}

void define_schema(CLI::App& app, int& status) {
  CLI::App& command = *app.add_subcommand("schema", "Print the JSON schema of what Leeway writes and reads");
  const auto document = std::make_shared<std::string>();
  command.add_option("document", *document, "baseline, report or summary")
      ->required()
      ->check(CLI::IsMember({"baseline", "report", "summary"}))
      ->type_name("NAME");
  command.callback([document, &status] { status = print_schema(*document); });
  command.footer("Example: leeway schema report > report.schema.json");
}

void define_completion(CLI::App& app, int& status) {
  CLI::App& command = *app.add_subcommand("completion", "Print what makes a shell complete leeway's arguments");
  const auto shell = std::make_shared<std::string>();
  command.add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("NAME");
  command.callback([shell, &app, &status] {
    print(completion(app, *shell));
    status = no_drift;
  });
  command.footer(
      "Examples:\n"
      "  leeway completion bash > ~/.local/share/bash-completion/completions/leeway\n"
      "  leeway completion zsh > ~/.zfunc/_leeway\n"
      "  leeway completion fish > ~/.config/fish/completions/leeway.fish");
}

void define_manual(CLI::App& app, int& status) {
  CLI::App& command = *app.add_subcommand("manual", "Print the manual page");
  command.callback([&app, &status] {
    print(manual(app));
    status = no_drift;
  });
  command.footer("Example: leeway manual | man -l -");
}

}  // namespace

void define_commands(CLI::App& app, int& status) {
  define_baseline(app, status);
  define_check(app, status);
  define_compare(app, status);
  define_watch(app, status);
  define_show(app, status);
  define_self_test(app, status);
  define_merge(app, status);
  define_import(app, status);
  define_prometheus(app, status);
  define_grafana(app, status);
  define_schema(app, status);
  define_completion(app, status);
  define_manual(app, status);
}

}  // namespace leeway::cli
