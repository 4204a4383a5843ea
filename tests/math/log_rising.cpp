#include "leeway/math/log_rising.hpp"

#include <cmath>

#include "catch.hpp"
#include "expected.hpp"

using leeway::log_rising;

TEST_CASE("log_rising: against 400-digit values, from the smallest mass to the largest count") {
  for (const auto& row : expected_values("log_rising").at("rows")) {
    CAPTURE(row.dump());
    const double expected = row[2];
    CHECK(std::fabs(log_rising(row[0], row[1]) - expected) <= 2e-14 + 1e-14 * std::fabs(expected));
  }
}

TEST_CASE("log_rising: is the product that it is named after") {
  for (const double x : {0.05, 0.5, 3.0, 9.999, 10.0, 1234.5}) {
    double product = 0;
    for (int n = 0; n <= 40; ++n) {
      CHECK(std::fabs(log_rising(x, n) - product) <= 2e-14 + 1e-14 * std::fabs(product));
      product += std::log(x + n);
    }
  }
}

TEST_CASE("log_rising: steps add up, whole or not") {
  for (const double x : {0.3, 7.0, 1e9}) {
    for (const double n : {0.25, 1.0, 12.0, 1e4}) {
      for (const double more : {0.5, 1.0, 300.0}) {
        CHECK(log_rising(x, n + more) == Approx(log_rising(x, n) + log_rising(x + n, more)).epsilon(1e-13));
      }
    }
  }
}

TEST_CASE("log_rising: nothing and one step are exact") {
  CHECK(log_rising(0.05, 0) == 0);
  CHECK(log_rising(1e12, 0) == 0);
  CHECK(log_rising(0.05, 1) == std::log(0.05));
}
