#include "leeway/math/noncentral_chi_squared.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

TEST_CASE("noncentral_chi_squared: both tails against exact sums") {
  for (const auto& item : expected_values("categorical").at("noncentral")) {
    const double x = item[0], dof = item[1], noncentrality = item[2];
    CAPTURE(x, dof, noncentrality);
    CHECK(noncentral_chi_squared_cdf(x, dof, noncentrality) == Approx(item[3].get<double>()).epsilon(1e-13).margin(0));
    CHECK(noncentral_chi_squared_sf(x, dof, noncentrality) == Approx(item[4].get<double>()).epsilon(1e-13).margin(0));
  }
}

TEST_CASE("noncentral_chi_squared: tails add up to one, also where a normal approximation takes over") {
  for (const double dof : {1.0, 2.5, 31.0, 9999.0}) {
    for (const double noncentrality : {1e-9, 0.3, 40.0, 1e4, 1e6, 9e6, 1.1e7, 1e12}) {
      for (const double z : {-2.0, 0.0, 1.5}) {
        const double x = dof + noncentrality + z * std::sqrt(2 * dof + 4 * noncentrality);
        if (x <= 0) continue;
        CAPTURE(dof, noncentrality, z);
        const double sf = noncentral_chi_squared_sf(x, dof, noncentrality);
        const double cdf = noncentral_chi_squared_cdf(x, dof, noncentrality);
        CHECK(sf + cdf == Approx(1).epsilon(1e-11));
        CHECK(sf > noncentral_chi_squared_sf(x * (1 + 1e-6), dof, noncentrality));
      }
    }
  }
  // The approximation beyond 1e7 continues the sum: one per cent of change in p is worth .004 standard deviations.
  const double below = 0.9999999e7, above = 1.0000001e7;
  for (const double z : {-4.0, -1.0, 0.0, 2.0, 5.0}) {
    const auto at = [&](double l) { return noncentral_chi_squared_sf(l + 35 + z * std::sqrt(70 + 4 * l), 35, l); };
    const double x_below = below + 35 + z * std::sqrt(70 + 4 * below);
    if (x_below > 1e7) continue;  // the approximation already
    CHECK(at(above) == Approx(at(below)).epsilon(1e-6));
  }
}

TEST_CASE("noncentral_chi_squared: the noncentrality is found again, up to 1e12") {
  for (const double dof : {1.0, 9.0, 34.0, 999.0, 99999.0}) {
    for (const double noncentrality : {0.5, 3.0, 80.0, 1e3, 1e6, 5e6, 2e7, 1e12}) {
      for (const double z : {-1.5, 0.0, 2.5}) {
        const double x = dof + noncentrality + z * std::sqrt(2 * dof + 4 * noncentrality);
        if (x <= 0) continue;
        CAPTURE(dof, noncentrality, z);
        const double p = noncentral_chi_squared_sf(x, dof, noncentrality);
        const double found = noncentral_chi_squared_noncentrality(x, dof, p);
        // On the scale of the width of an interval; the search stops at 1e-13 of the noncentrality.
        CHECK(found == Approx(noncentrality).epsilon(0).margin(1e-7 * std::sqrt(2 * dof + 4 * noncentrality)));
      }
    }
  }
}

TEST_CASE("noncentral_chi_squared: confidence limits") {
  CHECK(noncentral_chi_squared_noncentrality(20, 31, 0.025) == 0);  // no more than chance would give
  CHECK(noncentral_chi_squared_noncentrality(20, 31, 0.975) > 0);
  CHECK(noncentral_chi_squared_noncentrality(5, 31, 0.975) == 0);  // even less than chance
  const double lower = noncentral_chi_squared_noncentrality(90, 31, 0.025);
  const double upper = noncentral_chi_squared_noncentrality(90, 31, 0.975);
  CHECK(lower > 0);
  CHECK(lower < 90 - 31);
  CHECK(upper > 90 - 31);
  CHECK(noncentral_chi_squared_sf(90, 31, lower) == Approx(0.025).epsilon(1e-10));
  CHECK(noncentral_chi_squared_cdf(90, 31, upper) == Approx(0.025).epsilon(1e-10));
}

TEST_CASE("noncentral_chi_squared: edges and nonsense") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  CHECK(noncentral_chi_squared_sf(7, 3, 0) == chi_squared_sf(7, 3));
  CHECK(noncentral_chi_squared_cdf(7, 3, 0) == chi_squared_cdf(7, 3));
  CHECK(noncentral_chi_squared_sf(2, 2, 1e-300) == Approx(std::exp(-1)).epsilon(1e-15));
  CHECK(noncentral_chi_squared_sf(-1, 3, 2) == 1);
  CHECK(noncentral_chi_squared_cdf(0, 3, 2) == 0);
  CHECK(noncentral_chi_squared_sf(inf, 3, 2) == 0);
  CHECK(noncentral_chi_squared_sf(1e300, 3, 2) == 0);
  CHECK(is_missing(noncentral_chi_squared_sf(not_a_number, 3, 2)));
  CHECK(is_missing(noncentral_chi_squared_sf(1, 0, 2)));
  CHECK(is_missing(noncentral_chi_squared_sf(1, 3, -2)));
  CHECK(is_missing(noncentral_chi_squared_cdf(1, 3, not_a_number)));
  CHECK(is_missing(noncentral_chi_squared_noncentrality(not_a_number, 3, 0.5)));
  CHECK(is_missing(noncentral_chi_squared_noncentrality(5, 3, 0)));
  CHECK(is_missing(noncentral_chi_squared_noncentrality(5, 3, 1)));
  CHECK(noncentral_chi_squared_noncentrality(inf, 3, 0.5) == inf);
  CHECK(noncentral_chi_squared_noncentrality(-1, 3, 0.5) == 0);
}
