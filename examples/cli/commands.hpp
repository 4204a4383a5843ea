#pragma once

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

/// How to read a table.
struct TableOptions {
  std::string path;                      ///< "-" is standard input
  std::string delimiter;                 ///< empty: a comma
  std::vector<std::string> missing;      ///< spellings of a missing value beside the usual ones
  std::vector<std::string> not_missing;  ///< usual ones that stand for a value here
};

struct BaselineOptions {
  TableOptions table;
  std::string output;
  std::string name;
  std::string importance;  ///< path of a JSON object {"feature": weight}, or empty
  ColumnWishes wishes;
  std::string time;    ///< column that says when a row was seen, or empty
  std::string season;  ///< "none", "hour_of_day" or "hour_of_week"
  bool shuffled = false;
};

struct CheckOptions {
  std::string baseline;
  TableOptions table;
  std::string plan;                 ///< "calibrated", "p_value" or "limits"
  std::optional<double> alpha;      ///< instead of the plan's
  std::optional<double> tolerance;  ///< instead of the plan's
  std::string mode;                 ///< of WatchMode, "exchangeable" or "tempered"; empty: the plan's
  std::string time;                 ///< column that says when a row was seen, or empty
  bool json = false;
  bool verbose = false;
  bool strict = false;      ///< too little data is an exit status of its own
  std::string save_window;  ///< path of a window file to write, or empty
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
int run_self_test(const SelfTestCommandOptions& options);
int write_prometheus_rules(const PrometheusRulesOptions& options);
int write_grafana_dashboard(const GrafanaOptions& options);
int merge(const MergeOptions& options);
int import_summary(const ImportOptions& options);

/// The mode of that name; empty: automatic.
[[nodiscard]] WatchMode mode_named(const std::string& name);

/// One line on standard error, in the voice of the tool.
void say(const std::string& message);

}  // namespace leeway::cli
