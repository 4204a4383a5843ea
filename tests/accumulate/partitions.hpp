#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "leeway/accumulate/partition.hpp"

/// Every value that could go wrong: edges and their neighbours, the range's ends, zeros, denormals, the largest, the
/// infinities, NaN of both signs, and random ones.
template <class Value>
std::vector<Value> probes(const leeway::Partition<Value>& partition, std::mt19937_64& random) {
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

/// Calls `check(partition)` with the partitions that quantiles of every kind of data make, from one value to thousands.
template <class Value, class Check>
void for_each_kind_of_partition(std::mt19937_64& random, Check&& check) {
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
  for (const auto& sampler : samplers) {
    for (const std::size_t rows : {std::size_t{1}, std::size_t{3}, std::size_t{40}, std::size_t{5000}}) {
      std::vector<Value> sample(rows);
      for (auto& x : sample) x = static_cast<Value>(sampler());
      std::erase_if(sample, [](Value x) { return !leeway::is_finite(x); });
      std::sort(sample.begin(), sample.end());
      check(leeway::quantile_partition(std::span<const Value>(sample)));
    }
  }
}
