#include "leeway/math/laplace_tail.hpp"

#include <cmath>

#include "catch.hpp"

using leeway::detail::laplace_tail;

TEST_CASE("laplace_tail: the exponential distribution, whose tails are known") {
  // M(z) = 1 / (1 - z), one pole at 1.
  const auto log_mgf = [](std::complex<double> z) { return -std::log(1.0 - z); };
  for (const double x : {2.0, 5.0, 30.0, 200.0, 690.0}) {
    CAPTURE(x);
    const double depth = (std::min)(0.6, 1 / x);
    CHECK(laplace_tail(log_mgf, x, 1, depth) == Approx(std::exp(-x)).epsilon(1e-13));
  }
  for (const double x : {0.01, 0.1, 0.5, 1.0}) {
    CAPTURE(x);
    CHECK(laplace_tail(log_mgf, x, 1, 1 + 1 / x) == Approx(-std::expm1(-x)).epsilon(1e-10));
  }
}

TEST_CASE("laplace_tail: any depth gives the same tail") {
  // The sum of two exponential variables of means 1 and 1/2: P(X > x) = 2 exp(-x) - exp(-2 x).
  const auto log_mgf = [](std::complex<double> z) { return -std::log(1.0 - z) - std::log(1.0 - z / 2.0); };
  const double x = 4;
  const double exact = 2 * std::exp(-x) - std::exp(-2 * x);
  for (const double depth : {0.2, 0.3, 0.5, 0.6}) {
    CAPTURE(depth);
    CHECK(laplace_tail(log_mgf, x, 1, depth) == Approx(exact).epsilon(1e-13));
  }
}
