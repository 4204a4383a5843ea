#include "leeway/io/html_histogram.hpp"

#include <string>
#include <variant>

#include "catch.hpp"
#include "io/html_samples.hpp"
#include "io/samples.hpp"

using namespace leeway;

TEST_CASE("html_histogram: both sides on one scale, the highest reaching the top") {
  Sides<NumericProfile> sides;
  sides.reference.histogram = {0, 0.5, 0.5, 0};
  sides.current.histogram = {0, 0, 0, 1};
  const std::string svg = html::histogram(sides);
  const auto paths = samples::attributes(svg, "d");
  REQUIRE(paths.size() == 2);
  CHECK(paths[0] == "M0 24h24v-12h24h24v12h24");
  CHECK(paths[1] == "M0 24h24h24h24v-23h24v23");
  CHECK(svg.find("aria-hidden=true") != std::string::npos);
}

TEST_CASE("html_histogram: however little shows, nothing does not") {
  Sides<NumericProfile> sides;
  sides.reference.histogram = {1, 0.0001};
  sides.current.histogram = {1, 0};
  const auto paths = samples::attributes(html::histogram(sides), "d");
  CHECK(paths[0] == "M0 24v-23h48v22h48v1");
  CHECK(paths[1] == "M0 24v-23h48v23h48");
  CHECK(html::histogram(Sides<NumericProfile>{}).empty());
}

TEST_CASE("html_histogram: categories stand apart, what is new has a bar") {
  const auto sides = std::get<Sides<CategoricalProfile>>(samples::report().features[1].profile);
  const auto paths = samples::attributes(html::histogram(sides), "d");
  REQUIRE(paths.size() == 2);
  CHECK(samples::occurrences(paths[0], "M") == 4);  // mobile, desktop, rare, new
  CHECK(samples::occurrences(paths[1], "M") == 4);
}
