#include "leeway/compare/fisher.hpp"

#include <cmath>
#include <random>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

TEST_CASE("fisher: against enumeration in exact fractions") {
  for (const auto& item : expected_values("categorical").at("fisher").at("two")) {
    const auto& t = item[0];
    CAPTURE(t.dump());
    const auto result = fisher_exact({t[0], t[1], t[2], t[3]});
    const auto near = [](double value) { return Approx(value).epsilon(1e-13).margin(0); };
    CHECK(result.p_two_sided == near(item[1][0]));
    CHECK(result.p_greater == near(item[1][1]));
    CHECK(result.p_less == near(item[1][2]));
  }
}

TEST_CASE("fisher: laws under exchange of rows and columns") {
  std::mt19937_64 random(8);
  for (int round = 0; round < 300; ++round) {
    const Table2x2 t{random() % 40, random() % 400, random() % 40, random() % 400};
    const auto result = fisher_exact(t);
    const auto rows = fisher_exact({t.c, t.d, t.a, t.b});
    const auto transposed = fisher_exact({t.a, t.c, t.b, t.d});
    CAPTURE(t.a, t.b, t.c, t.d);
    CHECK(rows.p_two_sided == Approx(result.p_two_sided).epsilon(1e-12));
    CHECK(rows.p_greater == Approx(result.p_less).epsilon(1e-12));
    CHECK(transposed.p_two_sided == Approx(result.p_two_sided).epsilon(1e-12));
    CHECK(transposed.p_greater == Approx(result.p_greater).epsilon(1e-12));
    CHECK(result.p_two_sided >= (std::min)(result.p_greater, result.p_less) * (1 - 1e-12));
    CHECK(result.p_two_sided <= 1);
    const double mass = std::exp(log_hypergeometric_pmf(t.a, t.a + t.b, t.c + t.d, t.a + t.c));
    CHECK(result.p_greater + result.p_less == Approx(1 + mass).epsilon(1e-12));
  }
}

TEST_CASE("fisher: large and lopsided tables") {
  // All four corners: p = 1 / C(2n, n) each.
  CHECK(fisher_exact({50, 0, 0, 50}).p_two_sided == Approx(2 * std::exp(log_hypergeometric_pmf(50, 50, 50, 50))));
  const auto far = fisher_exact({2000, 0, 0, 2000});
  CHECK(far.p_greater == 0);  // 1e-1203 underflows
  CHECK(far.p_less == 1);
  constexpr std::uint64_t big = 1'000'000'000'000;
  const auto equal = fisher_exact({big, big, big, big});
  CHECK(equal.p_two_sided == 1);
  CHECK(equal.p_greater == Approx(0.5).epsilon(1e-5));
  // One standard deviation off, where the normal law is exact to the digits asked for.
  const auto sd = static_cast<std::uint64_t>(std::sqrt(big / 4.0));
  CHECK(fisher_exact({big / 2 + sd, big / 2, big / 2, big / 2 + sd}).p_two_sided < 1);
  const auto rare = fisher_exact({3, 999'999'999'997, 0, 10});
  CHECK(rare.p_two_sided == Approx(1).epsilon(1e-9));
}

TEST_CASE("fisher: empty rows and columns, odds ratios") {
  for (const Table2x2& t : {Table2x2{0, 0, 5, 7}, Table2x2{5, 7, 0, 0}, Table2x2{0, 4, 0, 7}, Table2x2{}}) {
    const auto result = fisher_exact(t);
    CHECK(result.p_two_sided == 1);
    CHECK(result.p_greater == 1);
    CHECK(result.p_less == 1);
    CHECK(std::isnan(result.odds_ratio));
  }
  CHECK(fisher_exact({3, 1, 1, 3}).odds_ratio == 9);
  CHECK(std::isinf(fisher_exact({3, 0, 1, 3}).odds_ratio));
  CHECK(fisher_exact({0, 3, 1, 3}).odds_ratio == 0);
}
