// Chi-squared on a 2 x k table of counts, dense and sparse: statistic and p. Peers: peers.py.

#include "leeway/compare/chi_squared.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

namespace {

/// Poisson counts whose means fall like 1 / rank^exponent, `rows` in all.
std::vector<std::uint64_t> zipf_counts(std::size_t categories, double rows, double exponent, unsigned seed) {
  std::mt19937_64 random(seed);
  double sum = 0;
  for (std::size_t i = 1; i <= categories; ++i) sum += std::pow(static_cast<double>(i), -exponent);
  std::vector<std::uint64_t> counts;
  for (std::size_t i = 1; i <= categories; ++i) {
    std::poisson_distribution<std::uint64_t> draw(rows / sum * std::pow(static_cast<double>(i), -exponent));
    counts.push_back(draw(random));
  }
  return counts;
}

/// 100 rows a category in the reference, 20 in the window: the classical p.
void chi_squared(benchmark::State& state) {
  const auto k = static_cast<std::size_t>(state.range(0));
  const auto reference = zipf_counts(k, 100 * static_cast<double>(k), 0, 1);
  const auto current = zipf_counts(k, 20 * static_cast<double>(k), 0, 2);
  for (auto _ : state) benchmark::DoNotOptimize(leeway::ChiSquared{}(reference, current));
}
BENCHMARK(chi_squared)->Arg(10)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// One row a category in the reference, by Zipf's law: most expected counts are small, so p is moment-matched.
void chi_squared_sparse(benchmark::State& state) {
  const auto k = static_cast<std::size_t>(state.range(0));
  const auto reference = zipf_counts(k, static_cast<double>(k), 1, 1);
  const auto current = zipf_counts(k, 0.1 * static_cast<double>(k), 1, 2);
  for (auto _ : state) benchmark::DoNotOptimize(leeway::ChiSquared{}(reference, current));
}
BENCHMARK(chi_squared_sparse)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
