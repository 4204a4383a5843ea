#include "leeway/accumulate/cells.hpp"

#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "catch.hpp"
#include "leeway/core/concepts.hpp"
#include "leeway/core/error.hpp"

using leeway::Cells;
using leeway::Partition;

static_assert(leeway::Accumulator<Cells<double>> && leeway::Accumulator<Cells<float>>);

namespace {

const double infinity = std::numeric_limits<double>::infinity();
const double missing = std::numeric_limits<double>::quiet_NaN();

Cells<> filled() {
  Cells<> cells(Partition<>(0, {1, 2}, 3));
  for (const double x : {-5.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 3.5, infinity, -infinity, -infinity, missing})
    cells.add(x);
  return cells;
}

}  // namespace

TEST_CASE("cells: every value is counted once, in its slot") {
  const Cells<> cells = filled();
  CHECK(std::vector<std::uint64_t>(cells.counts().begin(), cells.counts().end()) ==
        std::vector<std::uint64_t>{2, 1, 2, 2, 2, 1, 1, 1});
  CHECK(cells.seen() == 12);
  CHECK(cells.count() == 11);
  CHECK(cells.missing() == 1);
  CHECK(cells.infinite() == 3);
  CHECK(cells.out_of_range() == 2);
  CHECK(cells.ordered_counts().size() == cells.counts().size() - 1);
  CHECK(std::accumulate(cells.ordered_counts().begin(), cells.ordered_counts().end(), std::uint64_t{0}) ==
        cells.count());
}

TEST_CASE("cells: merging adds and refuses other edges, untouched") {
  Cells<> cells = filled();
  cells.merge(filled());
  CHECK(cells.seen() == 24);
  CHECK(cells.counts()[0] == 4);

  const Cells<> before = cells;
  CHECK_THROWS_AS(cells.merge(Cells<>(Partition<>(0, {1, 2.5}, 3))), leeway::ConfigError);
  CHECK_THROWS_AS(cells.merge(Cells<>(Partition<>(0, {1, 2}, 4))), leeway::ConfigError);
  CHECK_THROWS_AS(cells.merge(Cells<>{}), leeway::ConfigError);
  CHECK(cells == before);
}

TEST_CASE("cells: restored from counts, and refused when they do not fit") {
  const Cells<> cells = filled();
  CHECK(Cells<>(cells.partition(), {cells.counts().begin(), cells.counts().end()}) == cells);
  CHECK_THROWS_AS(Cells<>(cells.partition(), {1, 2, 3}), leeway::ConfigError);
}

TEST_CASE("cells: reset keeps the partition; slots can be counted directly") {
  Cells<> cells = filled();
  cells.reset();
  CHECK(cells == Cells<>(filled().partition()));
  cells.add_to_slot(3);
  cells.add_to_slot(3, 41);
  CHECK(cells.counts()[3] == 42);
  CHECK(cells.count() == 42);
}
