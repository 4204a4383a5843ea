// How long the slowest calls of observe take: 32 rows of 20 features a call, one observer, while other threads keep
// every processor busy and windows are drained. The clock is read around each call; its own time is taken off.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "leeway/monitor/recorder.hpp"
#include "traffic.hpp"

namespace {

using namespace leeway;
using Clock = std::chrono::steady_clock;

double nanoseconds(Clock::duration duration) { return std::chrono::duration<double, std::nano>(duration).count(); }

void tail(benchmark::State& state) {
  const Baseline& baseline = traffic::baseline(20);
  Recorder recorder(baseline);
  const auto batch = traffic::row_major<float>(32, 20, 10);
  std::atomic<bool> running{true};
  std::vector<std::thread> load;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
    load.emplace_back([&] {
      std::vector<float> work(16'384, 1);
      while (running) {
        for (float& x : work) x = x * 1.0001F + 0.5F;
        benchmark::DoNotOptimize(work.data());
      }
    });
  }
  std::thread drains([&] {
    Window window(baseline);
    while (running) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      recorder.drain(window);
    }
  });

  constexpr std::size_t calls = 200'000;
  std::vector<double> times(calls);
  std::vector<double> medians;
  std::vector<double> tails;
  for (auto _ : state) {
    for (double& time : times) {
      const auto begin = Clock::now();
      recorder.observe(BatchView<float>(batch.data(), 32, 20));
      time = nanoseconds(Clock::now() - begin);
    }
    std::vector<double> clock(1000);
    for (double& time : clock) {
      const auto begin = Clock::now();
      time = nanoseconds(Clock::now() - begin);
    }
    const double own = *std::min_element(clock.begin(), clock.end());
    std::sort(times.begin(), times.end());
    medians.push_back(times[calls / 2] - own);
    tails.push_back(times[calls - calls / 1000] - own);
  }
  running = false;
  for (auto& thread : load) thread.join();
  drains.join();
  std::sort(medians.begin(), medians.end());
  std::sort(tails.begin(), tails.end());
  state.counters["median_ns"] = medians[medians.size() / 2];
  state.counters["tail_ns"] = tails[tails.size() / 2];
}
BENCHMARK(tail)->Iterations(3)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
