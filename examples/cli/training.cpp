#include "training.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "leeway/adapters/csv_columns.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/json_reader.hpp"
#include "leeway/io/read_file.hpp"
#include "times.hpp"

namespace leeway::cli {
namespace {

/// Kinds are inferred from so many rows, or the first 4 MB of them; later rows must fit.
constexpr std::size_t rows_looked_at = 10'000;

struct ChosenColumn {
  std::size_t column = 0;  ///< in the table
  std::string hint;        ///< what to do about a value that is not a number
};

void say_what_is_left_out(const CsvReader& table, const ColumnChoice& choice) {
  if (choice.kind || choice.wished) return;
  const std::string name = quoted_excerpt(table.column_names()[choice.column]);
  const std::string holds = choice.look == ColumnLook::empty ? "is empty up to row " + std::to_string(table.row())
                                                             : "holds " + std::string(to_string(choice.look));
  const char* flag = choice.look == ColumnLook::row_numbers ? "--numeric " : "--categorical ";
  say(table.name() + ": column " + name + " " + holds + " and is left out; " + flag + name + " keeps it");
}

/// {"feature": weight}: one weight for every feature, so that none is forgotten by a typing error.
void set_importances(Schema& schema, const std::string& path) {
  const nlohmann::json document = parse_json(read_file(path), path);
  const JsonValue weights(document, path);
  std::vector<std::string> strangers;
  for (const std::string& name : weights.keys()) {
    if (!schema.find(name)) {
      strangers.push_back(name);
      continue;
    }
    const JsonValue weight = weights[name];
    if (weight.number() < 0) weight.expected("a weight that is not negative");
    schema.set_importance(name, weight.number());
  }
  if (!strangers.empty()) weights.fail(listed(strangers) + ": no such feature in the table");
  std::vector<std::string> forgotten;
  for (const Feature& feature : schema) {
    if (!weights.find(feature.name)) forgotten.push_back(feature.name);
  }
  if (!forgotten.empty()) weights.fail("no weight for " + listed(forgotten) + " (0 says that it does not matter)");
}

Season season_named(const std::string& name) {
  for (const Season season : {Season::hour_of_day, Season::hour_of_week}) {
    if (name == to_string(season)) return season;
  }
  return Season::none;
}

/// The hour in which each row of the chunk was seen.
void copy_hours(const Table& table, std::size_t column, std::vector<TimePoint>& hours) {
  std::vector<std::string_view> fields;
  table.chunk().copy_texts(column, table.missing(), fields);
  hours.clear();
  for (std::size_t row = 0; row < fields.size(); ++row) {
    const auto time = time_of(fields[row]);
    if (!time) {
      throw table.chunk().error_at(table.reader(), row, column,
                                   quoted_excerpt(fields[row]) + " is not a time such as 2026-01-31 12:00:00");
    }
    hours.push_back(std::chrono::floor<std::chrono::hours>(*time));
  }
}

std::string default_name(const std::string& path) {
  if (path == "-") return "standard input";
  return path.substr(path.find_last_of('/') + 1);
}

}  // namespace

Baseline read_baseline(const TrainingOptions& options) {
  if (options.time.empty() && season_named(options.season) != Season::none) {
    throw ConfigError("--season needs --time NAME, the column that says when a row was seen");
  }
  Table table(options.table);
  const CsvReader& reader = table.reader();
  if (!table.read(rows_looked_at)) throw FormatError(reader.name() + ": has a header but no rows");

  Schema schema;
  std::vector<ChosenColumn> columns;
  for (const ColumnChoice& choice :
       choose_columns(reader.column_names(), table.chunk(), table.missing(), options.wishes)) {
    if (reader.column_names()[choice.column] != options.time) say_what_is_left_out(reader, choice);
    if (!choice.kind) continue;
    const std::string& name = reader.column_names()[choice.column];
    const std::string hint = "; all before it were: --categorical " + quoted_excerpt(name) +
                             " takes the column as categories, --missing TEXT takes the text as a missing value";
    schema.add({name, *choice.kind});
    columns.push_back({choice.column, choice.wished ? "" : hint});
  }
  if (schema.size() == 0) throw FormatError(reader.name() + ": no column is left to be a feature");
  if (!options.importance.empty()) set_importances(schema, options.importance);

  const std::size_t time_column = options.time.empty() ? 0 : column_named(reader, options.time);
  BaselineBuilder builder(schema, {.season = season_named(options.season), .ordered = !options.shuffled});
  std::vector<std::vector<double>> numbers(columns.size());
  std::vector<std::vector<std::string_view>> texts(columns.size());
  std::vector<TimePoint> hours;
  do {
    const CsvChunk& chunk = table.chunk();
    for (std::size_t feature = 0; feature < columns.size(); ++feature) {
      const auto& [column, hint] = columns[feature];
      if (schema[feature].kind == Kind::numeric) {
        numbers[feature].resize(chunk.rows());
        chunk.copy_numbers(reader, column, table.missing(), hint, numbers[feature]);
      } else {
        chunk.copy_texts(column, table.missing(), texts[feature]);
      }
    }
    if (!options.time.empty()) copy_hours(table, time_column, hours);
    for (std::size_t row = 0; row < chunk.rows();) {  // rows of one hour go together
      std::size_t end = chunk.rows();
      if (!options.time.empty()) {
        builder.at(hours[row]);
        end = row + 1;
        while (end < chunk.rows() && hours[end] == hours[row]) ++end;
      }
      for (std::size_t feature = 0; feature < columns.size(); ++feature) {
        if (schema[feature].kind == Kind::numeric) {
          builder.add_column(feature, std::span<const double>(numbers[feature]).subspan(row, end - row));
        } else {
          builder.add_column(feature, std::span<const std::string_view>(texts[feature]).subspan(row, end - row));
        }
      }
      row = end;
    }
  } while (table.read());

  return builder.build(options.name.empty() ? default_name(options.table.path) : options.name);
}

}  // namespace leeway::cli
