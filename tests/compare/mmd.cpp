#include "leeway/compare/mmd.hpp"

#include "distances_expected.hpp"

using namespace distances_expected;
using leeway::Status;

TEST_CASE("mmd: agrees with numpy") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    const Json& expected = item.at("mmd");
    const auto mmd = leeway::mmd_squared(Sample(x), Sample(y), expected.at("width").get<double>());
    // Differences of means near 1 in the expected values: rounding of 1e-16 each.
    CHECK(mmd.biased.value == Approx(expected.at("biased").get<double>()).epsilon(1e-12).margin(1e-15));
    CHECK(mmd.unbiased.value == Approx(expected.at("unbiased").get<double>()).epsilon(1e-12).margin(1e-15));
    CHECK(leeway::median_pairwise_distance(Sample(x), Sample(y)) == Approx(expected.at("median").get<double>()));
  }
}

TEST_CASE("mmd: by hand") {
  const Values x{0};
  const Values y{2};
  const auto mmd = leeway::mmd_squared(Sample(x), Sample(y), 1);
  CHECK(close(mmd.biased.value, 2 - 2 * std::exp(-2.0)));
  CHECK(mmd.unbiased.status == Status::too_few_samples);
  CHECK(leeway::median_pairwise_distance(Sample(x), Sample(y)) == 2);
  CHECK(leeway::mmd_squared(Sample(x), Sample(x), 1).biased.value == 0);
}

TEST_CASE("mmd: the unbiased estimate is 0 on average without drift", "[simulation]") {
  std::mt19937_64 random(31);
  double sum = 0;
  double squares = 0;
  constexpr int repetitions = 400;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    const Values x = random_values(random, 20, false);
    const Values y = random_values(random, 15, false);
    const double value = leeway::mmd_squared(Sample(x), Sample(y), 1).unbiased.value;
    sum += value;
    squares += value * value;
  }
  const double error = std::sqrt(squares) / repetitions;
  CHECK(std::fabs(sum / repetitions) < 4 * error);
}

TEST_CASE("mmd: degenerate samples") {
  const Values some{1, 2};
  CHECK(leeway::mmd_squared(Sample(Values{}), Sample(some), 1).biased.status == Status::too_few_samples);
  CHECK(leeway::mmd_squared(Sample(Values{missing, infinity}), Sample(some), 1).biased.status ==
        Status::too_few_samples);
  const auto far = leeway::mmd_squared(Sample(Values{1e300, -1.7e308}), Sample(Values{1.7e308, 5}), 1e-300);
  CHECK(far.biased.ok());
  CHECK(far.biased.value == 1);  // four values that no kernel connects: 1/2 + 1/2
  CHECK(std::isnan(leeway::median_pairwise_distance(Sample(Values{}), Sample(Values{1}))));
  CHECK_THROWS_AS(leeway::mmd_squared(Sample(some), Sample(some), 0), leeway::ConfigError);
  CHECK_THROWS_AS(leeway::mmd_squared(Sample(some), Sample(some), missing), leeway::ConfigError);
}
