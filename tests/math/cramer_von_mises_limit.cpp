#include "leeway/math/cramer_von_mises_limit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "catch.hpp"

using namespace leeway;

TEST_CASE("cramer_von_mises_limit: Anderson and Darling's table of percentage points") {
  // Annals of Mathematical Statistics 23 (1952), table 1, five digits.
  CHECK(cramer_von_mises_limit_cdf(0.11888) == Approx(0.50).margin(2e-5));
  CHECK(cramer_von_mises_limit_cdf(0.34730) == Approx(0.90).margin(1e-5));
  CHECK(cramer_von_mises_limit_cdf(0.46136) == Approx(0.95).margin(1e-5));
  CHECK(cramer_von_mises_limit_cdf(0.74346) == Approx(0.99).margin(1e-5));
  CHECK(cramer_von_mises_limit_cdf(1.16786) == Approx(0.999).margin(1e-6));
}

TEST_CASE("cramer_von_mises_limit: against the convolution of an independent expansion") {
  // The leading term of the upper tail comes from the first pole: sqrt(2) pi^... checked instead by its ratio, which
  // tends to exp(-pi^2 / 2 * step) times sqrt(x / (x + step)).
  const double pi = std::acos(-1.0);
  for (const double x : {5.0, 20.0, 60.0}) {
    const double ratio = cramer_von_mises_limit_sf(x + 1) / cramer_von_mises_limit_sf(x);
    const double leading = std::exp(-pi * pi / 2) * std::sqrt(x / (x + 1));
    CAPTURE(x);
    CHECK(ratio == Approx(leading).epsilon(0.1 / x / x + 1e-12));
  }
}

TEST_CASE("cramer_von_mises_limit: continuous at the branch, monotone, and both tails keep their digits") {
  CHECK(cramer_von_mises_limit_sf(1.0 / 6 - 1e-12) ==
        Approx(cramer_von_mises_limit_sf(1.0 / 6 + 1e-12)).epsilon(1e-10));
  double previous = 1;
  for (double x = 0.005; x < 3; x += 0.005) {
    const TailPair tails = cramer_von_mises_limit(x);
    CHECK(tails.sf <= previous);
    CHECK(tails.sf + tails.cdf == Approx(1).epsilon(1e-14));
    previous = tails.sf;
  }
  CHECK(cramer_von_mises_limit_sf(130) > 0);
  CHECK(cramer_von_mises_limit_sf(130) < 1e-270);
  CHECK(cramer_von_mises_limit_cdf(0.0005) > 0);
}

TEST_CASE("cramer_von_mises_limit: Anderson and Darling's own series, deep into the lower tail") {
  // 1952, eq. 4.35: sums of K_1/4(z) exp(-z); here K(z) exp(z) from its integral over exp(-z (cosh t - 1)) cosh(t / 4).
  const double pi = std::acos(-1.0);
  for (const double x : {0.0003, 0.0011, 0.002, 0.005, 0.01, 0.03, 0.1, 0.16, 0.3}) {
    double sum = 0;
    double coefficient = 1;  // Gamma(j + 1/2) / (Gamma(1/2) j!)
    for (int j = 0; j < 40; ++j) {
      const double z = (4 * j + 1) * (4 * j + 1) / (16 * x);
      const double step = 0.04 / std::sqrt((std::max)(z, 1.0));
      double integral = 0;
      for (int k = -400; k <= 400; ++k) {
        const double half = std::sinh(k * step / 2);
        integral += std::exp(-2 * z * half * half) * std::cosh(k * step / 4);
      }
      sum += coefficient * std::sqrt(4 * j + 1) * std::exp(-2 * z) * integral * step / 2;
      coefficient *= (j + 0.5) / (j + 1);
    }
    CAPTURE(x);
    CHECK(cramer_von_mises_limit_cdf(x) == Approx(sum / (pi * std::sqrt(x))).epsilon(2e-12).margin(0));
  }
}

TEST_CASE("cramer_von_mises_limit: outside the domain") {
  CHECK(cramer_von_mises_limit_sf(0) == 1);
  CHECK(cramer_von_mises_limit_sf(-0.03) == 1);
  CHECK(cramer_von_mises_limit_sf(std::numeric_limits<double>::infinity()) == 0);
  CHECK(std::isnan(cramer_von_mises_limit_sf(std::nan(""))));
}
