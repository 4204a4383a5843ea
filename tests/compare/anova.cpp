#include "leeway/compare/anova.hpp"

#include <cmath>

#include "leeway/compare/t_test.hpp"
#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::AlexanderGovern;
using leeway::anova_table;
using leeway::OneWayAnova;

TEST_CASE("anova: scipy's f_oneway and alexandergovern") {
  for_each_grouping([](const std::vector<Values>& groups, const Json& expected) {
    const TestResult anova = OneWayAnova{}(groups);
    CHECK(near(anova.statistic, expected.at("anova").at("statistic")));
    CHECK(near(anova.p_value, expected.at("anova").at("p")));
    const TestResult unequal = AlexanderGovern{}(groups);
    CHECK(near(unequal.statistic, expected.at("alexander_govern").at("statistic")));
    CHECK(near(unequal.p_value, expected.at("alexander_govern").at("p")));
    CHECK(unequal.degrees_of_freedom == static_cast<double>(groups.size() - 1));
  });
}

TEST_CASE("anova: the table by hand") {
  const auto table = anova_table(std::vector<Values>{{1, 2, 3}, {3, 5, 7}, {10}});
  // Means 2, 5, 10; grand mean 31 / 7.
  CHECK(table.between_dof == 2);
  CHECK(table.within_dof == 4);
  CHECK(table.within_squares == Approx(2 + 8).epsilon(1e-15));
  CHECK(table.between_squares == Approx(12 + 75 + 100 - 31.0 * 31 / 7).epsilon(1e-15));
  CHECK(table.f() == Approx((187 - 961.0 / 7) / 2 / 2.5).epsilon(1e-15));
  CHECK(table.eta_squared() == Approx((187 - 961.0 / 7) / (197 - 961.0 / 7)).epsilon(1e-15));
}

TEST_CASE("anova: for two groups F is Student's t squared, at any offset and scale") {
  const Values x{1, 4, 2, 8, 5, 7};
  const Values y{3, 6, 9, 9, 4};
  const double t = leeway::StudentT{}(x, y).statistic;
  for (const double scale : {1e-300, 1.0, 1e300}) {
    for (const double offset : {0.0, 1e12}) {
      Values a = x;
      Values b = y;
      for (Values* values : {&a, &b}) {
        for (double& value : *values) value = (value + offset) * (offset == 0 ? scale : 1);
      }
      const TestResult result = OneWayAnova{}(a, b);
      CHECK(result.statistic == Approx(t * t).epsilon(1e-12));
      CHECK(result.p_value == Approx(leeway::StudentT{}(x, y).p_value).epsilon(1e-12));
    }
  }
}

TEST_CASE("anova: nothing is made up") {
  check_refused(OneWayAnova{}(std::vector<Values>{}), Status::too_few_samples);
  check_refused(OneWayAnova{}(std::vector<Values>{{1, 2, 3}}), Status::too_few_samples);
  check_refused(OneWayAnova{}(std::vector<Values>{{1, 2, 3}, {}}), Status::too_few_samples);
  check_refused(OneWayAnova{}(std::vector<Values>{{1}, {2}}), Status::too_few_samples);
  check_refused(OneWayAnova{}(std::vector<Values>{{1, 1}, {2, 2}}), Status::degenerate);
  check_refused(OneWayAnova{}(std::vector<Values>{{0.1, 0.1, 0.1}, {0.1, 0.1}}), Status::degenerate);
  check_refused(AlexanderGovern{}(std::vector<Values>{{1, 2}, {3}}), Status::too_few_samples);
  check_refused(AlexanderGovern{}(std::vector<Values>{{1, 2}, {3, 3}}), Status::degenerate);
  CHECK(OneWayAnova{}(std::vector<Values>{{1, 2, std::nan("")}, {2, 3}}).reference_count == 2);
}
