#include "leeway/io/metrics.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"

using leeway::exposition;
using leeway::MetricFamily;
using leeway::MetricType;

TEST_CASE("metrics: a family is a HELP, a TYPE and a line a sample") {
  const std::vector<MetricFamily> families{
      {"rows_total", "Rows observed.", MetricType::counter, {{{}, 3}}},
      {"level", "How high.", MetricType::gauge, {{{{"a", "x"}, {"b", "y"}}, 0.25}, {{{"a", "z"}}, -1}}},
      {"none", "A family without samples."}};
  CHECK(exposition(families) ==
        "# HELP rows_total Rows observed.\n# TYPE rows_total counter\nrows_total 3\n"
        "# HELP level How high.\n# TYPE level gauge\nlevel{a=\"x\",b=\"y\"} 0.25\nlevel{a=\"z\"} -1\n"
        "# HELP none A family without samples.\n# TYPE none gauge\n");
  CHECK(exposition({}).empty());
}

TEST_CASE("metrics: backslashes, quotes and line ends are escaped, quotes only in labels") {
  const std::vector<MetricFamily> families{{"m", "a\\b\n\"c\"", MetricType::gauge, {{{{"l", "a\\b\n\"c\"\r{}"}}, 1}}}};
  CHECK(exposition(families) == "# HELP m a\\\\b\\n\"c\"\n# TYPE m gauge\nm{l=\"a\\\\b\\n\\\"c\\\"\r{}\"} 1\n");
}

TEST_CASE("metrics: numbers read back exactly") {
  const auto written = [](double value) {
    const std::string text = exposition(std::vector<MetricFamily>{{"m", "", MetricType::gauge, {{{}, value}}}});
    return text.substr(text.rfind(' ') + 1);
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(written(0) == "0\n");
  CHECK(written(1'000'000) == "1000000\n");
  CHECK(written(9007199254740991) == "9007199254740991\n");
  CHECK(written(std::nan("")) == "NaN\n");
  CHECK(written(infinity) == "+Inf\n");
  CHECK(written(-infinity) == "-Inf\n");
  for (const double value : {0.1, 1.0 / 3, 1e-300, 5e-324, 1.8446744073709552e19, 1.7976931348623157e308, -2.5e-7}) {
    CHECK(std::strtod(written(value).c_str(), nullptr) == value);
  }
}
