#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/window.hpp"

/// A made-up stream of rows for tests of what watches it: a number and a category. Change the fields to make it drift.
struct Stream {
  double shift = 0;
  double scale = 1;
  double rho = 0;        ///< autocorrelation of the number
  double missing = 0.1;  ///< share of both features
  double repeated = 0;   ///< share of rows in which the number is .731
  double other = 0;      ///< share of rows in which it is `value`
  double value = 0;
  std::vector<double> shares{0.6, 0.3, 0.1};  ///< of the categories "0", "1", ...

  std::mt19937_64 random{1};
  double last = 0;

  static leeway::Schema schema() { return leeway::Schema{{"x"}, {"c", leeway::Kind::categorical}}; }

  std::pair<double, std::string> row() {
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    std::discrete_distribution<int> category(shares.begin(), shares.end());
    last = rho * last + std::sqrt(1 - rho * rho) * normal(random);
    double x = shift + scale * last;
    if (const double u = uniform(random); u < repeated) {
      x = 0.731;
    } else if (u < repeated + other) {
      x = value;
    }
    if (uniform(random) < missing) x = std::nan("");
    const bool no_category = uniform(random) < missing;
    return {x, no_category ? std::string() : std::to_string(category(random))};
  }
  leeway::Baseline baseline(int rows = 10'000) {
    leeway::BaselineBuilder builder(schema());
    std::vector<double> numbers;
    std::vector<std::string> categories;
    for (int i = 0; i < rows; ++i) {
      auto [x, c] = row();
      numbers.push_back(x);
      categories.push_back(std::move(c));
    }
    builder.add_column(0, numbers);
    builder.add_column(1, categories);
    return builder.build();
  }
  leeway::Window window(const leeway::Baseline& over, int rows = 250) {
    const auto& partition = std::get<leeway::NumericBaseline>(over[0]).cells.partition();
    const auto& vocabulary = std::get<leeway::CategoricalBaseline>(over[1]).vocabulary;
    leeway::Window window(over);
    for (int i = 0; i < rows; ++i) {
      const auto [x, c] = row();
      std::get<leeway::NumericWindow>(window.features[0]).add(partition.slot(x), x);
      ++std::get<leeway::CategoricalWindow>(window.features[1]).counts[vocabulary.slot(c)];
    }
    window.rows = static_cast<std::uint64_t>(rows);
    return window;
  }
};
