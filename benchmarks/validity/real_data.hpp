#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/adapters/csv.hpp"
#include "simulation.hpp"
#include "table.hpp"

/// Real data sets replayed as windows: random halves, which have not drifted, and splits that have.
namespace validity {

/// A file's columns; a row is one training or live example.
struct RealTable {
  std::vector<std::string> names{};
  std::vector<bool> numeric{};
  std::vector<std::vector<std::string>> columns{};  ///< empty: missing

  [[nodiscard]] std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
  [[nodiscard]] const std::vector<std::string>& operator[](const std::string& name) const {
    return columns.at(static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin()));
  }
};

inline RealTable read_table(const std::string& path) {
  leeway::CsvReader reader(path, leeway::csv_source(path));
  RealTable table;
  table.names.assign(reader.column_names().begin(), reader.column_names().end());
  table.numeric.assign(table.names.size(), true);
  table.columns.resize(table.names.size());
  while (reader.read_row()) {
    for (std::size_t i = 0; i < table.names.size(); ++i) {
      std::string field(reader.fields()[i]);
      if (field == "NA" || field == "?" || field == "NULL") field.clear();
      if (!field.empty()) {
        char* end = nullptr;
        static_cast<void>(std::strtod(field.c_str(), &end));
        if (*end != '\0') table.numeric[i] = false;
      }
      table.columns[i].push_back(std::move(field));
    }
  }
  return table;
}

/// What watching some rows over a baseline of others gave.
struct Replay {
  std::vector<std::string> alarmed{};  ///< features
  std::uint64_t first_window = 0;      ///< of the first alarm; 0 for none
  std::uint64_t windows = 0;
};

inline Replay replay(const RealTable& table, const std::set<std::string>& left_out,
                     const std::vector<std::size_t>& training, const std::vector<std::size_t>& live,
                     std::uint64_t rows_per_window) {
  leeway::Schema schema;
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    if (left_out.contains(table.names[i])) continue;
    schema.add({table.names[i], table.numeric[i] ? leeway::Kind::numeric : leeway::Kind::categorical});
    used.push_back(i);
  }
  const auto number = [](const std::string& field) {
    return field.empty() ? missing_value : std::strtod(field.c_str(), nullptr);
  };
  leeway::BaselineBuilder builder(schema);
  for (std::size_t feature = 0; feature < used.size(); ++feature) {
    const auto& column = table.columns[used[feature]];
    if (table.numeric[used[feature]]) {
      std::vector<double> values;
      for (const std::size_t row : training) values.push_back(number(column[row]));
      builder.add_column(feature, values);
    } else {
      std::vector<std::string_view> texts;
      for (const std::size_t row : training) texts.push_back(column[row]);
      builder.add_column(feature, leeway::CategoryColumn(texts));
    }
  }
  const leeway::Baseline baseline = builder.build();
  Replay result;
  result.windows = live.size() / rows_per_window;
  leeway::Plan plan;
  plan.horizon_windows = (std::max)(std::uint64_t{1}, result.windows);
  leeway::Watch watch(baseline, plan);
  leeway::Window window(baseline);
  for (std::uint64_t at = 0; at < result.windows; ++at) {
    window.reset();
    window.rows = rows_per_window;
    for (std::size_t feature = 0; feature < used.size(); ++feature) {
      const auto& column = table.columns[used[feature]];
      for (std::uint64_t i = 0; i < rows_per_window; ++i) {
        const std::string& field = column[live[at * rows_per_window + i]];
        if (auto* numeric = std::get_if<leeway::NumericWindow>(&window.features[feature])) {
          const double x = number(field);
          numeric->add(std::get<leeway::NumericBaseline>(baseline[feature]).cells.partition().slot(x), x);
        } else {
          const auto& vocabulary = std::get<leeway::CategoricalBaseline>(baseline[feature]).vocabulary;
          ++std::get<leeway::CategoricalWindow>(window.features[feature]).counts[vocabulary.slot(field)];
        }
      }
    }
    watch.update(window);
    for (std::size_t feature = 0; feature < used.size() && result.first_window == 0; ++feature) {
      if (watch[feature].evidence().alarmed) result.first_window = at + 1;
    }
  }
  for (std::size_t feature = 0; feature < used.size(); ++feature) {
    if (watch[feature].evidence().alarmed) result.alarmed.push_back(schema[feature].name);
  }
  return result;
}

inline void shuffle(std::vector<std::size_t>& rows, Random& random) {
  for (std::size_t i = rows.size(); i > 1; --i) {
    std::swap(rows[i - 1], rows[static_cast<std::size_t>(random.uniform() * static_cast<double>(i))]);
  }
}

inline void real_data(Table& table, const std::string& folder, std::size_t runs) {
  if (folder.empty() || !std::filesystem::is_directory(folder)) {
    std::fprintf(stderr, "real data: skipped, LEEWAY_SHARED_DATA names no folder\n");
    return;
  }
  using Rows = std::function<bool(const RealTable&, std::size_t)>;
  struct Split {
    const char* name;
    const char* file;
    std::set<std::string> left_out;
    Rows reference;
    Rows current;
  };
  const auto in = [](const std::string& value, std::initializer_list<const char*> values) {
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  const Rows all = [](const RealTable&, std::size_t) { return true; };
  const Split splits[] = {
      {"adult census", "adult_census/adult.csv", {}, all, {}},
      {"Ames housing", "ames_housing/ames.csv", {"rownames"}, all, {}},
      {"adult census, by education",
       "adult_census/adult.csv",
       {},
       [in](const RealTable& t, std::size_t row) {
         return !in(t["education"][row], {"Some-college", "HS-grad", "Bachelors"});
       },
       [in](const RealTable& t, std::size_t row) {
         return in(t["education"][row], {"Some-college", "HS-grad", "Bachelors"});
       }},
      {"bike sharing, 2011 to 2012",
       "bike_sharing/hour.csv",
       {"instant", "dteday", "yr"},
       [](const RealTable& t, std::size_t row) { return t["yr"][row] == "0"; },
       [](const RealTable& t, std::size_t row) { return t["yr"][row] == "1"; }},
      {"Ames housing, 2006-07 to 2009-10",
       "ames_housing/ames.csv",
       {"rownames", "Year_Sold"},
       [in](const RealTable& t, std::size_t row) {
         return in(t["Year_Sold"][row], {"2006", "2007"});
       },
       [in](const RealTable& t, std::size_t row) {
         return in(t["Year_Sold"][row], {"2009", "2010"});
       }},
      {"hotel rates, 2016 to 2017",
       "hotel_rates/hotel_rates.csv",
       {"rownames", "arrival_date", "arrival_date_num", "year"},
       [](const RealTable& t, std::size_t row) { return t["arrival_date"][row].starts_with("2016"); },
       [](const RealTable& t, std::size_t row) { return t["arrival_date"][row].starts_with("2017"); }},
      {"weather, EWR to JFK",
       "weather/weather.csv",
       {"rownames", "origin", "year", "month", "day", "hour", "time_hour"},
       [](const RealTable& t, std::size_t row) { return t["origin"][row] == "EWR"; },
       [](const RealTable& t, std::size_t row) { return t["origin"][row] == "JFK"; }},
  };
  constexpr std::uint64_t rows_per_window = 100;
  for (const Split& split : splits) {
    const std::string path = folder + "/" + split.file;
    if (!std::filesystem::exists(path)) continue;
    const RealTable data = read_table(path);
    const bool healthy = !split.current;
    Table::Row row;
    row.stream = std::string("real: ") + split.name + (healthy ? ", random halves" : "");
    row.watcher = "automatic";
    row.rows_per_window = rows_per_window;
    row.runs = healthy ? runs : 1;
    std::vector<Replay> replays(row.runs);
    for_each_run(row.runs, [&](std::size_t run) {
      Random random(run);
      std::vector<std::size_t> training;
      std::vector<std::size_t> live;
      for (std::size_t i = 0; i < data.rows(); ++i) {
        if (healthy) {
          (random.uniform() < 0.5 ? training : live).push_back(i);
        } else if (split.reference(data, i)) {
          training.push_back(i);
        } else if (split.current(data, i)) {
          live.push_back(i);
        }
      }
      // In file order neighbours are alike (a data set sorted by district): shuffled, halves are what they are said to
      // be.
      if (healthy) {
        shuffle(training, random);
        shuffle(live, random);
      }
      replays[run] = replay(data, split.left_out, training, live, rows_per_window);
      if (run == 0) row.baseline_rows = training.size();
    });
    row.windows = replays.front().windows;
    double alarms = 0;
    for (const Replay& replay : replays) alarms += replay.alarmed.empty() ? 0 : 1;
    if (healthy) {
      const double share = alarms / static_cast<double>(row.runs);
      row.false_alarms = decimal(share, 4);
      row.bar = "<= .05";
      row.held = at_most(share, 0.05, row.runs);
    } else {
      const Replay& found = replays.front();
      row.delay = found.alarmed.empty() ? "nothing found"
                                        : std::to_string(found.alarmed.size()) + " features, from window " +
                                              std::to_string(found.first_window);
    }
    table.add(row);
  }
}

}  // namespace validity
