#include "leeway/io/html_distribution.hpp"

#include <limits>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/html_samples.hpp"
#include "io/samples.hpp"

using namespace leeway;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Row {
  double from, to;
  std::uint64_t before, now;
};

Sides<NumericProfile> sides_of(const std::vector<Row>& rows) {
  Sides<NumericProfile> sides;
  for (const Row& row : rows) {
    sides.reference.cells.push_back({row.from, row.to, row.before});
    sides.current.cells.push_back({row.from, row.to, row.now});
  }
  return sides;
}

}  // namespace

TEST_CASE("html_distribution: the gap is the largest of the distribution functions, infinite values counted") {
  const std::string svg = html::distribution_plot(
      sides_of({{-infinity, -infinity, 0, 10}, {0, 1, 50, 20}, {1, 2, 30, 30}, {2, 9, 20, 40}}), "x");
  // functions behind each cell: 0 and .1, .5 and .3, .8 and .6
  CHECK(svg.find("D = 0.200</text>") != std::string::npos);
  CHECK(svg.find("D = 0.200, at 1: 50% of the baseline lie below, 30% of the live values.") != std::string::npos);
  CHECK(samples::coordinates_are_numbers(svg));
}

TEST_CASE("html_distribution: a bar's area is its share, so a cell twice as wide is half as high") {
  // 100 values in each of [0, 1), [1, 3), [3, 4): the middle bar stands half as high as those beside it.
  const std::string svg = html::distribution_plot(sides_of({{0, 1, 100, 0}, {1, 3, 100, 0}, {3, 4, 100, 0}}), "x");
  const auto paths = samples::attributes(svg, "d");
  REQUIRE_FALSE(paths.empty());
  // from the bottom (218) up to the top (46), down by half of it, up again, back to the bottom
  CHECK(paths[0].find("v-172h") != std::string::npos);
  CHECK(paths[0].find("v86h") != std::string::npos);
  CHECK(paths[0].find("v-86h") != std::string::npos);
  CHECK(paths[0].substr(paths[0].size() - 4) == "v172");
}

TEST_CASE("html_distribution: one towering cell is cut off and said in figures instead of flattening the rest") {
  std::vector<Row> rows;
  for (int i = 0; i < 10; ++i) rows.push_back({10.0 * i, 10.0 * i + 10, 100, 100});
  rows.insert(rows.begin() + 5, Row{50, 50.01, 1'000, 100});
  rows[6].from = 50.01;
  const std::string svg = html::distribution_plot(sides_of(rows), "x");
  CHECK(svg.find("\xe2\x86\x91 5") != std::string::npos);  // an arrow and the baseline's share
  CHECK(samples::coordinates_are_numbers(svg));
}

TEST_CASE("html_distribution: no values, one side only, a single value, values too far apart") {
  CHECK(html::distribution_plot({}, "x").empty());
  CHECK(html::distribution_plot(sides_of({{infinity, infinity, 5, 5}}), "x").empty());
  const std::string one_side = html::distribution_plot(sides_of({{0, 1, 5, 0}}), "x");
  CHECK(one_side.find("One side has no values.") != std::string::npos);
  CHECK(one_side.find("D =") == std::string::npos);
  const std::string constant = html::distribution_plot(sides_of({{5, 5, 10, 10}}), "x");
  CHECK(constant.find("agree") != std::string::npos);
  CHECK(samples::coordinates_are_numbers(constant));
  const double largest = (std::numeric_limits<double>::max)();
  CHECK(html::distribution_plot(sides_of({{-largest, 0, 1, 1}, {0, largest, 1, 1}}), "x").empty());
}

TEST_CASE("html_distribution: any cells give a picture of numbers") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 2'000; ++round) {
    std::set<double> limits;
    for (std::uint64_t i = random() % 40; i > 0; --i) limits.insert(samples::random_double(random));
    std::vector<Row> rows;
    const std::vector<double> edges(limits.begin(), limits.end());
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      rows.push_back({edges[i], random() % 9 == 0 ? edges[i] : edges[i + 1], random() % 50, random() % 50});
    }
    if (!samples::coordinates_are_numbers(html::distribution_plot(sides_of(rows), "x"))) FAIL("round " << round);
  }
}

TEST_CASE("html_distribution: names are escaped; the frame is one element to refer to") {
  const std::string svg = html::distribution_plot(sides_of({{0, 1, 5, 5}}), "</title><script>");
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(samples::occurrences(html::distribution_frame(), "id=frame") == 1);
  CHECK(svg.find("<use href=#frame />") != std::string::npos);
}
