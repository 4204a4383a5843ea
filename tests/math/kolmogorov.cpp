#include "leeway/math/kolmogorov.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "expected.hpp"

using leeway::kolmogorov_cdf;
using leeway::kolmogorov_isf;
using leeway::kolmogorov_sf;

TEST_CASE("kolmogorov: scipy's values in both tails") {
  const auto& document = expected_values("kolmogorov_smirnov");
  for (const auto& item : document.at("limit")) {
    const double x = item.at("x");
    CAPTURE(x);
    REQUIRE(kolmogorov_sf(x) == Approx(item.at("sf").get<double>()).epsilon(2e-13).margin(0));
    REQUIRE(kolmogorov_cdf(x) == Approx(item.at("cdf").get<double>()).epsilon(1e-12).margin(0));
  }
  for (const auto& item : document.at("limit_inverse")) {
    REQUIRE(kolmogorov_isf(item.at("p")) == Approx(item.at("x").get<double>()).epsilon(1e-14).margin(0));
  }
}

TEST_CASE("kolmogorov: 25 digits known from the series in multiple precision") {
  const auto close = [](double actual, double expected) { return std::abs(actual / expected - 1) < 4e-15; };
  REQUIRE(close(kolmogorov_cdf(0.1), 6.6093052422455609117646e-53));
  REQUIRE(close(kolmogorov_cdf(0.08), 6.0105661007171335086991e-83));
  REQUIRE(close(kolmogorov_sf(0.8), 5.44142411574198076708695e-1));
  REQUIRE(close(kolmogorov_sf(1.35), 5.22418885647046103780147e-2));
  REQUIRE(close(kolmogorov_sf(18.6), 6.367839039534327901741e-301));
}

TEST_CASE("kolmogorov: the two series meet, the tails add up to one and never rise") {
  double previous = 1;
  for (double x = 0.01; x < 3; x += 0.001) {
    const double p = kolmogorov_sf(x);
    REQUIRE(p <= previous);
    REQUIRE(p + kolmogorov_cdf(x) == Approx(1).epsilon(1e-15));
    previous = p;
  }
  const double median = leeway::detail::kolmogorov_median;
  REQUIRE(leeway::detail::kolmogorov_lower_series(median) == Approx(0.5).epsilon(1e-14));
  REQUIRE(leeway::detail::kolmogorov_upper_series(median) == Approx(0.5).epsilon(1e-14));
}

TEST_CASE("kolmogorov: the inverse undoes the survival function") {
  for (double p = 1e-290; p < 0.999; p = p < 1e-3 ? p * 1e7 : p + 0.037) {
    REQUIRE(kolmogorov_sf(kolmogorov_isf(p)) == Approx(p).epsilon(5e-13).margin(0));  // 2 x^2 = 670 times 1 ulp of x
  }
  REQUIRE(kolmogorov_cdf(kolmogorov_isf(1 - 1e-12)) == Approx(1e-12).epsilon(1e-4));  // 1 - p itself has 4 digits
}

TEST_CASE("kolmogorov: ends and nonsense") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  REQUIRE(kolmogorov_sf(0) == 1);
  REQUIRE(kolmogorov_sf(-3) == 1);
  REQUIRE(kolmogorov_cdf(0) == 0);
  REQUIRE(kolmogorov_cdf(1e-200) == 0);
  REQUIRE(kolmogorov_sf(inf) == 0);
  REQUIRE(kolmogorov_cdf(inf) == 1);
  REQUIRE(kolmogorov_isf(0) == inf);
  REQUIRE(kolmogorov_isf(1) == 0);
  REQUIRE(std::isnan(kolmogorov_isf(-0.1)));
  REQUIRE(std::isnan(kolmogorov_sf(std::nan(""))));
}
