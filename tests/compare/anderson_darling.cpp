#include "leeway/compare/anderson_darling.hpp"

#include <cmath>
#include <random>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::AndersonDarling;
using leeway::pooled_ties;
using Version = AndersonDarling::Version;

TEST_CASE("anderson_darling: scipy's anderson_ksamp, which reports (A2 - (k - 1)) / sigma") {
  const auto check = [](const TestResult& result, const leeway::PooledTies& ties, const Json& expected) {
    CHECK(near((result.statistic - result.degrees_of_freedom) / AndersonDarling::std_dev(ties), expected));
  };
  for_each_pair([&](const Values& x, const Values& y, const Json& expected) {
    check(AndersonDarling{}(x, y), pooled_ties(x, y), expected.at("anderson_darling_midrank"));
    check(AndersonDarling{Version::right}(x, y), pooled_ties(x, y), expected.at("anderson_darling_right"));
  });
  for_each_grouping([&](const std::vector<Values>& groups, const Json& expected) {
    check(AndersonDarling{}(groups), pooled_ties(groups), expected.at("anderson_darling_midrank"));
    check(AndersonDarling{Version::right}(groups), pooled_ties(groups), expected.at("anderson_darling_right"));
  });
}

TEST_CASE("anderson_darling: the paper's example of four laboratories") {
  // Scholz and Stephens 1987, section 4: A2 = 8.3559 and 8.3926, sigma = 1.2038, p about .0023 and .0022.
  const std::vector<Values> laboratories{{38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0},
                                         {39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8},
                                         {34.0, 35.0, 39.0, 40.0, 43.0, 43.0, 44.0, 45.0},
                                         {34.0, 34.8, 34.8, 35.4, 37.2, 37.8, 41.2, 42.8}};
  CHECK(AndersonDarling{Version::right}(laboratories).statistic == Approx(8.3559).margin(5e-5));
  CHECK(AndersonDarling{}(laboratories).statistic == Approx(8.3926).margin(5e-5));
  CHECK(AndersonDarling::std_dev(pooled_ties(laboratories)) == Approx(1.2038).margin(5e-5));
  CHECK(AndersonDarling{Version::right}(laboratories).p_value == Approx(0.0023).margin(1e-4));
}

TEST_CASE("anderson_darling: the standard deviation in closed form is the paper's double sum") {
  for (const std::size_t n : {4U, 7U, 49U, 50U, 51U, 300U}) {
    Values x(n / 2);
    Values y(n - n / 2);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<double>(i) + 0.5;
    long double h = 0;
    long double g = 0;
    for (std::size_t i = 1; i < n; ++i) h += 1.0L / static_cast<long double>(i);
    for (std::size_t i = 1; i + 1 < n; ++i) {
      for (std::size_t j = i + 1; j < n; ++j)
        g += 1.0L / (static_cast<long double>(n - i) * static_cast<long double>(j));
    }
    const long double inverse = 1.0L / static_cast<long double>(x.size()) + 1.0L / static_cast<long double>(y.size());
    const auto N = static_cast<long double>(n);
    const long double a = (4 * g - 6) + (10 - 6 * g) * inverse;
    const long double b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
    const long double c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * inverse + 4 * h;
    const long double d = (2 * h + 6) * 4 - 8 * h;
    const long double variance = (((a * N + b) * N + c) * N + d) / ((N - 1) * (N - 2) * (N - 3));
    CAPTURE(n);
    CHECK(AndersonDarling::std_dev(pooled_ties(x, y)) ==
          Approx(static_cast<double>(std::sqrt(variance))).epsilon(1e-12));
  }
}

TEST_CASE("anderson_darling: p holds its level under the null hypothesis") {
  std::mt19937_64 random(17);
  std::normal_distribution<double> normal;
  int below_05 = 0;
  int below_50 = 0;
  constexpr int rounds = 4000;
  for (int round = 0; round < rounds; ++round) {
    std::vector<Values> groups{Values(20), Values(30), Values(15)};
    for (Values& group : groups) {
      for (double& value : group) value = normal(random);
    }
    const double p = AndersonDarling{}(groups).p_value;
    below_05 += p < 0.05 ? 1 : 0;
    below_50 += p < 0.5 ? 1 : 0;
  }
  // Four standard errors: sqrt(.05 * .95 / 4000) = .0034, sqrt(.25 / 4000) = .0079.
  CHECK(below_05 / static_cast<double>(rounds) == Approx(0.05).margin(0.014));
  CHECK(below_50 / static_cast<double>(rounds) == Approx(0.5).margin(0.032));
}

TEST_CASE("anderson_darling: cells are samples with ties; nothing is made up") {
  const std::vector<std::uint64_t> reference{3, 5, 2};
  const std::vector<std::uint64_t> current{1, 4, 6};
  const Values x{1, 1, 1, 2, 2, 2, 2, 2, 3, 3};
  const Values y{1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
  CHECK(AndersonDarling{}(reference, current).p_value == AndersonDarling{}(x, y).p_value);
  check_refused(AndersonDarling{}(Values{}, Values{1, 2, 3, 4}), Status::too_few_samples);
  check_refused(AndersonDarling{}(Values{1}, Values{1, 2}), Status::too_few_samples);
  check_refused(AndersonDarling{}(Values{4, 4, 4}, Values{4, 4}), Status::degenerate);
  const std::vector<std::uint64_t> huge{400'000'000'000'000, 600'000'000'000'000};
  const std::vector<std::uint64_t> moved{400'000'000'010'000, 599'999'999'990'000};
  const TestResult result = AndersonDarling{}(huge, moved);
  CHECK(result.ok());
  CHECK(result.p_value > 0.5);
}
