#include "leeway/compare/contingency.hpp"

#include <vector>

#include "catch.hpp"

using namespace leeway;
using Counts = std::vector<std::uint64_t>;

TEST_CASE("contingency: margins and expected counts, empty rows and columns dropped") {
  const ContingencyTable table(Counts{1, 0, 2, 3, 0, 4, 0, 0, 0}, 3);
  CHECK(table.rows() == 2);
  CHECK(table.columns() == 2);
  CHECK(table.total() == 10);
  CHECK(Counts(table.row_totals().begin(), table.row_totals().end()) == Counts{3, 7});
  CHECK(Counts(table.column_totals().begin(), table.column_totals().end()) == Counts{4, 6});
  CHECK(table(0, 1) == 2);
  CHECK(table(1, 0) == 3);
  CHECK(table.expected(1, 1) == Approx(4.2).epsilon(1e-15));
  CHECK(table.excess(1, 1) == Approx(-0.2).epsilon(1e-15));
  CHECK(table.degrees_of_freedom() == 1);
  CHECK(chi_squared_statistic(table) == Approx(0.04 / 1.2 + 0.04 / 1.8 + 0.04 / 2.8 + 0.04 / 4.2).epsilon(1e-14));
}

TEST_CASE("contingency: tables with nothing to compare") {
  CHECK(ContingencyTable{}.degrees_of_freedom() == 0);
  CHECK(ContingencyTable(Counts{}, 0).total() == 0);
  CHECK(ContingencyTable(Counts{0, 0, 0, 0}, 2).rows() == 0);
  CHECK(ContingencyTable(Counts{3, 5, 0, 0}, 2).degrees_of_freedom() == 0);
  CHECK(chi_squared_statistic(ContingencyTable(Counts{3, 5, 0, 0}, 2)) == 0);
  CHECK_THROWS_AS(ContingencyTable(Counts{1, 2, 3}, 2), ConfigError);
  CHECK_THROWS_AS(ContingencyTable(Counts{1}, 0), ConfigError);
  CHECK_THROWS_AS(ContingencyTable::of(Counts{1}, Counts{1, 2}), ConfigError);
}

TEST_CASE("contingency: differences of counts of 1e15 are exact") {
  constexpr std::uint64_t big = 1'000'000'000'000'000;
  const ContingencyTable table(Counts{big + 2, big, big, big + 2}, 2);
  CHECK(table.excess(0, 0) == 1);
  CHECK(table.excess(0, 1) == -1);
}
