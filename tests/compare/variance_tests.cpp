#include "leeway/compare/variance_tests.hpp"

#include <cmath>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::Bartlett;
using leeway::Moments;
using leeway::VarianceRatio;

TEST_CASE("variance_tests: F against the distribution function, current over reference") {
  for_each_pair([](const Values& x, const Values& y, const Json& expected) {
    const Json& f = expected.at("f");
    const TestResult less = VarianceRatio{Alternative::less}(x, y);
    const TestResult greater = VarianceRatio{Alternative::greater}(x, y);
    const TestResult both = VarianceRatio{}(x, y);
    CHECK(near(1 / both.statistic, f.at("statistic")));
    CHECK(near(less.p_value, f.at("greater")));
    CHECK(near(greater.p_value, f.at("less")));
    CHECK(both.p_value == Approx(2 * (std::min)(less.p_value, greater.p_value)));
    CHECK(both.effect_size == Approx(std::log(both.statistic)));
  });
}

TEST_CASE("variance_tests: Bartlett as scipy, for groups and for two samples") {
  for_each_grouping([](const std::vector<Values>& groups, const Json& expected) {
    const TestResult result = Bartlett{}(groups);
    CHECK(near(result.statistic, expected.at("bartlett").at("statistic")));
    CHECK(near(result.p_value, expected.at("bartlett").at("p")));
    CHECK(result.degrees_of_freedom == static_cast<double>(groups.size() - 1));
    const TestResult two = Bartlett{}(groups[0], groups[1]);
    CHECK(two.statistic == Bartlett{}(std::vector<Values>{groups[0], groups[1]}).statistic);
    CHECK(two.effect_size == Approx(VarianceRatio{}(groups[0], groups[1]).effect_size));
  });
}

TEST_CASE("variance_tests: Bartlett keeps its digits where the variances nearly agree") {
  // Variances 1 and 1 + d: the statistic is d^2 times a constant, to first order; the textbook formula gives noise.
  const auto statistic = [](double d) {
    const leeway::SampleMoments first{11, 0, 0, 0, 10};
    const leeway::SampleMoments second{11, 0, 0, 0, 10 * (1 + d)};
    return Bartlett{}(std::array{first, second}).statistic;
  };
  const double d = 0x1p-30;
  CHECK(statistic(d) / (d * d) == Approx(statistic(0x1p-10) / 0x1p-20).epsilon(2e-3));
  CHECK(statistic(d) / (d * d) == Approx(statistic(2 * d) / (4 * d * d)).epsilon(1e-8));
  CHECK(statistic(0) == 0);
  CHECK(leeway::detail::excess_over_log1p(0.12) == Approx(0.12 - std::log(1.12)).epsilon(1e-13));
  CHECK(leeway::detail::excess_over_log1p(-0.12) == Approx(-0.12 - std::log(0.88)).epsilon(1e-13));
}

TEST_CASE("variance_tests: moments, extreme scales and offsets") {
  const Values x{1, 4, 2, 8, 5, 7};
  const Values y{3, 6, 19, 9, 4};
  const double f = VarianceRatio{}(x, y).statistic;
  Moments<double, 2> reference;
  for (const double value : x) reference.add(value);
  CHECK(VarianceRatio{}(reference, y).statistic == f);
  for (const double scale : {1e-300, 1e300}) {
    Values a = x;
    Values b = y;
    for (double& value : a) value *= scale;
    for (double& value : b) value *= scale;
    CHECK(VarianceRatio{}(a, b).statistic == Approx(f).epsilon(1e-13));
    CHECK(Bartlett{}(a, b).statistic == Approx(Bartlett{}(x, y).statistic).epsilon(1e-12));
    check_refused(VarianceRatio{}(x, b), Status::degenerate);  // a ratio of 1e600 or 1e-600
  }
  Values a = x;
  for (double& value : a) value += 1e12;
  CHECK(VarianceRatio{}(a, y).statistic == Approx(f).epsilon(1e-14));
}

TEST_CASE("variance_tests: nothing is made up") {
  check_refused(VarianceRatio{}(Values{}, Values{}), Status::too_few_samples);
  check_refused(VarianceRatio{}(Values{1}, Values{1, 2}), Status::too_few_samples);
  check_refused(VarianceRatio{}(Values{3, 3, 3}, Values{1, 2}), Status::degenerate);
  check_refused(VarianceRatio{}(Values{1, 2}, Values{0.1, 0.1, 0.1}), Status::degenerate);
  check_refused(Bartlett{}(Values{1, 2}, Values{0.1, 0.1, 0.1}), Status::degenerate);
  check_refused(Bartlett{}(std::vector<Values>{{1, 2, 3}}), Status::too_few_samples);
  check_refused(Bartlett{}(std::vector<Values>{{1, 2, 3}, {1}}), Status::too_few_samples);
  check_refused(Bartlett{}(std::vector<Values>{}), Status::too_few_samples);
}
