#include "leeway/math/point_mass.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("point_mass: hypergeometric up to counts of 1e15") {
  for (const auto& item : expected_values("categorical").at("point_masses")) {
    CAPTURE(item.dump());
    const double actual = log_hypergeometric_pmf(item[0], item[1], item[2], item[3]);
    CHECK(actual == Approx(item[4].get<double>()).epsilon(2e-15).margin(4e-15));
  }
}

TEST_CASE("point_mass: binomial") {
  for (const auto& item : expected_values("categorical").at("tails").at("binomial")) {
    CAPTURE(item.dump());
    CHECK(log_binomial_pmf(item[0], item[1], item[2]) == Approx(item[5].get<double>()).epsilon(2e-15).margin(4e-15));
  }
}

TEST_CASE("point_mass: probabilities sum to one") {
  double binomial = 0, hypergeometric = 0;
  for (std::uint64_t x = 0; x <= 60; ++x) {
    binomial += std::exp(log_binomial_pmf(x, 60, 0.13));
    hypergeometric += std::exp(log_hypergeometric_pmf(x, 60, 45, 50));
  }
  CHECK(binomial == Approx(1).epsilon(1e-14));
  CHECK(hypergeometric == Approx(1).epsilon(1e-14));
}

TEST_CASE("point_mass: impossible and certain outcomes") {
  CHECK(log_hypergeometric_pmf(4, 3, 9, 5) == -inf);
  CHECK(log_hypergeometric_pmf(0, 8, 2, 5) == -inf);
  CHECK(log_hypergeometric_pmf(0, 3, 9, 13) == -inf);
  CHECK(log_hypergeometric_pmf(3, 3, 9, 12) == 0);
  CHECK(log_hypergeometric_pmf(0, 0, 9, 4) == 0);
  CHECK(log_hypergeometric_pmf(0, 3, 9, 0) == 0);
  CHECK(log_binomial_pmf(3, 2, 0.5) == -inf);
  CHECK(log_binomial_pmf(1, 2, 0) == -inf);
  CHECK(log_binomial_pmf(0, 2, 0) == 0);
  CHECK(log_binomial_pmf(2, 2, 1) == 0);
  CHECK(log_binomial_pmf(0, 0, 0.4) == 0);
  CHECK(std::isnan(log_binomial_pmf(1, 2, 1.5)));
  CHECK(std::isnan(log_binomial_pmf(1, 2, std::nan(""))));
}
