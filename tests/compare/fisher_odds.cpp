#include "leeway/compare/fisher_odds.hpp"

#include <cmath>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

TEST_CASE("fisher_odds: against scipy") {
  for (const auto& item : expected_values("categorical").at("fisher").at("odds")) {
    const auto& t = item[0];
    CAPTURE(t.dump());
    const auto odds = conditional_odds_ratio({t[0], t[1], t[2], t[3]});
    CHECK(odds.estimate == Approx(item[1].get<double>()).epsilon(1e-8));
    CHECK(odds.lower == Approx(item[2].get<double>()).epsilon(1e-8));
    CHECK(odds.upper == Approx(item[3].get<double>()).epsilon(1e-8));
  }
}

TEST_CASE("fisher_odds: a table small enough for the quadratic formula") {
  // Masses 1, 4 w, w^2 over A = 0, 1, 2: P(A >= 1) = .025 where w^2 + 4 w = .025 / .975.
  const auto odds = conditional_odds_ratio({1, 1, 1, 1});
  CHECK(odds.lower == Approx(std::sqrt(4 + 1.0 / 39) - 2).epsilon(1e-10));
  CHECK(odds.upper == Approx(1 / odds.lower).epsilon(1e-10));
  CHECK(odds.estimate == Approx(1).epsilon(1e-10));
}

TEST_CASE("fisher_odds: the ends of the support") {
  const auto none = conditional_odds_ratio({0, 15, 4, 0});
  CHECK(none.estimate == 0);
  CHECK(none.lower == 0);
  CHECK(none.upper > 0);
  CHECK(none.upper < 1);
  const auto all = conditional_odds_ratio({15, 0, 0, 4});
  CHECK(std::isinf(all.estimate));
  CHECK(std::isinf(all.upper));
  CHECK(all.lower == Approx(1 / none.upper).epsilon(1e-9));
  const auto empty = conditional_odds_ratio({0, 0, 5, 7});
  CHECK(std::isnan(empty.estimate));
  CHECK(empty.lower == 0);
  CHECK(std::isinf(empty.upper));
}

TEST_CASE("fisher_odds: large tables, and a wider interval for more confidence") {
  const Table2x2 table{200'000, 300'000, 100'000, 200'000};
  const auto narrow = conditional_odds_ratio(table, 0.5), wide = conditional_odds_ratio(table, 0.999);
  CHECK(narrow.estimate == Approx(4.0 / 3).epsilon(1e-5));
  CHECK(wide.lower < narrow.lower);
  CHECK(narrow.lower < narrow.estimate);
  CHECK(narrow.estimate < narrow.upper);
  CHECK(narrow.upper < wide.upper);
}
