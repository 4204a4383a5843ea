#include "leeway/math/anderson_darling_limit.hpp"

#include <cmath>
#include <limits>
#include <random>

#include "catch.hpp"
#include "leeway/math/tails.hpp"

using namespace leeway;

TEST_CASE("anderson_darling_limit: two degrees of freedom have a closed form") {
  // Residues at the simple poles: P(A > x) = sum (-1)^(j-1) (2 j + 1) exp(-j (j + 1) x / 2).
  for (const double x : {0.6, 1.0, 1.9, 2.0, 2.1, 3.0, 8.0, 40.0, 300.0}) {
    long double sum = 0;
    for (int j = 40; j > 0; --j) {
      sum += (j % 2 != 0 ? 1 : -1) * (2 * j + 1) * std::exp(-static_cast<long double>(x) * j * (j + 1) / 2);
    }
    CAPTURE(x);
    CHECK(anderson_darling_limit_sf(x, 2) == Approx(static_cast<double>(sum)).epsilon(2e-14));
  }
}

TEST_CASE("anderson_darling_limit: Anderson and Darling's own series for one degree of freedom") {
  // 1952, eq. 4.31: an alternating series of integrals, here by the trapezoidal rule (the integrands are Gaussian).
  const double pi = std::acos(-1.0);
  for (const double z : {0.0018, 0.004, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.99, 1.01, 1.933, 2.492, 3.0, 6.0}) {
    double sum = 0;
    double coefficient = 1;  // (-1)^j Gamma(j + 1/2) / (Gamma(1/2) j!)
    for (int j = 0; j < 60; ++j) {
      const double t = (4 * j + 1) * (4 * j + 1) * pi * pi / (8 * z);
      const double step = 0.04 / std::sqrt(t);
      double integral = 0;
      for (int k = -220; k <= 220; ++k) {
        const double w = k * step;
        integral += std::exp(z / (8 * (w * w + 1)) - t * w * w);
      }
      sum += coefficient * (4 * j + 1) * std::exp(-t) * integral * step / 2;
      coefficient *= -(j + 0.5) / (j + 1);
    }
    CAPTURE(z);
    CHECK(anderson_darling_limit_cdf(z) == Approx(std::sqrt(2 * pi) / z * sum).epsilon(1e-11));
  }
  // The familiar percentage points.
  CHECK(anderson_darling_limit_sf(1.933) == Approx(0.10).margin(1e-4));
  CHECK(anderson_darling_limit_sf(2.492) == Approx(0.05).margin(5e-5));
}

TEST_CASE("anderson_darling_limit: both branches are one function, rising in x, falling in the degrees of freedom") {
  for (const double dof : {1.0, 2.0, 3.0, 5.0, 20.0, 300.0}) {
    const double below = anderson_darling_limit_sf(dof * (1 - 1e-9), dof);
    const double above = anderson_darling_limit_sf(dof * (1 + 1e-9), dof);
    CAPTURE(dof);
    CHECK(below == Approx(above).epsilon(1e-6));
    CHECK(below >= above);
    double previous = 1;
    for (double x = 0.05 * dof; x < 6 * dof; x += 0.05 * dof) {
      const TailPair tails = anderson_darling_limit(x, dof);
      CHECK(tails.sf <= previous);
      CHECK(tails.cdf + tails.sf == Approx(1).epsilon(1e-14));
      CHECK(anderson_darling_limit_sf(x, dof + 1) >= tails.sf);
      previous = tails.sf;
    }
  }
}

TEST_CASE("anderson_darling_limit: many degrees of freedom approach a normal distribution") {
  const double dof = 1e6;
  const double deviation = anderson_darling_limit_std_dev * std::sqrt(dof);
  CHECK(anderson_darling_limit_std_dev == Approx(std::sqrt(2 * (std::acos(-1.0) * std::acos(-1.0) / 3 - 3))));
  for (const double z : {-2.0, -1.0, 0.5, 1.0, 2.0, 3.0}) {
    CAPTURE(z);
    CHECK(anderson_darling_limit_sf(dof + z * deviation, dof) == Approx(normal_sf(z)).margin(1e-3));
  }
}

TEST_CASE("anderson_darling_limit: outside the domain") {
  CHECK(anderson_darling_limit_sf(-1) == 1);
  CHECK(anderson_darling_limit_cdf(0) == 0);
  CHECK(anderson_darling_limit_sf(std::numeric_limits<double>::infinity()) == 0);
  CHECK(std::isnan(anderson_darling_limit_sf(std::nan(""))));
  CHECK(std::isnan(anderson_darling_limit_sf(1, 0)));
  CHECK(anderson_darling_limit_sf(1e6) == 0);
  CHECK(anderson_darling_limit_sf(600) > 1e-300);
}
