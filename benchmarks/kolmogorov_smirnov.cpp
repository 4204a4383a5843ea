// Kolmogorov-Smirnov: raw samples, a window against a sorted reference, exact p with ties, cells. Peers: peers.py.

#include "leeway/compare/kolmogorov_smirnov.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include <benchmark/benchmark.h>

#include "leeway/accumulate/cells.hpp"

namespace {

using namespace leeway;

std::vector<double> normal_sample(std::size_t size, double shift, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(shift, 1);
  std::vector<double> values(size);
  for (double& x : values) x = normal(random);
  return values;
}

void ks_raw(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto reference = normal_sample(size, 0, 1);
  const auto current = normal_sample(size, 0.01, 2);
  const KolmogorovSmirnov test;
  for (auto _ : state) benchmark::DoNotOptimize(test(reference, current));
}
BENCHMARK(ks_raw)->Arg(1000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// The default would take the exact p here; `asymptotic` is what scipy's own rule takes at these sizes.
void ks_window_against_sorted_reference(benchmark::State& state, Method method) {
  const auto reference = normal_sample(100'000, 0, 1);
  const auto current = normal_sample(1000, 0, 2);
  const auto sorted = sorted_values(std::span<const double>(reference));
  const Sorted<double> view{std::span<const double>(sorted)};
  const KolmogorovSmirnov test{.method = method};
  for (auto _ : state) benchmark::DoNotOptimize(test(view, current));
}
BENCHMARK_CAPTURE(ks_window_against_sorted_reference, asymptotic, Method::asymptotic_corrected)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(ks_window_against_sorted_reference, exact, Method::none)->Unit(benchmark::kMicrosecond);

void ks_exact_tied(benchmark::State& state) {
  auto reference = normal_sample(10'000, 0, 1);
  auto current = normal_sample(10'000, 0.02, 2);
  for (auto* sample : {&reference, &current}) {
    for (double& x : *sample) x = std::round(x * 100) / 100;
  }
  const KolmogorovSmirnov test{.method = Method::exact};
  for (auto _ : state) benchmark::DoNotOptimize(test(reference, current));
}
BENCHMARK(ks_exact_tied)->Unit(benchmark::kMicrosecond);

/// Baseline of 100,000, window of 10,000, both counted; the argument is the exact work limit.
void ks_cells(benchmark::State& state) {
  const auto reference = normal_sample(100'000, 0, 1);
  const auto current = normal_sample(10'000, 0.01, 2);
  const auto sorted = sorted_values(std::span<const double>(reference));
  Cells<double> reference_cells(quantile_partition(std::span<const double>(sorted)));
  Cells<double> current_cells(reference_cells.partition());
  for (const double x : reference) reference_cells.add(x);
  for (const double x : current) current_cells.add(x);
  const KolmogorovSmirnov test{.exact_work_limit = static_cast<double>(state.range(0))};
  for (auto _ : state) benchmark::DoNotOptimize(test(reference_cells, current_cells));
}
BENCHMARK(ks_cells)->Arg(200'000)->Arg(100'000'000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
