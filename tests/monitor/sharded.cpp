#include "leeway/monitor/sharded.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "catch.hpp"

namespace {

struct Nothing {};
using Counters = leeway::Sharded<std::vector<std::uint64_t>, Nothing>;

std::uint64_t drained(Counters& counters) {
  std::uint64_t sum = 0;
  counters.drain([&](const auto& pane) { sum += pane[0]; }, [](auto& pane) { pane[0] = 0; });
  return sum;
}

}  // namespace

TEST_CASE("sharded: what turns write is drained once") {
  Counters counters(2, {0});
  {
    const Counters::Turn turn(counters);
    turn.pane()[0] += 3;
    turn.advance(1);
  }
  { Counters::Turn(counters).pane()[0] += 4; }
  CHECK(drained(counters) == 7);
  CHECK(drained(counters) == 0);
  CHECK(counters.progress() == 1);
}

TEST_CASE("sharded: two turns at a time never meet in a shard") {
  Counters counters(2, {0});
  const Counters::Turn first(counters);
  const Counters::Turn second(counters);
  CHECK(&first.pane() != &second.pane());
}

TEST_CASE("sharded: a take that throws loses nothing") {
  Counters counters(1, {0});
  { Counters::Turn(counters).pane()[0] = 5; }
  CHECK_THROWS(counters.drain([](const auto&) { throw std::runtime_error("full"); }, [](auto& pane) { pane[0] = 0; }));
  { Counters::Turn(counters).pane()[0] += 6; }
  const std::uint64_t next = drained(counters);  // the pane that was being written meanwhile
  CHECK(next + drained(counters) == 11);
}

TEST_CASE("sharded: more writers than shards take turns") {
  Counters counters(2, {0});
  std::vector<std::thread> writers;
  for (int t = 0; t < 8; ++t) {
    writers.emplace_back([&] {
      for (int i = 0; i < 2'000; ++i) {
        const Counters::Turn turn(counters);
        ++turn.pane()[0];
        turn.advance(1);
      }
    });
  }
  std::uint64_t sum = 0;
  while (counters.progress() < 16'000) sum += drained(counters);
  for (auto& writer : writers) writer.join();
  CHECK(sum + drained(counters) + drained(counters) == 16'000);
}

TEST_CASE("sharded: memory is that of all shards, on cache lines of their own") {
  const auto heap = [](const std::vector<std::uint64_t>& pane) { return pane.capacity() * sizeof(std::uint64_t); };
  const Counters one(1, {0});
  const Counters four(4, {0});
  const Counters two(2, {0});
  const std::size_t a_shard = two.memory_bytes(heap) - one.memory_bytes(heap);
  CHECK(a_shard >= 128);
  CHECK(four.memory_bytes(heap) == one.memory_bytes(heap) + 3 * a_shard);
  CHECK(one.memory_bytes(heap) < 2 * a_shard);  // a second pane, not a second shard
}

TEST_CASE("sharded: nothing is lost or counted twice in thousands of drains under load, some of which fail") {
  Counters counters(3, {0});
  std::atomic<bool> running{true};
  std::atomic<std::uint64_t> written{0};
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t) {
    writers.emplace_back([&] {
      std::uint64_t mine = 0;
      while (running) {
        const Counters::Turn turn(counters);
        ++turn.pane()[0];
        turn.advance(1);
        ++mine;
      }
      written += mine;
    });
  }
  std::uint64_t sum = 0;
  int failures = 0;
  for (int drains = 0; drains < 5'000 || counters.progress() < 100'000; ++drains) {
    int takes = 0;
    try {
      counters.drain(
          [&](const auto& pane) {
            if (drains % 7 == 0 && takes++ == drains % 3) throw std::runtime_error("full");
            sum += pane[0];
          },
          [](auto& pane) { pane[0] = 0; });
    } catch (const std::runtime_error&) {
      ++failures;
    }
  }
  running = false;
  for (auto& writer : writers) writer.join();
  sum += drained(counters);
  CHECK(sum == written);
  CHECK(counters.progress() == written);
  CHECK(failures > 0);
}
