// Training rows in, baseline out: a million rows of four Eigen columns, or of one column of categories.

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <Eigen/Core>
#include <benchmark/benchmark.h>

#include "leeway/baseline/builder.hpp"
#include "traffic.hpp"

namespace {

using namespace leeway;

constexpr std::size_t rows = 1'000'000;
constexpr std::size_t columns = 4;

Schema numbers() { return {{"a"}, {"b"}, {"c"}, {"d"}}; }

template <class Value>
Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic> training() {
  std::mt19937_64 random(1);
  Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic> matrix(rows, columns);
  for (Eigen::Index column = 0; column < matrix.cols(); ++column) {
    for (Eigen::Index row = 0; row < matrix.rows(); ++row) {
      matrix(row, column) = traffic::draw<Value>(random, static_cast<std::size_t>(column));
    }
  }
  return matrix;
}

template <class Value>
void build(benchmark::State& state) {
  const auto matrix = training<Value>();
  for (auto _ : state) {
    BaselineBuilder builder(numbers());
    builder.add(matrix);
    benchmark::DoNotOptimize(builder.build());
  }
  state.counters["bytes"] = static_cast<double>(matrix.size()) * sizeof(Value);
}
BENCHMARK(build<float>)->Name("build_float")->Unit(benchmark::kMicrosecond);
BENCHMARK(build<double>)->Name("build_double")->Unit(benchmark::kMicrosecond);

/// Real time: two threads, each with a fork of one builder.
void build_by_two(benchmark::State& state) {
  const auto matrix = training<double>();
  const Eigen::Index first = 131'072;
  const Eigen::Index half = (matrix.rows() - first) / 2;
  for (auto _ : state) {
    BaselineBuilder builder(numbers());
    builder.add(matrix.topRows(first));
    BaselineBuilder part = builder.fork();
    std::thread other([&] { part.add(matrix.middleRows(first, half)); });
    builder.add(matrix.bottomRows(matrix.rows() - first - half));
    other.join();
    builder.merge(part);
    benchmark::DoNotOptimize(builder.build());
  }
  state.counters["bytes"] = static_cast<double>(matrix.size()) * sizeof(double);
}
BENCHMARK(build_by_two)->UseRealTime()->Unit(benchmark::kMicrosecond);

void build_names(benchmark::State& state) {
  std::mt19937_64 random(2);
  std::vector<std::string> names(rows);
  std::size_t bytes = 0;
  for (std::string& name : names) bytes += (name = "category " + std::to_string(random() % 200)).size();
  for (auto _ : state) {
    BaselineBuilder builder(Schema{{"a", Kind::categorical}});
    builder.add_column(0, names);
    benchmark::DoNotOptimize(builder.build());
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(build_names)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
