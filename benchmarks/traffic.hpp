#pragma once

#include <cmath>
#include <cstddef>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "leeway/baseline/builder.hpp"

/// Numbers as tables have them, in turns: normal, lognormal, two decimals, whole numbers.
namespace traffic {

template <class Value>
[[nodiscard]] Value draw(std::mt19937_64& random, std::size_t feature, double shift = 0) {
  std::normal_distribution<double> normal;
  double x = normal(random) + shift;
  if (feature % 4 == 1) x = std::exp(x);
  if (feature % 4 == 2) x = std::round(x * 100) / 100;
  if (feature % 4 == 3) x = std::round(40 + 10 * x);
  return static_cast<Value>(x);
}

template <class Value>
[[nodiscard]] std::vector<Value> row_major(std::size_t rows, std::size_t columns, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<Value> batch(rows * columns);
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i] = draw<Value>(random, i % columns);
  return batch;
}

/// Features f0, f1, ..., from 20,000 rows of float.
[[nodiscard]] inline const leeway::Baseline& baseline(std::size_t columns) {
  static std::map<std::size_t, leeway::Baseline> made;
  if (const auto known = made.find(columns); known != made.end()) return known->second;
  std::vector<leeway::Feature> features;
  for (std::size_t i = 0; i < columns; ++i) features.push_back({std::string("f").append(std::to_string(i))});
  leeway::BaselineBuilder builder{leeway::Schema(std::move(features))};
  std::mt19937_64 random(1);
  std::vector<float> column(20'000);
  for (std::size_t i = 0; i < columns; ++i) {
    for (float& x : column) x = draw<float>(random, i);
    builder.add_column(i, column);
  }
  return made.emplace(columns, builder.build()).first->second;
}

}  // namespace traffic
