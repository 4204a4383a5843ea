#pragma once

// What the tests of HTML reports look for in a page.

#include <cctype>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/monitor/recorder.hpp"
#include "leeway/report/evaluate.hpp"

namespace samples {

using namespace leeway;

[[nodiscard]] inline std::size_t occurrences(std::string_view text, std::string_view wanted) {
  std::size_t count = 0;
  for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) ++count;
  return count;
}

/// A page without style and script, which are the same on every page; what is no page stays as it is.
[[nodiscard]] inline std::string_view body_of(std::string_view page) {
  const std::size_t from = page.find("<body>");
  if (from == std::string_view::npos) return page;
  return page.substr(from, page.find("<script>", from) - from);
}

/// The values of all attributes of that name, quoted or not.
[[nodiscard]] inline std::vector<std::string> attributes(std::string_view page, std::string_view name) {
  std::vector<std::string> values;
  const std::string start = ' ' + std::string(name) + '=';
  for (std::size_t at = page.find(start); at != std::string_view::npos; at = page.find(start, at + 1)) {
    const std::size_t from = at + start.size();
    const bool quoted = page[from] == '"';
    const std::size_t to = quoted ? page.find('"', from + 1) : page.find_first_of(" >", from);
    values.emplace_back(page.substr(from + (quoted ? 1 : 0), to - from - (quoted ? 1 : 0)));
  }
  return values;
}

/// Whether every coordinate is a number: nothing but digits, signs and commands.
[[nodiscard]] inline bool coordinates_are_numbers(std::string_view page) {
  page = body_of(page);
  for (const std::string& data : attributes(page, "d")) {
    if (data.find_first_not_of("MmHhVvLlaz0123456789- ") != std::string::npos) return false;
  }
  for (const char* name : {"x", "y", "width", "height"}) {
    for (const std::string& value : attributes(page, name)) {
      if (value.find_first_not_of("0123456789.-%") != std::string::npos) return false;
    }
  }
  return true;
}

/// A report of so many features, every fourth of them categorical with a new category, about a third of them drifted.
[[nodiscard]] inline DriftReport report_of(int features, int live_rows = 2'000) {
  if (features == 0) return {};
  Schema schema;
  for (int i = 0; i < features; ++i) {
    schema.add({.name = "feature_" + std::to_string(i),
                .kind = i % 4 == 3 ? Kind::categorical : Kind::numeric,
                .importance = 1.0 + i % 7});
  }
  BaselineBuilder builder(schema);
  Window window;
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(50, 12);
  const auto numbers = [&](int rows, double shift) {
    std::vector<double> column;
    for (int i = 0; i < rows; ++i) column.push_back(normal(random) + shift);
    return column;
  };
  const auto texts = [&](int rows, bool moved) {
    std::vector<std::string> column;
    for (int i = 0; i < rows; ++i) {
      const std::string name = "category " + std::to_string(random() % 14);
      column.push_back(moved && i % 9 == 0 ? "new " + std::to_string(i % 5) : name);
    }
    return column;
  };
  for (int i = 0; i < features; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (schema[at].kind == Kind::numeric) {
      builder.add_column(at, numbers(5'000, 0));
    } else {
      builder.add_column(at, texts(5'000, false));
    }
  }
  const Baseline baseline = builder.build("many");
  std::vector<double> matrix;
  std::vector<std::vector<std::string>> words;
  for (int i = 0; i < features; ++i) {
    if (schema[static_cast<std::size_t>(i)].kind == Kind::numeric) {
      const auto column = numbers(live_rows, i % 3 == 0 ? 6 : 0);
      matrix.insert(matrix.end(), column.begin(), column.end());
    } else {
      words.push_back(texts(live_rows, i % 3 == 0));
    }
  }
  std::vector<std::vector<std::string_view>> views;
  for (const auto& column : words) views.emplace_back(column.begin(), column.end());
  Recorder recorder(baseline, 1);
  const auto rows = static_cast<std::size_t>(live_rows);
  recorder.observe(BatchView<double>(matrix.data(), rows, matrix.size() / rows, 1, live_rows),
                   std::vector<CategoryColumn>(views.begin(), views.end()));
  Window counted(baseline);
  recorder.drain(counted);
  counted.begin = TimePoint(std::chrono::seconds(1'769'860'800));
  counted.end = TimePoint(std::chrono::seconds(1'769'864'400));
  return evaluate(baseline, counted);
}

}  // namespace samples
