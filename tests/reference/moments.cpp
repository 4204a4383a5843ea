// moments.json: the accumulator, against exact arithmetic rounded once.

#include "leeway/accumulate/moments.hpp"

#include <cmath>

#include "leeway/accumulate/extrema.hpp"
#include "runner.hpp"

namespace {

using namespace leeway::reference;

double lag1_autocorrelation(const std::vector<double>& x, const leeway::Moments<double>& moments) {
  leeway::StableSum sum;
  for (std::size_t i = 1; i < x.size(); ++i) sum += moments.deviation(x[i - 1]) * moments.deviation(x[i]);
  const auto state = moments.state();
  return sum.value() / (state.m2 + state.m2_rest);
}

void moments(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    const auto x = numbers(item.at("x"));
    leeway::Moments<double> accumulated;
    leeway::Extrema<double> extrema;
    for (const double value : x) {
      accumulated.add(value);
      extrema.add(value);
    }
    const auto check = [&](const char* key, double actual, Tolerance tolerance) {
      if (expected.contains(key)) table.check(key, name, actual, prefer_hp(expected, key), tolerance);
    };
    const double spread = accumulated.population_std_dev();
    const auto n = static_cast<double>(accumulated.count());

    check("n", n, exact());
    check("sum", accumulated.sum(), relative(1e-14, 1e-15 * n * spread));
    // A mean far below the spread is the sum of terms that cancel; the last case is near the smallest denormal.
    check("mean", accumulated.mean(), relative(1e-15, 1e-15 * spread));
    check("min", extrema.lowest(), exact());
    check("max", extrema.highest(), exact());
    check("sum_squared_deviations", accumulated.sum_of_squares(), relative(1e-14));
    check("variance_population", accumulated.population_variance(), relative(1e-14));
    check("variance_sample", accumulated.variance(), relative(1e-14));
    check("std_population", accumulated.population_std_dev(), relative(1e-14, 5e-324));
    check("std_sample", accumulated.std_dev(), relative(1e-14, 5e-324));
    check("standard_error_mean", accumulated.standard_error(), relative(1e-14, 5e-324));
    // Odd moments of a nearly symmetric sample are sums that cancel: their error is one of the terms'.
    check("skewness_g1", accumulated.skewness(), relative(1e-12, 1e-13));
    check("skewness_G1", accumulated.sample_skewness(), relative(1e-12, 1e-13));
    check("excess_kurtosis_g2", accumulated.kurtosis(), relative(1e-12, 1e-13));
    check("excess_kurtosis_G2", accumulated.sample_kurtosis(), relative(1e-12, 1e-13));
    check("condition_number", accumulated.condition_number(), relative(1e-14));
    check("autocorrelation_lag1", lag1_autocorrelation(x, accumulated), relative(1e-12, 1e-15));

    if (!item.contains("certified")) continue;
    const Json& certified = item.at("certified");
    const auto check_certified = [&](const char* key, double actual, Tolerance tolerance) {
      if (!certified.contains(key)) return;
      table.check(std::string("certified.") + key, name, actual, certified.at(key), tolerance);
    };
    check_certified("n", n, exact());
    check_certified("mean", accumulated.mean(), relative(1e-14));
    // Certified for decimal data; the doubles nearest to them differ in the 13th digit of these.
    check_certified("std_sample", accumulated.std_dev(), relative(1e-12));
    check_certified("autocorrelation_lag1", lag1_autocorrelation(x, accumulated), relative(1e-12));
  }
}

const Registration registration{"moments.json", moments};

}  // namespace
