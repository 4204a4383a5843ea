#include "leeway/report/replay.hpp"

#include <numeric>
#include <random>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"

using namespace leeway;
using namespace leeway::detail;

namespace {

std::uint64_t total(std::span<const std::uint64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}
CountTable blocks_of(std::size_t blocks, std::uint64_t rows) {
  CountTable table(blocks, 3);
  for (std::size_t i = 0; i < blocks; ++i) table[i][i % 3] = rows;
  return table;
}

}  // namespace

TEST_CASE("replay: rows are drawn without replacement") {
  std::mt19937_64 random(1);
  const Counts block{5, 0, 20};
  for (int round = 0; round < 50; ++round) {
    const Counts drawn = drawn_from(block, 10, random);
    CHECK(total(drawn) == 10);
    for (std::size_t slot = 0; slot < block.size(); ++slot) CHECK(drawn[slot] <= block[slot]);
  }
  CHECK(drawn_from(block, 100, random) == block);  // no more than there are
}

TEST_CASE("replay: blocks are dealt out once, into windows of the size asked for") {
  std::mt19937_64 random(2);
  std::vector<std::size_t> order(20);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const Halves small = halves(blocks_of(20, 100), order, 250, random);
  CHECK(small.reference.size() == 10);
  REQUIRE(small.live.size() == 3);  // of three whole blocks each; the tenth does not fill one
  for (const Counts& window : small.live) CHECK(total(window) == 300);
  const Halves large = halves(blocks_of(20, 1'000), order, 250, random);
  REQUIRE(large.live.size() == 10);
  for (const Counts& window : large.live) CHECK(total(window) == 250);
}

TEST_CASE("replay: shares are shifted by the distance asked for, missing ones stay") {
  const Counts counts{10, 20, 30, 40, 0, 25};
  for (const double distance : {0.01, 0.1, 0.3}) {
    const std::vector<double> shifted = shifted_shares(counts, distance);
    double cumulative = 0;
    double largest = 0;
    for (std::size_t slot = 0; slot + 1 < counts.size(); ++slot) {
      cumulative += (static_cast<double>(counts[slot]) - shifted[slot]) / 100;
      largest = (std::max)(largest, cumulative);
    }
    CHECK(largest == Approx(distance));
    CHECK(shifted[5] == 25);
    CHECK(std::accumulate(shifted.begin(), shifted.end(), 0.0) == Approx(125));
  }
}

TEST_CASE("replay: a part of a baseline is what its blocks add up to") {
  BaselineBuilder builder(Schema{{"x"}, {"c", Kind::categorical}});
  std::vector<double> numbers;
  std::vector<std::string> names;
  for (int i = 0; i < 1'000; ++i) {
    numbers.push_back(i % 50);
    names.push_back(i % 3 == 0 ? "a" : "b");
  }
  builder.add_column(0, numbers);
  builder.add_column(1, names);
  const Baseline baseline = builder.build();
  const auto& numeric = std::get<NumericBaseline>(baseline[0]);
  const NumericBaseline whole = with_blocks(numeric, numeric.blocks);
  CHECK(whole.cells == numeric.cells);
  const auto& categorical = std::get<CategoricalBaseline>(baseline[1]);
  CHECK(with_blocks(categorical, categorical.blocks).counts == categorical.counts);
}
