#include "leeway/compare/kolmogorov_smirnov_one_sample.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

namespace {

double standard_normal(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

}  // namespace

TEST_CASE("kolmogorov_smirnov_one_sample: scipy's kstest against the normal distribution") {
  const auto& document = expected_values("kolmogorov_smirnov");
  REQUIRE_FALSE(document.at("known").empty());
  for (const auto& item : document.at("known")) {
    const auto x = item.at("x").get<std::vector<double>>();
    for (const auto& [name, alternative] : {std::pair{"two_sided", Alternative::two_sided},
                                            {"less", Alternative::less},
                                            {"greater", Alternative::greater}}) {
      const TestResult result = KolmogorovSmirnovOneSample{alternative}(standard_normal, x);
      REQUIRE(result.ok());
      REQUIRE(result.statistic == Approx(item.at(name).at("statistic").get<double>()).epsilon(1e-12));
      REQUIRE(result.p_value == Approx(item.at(name).at("p").get<double>()).epsilon(1e-10));
      REQUIRE(result.method == Method::exact);
      REQUIRE(result.reference_count == 0);
      REQUIRE(result.current_count == x.size());
    }
  }
}

TEST_CASE("kolmogorov_smirnov_one_sample: larger values are `greater`, ties count, missing values do not") {
  const auto uniform = [](double x) { return std::fmin(1.0, std::fmax(0.0, x)); };
  const std::vector<double> high{0.5, 0.5, std::nan(""), 0.9, 1.0};
  const TestResult greater = KolmogorovSmirnovOneSample{Alternative::greater}(uniform, high);
  REQUIRE(greater.statistic == Approx(0.5));  // just below .5: F = .5 against 0
  REQUIRE(greater.current_count == 4);
  const TestResult less = KolmogorovSmirnovOneSample{Alternative::less}(uniform, high);
  REQUIRE(less.statistic == 0);
  REQUIRE(less.p_value == 1);
  const std::vector<float> as_float{0.5F, 0.5F, 1.0F};
  REQUIRE(KolmogorovSmirnovOneSample{}(uniform, as_float).statistic == Approx(0.5));
}

TEST_CASE("kolmogorov_smirnov_one_sample: degenerate input") {
  const std::vector<double> none;
  REQUIRE(KolmogorovSmirnovOneSample{}(standard_normal, none).status == Status::too_few_samples);
  const std::vector<double> infinite{std::numeric_limits<double>::infinity()};
  const TestResult result = KolmogorovSmirnovOneSample{}(standard_normal, infinite);
  REQUIRE(result.statistic == 1);
  REQUIRE(result.p_value == 0);  // such a value cannot come from this distribution
}
