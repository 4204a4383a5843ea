#include "leeway/baseline/numeric_builder.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"

using leeway::NumericBaseline;
using leeway::NumericBuilder;

namespace {

NumericBaseline build(const std::vector<double>& values, std::size_t exact_rows = 1000) {
  NumericBuilder builder(exact_rows);
  for (const double x : values) builder.add(x);
  return builder.build();
}

}  // namespace

TEST_CASE("numeric_builder: few distinct values get a cell each, counted exactly") {
  const NumericBaseline baseline = build({3, 1, 2, 2, 3, 3});
  CHECK(baseline.cells.partition().edges().size() == 2);
  const auto counts = baseline.cells.counts();
  CHECK(std::vector<std::uint64_t>(counts.begin(), counts.end()) == std::vector<std::uint64_t>{0, 0, 1, 2, 3, 0, 0, 0});
  CHECK(baseline.quantiles[3].probability == 0.5);
  CHECK(baseline.quantiles[3].value == 2.5);  // type 7 of 1 2 2 3 3 3
}

TEST_CASE("numeric_builder: the training sample itself has nothing out of range") {
  std::vector<double> values;
  for (int i = 0; i < 5000; ++i) values.push_back(i * 0.37);
  const NumericBaseline baseline = build(values, 10'000);
  CHECK(baseline.cells.out_of_range() == 0);
  CHECK(baseline.cells.partition().cell_count() == 32);
}

TEST_CASE("numeric_builder: rows after the freeze may fall outside the first rows' range") {
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) values.push_back(i);
  values.push_back(-5);
  values.push_back(1000);
  const NumericBaseline baseline = build(values, 100);
  CHECK(baseline.cells.out_of_range() == 2);
  CHECK(baseline.extrema.lowest() == -5);
  CHECK(baseline.rows() == 102);
}

TEST_CASE("numeric_builder: is empty after build and can be used again") {
  NumericBuilder builder(4);
  for (int i = 0; i < 10; ++i) builder.add(i);
  CHECK(builder.rows() == 10);
  const NumericBaseline first = builder.build();
  CHECK(builder.rows() == 0);
  for (int i = 0; i < 10; ++i) builder.add(i);
  CHECK(builder.build() == first);
}

TEST_CASE("numeric_builder: infinities and NaN are counted, not averaged") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const NumericBaseline baseline = build({1, inf, 2, -inf, std::numeric_limits<double>::quiet_NaN(), inf});
  CHECK(baseline.cells.infinite() == 3);
  CHECK(baseline.cells.missing() == 1);
  CHECK(baseline.moments.mean() == 1.5);
  CHECK(baseline.rows() == 6);
}

TEST_CASE("numeric_builder: lanes are those of the values, whether they fit the buffer or not") {
  std::vector<double> values(3'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(static_cast<double>(i));
  values[7] = std::numeric_limits<double>::infinity();
  for (const std::size_t exact_rows : {std::size_t{100}, std::size_t{10'000}}) {
    const NumericBaseline baseline = build(values, exact_rows);
    const auto& partition = baseline.cells.partition();
    std::vector<std::uint64_t> expected(partition.slot_count() * leeway::hash_lanes);
    for (const double x : values) {
      if (leeway::is_finite(x)) ++expected[partition.slot(x) * leeway::hash_lanes + leeway::hash_lane(x)];
    }
    CHECK(baseline.lanes == expected);
  }
  CHECK(build({}).lanes.size() == leeway::Partition<double>{}.slot_count() * leeway::hash_lanes);
}

namespace {

/// The same counts, by looking at each row: `block_of(row)` and the values themselves.
template <class BlockOf>
leeway::CountTable recount(const NumericBaseline& baseline, const std::vector<double>& values, BlockOf&& block_of) {
  const auto& partition = baseline.cells.partition();
  leeway::CountTable blocks(baseline.blocks.size(), partition.slot_count());
  for (std::size_t row = 0; row < values.size(); ++row) ++blocks[block_of(row)][partition.slot(values[row])];
  return blocks;
}
std::vector<double> with_gaps(std::size_t rows) {
  std::vector<double> values(rows);
  for (std::size_t i = 0; i < rows; ++i) values[i] = std::sin(static_cast<double>(i)) + static_cast<double>(i) / 4000;
  for (std::size_t i = 3; i < rows; i += 17) values[i] = std::nan("");
  for (std::size_t i = 5; i < rows; i += 101) values[i] = std::numeric_limits<double>::infinity();
  return values;
}

}  // namespace

TEST_CASE("numeric_builder: blocks hold the rows in their order, exact or streaming") {
  const std::vector<double> values = with_gaps(3'000);
  for (const std::size_t exact_rows : {std::size_t{50}, std::size_t{700}, std::size_t{10'000}}) {
    const NumericBaseline baseline = build(values, exact_rows);
    CAPTURE(exact_rows);
    CHECK(baseline.blocks.size() == 94);  // of 32 rows: 93 and 24 more
    CHECK(baseline.blocks == recount(baseline, values, [](std::size_t row) { return row / 32; }));
    CHECK(baseline.seasons.empty());
  }
}

TEST_CASE("numeric_builder: blocks and slices of time are the ones told, exact or streaming") {
  const std::vector<double> values = with_gaps(2'000);
  for (const std::size_t exact_rows : {std::size_t{64}, std::size_t{10'000}}) {
    NumericBuilder builder(exact_rows, 24);
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (row % 10 == 0) builder.at({row / 10 % 7, row / 10 % 24});
      if (row == 1'234) builder.coalesce([](std::size_t block) { return block; });
      builder.add(values[row]);
    }
    const NumericBaseline baseline = builder.build();
    REQUIRE(baseline.blocks.size() == 7);
    CHECK(baseline.blocks == recount(baseline, values, [](std::size_t row) { return row / 10 % 7; }));
    REQUIRE(baseline.seasons.size() == 24);
    leeway::CountTable seasons(24, baseline.cells.partition().slot_count());
    for (std::size_t row = 0; row < values.size(); ++row) {
      ++seasons[row / 10 % 24][baseline.cells.partition().slot(values[row])];
    }
    CHECK(baseline.seasons == seasons);
  }
}

TEST_CASE("numeric_builder: -0 and 0 are one value, whichever the sort left in front") {
  for (const std::vector<double>& values : {std::vector<double>{-0.0, 0.0, 1.0}, {0.0, -0.0, 1.0}, {-0.0, -0.0, 1.0}}) {
    const NumericBaseline baseline = build(values);
    CHECK_FALSE(std::signbit(baseline.cells.partition().lowest()));
    CHECK_FALSE(std::signbit(baseline.extrema.lowest()));
    CHECK_FALSE(std::signbit(baseline.quantiles.front().value));
  }
}
