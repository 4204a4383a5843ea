#include "live.hpp"

#include <algorithm>
#include <span>

#include "leeway/baseline/schema.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"
#include "times.hpp"

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
  return columns;
}

void say_what_is_not_looked_at(const Schema& schema, const CsvReader& table, const std::string& time_column) {
  std::vector<std::string> extra;
  for (const std::string& name : table.column_names()) {
    if (!schema.find(name) && name != time_column) extra.push_back(name);
  }
  if (extra.empty()) return;
  say(table.name() + ": " + (extra.size() == 1 ? "column " : "columns ") + listed(extra) +
      (extra.size() == 1 ? " is" : " are") + " not in the baseline and not looked at");
}

}  // namespace

LiveRows::LiveRows(const Baseline& baseline, const TableOptions& table, const std::string& time_column)
    : baseline_(baseline),
      table_(table),
      columns_(find_columns(baseline.schema(), table_.reader())),
      recorder_(baseline, 1),
      texts_(baseline.schema().count(Kind::categorical)) {
  say_what_is_not_looked_at(baseline.schema(), table_.reader(), time_column);
  if (!time_column.empty()) time_column_ = column_named(table_.reader(), time_column);
}

std::optional<TimePoint> LiveRows::time() {
  if (!time_column_) return std::nullopt;
  table_.chunk().copy_texts(*time_column_, table_.missing(), times_);
  return time_of(times_.front());
}

/// Widens the window to hold the times of the rows; a live row without one counts all the same.
void LiveRows::note_times() {
  if (!time_column_) return;
  table_.chunk().copy_texts(*time_column_, table_.missing(), times_);
  for (const std::string_view field : times_) {
    const auto time = time_of(field);
    if (!time) continue;
    if (!begin_ || *time < *begin_) begin_ = time;
    if (!end_ || *time > *end_) end_ = time;
  }
}

void LiveRows::count() {
  const Schema& schema = baseline_.schema();
  const CsvChunk& chunk = table_.chunk();
  const std::size_t rows = chunk.rows();
  const std::size_t numeric_features = schema.count(Kind::numeric);
  numbers_.resize(rows * numeric_features);
  std::size_t next_numeric = 0;
  std::size_t next_categorical = 0;
  for (std::size_t feature = 0; feature < schema.size(); ++feature) {
    if (schema[feature].kind == Kind::numeric) {
      chunk.copy_numbers(table_.reader(), columns_[feature], table_.missing(),
                         ", the baseline has numbers here; --missing TEXT takes it as a missing value",
                         std::span(numbers_).subspan(rows * next_numeric++, rows));
    } else {
      chunk.copy_texts(columns_[feature], table_.missing(), texts_[next_categorical++]);
    }
  }
  recorder_.observe(BatchView<double>(numbers_.data(), rows, numeric_features, 1, static_cast<std::ptrdiff_t>(rows)),
                    std::vector<CategoryColumn>(texts_.begin(), texts_.end()));
  note_times();
  rows_ += rows;
}

Window LiveRows::take() {
  Window window(baseline_);
  recorder_.drain(window);
  window.begin = begin_;
  window.end = end_;
  begin_.reset();
  end_.reset();
  rows_ = 0;
  return window;
}

Window count_rows(const Baseline& baseline, const TableOptions& table, const std::string& time_column) {
  LiveRows live(baseline, table, time_column);
  while (live.read()) live.count();
  if (live.rows() == 0) throw FormatError(live.name() + ": has a header but no rows");
  return live.take();
}

}  // namespace leeway::cli
