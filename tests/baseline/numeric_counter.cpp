#include "leeway/baseline/numeric_counter.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/numeric_builder.hpp"

using leeway::NumericBaseline;
using leeway::NumericCounter;
using leeway::NumericProbe;
using leeway::NumericWindow;

namespace {

NumericBaseline build(const std::vector<double>& values) {
  leeway::NumericBuilder builder(100'000);
  for (const double x : values) builder.add(x);
  return builder.build();
}

NumericBaseline normal_baseline(double mean = 2, double spread = 2) {
  std::mt19937_64 random(8);
  std::normal_distribution<double> normal(mean, spread);
  std::vector<double> values(5'000);
  for (double& x : values) x = static_cast<float>(normal(random));
  return build(values);
}

NumericWindow window_of(const NumericProbe& probe, const NumericCounter& counter) {
  NumericWindow window(probe.of_double.slot_count());
  counter.add_to(probe, window);
  return window;
}

/// Counted as the definition says: slot by slot, value by value.
template <class Value>
NumericWindow defined(const NumericProbe& probe, const std::vector<Value>& values) {
  NumericWindow window(probe.of_double.slot_count());
  for (const Value x : values) {
    window.add(probe.table(x).partition().slot(x), static_cast<double>(x));
  }
  return window;
}

template <class Value>
NumericWindow in_blocks(const NumericProbe& probe, const std::vector<Value>& values, std::size_t size) {
  NumericCounter counter(probe);
  for (std::size_t begin = 0; begin < values.size(); begin += size) {
    counter.add(probe, std::span<const Value>(values).subspan(begin, std::min(size, values.size() - begin)));
  }
  return window_of(probe, counter);
}

void check_same(const NumericWindow& window, const NumericWindow& expected) {
  CHECK(window.counts == expected.counts);
  CHECK(window.lanes == expected.lanes);
  CHECK(window.extrema == expected.extrema);
  CHECK(window.moments.count() == expected.moments.count());
  if (expected.moments.count() == 0) return;
  const double spread = expected.moments.population_std_dev();
  CHECK(window.moments.mean() == Approx(expected.moments.mean()).epsilon(1e-14).margin(1e-14 * spread));
  CHECK(window.moments.population_variance() == Approx(expected.moments.population_variance()).epsilon(1e-11));
}

}  // namespace

TEMPLATE_TEST_CASE("numeric_counter: counts are those of the definition, in blocks of any size and one by one", "",
                   float, double) {
  using Limits = std::numeric_limits<TestType>;
  std::mt19937_64 random(9);
  std::normal_distribution<TestType> normal(2, 2);
  std::uniform_real_distribution<double> uniform;
  const NumericBaseline baseline = normal_baseline();
  const NumericProbe probe(baseline);
  for (const double bad_share : {0.0, 0.01, 0.3, 1.0}) {
    std::vector<TestType> values(2'000);
    for (TestType& x : values) {
      x = normal(random);
      if (uniform(random) < 0.1) x = static_cast<TestType>(baseline.cells.partition().edges()[random() % 31]);
      if (uniform(random) < 0.02) x = random() % 2 == 0 ? TestType{0} : -TestType{0};
      if (uniform(random) < 0.01) x = Limits::denorm_min();
      if (uniform(random) >= bad_share) continue;
      const TestType kinds[] = {Limits::quiet_NaN(), Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()};
      x = kinds[random() % 4];
    }
    const NumericWindow expected = defined(probe, values);
    for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{12}, std::size_t{100}, std::size_t{256},
                                   std::size_t{257}, std::size_t{2'000}}) {
      INFO("share of bad values " << bad_share << ", blocks of " << size);
      check_same(in_blocks(probe, values, size), expected);
    }
    for (std::size_t slot = 0; slot < expected.counts.size(); ++slot) {
      const auto first = expected.lanes.begin() + static_cast<std::ptrdiff_t>(slot * leeway::hash_lanes);
      const bool finite = slot > 0 && slot + 2 < expected.counts.size();
      CHECK(std::accumulate(first, first + leeway::hash_lanes, std::uint64_t{0}) ==
            (finite ? expected.counts[slot] : 0));
    }
  }
}

TEST_CASE("numeric_counter: live data far from training keep their moments") {
  std::mt19937_64 random(10);
  std::normal_distribution<double> normal;
  const std::vector<std::function<double()>> kinds{
      [&] { return normal(random); },
      [&] { return 100 + normal(random); },
      [&] { return 1e9 + normal(random); },
      [&] { return normal(random) * 1e-6; },
      [&] { return normal(random) * 1e30; },
      [&] { return random() % 2 == 0 ? normal(random) : 1e9 + normal(random); },
      [&] { return std::exp(10 * normal(random)); },
      [&] { return 1e300 * normal(random); },
      [&] { return 1e-300 * normal(random); },
  };
  for (const NumericBaseline& baseline :
       {normal_baseline(), normal_baseline(1e9, 1), normal_baseline(0, 1e-6), build({5, 5, 5}), build({0, 0}),
        build({1e300, 2e300, 3e300}), build({1e-300, 2e-300}), build({})}) {
    const NumericProbe probe(baseline);
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      INFO("kind " << kind << ", training mean " << baseline.moments.mean());
      std::vector<double> values(600);
      for (double& x : values) x = kinds[kind]();
      const NumericWindow expected = defined(probe, values);
      for (const std::size_t size : {std::size_t{1}, std::size_t{200}}) {
        const NumericWindow window = in_blocks(probe, values, size);
        CHECK(window.counts == expected.counts);
        CHECK(window.lanes == expected.lanes);
        CHECK(window.extrema == expected.extrema);
        const double spread = expected.moments.population_std_dev();
        const double trained = baseline.moments.count() < 2 ? 0 : baseline.moments.population_std_dev();
        // What the probe says: 1e-10 of the training variance at most, here in the unit of the deviations.
        CHECK(window.moments.mean() ==
              Approx(expected.moments.mean()).epsilon(1e-14).margin(1e-13 * spread + 1e-14 * trained));
        CHECK(window.moments.population_std_dev() == Approx(spread).epsilon(1e-10).margin(1e-5 * trained));
      }
    }
  }
}

TEST_CASE("numeric_counter: one value over and over has no variance") {
  const NumericProbe probe(normal_baseline());
  const NumericWindow window = in_blocks(probe, std::vector<float>(1'000, 3.3F), 256);
  CHECK(window.moments.population_variance() == 0);
  CHECK(window.moments.mean() == Approx(static_cast<double>(3.3F)).epsilon(1e-15));
  CHECK(window.extrema.lowest() == window.extrema.highest());
}

TEST_CASE("numeric_counter: counters add up in a window, and reset forgets") {
  std::mt19937_64 random(11);
  std::normal_distribution<float> normal(2, 2);
  const NumericProbe probe(normal_baseline());
  std::vector<float> values(1'000);
  for (float& x : values) x = normal(random);
  NumericCounter first(probe);
  NumericCounter second(probe);
  first.add(probe, std::span<const float>(values).first(300));
  second.add(probe, std::span<const float>(values).subspan(300));
  NumericWindow window(probe.of_double.slot_count());
  first.add_to(probe, window);
  second.add_to(probe, window);
  check_same(window, defined(probe, values));
  first.reset();
  CHECK(window_of(probe, first) == NumericWindow(probe.of_double.slot_count()));
  CHECK(first.memory_bytes() == probe.of_double.slot_count() * leeway::hash_lanes * sizeof(std::uint64_t));
}
