// A fixed run of the serving path, whose instructions tests/instructions/check.py counts: what it prints does not
// matter, what it executes must not change from run to run. Everything before `measured` is preparation.

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/baseline/builder.hpp"
#include "leeway/monitor/recorder.hpp"

namespace {

using namespace leeway;

constexpr std::size_t numbers = 20;
constexpr std::size_t rows = 256;

/// Without <random>'s distributions, which differ between libraries: whole numbers of a bell shape.
std::vector<float> draw(std::size_t values, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> drawn(values);
  for (float& x : drawn) {
    for (int i = 0; i < 4; ++i) x += static_cast<float>(random() >> 16);
  }
  return drawn;
}

[[gnu::noinline]] void measured_batches(Recorder& recorder, const std::vector<float>& batch,
                                        const std::vector<CategoryColumn>& names) {
  for (int i = 0; i < 100; ++i) recorder.observe(BatchView<float>(batch.data(), rows, numbers), names);
}
[[gnu::noinline]] void measured_doubles(Recorder& recorder, const std::vector<double>& batch,
                                        const std::vector<CategoryColumn>& names) {
  for (int i = 0; i < 100; ++i) recorder.observe(BatchView<double>(batch.data(), rows, numbers), names);
}
[[gnu::noinline]] void measured_small(Recorder& recorder, const std::vector<float>& batch,
                                      const std::vector<CategoryColumn>& names) {
  for (int i = 0; i < 1000; ++i) recorder.observe(BatchView<float>(batch.data(), 1, numbers), names);
}
[[gnu::noinline]] void measured_drain(Recorder& recorder, Window& window) { recorder.drain(window); }

}  // namespace

int main() {
  std::vector<Feature> features;
  for (std::size_t i = 0; i < numbers; ++i) features.push_back({std::string("f").append(std::to_string(i))});
  features.push_back({"name", Kind::categorical});
  BaselineBuilder builder{Schema(std::move(features))};
  const std::vector<float> training = draw(5'000 * numbers, 1);
  std::vector<std::string> names(5'000);
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = std::string("name ").append(std::to_string(i % 50));
  const std::vector<CategoryColumn> training_names{names};
  builder.add(BatchView<float>(training.data(), 5'000, numbers), training_names);
  const Baseline baseline = builder.build();

  Recorder recorder(baseline, 1);
  const std::vector<float> batch = draw(rows * numbers, 2);
  const std::vector<double> doubles(batch.begin(), batch.end());
  const std::vector<std::string> live(names.begin(), names.begin() + rows);
  const std::vector<CategoryColumn> live_names{live};
  const std::vector<CategoryColumn> one_name{std::span<const std::string>(live).first(1)};
  measured_batches(recorder, batch, live_names);
  measured_doubles(recorder, doubles, live_names);
  measured_small(recorder, batch, one_name);
  Window window(baseline);
  measured_drain(recorder, window);
  std::printf("%llu rows\n", static_cast<unsigned long long>(window.rows));
  return window.rows == 2 * 100 * rows + 1000 ? 0 : 1;
}
