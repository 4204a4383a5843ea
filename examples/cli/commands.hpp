#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "leeway/adapters/csv_columns.hpp"
#include "leeway/adapters/csv_field.hpp"
#include "leeway/io/fleet_rule.hpp"
#include "leeway/report/plan.hpp"
#include "leeway/report/self_test.hpp"

namespace leeway::cli {

/// Exit statuses, so that a shell script can branch on the answer.
inline constexpr int no_drift = 0;
inline constexpr int drift = 1;
inline constexpr int error = 2;
inline constexpr int not_enough_data = 3;  ///< with --strict only

// --- what several commands take

/// How to read a table.
struct TableOptions {
  std::string path;                      ///< "-" is standard input
  std::string delimiter;                 ///< empty: a comma, or a tab in a file called *.tsv
  std::vector<std::string> missing;      ///< spellings of a missing value beside the usual ones
  std::vector<std::string> not_missing;  ///< usual ones that stand for a value here
};

/// How a table of training data becomes a baseline.
struct TrainingOptions {
  TableOptions table;
  std::string name;        ///< empty: the table's
  std::string importance;  ///< path of a JSON object {"feature": weight}, or empty
  ColumnWishes wishes;
  std::string time;    ///< column that says when a row was seen, or empty
  std::string season;  ///< "none", "hour_of_day" or "hour_of_week"
  bool shuffled = false;
};

/// How live data are judged.
struct JudgeOptions {
  std::string plan;                 ///< "calibrated", "p_value" or "limits"; empty: calibrated
  std::optional<double> alpha;      ///< instead of the plan's
  std::optional<double> tolerance;  ///< instead of the plan's
  std::string mode;                 ///< of WatchMode; empty: the plan's
  bool strict = false;              ///< too little data is an exit status of its own
};

/// How a report is shown.
struct ShowOptions {
  bool json = false;
  bool verbose = false;
  bool quiet = false;
  std::string html;  ///< path of a page to write as well, or empty
};

// --- the commands' own

struct BaselineOptions {
  TrainingOptions training;
  std::string output;
};

struct CheckOptions {
  std::string baseline;
  TableOptions table;
  std::string time;  ///< column that says when a row was seen, or empty
  JudgeOptions judge;
  ShowOptions show;
  std::string save_window;  ///< path of a window file to write, or empty
};

struct CompareOptions {
  TrainingOptions training;
  std::string live;  ///< read as the training table is
  JudgeOptions judge;
  ShowOptions show;
};

struct WatchOptions {
  std::string baseline;
  TableOptions table;
  std::size_t rows = 1000;                    ///< in a window
  std::optional<std::chrono::seconds> every;  ///< instead: a window for each such time, by the rows' own times
  std::string time;
  JudgeOptions judge;
  ShowOptions show;
  bool stop = false;  ///< at the first drift
};

struct BaselineShowOptions {
  std::string baseline;
  bool verbose = false;
};

struct SelfTestCommandOptions {
  std::string baseline;
  SelfTestOptions test;
  std::optional<double> alpha;
  std::string mode;
};

struct PrometheusRulesOptions {
  std::string baseline;
  std::string output;  ///< empty: standard output
  FleetOptions fleet;
};

struct GrafanaOptions {
  std::string output;  ///< empty: standard output
};

struct MergeOptions {
  std::vector<std::string> windows;
  std::string output;
};

struct ImportOptions {
  std::string summary;  ///< "-" is standard input
  std::string output;
  std::string name;
};

/// Each does its command and answers the exit status; errors are thrown.
int make_baseline(const BaselineOptions& options);
int check(const CheckOptions& options);
int compare(const CompareOptions& options);
int watch(const WatchOptions& options);
int show_baseline(const BaselineShowOptions& options);
int run_self_test(const SelfTestCommandOptions& options);
int write_prometheus_rules(const PrometheusRulesOptions& options);
int write_grafana_dashboard(const GrafanaOptions& options);
int merge(const MergeOptions& options);
int import_summary(const ImportOptions& options);
int print_schema(const std::string& document);

/// One line on standard error, in the voice of the tool.
void say(const std::string& message);

/// To standard output, at once. Throws IoError if it cannot be written.
void print(const std::string& text);

}  // namespace leeway::cli
