#include "leeway/math/kolmogorov_kernel.hpp"

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "catch.hpp"

using namespace leeway::detail;

TEST_CASE("kolmogorov_kernel: division rounds down for either sign") {
  REQUIRE(floor_divide(7, 2) == 3);
  REQUIRE(floor_divide(-7, 2) == -4);
  REQUIRE(floor_divide(-8, 2) == -4);
  REQUIRE(floor_divide(0, 5) == 0);
}

TEST_CASE("kolmogorov_kernel: the hypergeometric sum is one over the likeliest probability") {
  const auto choose = [](int a, int b) {
    double value = 1;
    for (int i = 0; i < b; ++i) value = value * (a - i) / (i + 1);
    return value;
  };
  // 7 draws from 5 own and 9 others: P(2) = C(5,2) C(9,5) / C(14,7).
  REQUIRE(hypergeometric_sum(7, 5, 9, 2) == Approx(choose(14, 7) / (choose(5, 2) * choose(9, 5))).epsilon(1e-14));
  REQUIRE(hypergeometric_sum(12, 5, 9, 4) == Approx(choose(14, 12) / (choose(5, 4) * choose(9, 8))).epsilon(1e-14));
  REQUIRE(hypergeometric_sum(3, 0, 9, 0) == 1);
  REQUIRE(hypergeometric_sum(3, 5, 0, 3) == 1);
}

TEST_CASE("kolmogorov_kernel: convolution equals its definition for any number of sources") {
  for (const std::size_t sources : {1U, 3U, 4U, 5U, 11U}) {
    std::vector<double> source(sources);
    std::vector<double> kernel(30);
    for (std::size_t i = 0; i < sources; ++i) source[i] = 1.0 / static_cast<double>(i + 1);
    for (std::size_t i = 0; i < kernel.size(); ++i) kernel[i] = std::sin(static_cast<double>(i));
    std::vector<double> target(9, 0.5);
    convolve(source, kernel.data() + 15, target);
    for (std::size_t j = 0; j < target.size(); ++j) {
      double expected = 0.5;
      for (std::size_t k = 0; k < sources; ++k) expected += source[k] * kernel[15 + j - k];
      REQUIRE(target[j] == Approx(expected).epsilon(1e-13));
    }
  }
}
