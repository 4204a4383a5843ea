#include "leeway/compare/chi_squared_pass.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "catch.hpp"

namespace {

using leeway::detail::ChiSquaredPass;
using leeway::detail::ChiSquaredSums;

struct Table {
  std::vector<std::uint64_t> reference, current;
  std::uint64_t m = 0, n = 0;

  Table(std::vector<std::uint64_t> a, std::vector<std::uint64_t> b) : reference(std::move(a)), current(std::move(b)) {
    m = std::accumulate(reference.begin(), reference.end(), std::uint64_t{0});
    n = std::accumulate(current.begin(), current.end(), std::uint64_t{0});
  }
};

/// Every third column or so is empty; `largest` bounds a count.
Table random_table(std::size_t columns, std::uint64_t largest, std::mt19937_64& random) {
  std::vector<std::uint64_t> a(columns), b(columns);
  for (std::size_t j = 0; j < columns; ++j) {
    if (random() % 3 == 0) continue;
    a[j] = random() % (largest + 1);
    b[j] = random() % (largest / 4 + 2);
  }
  a[random() % columns] += 1;
  b[random() % columns] += 1;
  return {a, b};
}

/// The definition, in long double.
ChiSquaredSums defined(const Table& table) {
  long double statistic = 0, inverse_totals = 0;
  ChiSquaredSums sums;
  const auto m = static_cast<long double>(table.m), n = static_cast<long double>(table.n);
  for (std::size_t j = 0; j < table.reference.size(); ++j) {
    const auto a = static_cast<long double>(table.reference[j]), b = static_cast<long double>(table.current[j]);
    if (a + b == 0) continue;
    ++sums.columns;
    inverse_totals += 1 / (a + b);
    for (const auto& [count, rows] : {std::pair{a, m}, std::pair{b, n}}) {
      const long double expected = (a + b) * rows / (m + n);
      statistic += (count - expected) * (count - expected) / expected;
      sums.sparse |= expected < leeway::detail::chi_squared_sparse_below;
    }
  }
  sums.statistic = static_cast<double>(statistic);
  sums.inverse_totals = static_cast<double>(inverse_totals);
  return sums;
}

}  // namespace

TEST_CASE("chi_squared_pass: agrees with the definition at every length, empty columns included") {
  std::mt19937_64 random(7);
  for (std::size_t columns = 1; columns <= 70; ++columns) {
    for (const std::uint64_t largest : {3U, 40U, 1'000'000U}) {
      const Table table = random_table(columns, largest, random);
      const ChiSquaredSums wanted = defined(table);
      CAPTURE(columns, largest, table.m, table.n);
      for (const auto& sums : {ChiSquaredPass::run(table.reference, table.current, table.m, table.n),
                               ChiSquaredPass::run_wide(table.reference, table.current, table.m, table.n)}) {
        CHECK(sums.columns == wanted.columns);
        CHECK(sums.sparse == wanted.sparse);
        CHECK(sums.statistic == Approx(wanted.statistic).epsilon(1e-13).margin(1e-15));
        CHECK(sums.inverse_totals == Approx(wanted.inverse_totals).epsilon(1e-13));
      }
    }
  }
}

TEST_CASE("chi_squared_pass: two lanes and as many as the processor has give the same bits") {
  std::mt19937_64 random(8);
  for (std::size_t columns = 1; columns <= 300; columns += columns < 40 ? 1 : 13) {
    const Table table = random_table(columns, 5000, random);
    REQUIRE(ChiSquaredPass::products_are_exact(table.m, table.n));
    const auto many = ChiSquaredPass::run(table.reference, table.current, table.m, table.n);
    const auto two = ChiSquaredPass::run_two_lanes(table.reference, table.current, table.m, table.n);
    CAPTURE(columns);
    CHECK(std::bit_cast<std::uint64_t>(many.statistic) == std::bit_cast<std::uint64_t>(two.statistic));
    CHECK(std::bit_cast<std::uint64_t>(many.inverse_totals) == std::bit_cast<std::uint64_t>(two.inverse_totals));
    CHECK(many.columns == two.columns);
    CHECK(many.sparse == two.sparse);
  }
}

TEST_CASE("chi_squared_pass: proportional rows give exactly zero") {
  std::vector<std::uint64_t> reference, current;
  for (std::uint64_t j = 0; j < 37; ++j) {
    reference.push_back(3 * j);
    current.push_back(7 * j);
  }
  const Table table(reference, current);
  CHECK(ChiSquaredPass::run(table.reference, table.current, table.m, table.n).statistic == 0);
  CHECK(ChiSquaredPass::run_two_lanes(table.reference, table.current, table.m, table.n).statistic == 0);
  CHECK(ChiSquaredPass::run_wide(table.reference, table.current, table.m, table.n).statistic == 0);
}

TEST_CASE("chi_squared_pass: counts whose products leave 53 bits lose nothing") {
  // 1e15 a column, one more on one side: a_j n - b_j m is of the order of 1e15, its parts of the order of 1e30.
  const std::uint64_t big = 1'000'000'000'000'000;
  const Table table({big + 1, big}, {big, big});
  CHECK_FALSE(ChiSquaredPass::products_are_exact(table.m, table.n));
  const auto sums = ChiSquaredPass::run(table.reference, table.current, table.m, table.n);
  CHECK(sums.statistic == Approx(2.5e-16).epsilon(1e-12));  // four cells, each 1/4 away from big
  CHECK(sums.columns == 2);
  CHECK_FALSE(sums.sparse);
}
