#pragma once

// Made-up users of a model, the same for the same seed: what the programs of this folder count.

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/monitor/recorder.hpp"

namespace traffic {

using namespace leeway;

inline constexpr const char* awkward = "we\"ird\\ 'name'\n{{ st\xe4rke }}";

inline Schema schema() {
  return {{.name = "age", .importance = 3},
          {.name = "sessions"},
          {.name = "device", .kind = Kind::categorical, .importance = 2},
          {.name = "country", .kind = Kind::categorical},
          {.name = awkward, .kind = Kind::categorical, .importance = 0.5}};
}

/// Adds `rows` rows to anything with add(numbers, categories) or observe(numbers, categories).
template <class Take>
void draw(std::uint64_t seed, int rows, double drift, Take&& take) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> age(34 + 5 * drift, 9);
  std::poisson_distribution<int> sessions(2 + 0.3 * drift);
  std::uniform_real_distribution<double> uniform;
  Eigen::MatrixXd numbers(rows, 2);
  std::vector<std::string> devices;
  std::vector<std::string> countries;
  std::vector<std::string> words;
  for (int i = 0; i < rows; ++i) {
    const double u = uniform(random);
    numbers(i, 0) = u < 0.01 ? std::nan("") : u < 0.011 ? -INFINITY : age(random);
    numbers(i, 1) = sessions(random);
    const double v = uniform(random);
    devices.emplace_back(v < 0.05 * drift ? "tv"
                         : v < 0.6        ? "mobile"
                         : v < 0.9        ? "desktop"
                         : v < 0.999      ? ""
                         : v < 0.99985    ? "fridge"           // some 17 in training: a cell of the test's own
                                          : "watch");             // some 3: pooled with the new ones
    const double pareto = 1 / std::sqrt(1 - uniform(random));  // 60 and more countries, most of them rare
    countries.push_back("c" + std::to_string(static_cast<int>(20 * pareto)));
    words.emplace_back(uniform(random) < 0.5 ? "__new__" : "00");
  }
  take(numbers, devices, countries, words);
}

inline Window observed(const Baseline& baseline, std::uint64_t seed, int rows, double drift) {
  Recorder recorder(baseline, 1);
  draw(seed, rows, drift, [&](const auto& numbers, const auto& a, const auto& b, const auto& c) {
    recorder.observe(numbers, {a, b, c});
  });
  Window window(baseline);
  recorder.drain(window);
  return window;
}

inline Baseline baseline() {
  BaselineBuilder builder(schema());
  draw(1, 20'000, 0, [&](const auto& numbers, const auto& a, const auto& b, const auto& c) {
    builder.add(numbers, {a, b, c});
  });
  return builder.build("credit \"model\"");
}

}  // namespace traffic
