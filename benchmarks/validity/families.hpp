#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "simulation.hpp"
#include "table.hpp"

namespace validity {

/// Thirty features of different importance, three of which drift from the first live row on: how often any of the
/// others alarms, and whether the three lead the list by evidence.
inline void families(Table& table, std::size_t runs) {
  constexpr std::size_t features = 30;
  constexpr std::size_t drifted = 3;
  constexpr std::uint64_t baseline_rows = 10'000;
  constexpr std::uint64_t windows = 240;
  constexpr std::uint64_t rows = 100;
  const auto shift_of = [](std::size_t feature) { return feature % 10 == 4 ? 0.2 : 0.0; };  // features 4, 14, 24

  std::vector<int> false_alarm(runs);
  std::vector<int> on_top(runs);
  std::vector<std::size_t> found(runs);
  for_each_run(runs, [&](std::size_t run) {
    Random random(run);
    leeway::Schema schema;
    for (std::size_t i = 0; i < features; ++i) {
      leeway::Feature feature{"x" + std::to_string(i)};
      feature.importance = static_cast<double>(1 + i % 5);
      schema.add(feature);
    }
    leeway::BaselineBuilder builder(schema);
    std::vector<double> column(baseline_rows);
    for (std::size_t i = 0; i < features; ++i) {
      for (double& x : column) x = random.normal();
      builder.add_column(i, column);
    }
    const leeway::Baseline baseline = builder.build();
    leeway::Plan plan;
    plan.horizon_windows = windows;
    leeway::Watch watch(baseline, plan);
    std::vector<leeway::SlotTable<double>> tables;
    for (std::size_t i = 0; i < features; ++i) {
      tables.emplace_back(std::get<leeway::NumericBaseline>(baseline[i]).cells.partition());
    }
    leeway::Window window(baseline);
    for (std::uint64_t number = 0; number < windows; ++number) {
      window.reset();
      window.rows = rows;
      for (std::size_t i = 0; i < features; ++i) {
        auto& live = std::get<leeway::NumericWindow>(window.features[i]);
        for (std::uint64_t row = 0; row < rows; ++row) {
          const double x = random.normal() + shift_of(i);
          const std::size_t slot = tables[i].slot(x);
          ++live.counts[slot];
          ++live.lanes[slot * leeway::hash_lanes + leeway::hash_lane(x)];
        }
      }
      watch.update(window);
    }
    double least_drifted = std::numeric_limits<double>::infinity();
    double most_healthy = 0;
    for (std::size_t i = 0; i < features; ++i) {
      const leeway::SequentialEvidence& evidence = watch[i].evidence();
      const double weighed = evidence.largest_e_value * evidence.alpha;
      if (shift_of(i) == 0) {
        false_alarm[run] |= evidence.alarmed ? 1 : 0;
        most_healthy = (std::max)(most_healthy, weighed);
      } else {
        found[run] += evidence.alarmed ? 1 : 0;
        least_drifted = (std::min)(least_drifted, weighed);
      }
    }
    on_top[run] = least_drifted > most_healthy ? 1 : 0;
  });
  double alarms = 0;
  double tops = 0;
  double all_found = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    alarms += false_alarm[run];
    tops += on_top[run];
    all_found += found[run] == drifted ? 1 : 0;
  }
  const auto count = static_cast<double>(runs);
  Table::Row row;
  row.stream = "30 features, 3 of them drifted by .2 std";
  row.watcher = "automatic";
  row.baseline_rows = baseline_rows;
  row.windows = windows;
  row.rows_per_window = rows;
  row.runs = runs;
  row.false_alarms = decimal(alarms / count, 4);
  row.delay = "on top " + decimal(tops / count, 3) + ", found " + decimal(all_found / count, 3);
  row.bar = "<= .05, on top";
  row.held = at_most(alarms / count, 0.05, runs) && at_most(1 - tops / count, 0.01, runs);
  table.add(row);
}

}  // namespace validity
