#include "leeway/compare/monte_carlo.hpp"

#include <cmath>
#include <map>
#include <vector>

#include "catch.hpp"
#include "leeway/core/concepts.hpp"

using namespace leeway;
using Counts = std::vector<std::uint64_t>;

static_assert(TwoSampleTest<MonteCarloChiSquared, Counts>);

TEST_CASE("monte_carlo: tables keep their margins, from the urn and cell by cell") {
  for (const std::uint64_t scale : {1ULL, 1000ULL}) {
    const Counts rows{5 * scale, 7 * scale, 3 * scale}, columns{2 * scale, 9 * scale, 0, 4 * scale};
    TableSampler sampler(rows, columns, 3);
    Counts table(12);
    for (int i = 0; i < 200; ++i) {
      sampler.draw(table);
      for (std::size_t r = 0; r < 3; ++r) {
        CHECK(table[4 * r] + table[4 * r + 1] + table[4 * r + 2] + table[4 * r + 3] == rows[r]);
      }
      for (std::size_t c = 0; c < 4; ++c) CHECK(table[c] + table[4 + c] + table[8 + c] == columns[c]);
    }
  }
  CHECK_THROWS_AS(TableSampler({1, 2}, {4}, 1), ConfigError);
}

TEST_CASE("monte_carlo: both ways of drawing follow the hypergeometric law") {
  constexpr int draws = 40000;
  const auto check = [](std::uint64_t a_row, std::uint64_t b_row, std::uint64_t column, std::uint64_t rest) {
    TableSampler sampler({a_row, b_row}, {column, rest}, 17);
    Counts table(4);
    std::map<std::uint64_t, double> seen;
    for (int i = 0; i < draws; ++i) {
      sampler.draw(table);
      seen[table[0]] += 1;
    }
    double x2 = 0, classes = 0;
    for (std::uint64_t x = 0; x <= column; ++x) {
      const double expected = draws * std::exp(log_hypergeometric_pmf(x, a_row, b_row, column));
      if (expected < 5) continue;
      x2 += (seen[x] - expected) * (seen[x] - expected) / expected;
      classes += 1;
    }
    // Mean classes - 1, variance 2 (classes - 1): five standard deviations.
    CHECK(x2 < classes - 1 + 5 * std::sqrt(2 * classes));
  };
  check(6, 9, 5, 10);          // dealt from the urn
  check(600, 9000, 50, 9550);  // cell by cell
  check(100'000, 300'000, 200, 399'800);
}

TEST_CASE("monte_carlo: p agrees with the exact test and is reproducible") {
  const Counts a{3, 9, 1}, b{8, 2, 2};
  // Exact: every table with these margins, weighed by its probability.
  double exact = 0, total = 0;
  const auto choose = [](double n, double k) {
    return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1));
  };
  const auto x2 = [](double x, double y, double z) {
    const double share = 13.0 / 25;
    return (std::pow(x - 11 * share, 2) / 11 + std::pow(y - 11 * share, 2) / 11 + std::pow(z - 3 * share, 2) / 3) /
           (share * (1 - share));
  };
  for (int x = 0; x <= 11; ++x) {
    for (int y = 0; y <= 11; ++y) {
      const int z = 13 - x - y;
      if (z < 0 || z > 3) continue;
      const double weight = choose(11, x) * choose(11, y) * choose(3, z);
      total += weight;
      if (x2(x, y, z) >= x2(3, 9, 1) * (1 - 1e-9)) exact += weight;
    }
  }
  exact /= total;
  const auto result = MonteCarloChiSquared{.replicates = 20000, .seed = 4}(a, b);
  CHECK(result.method == Method::monte_carlo);
  CHECK(result.statistic == Approx(x2(3, 9, 1)).epsilon(1e-13));
  CHECK(result.p_value == Approx(exact).margin(4 * std::sqrt(exact / 20000)));
  CHECK(MonteCarloChiSquared{.replicates = 20000, .seed = 4}(a, b).p_value == result.p_value);
  CHECK(MonteCarloChiSquared{.replicates = 20000, .seed = 5}(a, b).p_value != result.p_value);
}

TEST_CASE("monte_carlo: p is never zero, and never made up") {
  CHECK(MonteCarloChiSquared{.replicates = 99}(Counts{1000, 0}, Counts{0, 1000}).p_value == 0.01);
  CHECK(MonteCarloChiSquared{.replicates = 99}(Counts{7, 7}, Counts{7, 7}).p_value == 1);
  CHECK(MonteCarloChiSquared{}(Counts{}, Counts{}).status == Status::too_few_samples);
  CHECK(MonteCarloChiSquared{}(Counts{5, 0}, Counts{4, 0}).status == Status::degenerate);
  CHECK_THROWS_AS(MonteCarloChiSquared{}(Counts{1}, Counts{1, 2}), ConfigError);
  CHECK_THROWS_AS(MonteCarloChiSquared{.replicates = 0}(Counts{1, 2}, Counts{1, 2}), ConfigError);
}
