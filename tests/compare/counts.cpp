#include "leeway/compare/counts.hpp"

#include <random>
#include <string>

#include "catch.hpp"

using namespace leeway;
using Keyed = std::vector<std::pair<std::string, std::uint64_t>>;

namespace {

AlignedCounts<std::string> align(const Keyed& reference, const Keyed& current) {
  return align_counts<std::string>(reference, current);
}

}  // namespace

TEST_CASE("counts: keyed lists are merged, new and vanished keys included") {
  const auto aligned = align({{"b", 3}, {"a", 5}, {"gone", 2}}, {{"a", 1}, {"new", 4}, {"b", 7}});
  CHECK(aligned.keys == std::vector<std::string>{"a", "b", "gone", "new"});
  CHECK(aligned.reference == std::vector<std::uint64_t>{5, 3, 2, 0});
  CHECK(aligned.current == std::vector<std::uint64_t>{1, 7, 0, 4});
  CHECK(aligned.appeared() == 1);
  CHECK(aligned.vanished() == 1);
}

TEST_CASE("counts: repeated keys are summed, zeros and empty lists leave nothing") {
  const auto aligned = align({{"a", 2}, {"z", 0}, {"a", 3}}, {{"z", 0}, {"a", 1}, {"a", 1}});
  CHECK(aligned.keys == std::vector<std::string>{"a"});
  CHECK(aligned.reference == std::vector<std::uint64_t>{5});
  CHECK(aligned.current == std::vector<std::uint64_t>{2});
  CHECK(align({}, {}).keys.empty());
  CHECK(align({}, {{"x", 1}}).appeared() == 1);
}

TEST_CASE("counts: alignment loses no observation and does not depend on the order") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::pair<int, std::uint64_t>> a, b;
    for (int i = 0; i < 40; ++i) a.emplace_back(static_cast<int>(random() % 30), random() % 9);
    for (int i = 0; i < 25; ++i) b.emplace_back(static_cast<int>(random() % 60), random() % 9);
    const auto aligned = align_counts<int>(a, b);
    std::uint64_t in_a = 0, in_b = 0;
    for (const auto& entry : a) in_a += entry.second;
    for (const auto& entry : b) in_b += entry.second;
    CHECK(detail::total_count(aligned.reference) == in_a);
    CHECK(detail::total_count(aligned.current) == in_b);
    CHECK(std::is_sorted(aligned.keys.begin(), aligned.keys.end()));
    std::shuffle(a.begin(), a.end(), random);
    const auto again = align_counts<int>(a, b);
    CHECK(again.keys == aligned.keys);
    CHECK(again.reference == aligned.reference);
  }
}

TEST_CASE("counts: totals of any length and exact cross differences") {
  std::vector<std::uint64_t> counts;
  for (std::uint64_t i = 0, sum = 0; i < 20; ++i) {
    CHECK(detail::total_count(counts) == sum);
    counts.push_back(1000 + i * i);
    sum += counts.back();
  }
  // 10^15 * 10^15 and its neighbour differ by 1 in 10^30
  CHECK(detail::cross_difference(1'000'000'000'000'000, 1'000'000'000'000'000, 999'999'999'999'999,
                                 1'000'000'000'000'001) == 1);
  CHECK(detail::cross_difference(2, 3, 5, 4) == -14);
}
