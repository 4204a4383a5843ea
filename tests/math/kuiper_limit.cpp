#include "leeway/math/kuiper_limit.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"

using namespace leeway;

TEST_CASE("kuiper_limit: critical values of Stephens' table") {
  // Biometrika 52 (1965): upper percentage points of sqrt(n) V.
  CHECK(kuiper_limit_sf(1.620) == Approx(0.10).margin(3e-4));
  CHECK(kuiper_limit_sf(1.747) == Approx(0.05).margin(3e-4));
  CHECK(kuiper_limit_sf(2.001) == Approx(0.01).margin(1e-4));
}

TEST_CASE("kuiper_limit: the series and its transform are one function") {
  for (const double x : {0.7, 0.9, 1.0999, 1.1001, 1.3}) {
    long double series = 0;
    for (int j = 30; j > 0; --j) {
      const long double square = static_cast<long double>(x) * x * j * j;
      series += 2 * (4 * square - 1) * std::exp(-2 * square);
    }
    CAPTURE(x);
    CHECK(kuiper_limit_sf(x) == Approx(static_cast<double>(series)).epsilon(1e-14));
  }
}

TEST_CASE("kuiper_limit: monotone, both tails, no trap at the ends") {
  double previous = 1;
  for (double x = 0.01; x < 5; x += 0.01) {
    CHECK(kuiper_limit_sf(x) <= previous);
    previous = kuiper_limit_sf(x);
  }
  CHECK(kuiper_limit_cdf(0.3) == Approx(1.4098285611e-21).epsilon(1e-9));
  CHECK(kuiper_limit_sf(15) == Approx(2 * (4 * 225 - 1) * std::exp(-450.0)).epsilon(1e-13));
  CHECK(kuiper_limit_sf(0) == 1);
  CHECK(kuiper_limit_sf(1e-200) == 1);
  CHECK(kuiper_limit_sf(1e200) == 0);
  CHECK(kuiper_limit_sf(std::numeric_limits<double>::infinity()) == 0);
  CHECK(std::isnan(kuiper_limit_sf(std::nan(""))));
}
