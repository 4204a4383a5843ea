#include "leeway/math/kolmogorov_one_sample.hpp"

#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "catch.hpp"

#ifndef LEEWAY_TEST_EXPECTED_DIR
#define LEEWAY_TEST_EXPECTED_DIR "tests/expected"
#endif

using leeway::kolmogorov_one_sample_cdf;
using leeway::kolmogorov_one_sample_one_sided_sf;
using leeway::kolmogorov_one_sample_sf;

TEST_CASE("kolmogorov_one_sample: scipy's values") {
  std::ifstream file(LEEWAY_TEST_EXPECTED_DIR "/kolmogorov_smirnov.json");
  const auto document = nlohmann::json::parse(file);
  REQUIRE(document.at("one_sample").size() > 40);
  for (const auto& item : document.at("one_sample")) {
    const double d = item.at("d");
    const std::uint64_t n = item.at("n");
    CAPTURE(d, n);
    // The margin is scipy's: it sums its lower tail and small upper tails to absolute accuracy only.
    REQUIRE(kolmogorov_one_sample_one_sided_sf(d, n) ==
            Approx(item.at("one_sided").get<double>()).epsilon(1e-12).margin(1e-300));
    REQUIRE(kolmogorov_one_sample_sf(d, n) == Approx(item.at("two_sided").get<double>()).epsilon(1e-11).margin(1e-15));
    REQUIRE(kolmogorov_one_sample_cdf(d, n) ==
            Approx(item.at("two_sided_cdf").get<double>()).epsilon(1e-11).margin(1e-15));
  }
}

TEST_CASE("kolmogorov_one_sample: closed forms for few values") {
  for (double d = 0.51; d < 1; d += 0.05) {
    REQUIRE(kolmogorov_one_sample_cdf(d, 1) == Approx(2 * d - 1).epsilon(1e-13));
    REQUIRE(kolmogorov_one_sample_sf(d, 2) == Approx(2 * (1 - d) * (1 - d)).epsilon(1e-13));
  }
  for (double d = 0.26; d < 0.5; d += 0.02) {
    REQUIRE(kolmogorov_one_sample_cdf(d, 2) == Approx(2 * (2 * d - 0.5) * (2 * d - 0.5)).epsilon(1e-13));
  }
  // Ruben and Gambino: n! (2 d - 1/n)^n for 1/(2n) <= d <= 1/n; the smallest d above 1/(2n) too.
  REQUIRE(kolmogorov_one_sample_cdf(0.1, 5) == Approx(2.02410200510026045907e-83).epsilon(1e-12).margin(0));
  REQUIRE(kolmogorov_one_sample_cdf(0.15, 5) == Approx(120 * std::pow(0.1, 5)).epsilon(1e-12));
}

TEST_CASE("kolmogorov_one_sample: 30 digits known from rational arithmetic") {
  REQUIRE(kolmogorov_one_sample_one_sided_sf(0.7, 500) ==
          Approx(2.13549415114155772626984206254e-246).epsilon(1e-12).margin(0));
  REQUIRE(kolmogorov_one_sample_sf(0.03, 1000) == Approx(0.322690246413299942722859050351).epsilon(1e-12));
  REQUIRE(kolmogorov_one_sample_cdf(0.01, 2000) == Approx(0.0128626337107840819377331579439).epsilon(1e-12));
}

TEST_CASE("kolmogorov_one_sample: tails add up, methods meet where they change") {
  for (const std::uint64_t n : {3U, 17U, 200U}) {
    for (double d = 0.6 / static_cast<double>(n); d < 0.99; d += 0.031) {
      REQUIRE(kolmogorov_one_sample_sf(d, n) + kolmogorov_one_sample_cdf(d, n) == Approx(1).epsilon(1e-12));
    }
    const double edge = std::sqrt(leeway::detail::one_sample_sides_apart / static_cast<double>(n));
    if (edge < 0.5) {
      REQUIRE(kolmogorov_one_sample_sf(edge * (1 - 1e-9), n) ==
              Approx(kolmogorov_one_sample_sf(edge * (1 + 1e-9), n)).epsilon(1e-6));
    }
  }
  // From exact sums to the expansions, near p = .05, where one value more changes p by 2e-6 and 2e-8 of itself.
  const std::uint64_t last = leeway::detail::one_sample_exact_limit;
  const auto at = [](std::uint64_t n) { return kolmogorov_one_sample_sf(1.36 / std::sqrt(static_cast<double>(n)), n); };
  REQUIRE(at(last + 1) == Approx(at(last)).epsilon(3e-6));
  const auto one_sided = [](std::uint64_t n) {
    return kolmogorov_one_sample_one_sided_sf(1.36 / std::sqrt(static_cast<double>(n)), n);
  };
  REQUIRE(one_sided(100'001) == Approx(one_sided(100'000)).epsilon(3e-8));
}

TEST_CASE("kolmogorov_one_sample: beyond the exact sums") {
  // The exact sums for sizes that the functions themselves no longer give them to.
  const std::int64_t n = 5000;
  for (const double z : {0.3, 0.5, 0.8, 0.83, 1.0, 1.36, 2.0, 2.6}) {
    CAPTURE(z);
    const double d = z / std::sqrt(static_cast<double>(n));
    const leeway::detail::OneSampleBand band(n, d);
    REQUIRE(kolmogorov_one_sample_sf(d, n) == Approx(band.at_least()).epsilon(5e-9).margin(0));
    REQUIRE(kolmogorov_one_sample_cdf(d, n) == Approx(band.below()).epsilon(z < 0.5 ? 1e-5 : 1e-7).margin(0));
  }
  REQUIRE(kolmogorov_one_sample_cdf(0.0006, 5000) >= 0);
  REQUIRE(kolmogorov_one_sample_cdf(0.0006, 5000) < 1e-100);
}

TEST_CASE("kolmogorov_one_sample: ends, nonsense and the method's name") {
  using leeway::Alternative;
  using leeway::Method;
  REQUIRE(kolmogorov_one_sample_sf(0, 10) == 1);
  REQUIRE(kolmogorov_one_sample_sf(0.049, 10) == 1);
  REQUIRE(kolmogorov_one_sample_cdf(0.049, 10) == 0);
  REQUIRE(kolmogorov_one_sample_sf(1, 10) == 0);
  REQUIRE(kolmogorov_one_sample_cdf(1, 10) == 1);
  REQUIRE(kolmogorov_one_sample_one_sided_sf(0, 10) == 1);
  REQUIRE(kolmogorov_one_sample_one_sided_sf(1, 10) == 0);
  REQUIRE(std::isnan(kolmogorov_one_sample_sf(0.1, 0)));
  REQUIRE(std::isnan(kolmogorov_one_sample_sf(std::nan(""), 10)));
  REQUIRE(leeway::kolmogorov_one_sample_method(0.01, 4000, Alternative::two_sided) == Method::exact);
  REQUIRE(leeway::kolmogorov_one_sample_method(0.01, 5000, Alternative::two_sided) == Method::asymptotic_corrected);
  REQUIRE(leeway::kolmogorov_one_sample_method(0.1, 5000, Alternative::two_sided) == Method::exact);
  REQUIRE(leeway::kolmogorov_one_sample_method(0.1, 200'000, Alternative::greater) == Method::asymptotic_corrected);
}
