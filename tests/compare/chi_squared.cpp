#include "leeway/compare/chi_squared.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"
#include "leeway/compare/contingency.hpp"
#include "leeway/core/concepts.hpp"

using namespace leeway;
using Counts = std::vector<std::uint64_t>;

static_assert(TwoSampleTest<ChiSquared, Counts>);

namespace {

/// Exact mean and variance of X^2 over all 2 x k tables with the margins of the observed one.
struct ExactMoments {
  double mean = 0, variance = 0, total = 0;

  ExactMoments(const Counts& reference, const Counts& current) {
    Counts totals;
    std::uint64_t m = 0, n = 0;
    for (std::size_t j = 0; j < reference.size(); ++j) {
      totals.push_back(reference[j] + current[j]);
      m += reference[j];
      n += current[j];
    }
    double square = 0;
    Counts row;
    walk(totals, m, static_cast<double>(m) / static_cast<double>(m + n), 1, row, square);
    mean /= total;
    variance = square / total - mean * mean;
  }

  void walk(const Counts& totals, std::uint64_t left, double share, double ways, Counts& row, double& square) {
    if (row.size() == totals.size()) {
      if (left > 0) return;
      double x2 = 0;
      for (std::size_t j = 0; j < row.size(); ++j) {
        const auto c = static_cast<double>(totals[j]);
        x2 += std::pow(static_cast<double>(row[j]) - share * c, 2) / (share * (1 - share) * c);
      }
      total += ways;
      mean += ways * x2;
      square += ways * x2 * x2;
      return;
    }
    const std::uint64_t c = totals[row.size()];
    double choices = 1;  // C(c, x)
    for (std::uint64_t x = 0; x <= c && x <= left; ++x) {
      row.push_back(x);
      walk(totals, left - x, share, ways * choices, row, square);
      row.pop_back();
      choices *= static_cast<double>(c - x) / static_cast<double>(x + 1);
    }
  }
};

}  // namespace

TEST_CASE("chi_squared: a table worked by hand") {
  // Expected counts 15 15 20 / 15 15 20: X^2 = 2 (25/15 + 0 + 25/20) = 5.8333
  const auto result = ChiSquared{}(Counts{20, 15, 15}, Counts{10, 15, 25});
  CHECK(result.ok());
  CHECK(result.method == Method::asymptotic);
  CHECK(result.statistic == Approx(35.0 / 6).epsilon(1e-15));
  CHECK(result.degrees_of_freedom == 2);
  CHECK(result.p_value == Approx(std::exp(-35.0 / 12)).epsilon(1e-14));
  CHECK(result.effect_kind == EffectKind::cramers_v);
  CHECK(result.effect_size == Approx(std::sqrt(35.0 / 600)).epsilon(1e-15));
  CHECK(result.reference_count == 50);
  CHECK(result.current_count == 50);
}

TEST_CASE("chi_squared: the moment-matched p has the exact mean and variance of all tables") {
  const std::pair<Counts, Counts> tables[] = {{{3, 1, 0, 2}, {1, 1, 2, 0}},
                                              {{5, 0, 0, 1, 1}, {2, 1, 1, 0, 3}},
                                              {{1, 1, 1, 0, 0}, {1, 0, 0, 1, 1}},
                                              {{4, 4, 1}, {1, 2, 2}}};
  for (const auto& [reference, current] : tables) {
    const auto details = ChiSquared{}.details(reference, current);
    const ExactMoments exact(reference, current);
    const double scale = 2 * exact.mean / exact.variance;
    CHECK(details.moment_matched_p ==
          Approx(chi_squared_sf(scale * details.test.statistic, scale * exact.mean)).epsilon(1e-11));
    CHECK(details.test.method == Method::moment_matched);
    CHECK(details.test.p_value == details.moment_matched_p);
    CHECK(details.asymptotic_p == chi_squared_sf(details.test.statistic, details.test.degrees_of_freedom));
  }
}

TEST_CASE("chi_squared: the rule that picks the p-value") {
  CHECK(ChiSquared{}(Counts{5, 5}, Counts{5, 5}).method == Method::asymptotic);  // expected counts of exactly 5
  CHECK(ChiSquared{}(Counts{5, 5}, Counts{4, 5}).method == Method::exact);
  CHECK(ChiSquared{}(Counts{5, 0, 5}, Counts{4, 0, 5}).method == Method::exact);  // an empty column is no column
  CHECK(ChiSquared{}(Counts{5, 5, 5}, Counts{4, 5, 5}).method == Method::moment_matched);
  CHECK(ChiSquared{ChiSquared::PValue::asymptotic}(Counts{1, 2, 1}, Counts{2, 1, 1}).method == Method::asymptotic);
  const auto forced = ChiSquared{ChiSquared::PValue::moment_matched}(Counts{500, 600}, Counts{510, 590});
  CHECK(forced.method == Method::moment_matched);
  // Dense tables: the two agree.
  CHECK(forced.p_value == Approx(ChiSquared{}(Counts{500, 600}, Counts{510, 590}).p_value).epsilon(2e-3));
  CHECK(ChiSquared{}(Counts{3, 1}, Counts{1, 3}).p_value == Approx(34.0 / 70).epsilon(1e-14));  // Fisher's tea
}

TEST_CASE("chi_squared: the one pass agrees with the plain formula for any length and size") {
  std::mt19937_64 random(11);
  for (std::size_t k = 2; k < 40; ++k) {
    for (const std::uint64_t scale : {4ULL, 1000ULL, 100'000'000ULL, 1'000'000'000'000ULL}) {  // both paths
      Counts a(k), b(k);
      for (auto& x : a) x = random() % scale;
      for (auto& x : b) x = random() % scale;
      a[0] += 1;
      b[k - 1] += 1;
      if (k > 5) a[3] = b[3] = 0;
      const auto table = ContingencyTable::of(a, b);
      const auto details = ChiSquared{}.details(a, b);
      REQUIRE(table.columns() == details.columns);
      if (details.columns < 2) continue;
      CAPTURE(k, scale);
      CHECK(details.test.statistic == Approx(chi_squared_statistic(table)).epsilon(1e-13).margin(1e-18));
      CHECK(details.test.degrees_of_freedom == table.degrees_of_freedom());
      double smallest = 1e300;
      for (std::size_t c = 0; c < table.columns(); ++c) {
        smallest = (std::min)({smallest, table.expected(0, c), table.expected(1, c)});
      }
      CHECK(details.smallest_expected == Approx(smallest).epsilon(1e-14));
      CHECK((details.test.method == Method::asymptotic) == (smallest >= 5));
      const auto swapped = ChiSquared{}(b, a);
      CHECK(swapped.statistic == Approx(details.test.statistic).epsilon(1e-13));
    }
  }
}

TEST_CASE("chi_squared: counts of 1e15 that differ by a few are not drowned in rounding") {
  constexpr std::uint64_t big = 1'000'000'000'000'000;
  // a n - b m = 2e15 in both columns: X^2 = 2 (2e15)^2 / (4e30 * 2e15)
  const auto result = ChiSquared{}(Counts{big + 1, big - 1}, Counts{big, big});
  CHECK(result.statistic == Approx(1e-15).epsilon(1e-12));
  CHECK(result.p_value == Approx(1).epsilon(1e-7));
  CHECK(ChiSquared{}(Counts{big, big}, Counts{big, big}).statistic == 0);
}

TEST_CASE("chi_squared: new and vanished categories are evidence") {
  const auto result = ChiSquared{}(Counts{1000, 1000, 0, 400}, Counts{100, 100, 30, 0});
  CHECK(result.significant(1e-12));
  CHECK(result.degrees_of_freedom == 3);
  CHECK(ChiSquared{}(Counts{10, 0}, Counts{0, 10}).effect_size == Approx(1).epsilon(1e-15));
}

TEST_CASE("chi_squared: degenerate input") {
  CHECK(ChiSquared{}(Counts{}, Counts{}).status == Status::too_few_samples);
  CHECK(ChiSquared{}(Counts{0, 0}, Counts{3, 4}).status == Status::too_few_samples);
  CHECK(ChiSquared{}(Counts{3, 4}, Counts{0, 0}).status == Status::too_few_samples);
  CHECK(ChiSquared{}(Counts{0, 7, 0}, Counts{0, 9, 0}).status == Status::degenerate);
  CHECK(is_missing(ChiSquared{}(Counts{0, 7, 0}, Counts{0, 9, 0}).p_value));
  CHECK_THROWS_AS(ChiSquared{}(Counts{1, 2}, Counts{1, 2, 3}), ConfigError);
  // Every category once: X^2 is N whatever the table, so it is no evidence at all.
  const auto all_new = ChiSquared{}(Counts{1, 1, 1, 1, 0, 0, 0, 0}, Counts{0, 0, 0, 0, 1, 1, 1, 1});
  CHECK(all_new.ok());
  CHECK(all_new.p_value == 1);
  CHECK(ChiSquared{}(Counts{1, 0}, Counts{0, 1}).p_value == 1);
  CHECK(ChiSquared{}(Counts{1, 0, 0}, Counts{0, 1, 1}).p_value == 1);
}

TEST_CASE("chi_squared: the false-alarm rate holds on a sparse table") {
  std::mt19937_64 random(3);
  constexpr int runs = 2000;
  int alarms = 0, classical = 0;
  for (int run = 0; run < runs; ++run) {  // 300 levels, expected counts down to .3, sizes 5 : 1
    Counts a(300), b(300);
    const auto draw = [&] { return static_cast<std::size_t>(300 * std::pow(double(random() >> 11) * 0x1p-53, 2.0)); };
    for (int i = 0; i < 1000; ++i) ++a[draw()];
    for (int i = 0; i < 200; ++i) ++b[draw()];
    const auto details = ChiSquared{}.details(a, b);
    alarms += details.test.significant(0.05) ? 1 : 0;
    classical += details.asymptotic_p < 0.05 ? 1 : 0;
  }
  CHECK(alarms > 0.035 * runs);  // .05 +- 3 standard errors
  CHECK(alarms < 0.065 * runs);
  CHECK(classical != alarms);
}

TEST_CASE("chi_squared: category tables, with new and vanished categories") {
  leeway::Categories<> reference;
  leeway::Categories<> current;
  reference.add("mobile", 600);
  reference.add("desktop", 300);
  reference.add("fax", 100);
  current.add("mobile", 500);
  current.add("desktop", 450);
  current.add("tv", 50);
  current.add_missing(7);
  const auto result = leeway::ChiSquared{}(reference, current);
  const std::vector<std::uint64_t> before{600, 300, 100, 0};
  const std::vector<std::uint64_t> now{500, 450, 0, 50};
  const auto expected = leeway::ChiSquared{}(before, now);
  CHECK(result.statistic == Approx(expected.statistic).epsilon(1e-14));
  CHECK(result.p_value == Approx(expected.p_value).epsilon(1e-12));
  CHECK(result.current_count == 1000);
  CHECK(leeway::ChiSquared{}(reference, leeway::Categories<>()).status == leeway::Status::too_few_samples);

  // Tables that overflowed compare what they could not attribute as one cell.
  leeway::Categories<> crowded(2);
  for (int i = 0; i < 30; ++i) crowded.add(i % 4 < 2 ? "a" : i % 4 == 2 ? "b" : "c");
  const auto self = leeway::ChiSquared{}(crowded, crowded);
  CHECK(self.reference_count == 30);
  CHECK(self.statistic == 0);
}
