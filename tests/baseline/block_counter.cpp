#include "leeway/baseline/block_counter.hpp"

#include <vector>

#include "catch.hpp"

using leeway::BlockCounter;
using leeway::CountTable;
using leeway::max_blocks;
using leeway::Stretch;

namespace {

/// Row i in slot i % 3.
CountTable blocks_of(std::uint64_t rows) {
  BlockCounter counter;
  for (std::uint64_t row = 0; row < rows; ++row) {
    counter.count(counter.here(), row % 3);
    counter.advance([](auto) {});
  }
  return counter.blocks(3);
}

}  // namespace

TEST_CASE("block_counter: blocks hold consecutive rows in their order, all of them, 84 to 168 of one length") {
  for (const std::uint64_t rows : {1, 7, 8, 100, 671, 672, 1343, 1344, 1345, 1347, 1349, 5000, 12'345, 100'003}) {
    CAPTURE(rows);
    const CountTable blocks = blocks_of(rows);
    if (rows >= 672) CHECK(blocks.size() >= max_blocks / 2);
    CHECK(blocks.size() <= max_blocks);
    CHECK(blocks.size() >= 1);
    std::uint64_t next = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const std::uint64_t length = blocks.rows(i);
      if (i + 1 < blocks.size()) {
        CHECK(length == blocks.rows(0));
      } else if (blocks.size() > 1) {
        CHECK(2 * length >= blocks.rows(0));
        CHECK(2 * length < 3 * blocks.rows(0));
      }
      for (std::uint64_t slot = 0; slot < 3; ++slot) {  // how many of [next, next + length) are = slot modulo 3
        const auto up_to = [&](std::uint64_t end) { return (end + 2 - slot) / 3; };
        CHECK(blocks[i][slot] == up_to(next + length) - up_to(next));
      }
      next += length;
    }
    CHECK(next == rows);
  }
}

TEST_CASE("block_counter: who keeps block numbers is told how they change") {
  BlockCounter counter;
  std::vector<std::size_t> numbers;  // of every row
  for (int row = 0; row < 5000; ++row) {
    numbers.push_back(counter.here().block);
    counter.advance([&](auto renumber) {
      for (std::size_t& number : numbers) number = renumber(number);
    });
  }
  for (std::size_t row = 0; row < numbers.size(); ++row) counter.count({numbers[row], 0}, 0);
  const CountTable blocks = counter.blocks(1);
  const CountTable at_once = blocks_of(5000);
  REQUIRE(blocks.size() == at_once.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) CHECK(blocks.rows(i) == at_once.rows(i));
}

TEST_CASE("block_counter: blocks of time are as they are told, and counted by season") {
  BlockCounter counter(24);
  counter.at({1, 5});
  for (int row = 0; row < 1000; ++row) {
    counter.count(counter.here(), 0);
    counter.advance([](auto) { FAIL("blocks of time are not ended by their number of rows"); });
  }
  counter.at({0, 6});
  counter.count(counter.here(), 2, 7);
  counter.at({4, 6});
  counter.count(counter.here(), 1);
  const CountTable before = counter.blocks(3);
  REQUIRE(before.size() == 5);
  CHECK(before[1][0] == 1000);
  CHECK(before[0][2] == 7);
  CHECK(before.rows(2) == 0);

  counter.coalesce([](std::size_t block) { return block / 2; });
  CHECK(counter.here() == Stretch{2, 6});
  const CountTable after = counter.blocks(3);
  REQUIRE(after.size() == 3);
  CHECK(after[0][0] == 1000);
  CHECK(after[0][2] == 7);
  CHECK(after[2][1] == 1);

  const CountTable seasons = counter.seasons(3);
  REQUIRE(seasons.size() == 24);
  CHECK(seasons[5][0] == 1000);
  CHECK(seasons[6][1] == 1);
  CHECK(seasons[6][2] == 7);
  CHECK(seasons.rows(0) == 0);
  CHECK(BlockCounter(1).seasons(3).empty());
}

TEST_CASE("block_counter: slots may be numbered anew") {
  BlockCounter counter(24);
  counter.at({0, 3});
  counter.count(counter.here(), 9, 2);
  counter.count(counter.here(), 4);
  counter.count(counter.here(), 7, 5);
  counter.renumber_slots([](std::size_t slot) { return slot == 9 ? std::size_t{0} : std::size_t{1}; });
  for (const CountTable& table : {counter.blocks(2), counter.seasons(2)}) {
    const auto row = table[table.size() == 1 ? 0 : 3];
    CHECK(row[0] == 2);
    CHECK(row[1] == 6);
  }
}
