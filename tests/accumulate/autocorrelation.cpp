#include "leeway/accumulate/autocorrelation.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "expected.hpp"
#include "leeway/core/concepts.hpp"

using leeway::Autocorrelation;

static_assert(leeway::Accumulator<Autocorrelation<double>> && leeway::Accumulator<Autocorrelation<float>>);

TEST_CASE("autocorrelation: agrees with exact arithmetic, whole and appended") {
  const auto& cases = expected_values("moments").at("cases");
  std::size_t compared = 0;
  for (const auto& test_case : cases) {
    INFO(test_case.at("name").get<std::string>());
    auto sample = test_case.at("head").get<std::vector<double>>();
    const auto pattern = test_case.at("pattern").get<std::vector<double>>();
    for (int i = 0; i < test_case.at("times").get<int>(); ++i) {
      sample.insert(sample.end(), pattern.begin(), pattern.end());
    }
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, sample.size() / 3, sample.size() - 1}) {
      Autocorrelation<> first, second;
      for (std::size_t i = 0; i < sample.size(); ++i) (i < cut ? first : second).add(sample[i]);
      first.merge(second);
      CHECK(first.count() == sample.size());
      if (!test_case.at("expected").contains("lag1")) {
        CHECK(std::isnan(first.lag1()));
      } else {
        CHECK(std::fabs(first.lag1() - test_case.at("expected").at("lag1").get<double>()) < 1e-13);
        ++compared;
      }
    }
  }
  CHECK(compared > 80);
}

TEST_CASE("autocorrelation: NIST StRD certified value of the alternating sets") {
  for (const double centre : {1.2, 1000000.2, 10000000.2}) {
    Autocorrelation<> correlation;
    correlation.add(centre);
    for (int i = 0; i < 500; ++i) {
      correlation.add(centre - 0.1);
      correlation.add(centre + 0.1);
    }
    CHECK(correlation.lag1() == Approx(-0.999).epsilon(1e-11));  // the decimals of the set are not doubles
  }
}

TEST_CASE("autocorrelation: finds the coefficient of an autoregressive stream at a large offset") {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  Autocorrelation<> correlation;
  double state = 0;
  for (int i = 0; i < 200000; ++i) {
    state = 0.5 * state + normal(random);
    correlation.add(1e9 + state);
  }
  CHECK(std::fabs(correlation.lag1() - 0.5) < 0.01);  // standard error .0019
}

TEST_CASE("autocorrelation: leaves out NaN and infinities, appends to nothing and to itself") {
  Autocorrelation<> gaps, plain, twice;
  for (const double x :
       {1.0, std::numeric_limits<double>::quiet_NaN(), 3.0, std::numeric_limits<double>::infinity(), 2.0})
    gaps.add(x);
  for (const double x : {1.0, 3.0, 2.0}) plain.add(x);
  CHECK(gaps == plain);
  Autocorrelation<> empty;
  empty.merge(plain);
  CHECK(empty == plain);
  empty.merge(Autocorrelation<>{});
  CHECK(empty == plain);
  CHECK(std::isnan(Autocorrelation<>{}.lag1()));

  for (const double x : {1.0, 3.0, 2.0, 1.0, 3.0, 2.0}) twice.add(x);
  plain.merge(plain);
  CHECK(plain.count() == 6);
  CHECK(plain.lag1() == Approx(twice.lag1()).epsilon(1e-14));
}
