#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/binary.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/io/terminal.hpp"
#include "leeway/io/text.hpp"
#include "leeway/monitor/recorder.hpp"
#include "leeway/report/evaluate.hpp"
#include "leeway/report/plan.hpp"
#include "table.hpp"
#include "times.hpp"
#include "window_file.hpp"

namespace leeway::cli {
namespace {

/// The table's column for each feature, in the schema's order.
std::vector<std::size_t> find_columns(const Schema& schema, const CsvReader& table) {
  const auto names = table.column_names();
  std::vector<std::size_t> columns;
  std::vector<std::string> absent;
  for (const Feature& feature : schema) {
    const auto found = std::find(names.begin(), names.end(), feature.name);
    if (found == names.end()) absent.push_back(feature.name);
    columns.push_back(static_cast<std::size_t>(found - names.begin()));
  }
  if (!absent.empty()) {
    throw FormatError(table.name() + ":1: " + (absent.size() == 1 ? "there is no column " : "there are no columns ") +
                      listed(absent) + ", which the baseline has");
  }
  std::vector<std::string> extra;
  for (const std::string& name : names) {
    if (!schema.find(name)) extra.push_back(name);
  }
  if (!extra.empty()) {
    say(table.name() + ": " + (extra.size() == 1 ? "column " : "columns ") + listed(extra) +
        (extra.size() == 1 ? " is" : " are") + " not in the baseline and not looked at");
  }
  return columns;
}

/// Widens the window to hold the times of a chunk's rows.
void add_times(Window& window, Table& table, std::size_t column) {
  std::vector<std::string_view> times;
  table.chunk().copy_texts(column, table.missing(), times);
  for (std::size_t row = 0; row < times.size(); ++row) {
    const auto time = time_of(times[row]);
    if (!time) continue;  // a live row without a time counts all the same
    if (!window.begin || *time < *window.begin) window.begin = time;
    if (!window.end || *time > *window.end) window.end = time;
  }
}

/// All rows of the table counted over the baseline's cells.
Window count_rows(const Baseline& baseline, Table& table, const std::string& time_column) {
  const Schema& schema = baseline.schema();
  const std::vector<std::size_t> columns = find_columns(schema, table.reader());
  const std::size_t numeric_features = schema.count(Kind::numeric);

  std::size_t time_at = 0;
  if (!time_column.empty()) time_at = column_named(table.reader(), time_column);
  Window window(baseline);
  Recorder recorder(baseline, 1);
  std::vector<double> numbers;  // column by column
  std::vector<std::vector<std::string_view>> texts(schema.count(Kind::categorical));
  while (table.read()) {
    const CsvChunk& chunk = table.chunk();
    const std::size_t rows = chunk.rows();
    numbers.resize(rows * numeric_features);
    std::size_t next_numeric = 0;
    std::size_t next_categorical = 0;
    for (std::size_t feature = 0; feature < schema.size(); ++feature) {
      if (schema[feature].kind == Kind::numeric) {
        chunk.copy_numbers(table.reader(), columns[feature], table.missing(),
                           ", the baseline has numbers here; --missing TEXT takes it as a missing value",
                           std::span(numbers).subspan(rows * next_numeric++, rows));
      } else {
        chunk.copy_texts(columns[feature], table.missing(), texts[next_categorical++]);
      }
    }
    if (!time_column.empty()) add_times(window, table, time_at);
    recorder.observe(BatchView<double>(numbers.data(), rows, numeric_features, 1, static_cast<std::ptrdiff_t>(rows)),
                     std::vector<CategoryColumn>(texts.begin(), texts.end()));
  }
  recorder.drain(window);
  if (window.rows == 0) throw FormatError(table.reader().name() + ": has a header but no rows");
  return window;
}

/// The live side: a table of rows, or windows that were counted elsewhere.
Window window_of(const Baseline& baseline, const CheckOptions& options) {
  if (!is_window_file(options.table.path)) {
    Table table(options.table);
    return count_rows(baseline, table, options.time);
  }
  WindowSum sum(baseline);
  try {
    sum.merge(load_window(options.table.path));
  } catch (const ConfigError& mismatch) {
    throw FormatError(options.table.path + ": " + mismatch.what());
  }
  if (sum.rows == 0) throw FormatError(options.table.path + ": holds no rows");
  return sum.window();
}

Plan plan_of(const CheckOptions& options) {
  Plan plan = options.plan == "p_value" ? Plan::p_value() : options.plan == "limits" ? Plan::limits() : Plan{};
  if (options.alpha) plan.alpha = *options.alpha;
  if (options.tolerance) plan.tolerance = *options.tolerance;
  if (!options.mode.empty()) plan.mode = mode_named(options.mode);
  plan.validate();
  return plan;
}

TextOptions text_options(const CheckOptions& options) {
  TextOptions text = terminal_options(stdout);
  text.verbose = options.verbose;
  return text;
}

}  // namespace

int check(const CheckOptions& options) {
  const Plan plan = plan_of(options);
  const Baseline baseline = load_baseline(options.baseline);
  const Window window = window_of(baseline, options);
  if (!options.save_window.empty()) save(window, options.save_window);
  const DriftReport report = evaluate(baseline, window, plan);
  const std::string text = options.json ? to_json(report) : to_text(report, text_options(options));
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw IoError("standard output: the report cannot be written");
  }
  if (report.drifted()) return drift;
  return options.strict && report.verdict == Verdict::insufficient ? not_enough_data : no_drift;
}

}  // namespace leeway::cli
