#pragma once

#include <optional>
#include <string>
#include <vector>

#include "leeway/adapters/csv_columns.hpp"
#include "leeway/adapters/csv_field.hpp"

namespace leeway::cli {

/// Exit statuses, so that a shell script can branch on the answer.
inline constexpr int no_drift = 0;
inline constexpr int drift = 1;
inline constexpr int error = 2;

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
};

struct CheckOptions {
  std::string baseline;
  TableOptions table;
  std::string plan;                 ///< "calibrated", "p_value" or "limits"
  std::optional<double> alpha;      ///< instead of the plan's
  std::optional<double> tolerance;  ///< instead of the plan's
  bool json = false;
  bool verbose = false;
};

/// Each does its command and answers the exit status; errors are thrown.
int make_baseline(const BaselineOptions& options);
int check(const CheckOptions& options);

/// One line on standard error, in the voice of the tool.
void say(const std::string& message);

}  // namespace leeway::cli
