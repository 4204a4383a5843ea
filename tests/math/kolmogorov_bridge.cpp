#include "leeway/math/kolmogorov_bridge.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "catch.hpp"
#include "leeway/math/kolmogorov.hpp"
#include "leeway/math/kolmogorov_exact.hpp"

using leeway::Alternative;
using leeway::kolmogorov_bridge_sf;
using leeway::kolmogorov_exact_sf;
using leeway::WideInteger;

namespace {

/// Groups of uneven sizes: alternately 60 % and 140 % of the mean.
std::vector<std::uint64_t> uneven_groups(std::uint64_t total, std::size_t groups) {
  std::vector<std::uint64_t> sizes;
  for (std::size_t i = 0; i < groups; ++i) sizes.push_back(total * (i % 2 == 0 ? 6 : 14) / (10 * groups));
  sizes.back() += total - std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  return sizes;
}

WideInteger threshold_at(std::uint64_t n, std::uint64_t m, double z) {
  const double root = std::sqrt(static_cast<double>(n) * static_cast<double>(m) / static_cast<double>(n + m));
  return static_cast<WideInteger>(z / root * static_cast<double>(n) * static_cast<double>(m));
}

}  // namespace

TEST_CASE("kolmogorov_bridge: quadrature integrates polynomials up to its degree exactly") {
  for (const std::size_t order : {16U, 96U}) {
    const auto rule = leeway::detail::gauss_legendre(order);
    for (const int degree : {0, 2, 8, 22}) {
      double sum = 0;
      for (std::size_t i = 0; i < order; ++i) sum += rule.weights[i] * std::pow(rule.nodes[i], degree);
      REQUIRE(sum == Approx(2.0 / (degree + 1)).epsilon(1e-13));
    }
    REQUIRE(std::is_sorted(rule.nodes.begin(), rule.nodes.end()));
  }
  REQUIRE(leeway::detail::bridge_rule(1).nodes.size() == 16);
  REQUIRE(leeway::detail::bridge_rule(21).nodes.size() == 24);
  REQUIRE(leeway::detail::bridge_rule(1e9).nodes.size() == 192);
}

TEST_CASE("kolmogorov_bridge: close to the exact p, from above, better with size") {
  struct Case {
    std::uint64_t n, m;
    double two_sided, one_sided;  // relative error, measured at z <= 1.8 and rounded up
  };
  for (const Case& sizes :
       {Case{100'000, 10'000, 0.0015, 0.015}, Case{100'000, 1000, 0.013, 0.06}, Case{10'000, 300, 0.04, 0.11}}) {
    for (const std::size_t groups : {10U, 33U, 100U}) {
      const auto group_sizes = uneven_groups(sizes.n + sizes.m, groups);
      for (const double z : {0.5, 0.9, 1.36, 1.8}) {
        for (const Alternative alternative : {Alternative::two_sided, Alternative::greater, Alternative::less}) {
          const WideInteger threshold = threshold_at(sizes.n, sizes.m, z);
          const double exact = kolmogorov_exact_sf(sizes.n, sizes.m, threshold, alternative, group_sizes);
          const double bridge = kolmogorov_bridge_sf(sizes.n, sizes.m, threshold, alternative, group_sizes);
          CAPTURE(sizes.n, sizes.m, groups, z, exact, bridge / exact - 1);
          if (alternative == Alternative::two_sided) {
            REQUIRE(bridge <= exact * (1 + sizes.two_sided));
            REQUIRE(bridge >= exact);
          } else {  // the counts are skewed: the normal limit errs to one side here, to the other there
            REQUIRE(bridge == Approx(exact).epsilon(sizes.one_sided));
          }
        }
      }
    }
  }
}

TEST_CASE("kolmogorov_bridge: what has not arrived is what fell outside") {
  // Where the one gives way to the other, and up to where nearly everything touches.
  std::vector<leeway::detail::BridgeLook> looks;
  for (const double bound : {0.35, 0.6, 0.9, 1.25}) {
    for (const std::size_t groups : {3U, 16U, 33U, 60U}) {
      looks.clear();
      for (std::size_t i = 1; i < groups; ++i) {
        looks.push_back({static_cast<double>(i) / static_cast<double>(groups), -bound, bound});
      }
      const double outside = leeway::detail::bridge_touch(looks, 1, true, true, false);
      const double rest = leeway::detail::bridge_touch(looks, 1, true, true, true);
      CAPTURE(bound, groups);
      CHECK(rest == Approx(outside).epsilon(1e-4));
    }
  }
}

TEST_CASE("kolmogorov_bridge: the far tail is bounded, and the two ways meet") {
  const auto groups = uneven_groups(1'100'000, 33);
  const auto log_p = [&](double z) {
    return std::log(
        kolmogorov_bridge_sf(1'000'000, 100'000, threshold_at(1'000'000, 100'000, z), Alternative::two_sided, groups));
  };
  // -2 z^2 dominates: across the change of method at z = 4 the slope must not jump.
  REQUIRE(log_p(3.99) - log_p(4.01) == Approx(2 * (4.01 * 4.01 - 3.99 * 3.99)).margin(0.05));
  REQUIRE(log_p(18) < -600);
  const WideInteger threshold = threshold_at(100'000, 10'000, 5);
  const auto smaller = uneven_groups(110'000, 33);
  const double exact = kolmogorov_exact_sf(100'000, 10'000, threshold, Alternative::two_sided, smaller);
  const double bridge = kolmogorov_bridge_sf(100'000, 10'000, threshold, Alternative::two_sided, smaller);
  REQUIRE(bridge > exact);
  REQUIRE(bridge < 1.15 * exact);
}

TEST_CASE("kolmogorov_bridge: fine groups approach the continuous limit from below") {
  const std::uint64_t n = 4'000'000;
  double previous = 0;
  for (const std::size_t groups : {4U, 16U, 64U, 256U}) {
    const std::vector<std::uint64_t> sizes(groups, 2 * n / groups);
    const double p = kolmogorov_bridge_sf(n, n, threshold_at(n, n, 1.36), Alternative::two_sided, sizes);
    REQUIRE(p > previous);
    REQUIRE(p < leeway::kolmogorov_sf(1.36));
    previous = p;
  }
  REQUIRE(previous > 0.8 * leeway::kolmogorov_sf(1.36));
}

TEST_CASE("kolmogorov_bridge: degenerate groups") {
  const std::vector<std::uint64_t> one{2000};
  REQUIRE(kolmogorov_bridge_sf(1000, 1000, 1000, Alternative::two_sided, one) == 0);  // nothing to look at
  REQUIRE(kolmogorov_bridge_sf(1000, 1000, 0, Alternative::two_sided, one) == 1);
  const std::vector<std::uint64_t> with_empty{0, 1000, 0, 1000, 0};
  const std::vector<std::uint64_t> without{1000, 1000};
  REQUIRE(kolmogorov_bridge_sf(1000, 1000, 30'000, Alternative::greater, with_empty) ==
          kolmogorov_bridge_sf(1000, 1000, 30'000, Alternative::greater, without));
}
