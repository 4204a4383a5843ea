#pragma once

// Windows for the tests of their binary form.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "io/samples.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/baseline/window_sum.hpp"

namespace samples {

/// What golden/window_v1.win holds, kept for ever. Made part by part, so that no change in how windows are counted
/// touches it.
inline WindowSum golden_window() {
  NumericSum age;
  age.counts = {1, 0, 10, 20, 300, 34, 0, 2, 3};
  age.lanes.resize(age.counts.size() * hash_lanes);
  for (std::size_t slot = 2; slot < 6; ++slot) {
    age.lanes[slot * hash_lanes] = age.counts[slot] - 3;
    for (std::size_t lane = 1; lane < hash_lanes; ++lane) age.lanes[slot * hash_lanes + lane] = 1;
  }
  age.moments = ExactMoments(364, Dyadic(0.1) * Dyadic(1e22) + Dyadic(-1e-17), Dyadic(1e22) * Dyadic(1e22));
  age.extrema = Extrema<double>::from_state(364, -2.5, 1e22);

  NumericSum empty;
  empty.counts = {0, 0, 0, 0, 0, 370};
  empty.lanes.resize(empty.counts.size() * hash_lanes);

  CategoricalSum device;
  device.counts = {50, 20, 300};
  device.unseen = {{ShortText("M\xfcnchen"), 7}, {ShortText(std::string_view("nul\0!", 5)), 1}, {ShortText("tv"), 200}};
  device.unseen_count = 210;
  device.unseen_missing = 1;
  device.unseen_error = 2;

  WindowSum window;
  window.baseline_hash = 0x00c0ffee12345678ULL;
  window.rows = 370;
  window.rejected_rows = 1'000'000;
  window.skipped_rows = 5;
  window.begin = TimePoint(std::chrono::seconds(-1));
  window.end = TimePoint(std::chrono::seconds(1'769'860'800));
  window.features = {age, device, empty};
  return window;
}

inline std::string golden_window_path() { return golden_file("window_v1.win"); }

/// A baseline of ten features and windows of replicas over it.
inline Baseline ten_features() {
  Schema schema;
  for (int i = 0; i < 8; ++i) schema.add({"x" + std::to_string(i)});
  for (int i = 0; i < 2; ++i) schema.add({"c" + std::to_string(i), Kind::categorical});
  BaselineBuilder builder(schema);
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(50, 9);
  std::vector<double> values(20'000);
  std::vector<std::string> names(values.size());
  for (std::size_t i = 0; i < schema.size(); ++i) {
    for (double& x : values) x = normal(random);
    for (std::string& name : names) name = "category " + std::to_string(random() % 12);
    if (schema[i].kind == Kind::numeric) {
      builder.add_column(i, values);
    } else {
      builder.add_column(i, names);
    }
  }
  return builder.build("ten");
}

inline Window replica(const Baseline& baseline, std::uint64_t seed, std::size_t rows) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(50, 9 + 0.1 * static_cast<double>(seed));
  Window window(baseline);
  window.rows = rows;
  window.begin = TimePoint(std::chrono::seconds(1'769'860'800 + seed));
  window.end = TimePoint(std::chrono::seconds(1'769'864'400 + seed));
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    for (std::size_t row = 0; row < rows; ++row) {
      if (auto* numeric = std::get_if<NumericWindow>(&window.features[i])) {
        const double x = normal(random);
        numeric->add(std::get<NumericBaseline>(baseline[i]).cells.partition().slot(x), x);
      } else {
        const auto& vocabulary = std::get<CategoricalBaseline>(baseline[i]).vocabulary;
        auto& categorical = std::get<CategoricalWindow>(window.features[i]);
        const std::string name = "category " + std::to_string(random() % 14 + (random() % 500 == 0 ? seed * 20 : 0));
        const std::size_t slot = vocabulary.slot(name);
        ++categorical.counts[slot];
        if (slot == vocabulary.new_slot()) categorical.unseen.add(name);
      }
    }
  }
  return window;
}

}  // namespace samples
