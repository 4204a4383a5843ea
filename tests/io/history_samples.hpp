#pragma once

// Windows of replicas over hours, for the tests of histories.

#include <chrono>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/window.hpp"

namespace samples {

using namespace leeway;

inline constexpr std::int64_t first_hour = 1'769'860'800;

/// Two features, one of them with a name that databases dislike.
inline Baseline history_baseline(double offset = 0) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(offset, 1);
  std::vector<double> numbers(4'000);
  for (double& x : numbers) x = normal(random);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < numbers.size(); ++i) names.emplace_back(i % 3 == 0 ? "it's \"a\", {b}" : "M\xfcnchen");
  BaselineBuilder builder(Schema{{"x\\1"}, {"c", Kind::categorical}});
  builder.add_column(0, numbers);
  builder.add_column(1, names);
  return builder.build("history");
}

/// What replica number `replica` saw in hour number `hour`: more and higher values hour by hour.
inline Window history_window(const Baseline& baseline, std::uint64_t replica, int hour) {
  std::mt19937_64 random(replica * 1'000 + static_cast<std::uint64_t>(hour));
  std::normal_distribution<double> normal(0.02 * hour, 1);
  Window window(baseline);
  window.rejected_rows = replica % 2;
  window.skipped_rows = 3 * replica;
  window.begin = TimePoint(std::chrono::seconds(first_hour + 3'600 * hour));
  window.end = TimePoint(std::chrono::seconds(first_hour + 3'600 * (hour + 1)));
  const auto& cells = std::get<NumericBaseline>(baseline[0]).cells.partition();
  const auto& vocabulary = std::get<CategoricalBaseline>(baseline[1]).vocabulary;
  auto& numeric = std::get<NumericWindow>(window.features[0]);
  auto& categorical = std::get<CategoricalWindow>(window.features[1]);
  for (int row = 0; row < 100 + hour; ++row) {
    ++window.rows;
    const double x = row % 40 == 0 ? std::numeric_limits<double>::quiet_NaN() : normal(random);
    numeric.add(cells.slot(x), x);
    const std::string name = row % 9 == 0 ? std::string("new\0\xff", 5) + std::to_string(random() % 30) : "M\xfcnchen";
    const std::size_t slot = vocabulary.slot(row % 50 == 0 ? "" : name);
    ++categorical.counts[slot];
    if (slot == vocabulary.new_slot()) categorical.unseen.add(name);
  }
  return window;
}

}  // namespace samples
