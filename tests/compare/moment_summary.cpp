#include "leeway/compare/moment_summary.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"

using namespace leeway;

TEST_CASE("moment_summary: a raw sample and its accumulator say the same, NaN and infinities left out") {
  const double nan = std::nan("");
  const std::vector<double> x{3, nan, 5, std::numeric_limits<double>::infinity(), 10};
  Moments<double> accumulated;
  for (const double value : x) accumulated.add(value);
  const SampleMoments summary = moment_summary(x);
  CHECK(summary.count == 3);
  CHECK(summary.mean == 6);
  CHECK(summary.sum_of_squares == 26);
  CHECK(moment_summary(accumulated) == summary);
  CHECK(moment_summary(summary) == summary);
  CHECK(moment_summary(std::vector<float>{3, 5, 10}) == summary);
}

TEST_CASE("moment_summary: groups of very different size come in one unit") {
  const std::vector<std::vector<double>> groups{{1, 2, 3}, {1e300, 3e300}, {0, 0}};
  const auto summaries = detail::moment_summaries(groups);
  REQUIRE(summaries.size() == 3);
  CHECK(summaries[0].exponent == summaries[1].exponent);
  CHECK(std::ldexp(summaries[1].mean, summaries[1].exponent) == 2e300);
  CHECK(summaries[2].sum_of_squares == 0);
  // Zeros must not drag tiny values into a unit where they vanish.
  const auto tiny = detail::moment_summaries(std::vector<std::vector<double>>{{0, 0}, {1e-300, 3e-300}});
  CHECK(tiny[1].variance() > 0);
  CHECK(detail::mean_difference(tiny[1], tiny[0]) == tiny[1].mean + tiny[1].mean_rest);
}

TEST_CASE("moment_summary: what counts as a sample") {
  STATIC_REQUIRE(MomentSample<std::vector<double>>);
  STATIC_REQUIRE(MomentSample<Moments<float, 2>>);
  STATIC_REQUIRE(MomentSample<SampleMoments>);
  STATIC_REQUIRE_FALSE(MomentSample<std::vector<int>>);
  STATIC_REQUIRE_FALSE(MomentSample<double>);
  STATIC_REQUIRE(MomentGroups<std::vector<std::vector<float>>>);
}

TEST_CASE("moment_summary: finite values of a sample, as double") {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x{3, std::nanf(""), -infinity, 5, infinity};
  CHECK(leeway::detail::finite_values(x) == std::vector<double>{3, 5});
  CHECK(leeway::detail::finite_values(std::vector<double>{}).empty());
}
