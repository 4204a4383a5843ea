#include "leeway/stream/polya_urn.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "catch.hpp"
#include "enumerate.hpp"

using leeway::ConfigError;
using leeway::PolyaUrn;
using Counts = std::vector<std::uint64_t>;

namespace {

/// Row by row, each changing the urn for the next.
double log_product(std::vector<double> masses, const std::vector<std::size_t>& rows) {
  double total = 0;
  for (const double mass : masses) total += mass;
  double sum = 0;
  for (const std::size_t slot : rows) {
    sum += std::log(masses[slot] / total);
    masses[slot] += 1;
    total += 1;
  }
  return sum;
}

}  // namespace

TEST_CASE("polya_urn: a window's probability is the product of its rows', in whatever order they came") {
  const std::vector<double> masses{1.5, 0.25, 40};
  const PolyaUrn urn(masses);
  const double expected = log_product(masses, {0, 2, 2, 0, 2, 0, 2, 2});
  CHECK(urn.log_probability(Counts{3, 0, 5}) == Approx(expected).epsilon(1e-14));
  CHECK(log_product(masses, {2, 2, 2, 2, 2, 0, 0, 0}) == Approx(expected).epsilon(1e-14));
  CHECK(urn.log_probability(Counts{0, 0, 0}) == 0);
}

TEST_CASE("polya_urn: large windows against the product") {
  std::mt19937_64 random(3);
  std::vector<double> masses{200.5, 1000.5, 3.5, 0.5};
  std::discrete_distribution<std::size_t> slot(masses.begin(), masses.end());
  std::vector<std::size_t> rows(20'000);
  Counts counts(masses.size());
  for (std::size_t& row : rows) ++counts[row = slot(random)];
  CHECK(PolyaUrn(masses).log_probability(counts) == Approx(log_product(masses, rows)).epsilon(1e-12));
}

TEST_CASE("polya_urn: probabilities of all windows sum to one") {
  const PolyaUrn urn({0.5, 2, 7.25, 0.1});
  for (const std::uint64_t rows : {1, 3, 6}) {
    double sum = 0;
    test::for_each_window(4, rows,
                          [&](auto counts, double orders) { sum += orders * std::exp(urn.log_probability(counts)); });
    CHECK(sum == Approx(1).epsilon(1e-13));
  }
}

TEST_CASE("polya_urn: windows one by one or as one have the same probability") {
  PolyaUrn urn({0.5, 2, 7.25});
  const Counts first{4, 0, 9};
  const Counts second{0, 3, 2};
  const double at_once = urn.log_probability(Counts{4, 3, 11});
  const double before = urn.log_probability(first);
  urn.add(first);
  CHECK(before + urn.log_probability(second) == Approx(at_once).epsilon(1e-13));
  CHECK(urn.total() == 0.5 + 2 + 7.25 + 13);
  CHECK(std::vector<double>(urn.masses().begin(), urn.masses().end()) == std::vector<double>{4.5, 2, 16.25});
  CHECK(urn == PolyaUrn({4.5, 2, 16.25}));
}

TEST_CASE("polya_urn: masses that are no masses are refused") {
  for (const double bad : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    CHECK_THROWS_AS(PolyaUrn({1, bad}), ConfigError);
  }
}
