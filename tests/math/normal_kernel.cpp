#include "leeway/math/normal_kernel.hpp"

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::detail::add_normal_kernel;
using leeway::detail::add_normal_kernel_two_lanes;

TEST_CASE("normal_kernel: good to 1e-8 as far down as exp(-700)") {
  std::vector<double> points, sums;
  for (int i = 0; i <= 4000; ++i) points.push_back(-7 + 0.0186 * i);  // z from -18.5 to 37.4
  points.resize(points.size() / 4 * 4);
  sums.assign(points.size(), 0);
  add_normal_kernel(points.data(), sums.data(), points.size(), 11, 0.6, 3);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double z = (points[i] - 11) * 0.6;
    REQUIRE(sums[i] == Approx(3 * std::exp(-0.5 * z * z)).epsilon(1e-8).margin(0));
  }
}

TEST_CASE("normal_kernel: adds to what is there, and nothing that counts from far away") {
  const std::vector<double> points{0, 1e3, -1e9, 1e300};
  std::vector<double> sums{5, 5, 5, 5};
  add_normal_kernel(points.data(), sums.data(), 4, 0, 1, 2);
  CHECK(sums[0] == Approx(7).epsilon(1e-15));
  for (std::size_t i = 1; i < 4; ++i) CHECK(sums[i] == 5);
  add_normal_kernel(points.data(), sums.data(), 0, 0, 1, 2);
  CHECK(sums[0] == Approx(7).epsilon(1e-15));
}

TEST_CASE("normal_kernel: two lanes and as many as the processor has give the same bits") {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal(0, 4);
  std::vector<double> points(400), many(400, 1e-3), two(400, 1e-3);
  for (double& x : points) x = normal(random);
  for (int repetition = 0; repetition < 20; ++repetition) {
    const double centre = normal(random), scale = std::fabs(normal(random)), weight = normal(random);
    add_normal_kernel(points.data(), many.data(), points.size(), centre, scale, weight);
    add_normal_kernel_two_lanes(points.data(), two.data(), points.size(), centre, scale, weight);
  }
  CHECK(many == two);
}
