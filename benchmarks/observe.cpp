// What stands before a forward pass: a Recorder's observe, by shape and by path, beside what people write by hand or
// take from Boost. Times are a value's, where a batch is observed: the time of a batch divided by its values.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Core>
#include <benchmark/benchmark.h>
#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics/p_square_quantile.hpp>
#include <boost/accumulators/statistics/stats.hpp>
#include <boost/histogram.hpp>

#include "leeway/baseline/builder.hpp"
#include "leeway/monitor/recorder.hpp"
#include "traffic.hpp"

namespace {

using namespace leeway;

/// A batch observed again and again would stay in the cache longer than one of a service's: four take turns.
template <class Value>
std::vector<std::vector<Value>> four_batches(std::size_t rows, std::size_t columns) {
  std::vector<std::vector<Value>> batches;
  for (unsigned seed = 0; seed < 4; ++seed) batches.push_back(traffic::row_major<Value>(rows, columns, 10 + seed));
  return batches;
}

/// Google Benchmark's own times are a batch's; table.py divides by this.
void per_value(benchmark::State& state, std::size_t values) { state.counters["items"] = static_cast<double>(values); }

template <class Value>
void observe(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto columns = static_cast<std::size_t>(state.range(1));
  Recorder recorder(traffic::baseline(columns), 1);
  const auto batches = four_batches<Value>(rows, columns);
  std::size_t next = 0;
  for (auto _ : state) {
    recorder.observe(BatchView<Value>(batches[next++ % 4].data(), rows, columns));
  }
  per_value(state, rows * columns);
}
#if LEEWAY_DETAIL_AVX2
#define LEEWAY_BENCHMARK_PATH "observe"
#else
#define LEEWAY_BENCHMARK_PATH "observe_portable"
#endif
BENCHMARK(observe<float>)
    ->Name(LEEWAY_BENCHMARK_PATH "_float")
    ->Args({256, 20})
    ->Args({32, 20})
    ->Args({4096, 1000})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(observe<double>)->Name(LEEWAY_BENCHMARK_PATH "_double")->Args({256, 20})->Unit(benchmark::kMicrosecond);

#ifndef LEEWAY_BENCHMARK_PATH_ONLY

/// One record of twenty members, bound to the features by name.
struct Record {
  float f00, f01, f02, f03, f04, f05, f06, f07, f08, f09, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19;
};

void observe_record(benchmark::State& state) {
  const Baseline& baseline = traffic::baseline(20);
  const Binding binding(baseline.schema(), field("f0", &Record::f00), field("f1", &Record::f01),
                        field("f2", &Record::f02), field("f3", &Record::f03), field("f4", &Record::f04),
                        field("f5", &Record::f05), field("f6", &Record::f06), field("f7", &Record::f07),
                        field("f8", &Record::f08), field("f9", &Record::f09), field("f10", &Record::f10),
                        field("f11", &Record::f11), field("f12", &Record::f12), field("f13", &Record::f13),
                        field("f14", &Record::f14), field("f15", &Record::f15), field("f16", &Record::f16),
                        field("f17", &Record::f17), field("f18", &Record::f18), field("f19", &Record::f19));
  const auto values = traffic::row_major<float>(1024, 20, 10);
  std::vector<Record> records(1024);
  static_assert(sizeof(Record) == 20 * sizeof(float));
  std::memcpy(records.data(), values.data(), values.size() * sizeof(float));
  Recorder recorder(baseline, 1);
  std::size_t next = 0;
  for (auto _ : state) recorder.observe(binding, records[next++ % records.size()]);
}
BENCHMARK(observe_record)->Unit(benchmark::kMicrosecond);

/// By hand: std::upper_bound over the edges, Welford's mean and variance, extrema and counts of what is not a number.
struct ByHand {
  std::vector<float> edges;
  std::vector<std::uint64_t> counts;
  std::uint64_t missing = 0, n = 0;
  double mean = 0, squares = 0;
  float lowest = std::numeric_limits<float>::max(), highest = std::numeric_limits<float>::lowest();

  void add(float x) {
    if (std::isnan(x)) {
      ++missing;
      return;
    }
    ++counts[static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), x) - edges.begin())];
    ++n;
    const double delta = static_cast<double>(x) - mean;
    mean += delta / static_cast<double>(n);
    squares += delta * (static_cast<double>(x) - mean);
    lowest = std::min(lowest, x);
    highest = std::max(highest, x);
  }
};

std::vector<float> edges_of(const Baseline& baseline, std::size_t feature) {
  const auto rounded = std::get<NumericBaseline>(baseline[feature]).cells.partition().rounded_to<float>();
  return {rounded.edges().begin(), rounded.edges().end()};
}

/// Gives each value of a row-major batch of 256 x 20 to the accumulator of its column.
template <class Accumulator, class Add>
void fill_256_by_20(benchmark::State& state, std::vector<Accumulator> accumulators, Add&& add) {
  const auto batches = four_batches<float>(256, 20);
  std::size_t next = 0;
  for (auto _ : state) {
    const float* x = batches[next++ % 4].data();
    for (std::size_t row = 0; row < 256; ++row) {
      for (auto& accumulator : accumulators) add(accumulator, *x++);
    }
    benchmark::ClobberMemory();
  }
  per_value(state, 256 * 20);
}

void peer_by_hand(benchmark::State& state) {
  std::vector<ByHand> features;
  for (std::size_t i = 0; i < 20; ++i) {
    ByHand feature;
    feature.edges = edges_of(traffic::baseline(20), i);
    feature.counts.resize(feature.edges.size() + 1);
    features.push_back(std::move(feature));
  }
  fill_256_by_20(state, std::move(features), [](ByHand& feature, float x) { feature.add(x); });
}
BENCHMARK(peer_by_hand)->Unit(benchmark::kMicrosecond);

void peer_boost_histogram(benchmark::State& state) {
  using Axis = boost::histogram::axis::variable<float>;
  using Histogram = decltype(boost::histogram::make_histogram(std::declval<Axis>()));
  std::vector<Histogram> features;
  for (std::size_t i = 0; i < 20; ++i) {
    features.push_back(boost::histogram::make_histogram(Axis(edges_of(traffic::baseline(20), i))));
  }
  fill_256_by_20(state, std::move(features), [](Histogram& histogram, float x) { histogram(x); });
}
BENCHMARK(peer_boost_histogram)->Unit(benchmark::kMicrosecond);

/// As many values as Boost's own documentation advises: its fill takes a whole column at once.
void peer_boost_histogram_fill(benchmark::State& state) {
  using Axis = boost::histogram::axis::variable<float>;
  using Histogram = decltype(boost::histogram::make_histogram(std::declval<Axis>()));
  std::vector<Histogram> features;
  for (std::size_t i = 0; i < 20; ++i) {
    features.push_back(boost::histogram::make_histogram(Axis(edges_of(traffic::baseline(20), i))));
  }
  const auto batches = four_batches<float>(256, 20);
  std::vector<float> column(256);
  std::size_t next = 0;
  for (auto _ : state) {
    const auto& batch = batches[next++ % 4];
    for (std::size_t i = 0; i < 20; ++i) {
      for (std::size_t row = 0; row < 256; ++row) column[row] = batch[row * 20 + i];
      features[i].fill(column);
    }
    benchmark::ClobberMemory();
  }
  per_value(state, 256 * 20);
}
BENCHMARK(peer_boost_histogram_fill)->Unit(benchmark::kMicrosecond);

/// One quantile only, the median.
void peer_boost_p_square(benchmark::State& state) {
  namespace accumulators = boost::accumulators;
  using PSquare = accumulators::accumulator_set<float, accumulators::stats<accumulators::tag::p_square_quantile>>;
  fill_256_by_20(state, std::vector<PSquare>(20, PSquare(accumulators::quantile_probability = 0.5)),
                 [](PSquare& quantile, float x) { quantile(x); });
}
BENCHMARK(peer_boost_p_square)->Unit(benchmark::kMicrosecond);

/// Observed 20 rows of 256 each by one thread or by two: the same work a thread. Real time says what a batch takes.
void threads(benchmark::State& state) {
  static Recorder recorder(traffic::baseline(20), 4);
  const auto batches = four_batches<float>(256, 20);
  std::size_t next = 0;
  for (auto _ : state) recorder.observe(BatchView<float>(batches[next++ % 4].data(), 256, 20));
}
BENCHMARK(threads)->ThreadRange(1, 2)->UseRealTime()->Unit(benchmark::kMicrosecond);

/// A small model: 20 - 64 - 1 with a ReLU, on a batch of 256; alone, and observed at 1 row in 16.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <bool observed>
void model(benchmark::State& state) {
  Recorder recorder(traffic::baseline(20), {.shards = 1, .sample_every = 16});
  std::vector<Matrix> batches;
  for (const auto& batch : four_batches<float>(256, 20)) {
    batches.emplace_back(Eigen::Map<const Matrix>(batch.data(), 256, 20));
  }
  std::mt19937_64 random(3);
  std::normal_distribution<float> normal(0, 0.2F);
  const auto weights = [&](Eigen::Index rows, Eigen::Index columns) -> Matrix {
    return Matrix::NullaryExpr(rows, columns, [&] { return normal(random); });
  };
  const Matrix first = weights(20, 64);
  const Matrix second = weights(64, 1);
  Matrix hidden;
  Matrix scores;
  std::size_t next = 0;
  for (auto _ : state) {
    const Matrix& batch = batches[next++ % 4];
    if constexpr (observed) recorder.observe(batch);
    hidden.noalias() = batch * first;
    scores.noalias() = hidden.cwiseMax(0.0F) * second;
    benchmark::DoNotOptimize(scores.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK(model<false>)->Unit(benchmark::kMicrosecond);
BENCHMARK(model<true>)->Unit(benchmark::kMicrosecond);
/// What the observing takes by itself, for the difference of two long times is mostly noise.
void model_share(benchmark::State& state) {
  Recorder recorder(traffic::baseline(20), {.shards = 1, .sample_every = 16});
  const auto batches = four_batches<float>(256, 20);
  std::size_t next = 0;
  for (auto _ : state) recorder.observe(BatchView<float>(batches[next++ % 4].data(), 256, 20));
}
BENCHMARK(model_share)->Unit(benchmark::kMicrosecond);

#endif

}  // namespace

BENCHMARK_MAIN();
