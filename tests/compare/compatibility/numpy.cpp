#include "leeway/compare/compatibility/numpy.hpp"

#include "../distances_expected.hpp"

using namespace distances_expected;
namespace numpy = leeway::compatibility::numpy;

TEST_CASE("numpy: edges agree to the last bit, counts exactly") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    CHECK(numpy::histogram_bin_edges(Sample(x), numpy::BinRule::sturges) ==
          item.at("edges").at("sturges").get<Values>());
    const Values doane = numpy::histogram_bin_edges(Sample(x), numpy::BinRule::doane);
    CHECK(doane == item.at("edges").at("doane").get<Values>());
    CHECK(numpy::histogram(Sample(y), Sample(doane)) == item.at("histogram").get<Counts>());
    const Values deciles = numpy::quantile_edges(Sample(x), 10);
    const Values expected = item.at("deciles").get<Values>();
    REQUIRE(deciles.size() == expected.size());
    for (std::size_t i = 0; i < deciles.size(); ++i) CHECK(close(deciles[i], expected[i], 1e-15));
    CHECK(numpy::digitize_right(Sample(y), Sample(expected)) == item.at("digitised").get<Counts>());
  }
}

TEST_CASE("numpy: bins are [lo, hi), the last one is closed, what lies outside is not counted") {
  const Values edges{0, 1, 2};
  const Values values{-0.5, 0, 0.5, 1, 1.5, 2, 2.5, missing, infinity, -infinity};
  CHECK(numpy::histogram(Sample(values), Sample(edges)) == Counts{2, 3});
  CHECK(numpy::histogram(Sample(values), Sample(Values{1})).empty());
  CHECK(numpy::digitize_right(Sample(values), Sample(edges)) == Counts{3, 2, 2, 2});
}

TEST_CASE("numpy: linspace ends where it is told to") {
  const Values edges = numpy::linspace(0.1, 0.7, 7);
  REQUIRE(edges.size() == 8);
  CHECK(edges.front() == 0.1);
  CHECK(edges.back() == 0.7);
  CHECK(std::is_sorted(edges.begin(), edges.end()));
}

TEST_CASE("numpy: degenerate samples") {
  using numpy::BinRule;
  for (const BinRule rule : {BinRule::sturges, BinRule::doane}) {
    CHECK(numpy::histogram_bin_edges(Sample(Values{}), rule).empty());
    CHECK(numpy::histogram_bin_edges(Sample(Values{missing, infinity}), rule).empty());
    CHECK(numpy::histogram_bin_edges(Sample(Values{3, 3, missing}), rule) == Values{2.5, 3.5});
    CHECK(numpy::histogram_bin_edges(Sample(Values{-1.7e308, 1.7e308, 0}), rule).empty());  // no finite width
    CHECK(numpy::histogram_bin_edges(Sample(Values{1e-300, 2e-300, 3e-300}), rule).back() == 3e-300);
  }
  CHECK(numpy::histogram_bin_edges(Sample(Values{1, 2}), BinRule::doane) == Values{1, 2});
  CHECK(numpy::quantile_edges(Sample(Values{}), 10).empty());
  CHECK(numpy::quantile_edges(Sample(Values{4, 4, 4}), 10) == Values{4});
}
