#include "leeway/compare/median_test.hpp"

#include <cmath>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::MedianTest;
using Ties = MedianTest::Ties;

TEST_CASE("median_test: scipy's median_test with its three ways to treat the median itself") {
  for_each_grouping([](const std::vector<Values>& groups, const Json& expected) {
    for (const auto& [key, ties] : {std::pair{"median_below", Ties::below}, std::pair{"median_above", Ties::above},
                                    std::pair{"median_ignore", Ties::ignore}}) {
      const TestResult result = MedianTest{ties}(groups);
      CAPTURE(key);
      CHECK(near(result.statistic, expected.at(key).at("statistic"), 1e-11));
      CHECK(near(result.p_value, expected.at(key).at("p"), 1e-11));
    }
  });
}

TEST_CASE("median_test: by hand, with and without Yates' correction") {
  // Median 4.5; below: 4 of {1, 2, 3, 4}, none of {5, 6, 7, 8}: X^2 = N = 8, with correction 8 * (1 - 1/4)^2.
  const Values x{1, 2, 3, 4};
  const Values y{5, 6, 7, 8};
  CHECK(MedianTest{}(x, y).statistic == Approx(8).epsilon(1e-15));
  CHECK((MedianTest{Ties::below, true}(x, y).statistic) == Approx(4.5).epsilon(1e-15));
  CHECK((MedianTest{Ties::below, true}(x, x).statistic) == 0);
}

TEST_CASE("median_test: counts over cells, and nothing made up") {
  const std::vector<std::vector<std::uint64_t>> counts{{3, 5, 2}, {1, 4, 6}};
  const Values x{1, 1, 1, 2, 2, 2, 2, 2, 3, 3};
  const Values y{1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
  CHECK(MedianTest{}(counts).statistic == MedianTest{}(x, y).statistic);
  check_refused(MedianTest{}(Values{}, Values{1}), Status::too_few_samples);
  check_refused(MedianTest{}(Values{5, 5}, Values{5}), Status::degenerate);
  check_refused(MedianTest{}(Values{1, 5, 5}, Values{5, 5}), Status::degenerate);  // nothing lies above the median
  check_refused((MedianTest{Ties::ignore}(Values{5}, Values{4, 5, 6})), Status::degenerate);
  CHECK((MedianTest{Ties::above}(Values{1, 5, 5}, Values{5, 5})).ok());
}
