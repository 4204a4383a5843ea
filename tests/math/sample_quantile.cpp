#include "leeway/math/sample_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"

using namespace leeway;

namespace {

double quantile(const std::vector<double>& sorted, double p, QuantileType type) {
  return sample_quantile(std::span<const double>(sorted), p, type);
}

constexpr QuantileType all_types[] = {QuantileType::inverse_cdf,
                                      QuantileType::averaged_inverse_cdf,
                                      QuantileType::closest_observation,
                                      QuantileType::linear,
                                      QuantileType::interpolated_inverse_cdf,
                                      QuantileType::hazen,
                                      QuantileType::weibull,
                                      QuantileType::median_unbiased,
                                      QuantileType::normal_unbiased,
                                      QuantileType::lower,
                                      QuantileType::higher,
                                      QuantileType::midpoint};

}  // namespace

TEST_CASE("sample_quantile: the nine types at p = 0.3 of four values, by hand") {
  const std::vector<double> x{10, 20, 40, 80};
  CHECK(quantile(x, 0.3, QuantileType::inverse_cdf) == 20);  // n p = 1.2: the second value
  CHECK(quantile(x, 0.3, QuantileType::averaged_inverse_cdf) == 20);
  CHECK(quantile(x, 0.3, QuantileType::closest_observation) == 10);  // 1.2 is nearest to 1
  CHECK(quantile(x, 0.3, QuantileType::interpolated_inverse_cdf) == Approx(12).epsilon(1e-14));
  CHECK(quantile(x, 0.3, QuantileType::hazen) == Approx(17).epsilon(1e-14));
  CHECK(quantile(x, 0.3, QuantileType::weibull) == Approx(15).epsilon(1e-14));
  CHECK(quantile(x, 0.3, QuantileType::linear) == Approx(19).epsilon(1e-14));
  CHECK(quantile(x, 0.3, QuantileType::median_unbiased) == Approx(10 + 10 * (1.3 + 1.0 / 3 - 1)).epsilon(1e-14));
  CHECK(quantile(x, 0.3, QuantileType::normal_unbiased) == Approx(10 + 10 * (1.275 + 0.375 - 1)).epsilon(1e-14));
  CHECK(quantile(x, 0.3, QuantileType::lower) == 10);
  CHECK(quantile(x, 0.3, QuantileType::higher) == 20);
  CHECK(quantile(x, 0.3, QuantileType::midpoint) == 15);
}

TEST_CASE("sample_quantile: where p is met exactly, type 2 averages and type 3 takes the even one") {
  const std::vector<double> x{1, 2, 3, 4};
  CHECK(quantile(x, 0.5, QuantileType::inverse_cdf) == 2);
  CHECK(quantile(x, 0.5, QuantileType::averaged_inverse_cdf) == 2.5);
  CHECK(quantile(x, 0.375, QuantileType::closest_observation) == 2);  // n p = 1.5: halfway between 1 and 2
  CHECK(quantile(x, 0.625, QuantileType::closest_observation) == 2);  // 2.5: between 2 and 3
}

TEST_CASE("sample_quantile: n p that misses a whole number by its rounding counts as whole") {
  for (const std::size_t n : {100U, 1000U, 100'000U}) {
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<double>(i + 1);
    for (int percent = 1; percent < 100; ++percent) {
      const double p = percent / 100.0;
      CAPTURE(n, percent);
      const double rank = static_cast<double>(n / 100) * percent;
      CHECK(quantile(x, p, QuantileType::inverse_cdf) == rank);
      CHECK(quantile(x, p, QuantileType::averaged_inverse_cdf) == rank + 0.5);
    }
  }
}

TEST_CASE("sample_quantile: ends, order in p, and mirror symmetry") {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  for (const std::size_t n : {1U, 2U, 5U, 32U}) {
    std::vector<double> x(n);
    for (double& value : x) value = normal(random);
    std::sort(x.begin(), x.end());
    std::vector<double> mirrored(x.rbegin(), x.rend());
    for (double& value : mirrored) value = -value;
    for (const QuantileType type : all_types) {
      CHECK(quantile(x, 0, type) == x.front());
      CHECK(quantile(x, 1, type) == x.back());
      double previous = x.front();
      for (int step = 0; step <= 97; ++step) {
        const double p = step / 97.0;
        const double value = quantile(x, p, type);
        CHECK(value >= previous - 1e-15);
        previous = value;
        const bool symmetric = type == QuantileType::hazen || type == QuantileType::weibull ||
                               type == QuantileType::linear || type == QuantileType::median_unbiased ||
                               type == QuantileType::normal_unbiased;
        if (symmetric) CHECK(-quantile(mirrored, 1 - p, type) == Approx(value).margin(1e-13));
      }
    }
  }
}

TEST_CASE("sample_quantile: nothing made up for an empty sample, a p outside [0, 1], or infinities") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(std::isnan(quantile({}, 0.5, QuantileType::linear)));
  CHECK(std::isnan(quantile({1, 2}, -0.1, QuantileType::linear)));
  CHECK(std::isnan(quantile({1, 2}, 1.1, QuantileType::linear)));
  CHECK(std::isnan(quantile({1, 2}, std::nan(""), QuantileType::linear)));
  CHECK(quantile({1, infinity, infinity}, 0.75, QuantileType::linear) == infinity);
  CHECK(quantile({-1.7e308, 1.7e308}, 0.5, QuantileType::linear) == 0);
  CHECK(quantile({-1.7e308, 1.7e308}, 0.25, QuantileType::linear) == Approx(-0.85e308));
}

TEST_CASE("sample_quantile: median, interquartile range and median absolute deviation") {
  const auto median = [](std::vector<double> x) { return sample_median(std::span<const double>(x)); };
  const auto mad = [](std::vector<double> x) { return median_absolute_deviation(std::span<const double>(x)); };
  CHECK(median({1, 2, 9}) == 2);
  CHECK(median({1, 2, 4, 9}) == 3);
  CHECK(median({1.6e308, 1.7e308}) == Approx(1.65e308));
  CHECK(std::isnan(median({})));
  const std::vector<double> x{1, 2, 3, 4, 5};
  CHECK(interquartile_range(std::span<const double>(x)) == 2);
  CHECK(mad({1, 1, 2, 2, 4, 6, 9}) == 1);
  CHECK(mad({7}) == 0);
  CHECK(mad({3, 3, 3, 100}) == 0);
  CHECK(mad({0, 1, 10, 11}) == 5);
  CHECK(std::isnan(mad({})));
}

TEST_CASE("sample_quantile: median absolute deviation agrees with sorting the deviations") {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<int> small(0, 9);
  for (int round = 0; round < 500; ++round) {
    std::vector<float> x(static_cast<std::size_t>(1 + round % 23));
    for (float& value : x) value = static_cast<float>(small(random)) / 4;
    std::sort(x.begin(), x.end());
    const double centre = sample_median(std::span<const float>(x));
    std::vector<double> deviations;
    for (const float value : x) deviations.push_back(std::abs(value - centre));
    std::sort(deviations.begin(), deviations.end());
    CHECK(median_absolute_deviation(std::span<const float>(x)) == sample_median(std::span<const double>(deviations)));
  }
}
