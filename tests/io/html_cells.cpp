#include "leeway/io/html_cells.hpp"

#include <limits>
#include <numeric>
#include <vector>

#include "catch.hpp"

using namespace leeway;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

html::ComparedCells cells_of(const std::vector<CellCount>& before, const std::vector<std::uint64_t>& now) {
  Sides<NumericProfile> sides;
  sides.reference.cells = sides.current.cells = before;
  for (std::size_t i = 0; i < now.size(); ++i) sides.current.cells[i].count = now[i];
  return html::ComparedCells(sides);
}

double shares_of(const std::vector<html::ComparedCell>& cells, std::size_t side) {
  return std::accumulate(cells.begin(), cells.end(), 0.0,
                         [&](double sum, const html::ComparedCell& cell) { return sum + cell.shares[side]; });
}

}  // namespace

TEST_CASE("html_cells: what is shown reaches from the .5th to the 99.5th percentile of both, and a little further") {
  const auto cells = cells_of({{0, 100, 1'000}, {100, 200, 0}, {200, 1e6, 1}}, {0, 1'000, 1});
  CHECK(cells.visible());
  CHECK(cells.from() == Approx(0.5 - 0.02 * 199).margin(0.5));  // not to a million
  CHECK(cells.to() == Approx(200 + 0.02 * 199).margin(1));
}

TEST_CASE("html_cells: the largest gap is that of the distribution functions") {
  const auto cells = cells_of({{-infinity, -infinity, 10}, {0, 1, 40}, {1, 2, 50}}, {0, 10, 90});
  CHECK(cells.largest_gap().size() == Approx(0.4));
  CHECK(cells.largest_gap().at == 1);
  CHECK(cells.share_below(0.5, 0) == Approx(0.3));
  CHECK(cells.share_below(0.5, 1) == Approx(0.05));
  CHECK(cells.share_below(9, 0) == Approx(1));
}

TEST_CASE("html_cells: no share is lost when narrow cells are put together and gaps filled") {
  std::vector<CellCount> before;
  std::vector<std::uint64_t> now;
  for (int i = 0; i < 40; ++i) {
    const double at = i < 20 ? 0.001 * i : 10.0 * i;
    before.push_back({at, at + (i < 20 ? 0.001 : i % 3 == 0 ? 5 : 10), 10});
    now.push_back(i % 7 == 0 ? 20 : 5);
  }
  const auto cells = cells_of(before, now);
  const auto visible = cells.visible_cells();
  CHECK(visible.size() < 40);
  CHECK(shares_of(visible, 0) == Approx(1));
  CHECK(shares_of(visible, 1) == Approx(1));
  for (std::size_t i = 0; i < visible.size(); ++i) {
    CHECK(visible[i].width() > 0);
    if (i > 0) CHECK(visible[i].from == visible[i - 1].to);
  }
}

TEST_CASE("html_cells: a frequent value in a cell of no width does not spread over its neighbour") {
  const auto visible = cells_of({{0, 0.0001, 500}, {0.0001, 50, 500}}, {500, 500}).visible_cells();
  REQUIRE(visible.size() == 2);
  CHECK(visible[0].shares[0] == Approx(0.5));
  CHECK(visible[0].width() < 1);
  CHECK(visible[1].shares[0] == Approx(0.5));
}

TEST_CASE("html_cells: the last of few values gets as much room as the one before; a constant is shown") {
  const auto binary = cells_of({{0, 1, 60}, {1, 1, 40}}, {30, 70}).visible_cells();
  REQUIRE(binary.size() == 2);
  CHECK(binary[0].width() == Approx(binary[1].width()));
  CHECK(cells_of({{7, 7, 60}}, {30}).visible());
  CHECK_FALSE(cells_of({}, {}).visible());
  CHECK_FALSE(cells_of({{infinity, infinity, 5}}, {5}).visible());
}
