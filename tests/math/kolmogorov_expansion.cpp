#include "leeway/math/kolmogorov_expansion.hpp"

#include <cmath>
#include <cstdint>

#include "catch.hpp"
#include "leeway/math/kolmogorov_one_sample.hpp"

using leeway::kolmogorov_one_sample_one_sided_sf;
using leeway::kolmogorov_one_sample_sf;
using leeway::detail::kolmogorov_lower_expansion;
using leeway::detail::kolmogorov_one_sided_log_expansion;
using leeway::detail::kolmogorov_upper_expansion;

TEST_CASE("kolmogorov_expansion: both series are the same function, order by order") {
  for (double z = 0.5; z < 1.5; z += 0.05) {
    CAPTURE(z);
    const auto lower = kolmogorov_lower_expansion(z);
    const auto upper = kolmogorov_upper_expansion(z, 1);
    REQUIRE(lower.order[0] == Approx(1 - upper.order[0]).epsilon(1e-12));
    for (int i = 1; i < 4; ++i) REQUIRE(lower.order[i] == Approx(-upper.order[i]).margin(1e-12));
  }
}

TEST_CASE("kolmogorov_expansion: the first order is the limiting distribution, the next its derivative") {
  for (double z = 0.3; z < 2.5; z += 0.1) {
    CAPTURE(z);
    const bool below = z < leeway::detail::kolmogorov_median;
    const auto expansion = below ? kolmogorov_lower_expansion(z) : kolmogorov_upper_expansion(z, 1);
    REQUIRE(expansion.order[0] == Approx(below ? leeway::kolmogorov_cdf(z) : leeway::kolmogorov_sf(z)).epsilon(1e-13));
    const double step = 1e-5;  // the shift of z by 1 / (6 sqrt(n))
    const double slope = (leeway::kolmogorov_cdf(z + step) - leeway::kolmogorov_cdf(z - step)) / (2 * step);
    REQUIRE(expansion.order[1] == Approx((below ? slope : -slope) / 6).epsilon(1e-6));
  }
}

TEST_CASE("kolmogorov_expansion: what it leaves out falls with the square of the size") {
  for (const double z : {0.6, 1.0, 1.36, 2.0}) {
    const auto error = [&](std::uint64_t count) {
      const auto n = static_cast<double>(count);
      const double exact = kolmogorov_one_sample_sf(z / std::sqrt(n), count);
      const double p = z < 0.8 ? 1 - kolmogorov_lower_expansion(z).at(n) : kolmogorov_upper_expansion(z, 1).at(n);
      return std::abs(p / exact - 1);
    };
    CAPTURE(z);
    REQUIRE(error(250) < 3e-5);
    REQUIRE(error(1000) < error(250) / 12);
    REQUIRE(error(1000) > error(250) / 20);
  }
}

TEST_CASE("kolmogorov_expansion: twice the one-sided tail and the terms from the second on") {
  for (double z = 0.83; z < 2.6; z += 0.1) {
    const double d = z / std::sqrt(2000.0);
    const double p = 2 * kolmogorov_one_sample_one_sided_sf(d, 2000) + kolmogorov_upper_expansion(z, 2).at(2000);
    CAPTURE(z);
    REQUIRE(p == Approx(kolmogorov_one_sample_sf(d, 2000)).epsilon(1e-8).margin(0));
  }
}

TEST_CASE("kolmogorov_expansion: logarithm of the one-sided tail") {
  const std::uint64_t n = 100'000;
  for (const auto& [z, error] : {std::pair{1.0, 1e-9}, {3.0, 4e-9}, {8.0, 2e-7}, {18.0, 2e-6}}) {
    const double exact = kolmogorov_one_sample_one_sided_sf(z / std::sqrt(static_cast<double>(n)), n);
    CAPTURE(z);
    REQUIRE(std::exp(kolmogorov_one_sided_log_expansion(z, static_cast<double>(n))) ==
            Approx(exact).epsilon(error).margin(0));
  }
}
