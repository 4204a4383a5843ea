#include "leeway/monitor/sharded.hpp"

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
  CHECK(four.memory_bytes(heap) == 4 * one.memory_bytes(heap));
  CHECK(one.memory_bytes(heap) >= 128);
}
