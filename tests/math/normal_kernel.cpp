#include "leeway/math/normal_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::detail::normal_kernel_block;
using leeway::detail::sum_normal_kernels;
using leeway::detail::sum_normal_kernels_four_lanes;

namespace {

std::vector<float> ascending(std::size_t count, double spread, std::mt19937_64& random) {
  std::uniform_real_distribution<float> uniform(static_cast<float>(-spread), static_cast<float>(spread));
  std::vector<float> values(count);
  for (float& x : values) x = uniform(random);
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

TEST_CASE("normal_kernel: the sum over the sources, to 1e-5") {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<float> uniform(0, 1);
  for (const double spread : {0.5, 4.0, 30.0, 180.0}) {
    const std::vector<float> points = ascending(96, spread, random);
    const std::vector<float> centres = ascending(61, spread, random);
    std::vector<float> weights(centres.size());
    for (float& weight : weights) weight = uniform(random);
    std::vector<float> sums(points.size(), 7);  // what was there does not count
    sum_normal_kernels(points.data(), sums.data(), points.size(), centres.data(), weights.data(), centres.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      double expected = 0;
      for (std::size_t k = 0; k < centres.size(); ++k) {
        const double z = static_cast<double>(points[i]) - static_cast<double>(centres[k]);
        expected += static_cast<double>(weights[k]) * std::exp(-0.5 * z * z);
      }
      // What lies eight and more away may be cut off or raised to 2^-60.
      REQUIRE(static_cast<double>(sums[i]) == Approx(expected).epsilon(1e-5).margin(1e-14));
    }
  }
}

TEST_CASE("normal_kernel: sources far from all points add nothing, and none make zero") {
  const std::vector<float> points{0, 1, 2, 3, 4, 5, 6, 7};
  const std::vector<float> centres{-1e9F, -40, 60, 1e30F};
  const std::vector<float> weights{1, 1, 1, 1};
  std::vector<float> sums(points.size(), 7);
  sum_normal_kernels(points.data(), sums.data(), points.size(), centres.data(), weights.data(), centres.size());
  CHECK(sums == std::vector<float>(points.size(), 0));
  sums.assign(points.size(), 7);
  sum_normal_kernels(points.data(), sums.data(), points.size(), centres.data(), weights.data(), 0);
  CHECK(sums == std::vector<float>(points.size(), 0));
}

TEST_CASE("normal_kernel: four lanes and as many as the processor has give the same bits") {
  std::mt19937_64 random(4);
  for (int repetition = 0; repetition < 20; ++repetition) {
    const std::vector<float> points = ascending(10 * normal_kernel_block, 12, random);
    const std::vector<float> centres = ascending(33, 12, random);
    const std::vector<float> weights = ascending(33, 1, random);
    std::vector<float> many(points.size()), four(points.size());
    sum_normal_kernels(points.data(), many.data(), points.size(), centres.data(), weights.data(), centres.size());
    sum_normal_kernels_four_lanes(points.data(), four.data(), points.size(), centres.data(), weights.data(),
                                  centres.size());
    CHECK(many == four);
  }
}
