#include "leeway/math/kolmogorov_two_sample.hpp"

#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "catch.hpp"

using namespace leeway;

namespace {

KolmogorovStatistic statistic_of(std::uint64_t n, std::uint64_t m, double distance) {
  const std::uint64_t step = std::gcd(n, m);  // distances that can occur are multiples of it
  const auto threshold =
      static_cast<WideInteger>(distance * static_cast<double>(n) * static_cast<double>(m)) / step * step;
  return {n, m, threshold, threshold / 2};
}

}  // namespace

TEST_CASE("kolmogorov_two_sample: the statistic is an integer, looked at where groups end") {
  KolmogorovStatistic statistic{4, 5, 0, 0};
  statistic.add({0, 0, 2, 0});  // 1/2 against 0: 5 * 2 = 10
  statistic.add({2, 0, 0, 4});  // 1/2 against 4/5: 5 * 2 - 4 * 4 = -6
  statistic.add({2, 4, 2, 1});
  REQUIRE(statistic.threshold(Alternative::greater) == 10);
  REQUIRE(statistic.threshold(Alternative::less) == 6);
  REQUIRE(statistic.threshold(Alternative::two_sided) == 10);
  REQUIRE(statistic.distance(Alternative::two_sided) == 0.5);
  REQUIRE(statistic.distance(Alternative::less) == 0.3);
  REQUIRE(std::isnan(KolmogorovStatistic{}.distance(Alternative::two_sided)));
}

TEST_CASE("kolmogorov_two_sample: the rule picks by cost and says what it picked") {
  KolmogorovRule rule;
  const std::vector<std::uint64_t> groups(20, 10'000);
  REQUIRE(kolmogorov_two_sample_p(statistic_of(100, 100, 0.2), {}, rule).method == Method::exact);
  REQUIRE(kolmogorov_two_sample_p(statistic_of(100'000, 100'000, 0.006), groups, rule).method == Method::exact_ties);
  rule.exact_work_limit = 1e5;
  REQUIRE(kolmogorov_two_sample_p(statistic_of(100'000, 100'000, 0.006), groups, rule).method == Method::tied_bridge);
  REQUIRE(kolmogorov_two_sample_p(statistic_of(100'001, 100'000, 0.006), {}, rule).method ==
          Method::asymptotic_corrected);
  rule.bridge_group_limit = 10;
  REQUIRE(kolmogorov_two_sample_p(statistic_of(100'000, 100'000, 0.006), groups, rule).method ==
          Method::asymptotic_corrected);
  rule.method = Method::asymptotic;
  const KolmogorovP forced = kolmogorov_two_sample_p(statistic_of(100, 100, 0.2), {}, rule);
  REQUIRE(forced.method == Method::asymptotic);
  REQUIRE(forced.p_value == Approx(kolmogorov_sf(0.2 * std::sqrt(50.0))).epsilon(1e-14));
}

TEST_CASE("kolmogorov_two_sample: the corrected limit is within its stated error of the exact p") {
  struct Case {
    std::uint64_t n, m;
    double distance, tolerance;
  };
  for (const Case& item :
       {Case{1000, 1000, 0.061, 9e-4}, Case{1000, 1500, 0.0555, 4e-3}, Case{1000, 10'000, 0.045, 9e-4},
        Case{5000, 5000, 0.0272, 9e-4}, Case{1000, 1333, 0.057, 1e-2}, Case{1000, 1001, 0.0607, 2.5e-2}}) {
    const KolmogorovStatistic statistic = statistic_of(item.n, item.m, item.distance);
    const double distance = statistic.distance(Alternative::two_sided);
    const double exact =
        kolmogorov_exact_sf(item.n, item.m, statistic.threshold(Alternative::two_sided), Alternative::two_sided);
    CAPTURE(item.n, item.m, exact);
    REQUIRE(exact > 0.03);
    REQUIRE(exact < 0.07);
    REQUIRE(kolmogorov_corrected_sf(item.n, item.m, distance, Alternative::two_sided) ==
            Approx(exact).epsilon(item.tolerance));
    const double one_sided =
        kolmogorov_exact_sf(item.n, item.m, statistic.threshold(Alternative::greater), Alternative::greater);
    REQUIRE(kolmogorov_corrected_sf(item.n, item.m, distance, Alternative::greater) ==
            Approx(one_sided).epsilon(item.tolerance));
  }
}

TEST_CASE("kolmogorov_two_sample: limits at the ends") {
  REQUIRE(kolmogorov_corrected_sf(1000, 1000, 0, Alternative::two_sided) == 1);
  REQUIRE(kolmogorov_corrected_sf(1000, 1000, 1, Alternative::two_sided) < 1e-300);
  REQUIRE(kolmogorov_asymptotic_sf(1000, 1000, 0, Alternative::greater) == 1);
  REQUIRE(kolmogorov_asymptotic_sf(200, 200, 0.1, Alternative::less) == Approx(std::exp(-2.0)).epsilon(1e-14));
  REQUIRE(kolmogorov_corrected_sf(1'000'000'000'000'000, 1'000'000'000'000'000, 5e-8, Alternative::two_sided) > 0);
}
