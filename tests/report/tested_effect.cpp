#include "leeway/report/tested_effect.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"
#include "leeway/compare/chi_squared.hpp"
#include "leeway/compare/kolmogorov_smirnov.hpp"

using namespace leeway;
using namespace leeway::detail;
using Counts = std::vector<std::uint64_t>;

TEST_CASE("tested_effect: tempering makes a p-value that of rows so many times fewer") {
  // Counts with equal shares, 4 times as many: the design effect of 4 undoes it.
  const Counts before{4'000, 3'000, 2'000, 1'000};
  const Counts now{3'600, 3'000, 2'200, 1'200};
  Counts before_quarter(before);
  Counts now_quarter(now);
  for (auto* counts : {&before_quarter, &now_quarter}) {
    for (std::uint64_t& count : *counts) count /= 4;
  }
  const double p = ChiSquared{}(before_quarter, now_quarter).p_value;
  CHECK(tempered_p(ChiSquared{}(before, now), 4) == Approx(p).epsilon(1e-9));

  const TestResult share = ShareTest{}({400, 4'000}, {560, 4'000});
  CHECK(tempered_p(share, 4) == Approx(ShareTest{}({100, 1'000}, {140, 1'000}).p_value).epsilon(1e-6));

  // The Kolmogorov law falls as the normal one does in the tail; near enough where it matters.
  const TestResult ks = KolmogorovSmirnov{}(before, now);
  const double exact = KolmogorovSmirnov{}(before_quarter, now_quarter).p_value;
  CHECK(std::log(tempered_p(ks, 4)) == Approx(std::log(exact)).epsilon(0.25));

  CHECK(tempered_p(share, 1) == share.p_value);
  CHECK(tempered_p(TestResult{}, 4) != 0.0);  // a test that could not be done has no p-value to temper
}

TEST_CASE("tested_effect: a share that fell has a magnitude and an interval of magnitudes") {
  std::vector<TestedEffect> tests;
  check_share(tests, "missing_share", Alternative::two_sided, {300, 1'000}, {100, 1'000}, {});
  REQUIRE(tests.size() == 1);
  CHECK(tests[0].effect.value == Approx(0.2));
  CHECK(tests[0].effect.lower > 0.15);
  CHECK(tests[0].effect.upper < 0.25);
  CHECK(tests[0].excess < 0.2);
  CHECK(tests[0].tolerance == 0.01);

  check_share(tests, "missing_share", Alternative::two_sided, {300, 1'000}, {100, 1'000}, {.design_effect = 9});
  CHECK(tests[1].effect.upper - tests[1].effect.value ==
        Approx(3 * (tests[0].effect.upper - tests[0].effect.value)).epsilon(1e-9));
  CHECK(tests[1].result.p_value > tests[0].result.p_value);

  check_share(tests, "infinite_share", Alternative::two_sided, {0, 1'000}, {0, 1'000}, {});
  CHECK(tests.size() == 2);  // nothing to test on either side
}
