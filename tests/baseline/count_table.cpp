#include "leeway/baseline/count_table.hpp"

#include <vector>

#include "catch.hpp"

using leeway::ConfigError;
using leeway::CountTable;
using Counts = std::vector<std::uint64_t>;

TEST_CASE("count_table: stretches of slots") {
  CountTable table(2, 3);
  CHECK(table.size() == 2);
  CHECK(table.slots() == 3);
  CHECK_FALSE(table.empty());
  table[1][2] = 5;
  table[1][0] = 1;
  CHECK(table.rows(0) == 0);
  CHECK(table.rows(1) == 6);
  CHECK(Counts(table.flat().begin(), table.flat().end()) == Counts{0, 0, 0, 1, 0, 5});
  CHECK(table == CountTable(3, Counts{0, 0, 0, 1, 0, 5}));
  CHECK_FALSE(table == CountTable(2, Counts{0, 0, 0, 1, 0, 5}));
}

TEST_CASE("count_table: one that knows nothing is empty") {
  CHECK(CountTable().empty());
  CHECK(CountTable().size() == 0);
  CHECK(CountTable(0, 7).empty());
}

TEST_CASE("count_table: counts that do not fill rows are refused") {
  CHECK_THROWS_WITH(CountTable(3, Counts{1, 2, 3, 4}), ContainsSubstring("4 counts"));
  CHECK_THROWS_AS(CountTable(0, Counts{1}), ConfigError);
}
