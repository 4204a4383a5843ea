#include "leeway/stream/recent_counts.hpp"

#include <vector>

#include "catch.hpp"

using leeway::RecentCounts;

TEST_CASE("recent_counts: any number of newest windows, against a list of all of them") {
  RecentCounts recent(2);
  std::vector<std::uint64_t> all;
  for (std::uint64_t window = 1; window <= 1000; ++window) {
    all.push_back(window * window);
    recent.add(std::vector<std::uint64_t>{1, all.back()});
    REQUIRE(recent.windows() <= window);
    REQUIRE(recent.windows() >= (std::min)(window, RecentCounts::most_windows / 2));
    for (const std::uint64_t wanted : {1, 2, 3, 4, 7, 30, 100, 128}) {
      const std::vector<std::uint64_t> sum = recent.newest(wanted);
      const std::uint64_t taken = sum[0];
      REQUIRE(taken <= wanted);
      REQUIRE(2 * taken >= (std::min)(wanted, window));
      std::uint64_t expected = 0;
      for (std::uint64_t i = 0; i < taken; ++i) expected += all[all.size() - 1 - i];
      REQUIRE(sum[1] == expected);
    }
  }
  CHECK(recent.newest(1) == std::vector<std::uint64_t>{1, 1'000'000});
  CHECK(recent.newest(0) == recent.newest(1));  // at least the newest
  CHECK(recent.newest(100'000)[0] == recent.windows());
}

TEST_CASE("recent_counts: memory stops growing, reset forgets") {
  RecentCounts recent(50);
  const std::vector<std::uint64_t> counts(50, 3);
  for (int i = 0; i < 600; ++i) recent.add(counts);
  const std::size_t memory = recent.memory_bytes();
  CHECK(memory < 20 * 50 * sizeof(std::uint64_t) + 2000);
  for (int i = 0; i < 5000; ++i) recent.add(counts);
  CHECK(recent.memory_bytes() <= memory + 2 * 50 * sizeof(std::uint64_t));
  recent.reset();
  CHECK(recent.windows() == 0);
  CHECK(recent.newest(5) == std::vector<std::uint64_t>(50));
}
