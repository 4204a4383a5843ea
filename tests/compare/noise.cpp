#include "leeway/compare/noise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"
#include "leeway/compare/kolmogorov_smirnov.hpp"

TEST_CASE("noise: the mean of D without drift, against simulation") {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform;
  constexpr int rounds = 400;
  double sum = 0;
  std::vector<double> reference(1000);
  std::vector<double> current(500);
  for (int i = 0; i < rounds; ++i) {
    for (double& x : reference) x = uniform(random);
    for (double& x : current) x = uniform(random);
    sum += leeway::KolmogorovSmirnov{.method = leeway::Method::asymptotic}(reference, current).statistic;
  }
  // D's standard deviation is .26 / sqrt(333) = .014, its mean's .0007; small samples lie 3 % below the limit.
  CHECK(sum / rounds == Approx(leeway::noise::ks_distance(1000, 500)).epsilon(0.05));
}

TEST_CASE("noise: the mean of share differences and of total variation, against simulation") {
  std::mt19937_64 random(2);
  const std::vector<double> shares{0.5, 0.3, 0.15, 0.05};
  constexpr int rounds = 2000;
  double difference = 0;
  double variation = 0;
  double predicted_variation = 0;
  for (int i = 0; i < rounds; ++i) {
    auto draw = [&](int n) {
      std::discrete_distribution<std::size_t> category(shares.begin(), shares.end());
      std::array<std::uint64_t, 4> counts{};
      for (int k = 0; k < n; ++k) ++counts[category(random)];
      return counts;
    };
    const auto reference = draw(400);
    const auto current = draw(200);
    double total = 0;
    for (std::size_t c = 0; c < 4; ++c) {
      const double change = static_cast<double>(current[c]) / 200 - static_cast<double>(reference[c]) / 400;
      total += std::fabs(change);
      if (c == 0) difference += std::fabs(change);
    }
    variation += total / 2;
    predicted_variation += leeway::noise::total_variation(reference, current);
  }
  CHECK(difference / rounds == Approx(leeway::noise::share_difference(0.5, 400, 200)).epsilon(0.05));
  CHECK(variation / rounds == Approx(predicted_variation / rounds).epsilon(0.05));
}

TEST_CASE("noise: nothing observed, nothing expected") {
  CHECK(leeway::noise::ks_distance(0, 10) == 0);
  CHECK(leeway::noise::share_difference(0.5, 10, 0) == 0);
  CHECK(leeway::noise::share_difference(0, 10, 10) == 0);
  CHECK(leeway::noise::total_variation({}, {}) == 0);
}
