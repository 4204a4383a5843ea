#pragma once

// What every history must do, whatever its database.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "io/history_samples.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/io/drift_series.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/report/evaluate.hpp"

namespace samples {

inline TimePoint hour(int number) { return TimePoint(std::chrono::seconds(first_hour + 3'600 * number)); }

inline std::string pod(std::uint64_t replica) { return "pod-" + std::to_string(replica); }

/// Fills an empty history; then any time range and any replicas must be the sum of their windows, to the last bit.
template <class History>
void check_ranges(History& history, const Baseline& baseline) {
  std::vector<std::pair<std::uint64_t, int>> order;
  for (std::uint64_t replica = 0; replica < 3; ++replica) {
    for (int at = 0; at < 6; ++at) order.emplace_back(replica, at);
  }
  std::mt19937_64 random(1);
  std::shuffle(order.begin(), order.end(), random);
  for (const auto& [replica, at] : order) {
    CHECK(history.append(baseline, history_window(baseline, replica, at), {pod(replica)}));
  }
  const auto wanted = [&](int from, int until, const std::vector<std::uint64_t>& replicas) {
    WindowSum sum(baseline);
    for (const std::uint64_t replica : replicas) {
      for (int at = from; at < until; ++at) sum.merge(history_window(baseline, replica, at));
    }
    return sum;
  };
  CHECK(history.sum(baseline) == wanted(0, 6, {0, 1, 2}));
  CHECK(history.sum(baseline, {.from = hour(2), .until = hour(4)}) == wanted(2, 4, {0, 1, 2}));
  CHECK(history.sum(baseline, {.from = hour(3), .replicas = {pod(0), pod(2)}}) == wanted(3, 6, {0, 2}));
  CHECK(history.sum(baseline, {.from = hour(99)}) == WindowSum(baseline));
  const auto report = [&](const WindowSum& sum) { return to_json(evaluate(baseline, sum.window())); };
  CHECK(report(history.sum(baseline, {.from = hour(1)})) == report(wanted(1, 6, {0, 1, 2})));
}

/// Fills an empty history with reports; then the series of any range and any replicas is what they said.
template <class History>
void check_series(History& history, const Baseline& baseline) {
  DriftSeries all;
  DriftSeries of_one;
  for (std::uint64_t replica = 0; replica < 2; ++replica) {
    for (int at = 0; at < 4; ++at) {
      const Window window = history_window(baseline, replica, at);
      const DriftReport report = evaluate(baseline, window);
      history.append(baseline, window, {pod(replica)}, &report);
      all.add(report);
      if (replica == 1 && at >= 2) of_one.add(report);
    }
  }
  history.append(baseline, history_window(baseline, 2, 9), {pod(2)});  // without a report: nothing to show
  const DriftSeries read = history.series(baseline);
  const DriftSeries part = history.series(baseline, {.from = hour(2), .replicas = {pod(1)}});
  for (const Feature& feature : baseline.schema()) {
    CHECK(read.of(feature.name).size() == 4);
    CHECK(read.of(feature.name) == all.of(feature.name));
    CHECK(part.of(feature.name).size() == 2);
    CHECK(part.of(feature.name) == of_one.of(feature.name));
  }
  CHECK(history.series(baseline, {.from = hour(99)}).empty());
}

}  // namespace samples
