#include "leeway/compare/levene.hpp"

#include <cmath>

#include "leeway/core/error.hpp"
#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::Levene;

TEST_CASE("levene: scipy's levene with mean, median and its trimmed samples") {
  for_each_grouping([](const std::vector<Values>& groups, const Json& expected) {
    const auto check = [&](Levene::Centre centre, const char* key) {
      const TestResult result = Levene{centre, 0.2}(groups);
      CAPTURE(key);
      CHECK(near(result.statistic, expected.at(key).at("statistic")));
      CHECK(near(result.p_value, expected.at(key).at("p")));
    };
    check(Levene::Centre::mean, "levene_mean");
    check(Levene::Centre::median, "levene_median");
    check(Levene::Centre::trimmed_sample, "levene_trimmed");
  });
}

TEST_CASE("levene: the trimmed mean is a centre, not a smaller sample") {
  const std::vector<Values> groups{{1, 2, 3, 4, 100}, {2, 4, 6, 8, 10}};
  const TestResult result = Levene{Levene::Centre::trimmed_mean, 0.2}(groups);
  CHECK(result.reference_count == 5);
  CHECK((Levene{Levene::Centre::trimmed_sample, 0.2}(groups).reference_count) == 3);
  // Centres 3 and 6; deviations {2, 1, 0, 1, 97} and {4, 2, 0, 2, 4}: the analysis of variance of these.
  CHECK(result.statistic ==
        Approx(leeway::OneWayAnova{}(std::vector<Values>{{2, 1, 0, 1, 97}, {4, 2, 0, 2, 4}}).statistic));
  CHECK((Levene{Levene::Centre::trimmed_mean, 0}(groups).statistic) ==
        Approx(Levene{Levene::Centre::mean}(groups).statistic));
}

TEST_CASE("levene: offsets of 1e9 and scales of 1e300 change nothing") {
  const Values x{1, 4, 2, 8, 5, 7};
  const Values y{3, 6, 19, 9, 4};
  const TestResult plain = Levene{}(x, y);
  CHECK(plain.effect_size > 0);  // y is wider
  for (const double scale : {1e-300, 1e300}) {
    Values a = x;
    Values b = y;
    for (double& value : a) value *= scale;
    for (double& value : b) value *= scale;
    CHECK(Levene{}(a, b).statistic == Approx(plain.statistic).epsilon(1e-12));
  }
  Values a = x;
  Values b = y;
  for (double& value : a) value = value / 7 + 1e9;
  for (double& value : b) value = value / 7 + 1e9;
  Values a_back = a;
  Values b_back = b;
  for (double& value : a_back) value -= 1e9;  // exact
  for (double& value : b_back) value -= 1e9;
  CHECK(Levene{}(a, b).statistic == Approx(Levene{}(a_back, b_back).statistic).epsilon(1e-12));
}

TEST_CASE("levene: nothing is made up") {
  check_refused(Levene{}(Values{}, Values{1, 2}), Status::too_few_samples);
  check_refused(Levene{}(Values{1}, Values{1, 2, 3}), Status::too_few_samples);
  check_refused(Levene{}(Values{0.1, 0.1, 0.1}, Values{0.1, 0.1, 0.1}), Status::degenerate);
  check_refused(Levene{}(Values{1, 2}, Values{5, 8}), Status::degenerate);  // two values deviate equally
  check_refused(Levene{}(std::vector<Values>{{1, 2, 3}}), Status::too_few_samples);
  CHECK(Levene{}(Values{1, 2, 4, std::nan("")}, Values{1, 2, 9}).reference_count == 3);
  CHECK_THROWS_AS((Levene{Levene::Centre::trimmed_mean, 0.5}(Values{1, 2}, Values{1, 2})), leeway::ConfigError);
}
