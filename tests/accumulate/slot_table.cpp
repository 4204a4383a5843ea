#include "leeway/accumulate/slot_table.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"

using leeway::Partition;
using leeway::SlotTable;

namespace {

/// Every value that could go wrong: edges and their neighbours, the range's ends, zeros, denormals, the largest, the
/// infinities, NaN of both signs, and random ones.
template <class Value>
std::vector<Value> probes(const Partition<Value>& partition, std::mt19937_64& random) {
  using Limits = std::numeric_limits<Value>;
  std::vector<Value> values{0,
                            -Value{0},
                            Limits::denorm_min(),
                            -Limits::denorm_min(),
                            Limits::min(),
                            Limits::max(),
                            Limits::lowest(),
                            Limits::infinity(),
                            -Limits::infinity(),
                            Limits::quiet_NaN(),
                            -Limits::quiet_NaN(),
                            partition.lowest(),
                            partition.highest()};
  values.insert(values.end(), partition.edges().begin(), partition.edges().end());
  for (const Value x : std::vector<Value>(values)) {
    values.push_back(std::nextafter(x, Limits::infinity()));
    values.push_back(std::nextafter(x, -Limits::infinity()));
  }
  const Value low = partition.edges().empty() ? -1 : partition.edges().front();
  const Value high = partition.edges().empty() ? 1 : partition.edges().back();
  std::uniform_real_distribution<double> inside(-0.1, 1.1);
  for (int i = 0; i < 2000; ++i) {
    values.push_back(static_cast<Value>(static_cast<double>(low) +
                                        inside(random) * (static_cast<double>(high) - static_cast<double>(low))));
  }
  return values;
}

template <class Value>
void check_same(const Partition<Value>& partition, std::mt19937_64& random) {
  const SlotTable<Value> table(partition);
  const std::vector<Value> values = probes(partition, random);
  for (const Value x : values) {
    if (table.slot(x) != partition.slot(x)) {
      FAIL("value " << x << ": slot " << table.slot(x) << ", not " << partition.slot(x));
    }
  }
  std::vector<Value> finite = values;
  std::erase_if(finite, [](Value x) { return !leeway::is_finite(x); });
  std::size_t next = 0;
  std::size_t wrong = 0;
  table.for_each_slot(std::span<const Value>(finite), [&](std::size_t slot) {
    wrong += slot == partition.slot(finite[next]) ? 0U : 1U;
    ++next;
  });
  CHECK(next == finite.size());
  CHECK(wrong == 0);
}

}  // namespace

TEMPLATE_TEST_CASE("slot_table: the same slot as the partition, for every kind of data", "", float, double) {
  std::mt19937_64 random(17);
  std::normal_distribution<double> normal;
  std::cauchy_distribution<double> cauchy;
  const std::vector<std::function<double()>> samplers{
      [&] { return normal(random); },
      [&] { return 1e6 + normal(random); },
      [&] { return std::exp(3 * normal(random)); },
      [&] { return -std::exp(normal(random)); },
      [&] { return cauchy(random); },
      [&] { return std::round(normal(random)); },
      [&] { return std::round(100 * normal(random)) / 10; },
      [&] { return normal(random) * 1e-30; },
      [&] { return normal(random) * 1e30; },
      [&] { return std::exp(20 * normal(random)); },
      [&] { return normal(random) > 0 ? 1e9 + normal(random) : normal(random); },
      [&] { return 5.0; },
  };
  for (std::size_t s = 0; s < samplers.size(); ++s) {
    INFO("sampler " << s);
    for (const std::size_t rows : {std::size_t{1}, std::size_t{3}, std::size_t{40}, std::size_t{5000}}) {
      std::vector<TestType> sample(rows);
      for (auto& x : sample) x = static_cast<TestType>(samplers[s]());
      std::erase_if(sample, [](TestType x) { return !leeway::is_finite(x); });
      std::sort(sample.begin(), sample.end());
      check_same(leeway::quantile_partition(std::span<const TestType>(sample)), random);
    }
  }
}

TEST_CASE("slot_table: partitions at the ends of what there is") {
  std::mt19937_64 random(18);
  constexpr double max = std::numeric_limits<double>::max();
  check_same(Partition<double>{}, random);
  check_same(Partition<double>(-max, {-max / 2, 0, max / 2}, max), random);
  check_same(Partition<double>(-max, {max}, max), random);
  check_same(Partition<double>(0, {5e-324, 1e-323, 1.5e-323}, 1), random);
  check_same(Partition<double>(0, {1, std::nextafter(1.0, 2.0), 2, 1e300}, 1e301), random);
  check_same(Partition<double>(0, {0.1, 0.2, 0.3}, 0.4).rounded_to<float>(), random);
  check_same(Partition<double>(-max, {-1e300, 1e300}, max).rounded_to<float>(), random);
  std::vector<double> many(300);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i * i);
  check_same(Partition<double>(-1, many, 1e6), random);  // more edges than the table counts: searched
}
