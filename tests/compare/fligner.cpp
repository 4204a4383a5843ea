#include "leeway/compare/fligner.hpp"

#include <cmath>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::Fligner;

TEST_CASE("fligner: scipy's fligner") {
  for_each_grouping([](const std::vector<Values>& groups, const Json& expected) {
    const TestResult result = Fligner{}(groups);
    CHECK(near(result.statistic, expected.at("fligner").at("statistic")));
    CHECK(near(result.p_value, expected.at("fligner").at("p")));
    CHECK(result.degrees_of_freedom == static_cast<double>(groups.size() - 1));
  });
}

TEST_CASE("fligner: a shift of one group changes nothing, a wider group does") {
  const Values x{1, 4, 2, 8, 5, 7, 6.5, 3.25};
  Values moved = x;
  Values wider = x;
  for (double& value : moved) value += 64;
  for (double& value : wider) value *= 16;
  CHECK(Fligner{}(x, moved).statistic == Approx(0).margin(1e-14));
  CHECK(Fligner{}(x, wider).p_value < 0.02);
  CHECK(Fligner{}(x, wider).statistic == Fligner{}(std::vector<Values>{x, wider}).statistic);
}

TEST_CASE("fligner: nothing is made up") {
  check_refused(Fligner{}(Values{}, Values{1, 2}), Status::too_few_samples);
  check_refused(Fligner{}(Values{1}, Values{1, 2}), Status::too_few_samples);
  check_refused(Fligner{}(Values{3, 3, 3}, Values{5, 5}), Status::degenerate);
  check_refused(Fligner{}(Values{1, 2}, Values{8, 9}), Status::degenerate);
  const TestResult huge = Fligner{}(Values{1e300, 2e300, 4e300}, Values{1e-300, 2e-300, 4e-300});
  CHECK(huge.p_value == Fligner{}(Values{1000, 2000, 4000}, Values{1, 2, 4}).p_value);  // the same ranks
}
