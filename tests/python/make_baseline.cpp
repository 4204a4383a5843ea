/// What the C++ builder makes of the cases that tests/python/golden.py writes:
///
///     make_baseline make FOLDER...   reads FOLDER/case.json and a file a column, writes FOLDER/baseline.json
///     make_baseline again FILE       loads a baseline, hash checked, and prints what saving it would write

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "leeway/baseline/builder.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "leeway/io/read_file.hpp"

namespace {

using nlohmann::json;

template <class Value>
std::vector<Value> values_of(const std::string& path) {
  const std::string bytes = leeway::read_file(path);
  std::vector<Value> values(bytes.size() / sizeof(Value));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(Value));
  return values;
}

/// Each text is its size in four bytes, then its bytes.
std::vector<std::string> texts_of(const std::string& path) {
  const std::string bytes = leeway::read_file(path);
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < bytes.size();) {
    std::uint32_t size = 0;
    std::memcpy(&size, bytes.data() + at, sizeof size);
    texts.push_back(bytes.substr(at + sizeof size, size));
    at += sizeof size + size;
  }
  return texts;
}

leeway::Schema schema_of(const json& features) {
  leeway::Schema schema;
  for (const json& described : features) {
    leeway::Feature feature{described["name"].get<std::string>(), leeway::Kind::numeric,
                            described["importance"].get<double>()};
    if (described["kind"] == "categorical") feature.kind = leeway::Kind::categorical;
    for (const auto& [name, limit] : leeway::detail::threshold_names) {
      const auto asked = described["thresholds"].find(name);
      if (asked != described["thresholds"].end()) feature.thresholds.*limit = asked->get<double>();
    }
    schema.add(feature);
  }
  return schema;
}

using Column =
    std::variant<std::vector<float>, std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>>;

/// A column lies in a file named after its type.
Column column_of(const std::string& folder, std::size_t feature, const std::string& type) {
  const std::string path = folder + "/" + std::to_string(feature) + "." + type;
  if (type == "float32") return values_of<float>(path);
  if (type == "float64") return values_of<double>(path);
  if (type == "codes") return values_of<std::int64_t>(path);
  return texts_of(path);
}

void add(leeway::BaselineBuilder& builder, std::size_t feature, const Column& column, std::size_t from,
         std::size_t rows) {
  const auto add_part = [&](const auto& values) {
    const auto part = std::span(values).subspan(from, rows);
    if constexpr (std::floating_point<std::remove_cvref_t<decltype(values[0])>>) {
      builder.add_column(feature, part);
    } else {
      builder.add_column(feature, leeway::CategoryColumn(part));
    }
  };
  std::visit(add_part, column);
}

void make(const std::string& folder) {
  const json described = json::parse(leeway::read_file(folder + "/case.json"));
  const std::string season = described["season"].get<std::string>();
  leeway::BuilderOptions options;
  options.exact_rows = described["exact_rows"].get<std::size_t>();
  options.max_listed = described["max_listed"].get<std::size_t>();
  options.max_remembered = described["max_remembered"].get<std::size_t>();
  options.ordered = described["ordered"].get<bool>();
  for (const auto candidate : {leeway::Season::hour_of_day, leeway::Season::hour_of_week}) {
    if (season == leeway::to_string(candidate)) options.season = candidate;
  }
  const json& features = described["features"];
  leeway::BaselineBuilder builder(schema_of(features), options);
  std::vector<Column> columns;
  for (std::size_t i = 0; i < features.size(); ++i) {
    columns.push_back(column_of(folder, i, features[i]["type"].get<std::string>()));
  }
  const auto rows = described["rows"].get<std::size_t>();
  std::vector<std::int64_t> times;
  if (described["timed"].get<bool>()) times = values_of<std::int64_t>(folder + "/times.int64");
  for (std::size_t from = 0; from < rows;) {
    std::size_t to = times.empty() ? rows : from + 1;
    if (!times.empty()) {
      builder.at(leeway::TimePoint(std::chrono::seconds(times[from])));
      while (to < rows && times[to] == times[from]) ++to;
    }
    for (std::size_t i = 0; i < features.size(); ++i) add(builder, i, columns[i], from, to - from);
    from = to;
  }
  leeway::save(builder.build(described["model"].get<std::string>()), folder + "/baseline.json");
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const std::string_view what = count > 2 ? arguments[1] : "";
    for (int i = 2; i < count; ++i) {
      if (what == "make") make(arguments[i]);
      if (what == "again") std::fputs(leeway::to_json(leeway::load_baseline(arguments[i])).c_str(), stdout);
    }
    return what == "make" || what == "again" ? 0 : 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
