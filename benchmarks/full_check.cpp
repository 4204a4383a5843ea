// A whole report: a window of 10,000 rows, counted already, against a baseline of 100,000 rows; 20 numeric and 5
// categorical features, the default plan. Everything `evaluate` does counts: tests, profiles, diagnoses, ranking.
// Peers: peers.py makes the same 25 tests, and no report.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "leeway/baseline/builder.hpp"
#include "leeway/monitor/recorder.hpp"
#include "leeway/report/evaluate.hpp"

namespace {

using namespace leeway;

constexpr std::size_t numeric_features = 20;
constexpr std::size_t categorical_features = 5;
constexpr std::size_t columns = numeric_features + categorical_features;
constexpr std::size_t categories[categorical_features] = {2, 5, 12, 50, 200};

/// Columns of one stretch of rows: four shapes of numbers (two of them with ties) and five vocabularies.
struct Rows {
  std::vector<std::vector<double>> numeric;
  std::vector<std::vector<std::int64_t>> categorical;
};

Rows draw(std::size_t rows, double shift, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 1);
  Rows drawn;
  for (std::size_t feature = 0; feature < numeric_features; ++feature) {
    // One feature in five moves, so that a drifted window looks like one.
    const double moved = feature % 5 == 0 ? shift : 0;
    std::vector<double> column(rows);
    for (double& x : column) {
      x = normal(random) + moved;
      if (feature % 4 == 1) x = std::exp(x);
      if (feature % 4 == 2) x = std::round(x * 100) / 100;
      if (feature % 4 == 3) x = std::round(40 + 10 * x);
    }
    drawn.numeric.push_back(std::move(column));
  }
  for (std::size_t feature = 0; feature < categorical_features; ++feature) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < categories[feature]; ++i) {
      weights.push_back((i == 0 && feature == 0 ? 1 + shift : 1) / static_cast<double>(i + 1));
    }
    std::discrete_distribution<std::int64_t> category(weights.begin(), weights.end());
    std::vector<std::int64_t> column(rows);
    for (auto& code : column) code = category(random);
    drawn.categorical.push_back(std::move(column));
  }
  return drawn;
}

const Baseline& baseline() {
  static const Baseline made = [] {
    std::vector<Feature> features;
    for (std::size_t i = 0; i < numeric_features; ++i) features.push_back({"number_" + std::to_string(i)});
    for (std::size_t i = 0; i < categorical_features; ++i) {
      features.push_back({"category_" + std::to_string(i), Kind::categorical});
    }
    BaselineBuilder builder{Schema(std::move(features))};
    const Rows rows = draw(100'000, 0, 1);
    for (std::size_t i = 0; i < numeric_features; ++i) {
      builder.add_column(i, std::span<const double>(rows.numeric[i]));
    }
    for (std::size_t i = 0; i < categorical_features; ++i) {
      builder.add_column(numeric_features + i, CategoryColumn(rows.categorical[i]));
    }
    return builder.build("benchmark");
  }();
  return made;
}

/// The live rows, row-major, as a model takes them; codes of the categories stand beside the numbers.
std::vector<double> matrix_of(const Rows& rows) {
  std::vector<double> matrix(10'000 * columns);
  for (std::size_t row = 0; row < 10'000; ++row) {
    for (std::size_t i = 0; i < numeric_features; ++i) matrix[row * columns + i] = rows.numeric[i][row];
    for (std::size_t i = 0; i < categorical_features; ++i) {
      matrix[row * columns + numeric_features + i] = static_cast<double>(rows.categorical[i][row]);
    }
  }
  return matrix;
}

void full_check(benchmark::State& state, double shift) {
  const std::vector<double> matrix = matrix_of(draw(10'000, shift, 2));
  Recorder recorder(baseline());
  recorder.observe(BatchView<double>(matrix.data(), 10'000, columns));
  Window window(baseline());
  recorder.drain(window);
  for (auto _ : state) benchmark::DoNotOptimize(evaluate(baseline(), window));
  state.counters["drifted"] = static_cast<double>(evaluate(baseline(), window).count(Verdict::drift));
}
BENCHMARK_CAPTURE(full_check, same, 0.0)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(full_check, shifted, 0.3)->Unit(benchmark::kMicrosecond);

/// From rows to report: the window is observed in batches of 256, drained and evaluated.
void observe_and_check(benchmark::State& state) {
  const Rows rows = draw(10'000, 0, 2);
  const std::vector<double> doubles = matrix_of(rows);
  const std::vector<float> matrix(doubles.begin(), doubles.end());
  Recorder recorder(baseline());
  const Evaluator evaluator(baseline());
  for (auto _ : state) {
    for (std::size_t row = 0; row < 10'000; row += 256) {
      const std::size_t batch = std::min(std::size_t{256}, 10'000 - row);
      recorder.observe(BatchView<float>(matrix.data() + row * columns, batch, columns));
    }
    Window window(baseline());
    recorder.drain(window);
    benchmark::DoNotOptimize(evaluator(window));
  }
}
BENCHMARK(observe_and_check)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
