#include "leeway/accumulate/compactors.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "leeway/core/error.hpp"

using leeway::Compactors;

namespace {

std::uint64_t weight_of(const Compactors<double>& compactors) {
  std::uint64_t weight = 0;
  for (std::size_t h = 0; h < compactors.levels(); ++h) weight += std::uint64_t{compactors.level(h).size()} << h;
  return weight;
}

bool upper_levels_are_sorted(const Compactors<double>& compactors) {
  for (std::size_t h = 1; h < compactors.levels(); ++h) {
    if (!std::is_sorted(compactors.level(h).begin(), compactors.level(h).end())) return false;
  }
  return true;
}

/// Capacity of all levels as Apache DataSketches computes it.
std::size_t published_capacity(std::size_t k, std::size_t levels) {
  std::size_t total = 0;
  double share = 1;
  for (std::size_t depth = 0; depth < levels; ++depth, share *= 2.0 / 3) {
    total += (std::max)(std::size_t{8}, static_cast<std::size_t>(static_cast<double>(k) * share + 0.5));
  }
  return total;
}

}  // namespace

TEST_CASE("compactors: weight is kept, levels stay sorted and within the published capacity") {
  for (const std::size_t k : {8U, 50U, 200U, 1000U}) {
    Compactors<double> compactors(k, 5);
    std::uint64_t added = 0;
    for (int i = 0; i < 60000; ++i) {
      if (i % 1000 == 999) {
        std::vector<double> run(static_cast<std::size_t>(i / 10));
        for (std::size_t j = 0; j < run.size(); ++j) run[j] = static_cast<double>(j);
        compactors.push_sorted(run);
        added += run.size();
      } else {
        compactors.push((i * 7919) % 60013);
        ++added;
      }
      if (i % 97 == 0 || i % 1000 == 999) {
        REQUIRE(weight_of(compactors) == added);
        REQUIRE(upper_levels_are_sorted(compactors));
        REQUIRE(compactors.values().size() <= published_capacity(k, compactors.levels()));
      }
    }
  }
}

TEST_CASE("compactors: a sorted run enters as every 2^h-th value from a random start") {
  std::vector<double> run(100000);
  for (std::size_t i = 0; i < run.size(); ++i) run[i] = static_cast<double>(i);
  Compactors<double> compactors(200, 77);
  compactors.push_sorted(run);
  REQUIRE(compactors.levels() == 9);  // 100000 / 256 = 390 values, 512 would leave fewer than k
  const auto top = compactors.level(8);
  REQUIRE(top.size() == 390);
  CHECK(top.front() < 256);
  for (std::size_t i = 1; i < top.size(); ++i) REQUIRE(top[i] - top[i - 1] == 256);
  CHECK(weight_of(compactors) == run.size());
}

TEST_CASE("compactors: an empty set of levels takes another's as they are") {
  Compactors<double> some(20, 1), empty(20, 1);
  for (int i = 0; i < 777; ++i) some.push((i * 31) % 777);
  empty.merge(some);
  CHECK(empty.levels() == some.levels());
  CHECK(weight_of(empty) == 777);
  for (std::size_t h = 1; h < some.levels(); ++h) CHECK(std::ranges::equal(empty.level(h), some.level(h)));
}
