#include "leeway/compare/kuiper.hpp"

#include <cmath>
#include <random>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::Kuiper;

TEST_CASE("kuiper: V by hand") {
  // Differences of the distribution functions: .5, 0, -.5, 0.
  const TestResult result = Kuiper{}(Values{1, 4}, Values{2, 3});
  CHECK(result.statistic == 1);
  CHECK(result.effect_size == 0.5);
  CHECK(Kuiper::lambda(result) == Approx(1 + 0.155 + 0.24));
  CHECK(result.p_value == leeway::kuiper_limit_sf(1.395));
}

TEST_CASE("kuiper: where the circle is cut does not matter") {
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> hour(0, 24);
  Values x(30);
  Values y(50);
  for (double& v : x) v = hour(random);
  for (double& v : y) v = std::fmod(hour(random) + hour(random), 24.0);
  const double v = Kuiper{}(x, y).statistic;
  for (const double cut : {3.0, 11.0, 20.0}) {
    Values a = x;
    Values b = y;
    for (double& value : a) value = std::fmod(value + cut, 24.0);
    for (double& value : b) value = std::fmod(value + cut, 24.0);
    CHECK(Kuiper{}(a, b).statistic == Approx(v).epsilon(1e-13));
  }
}

TEST_CASE("kuiper: p holds its level for continuous data") {
  std::mt19937_64 random(21);
  std::normal_distribution<double> normal;
  int rejections = 0;
  constexpr int rounds = 4000;
  Values x(60);
  Values y(80);
  for (int round = 0; round < rounds; ++round) {
    for (double& v : x) v = normal(random);
    for (double& v : y) v = normal(random);
    rejections += Kuiper{}(x, y).significant() ? 1 : 0;
  }
  // The lattice of V makes it a little conservative; .0034 is a standard error.
  CHECK(rejections / static_cast<double>(rounds) < 0.064);
  CHECK(rejections / static_cast<double>(rounds) > 0.025);
}

TEST_CASE("kuiper: counts, equal samples, and nothing made up") {
  const std::vector<std::uint64_t> reference{3, 5, 2};
  const std::vector<std::uint64_t> current{1, 4, 6};
  CHECK(Kuiper{}(reference, current).statistic == Approx(0.3 - 1.0 / 11 + 0.8 - 5.0 / 11 - (0.3 - 1.0 / 11)));
  CHECK(Kuiper{}(Values{4, 4}, Values{4}).statistic == 0);
  CHECK(Kuiper{}(Values{4, 4}, Values{4}).p_value == 1);
  check_refused(Kuiper{}(Values{}, Values{1}), Status::too_few_samples);
  check_refused(Kuiper{}(Values{std::nan("")}, Values{1}), Status::too_few_samples);
}
