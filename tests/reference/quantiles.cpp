// quantiles.json: Hyndman-Fan types 1 to 9 and NumPy's rules, in exact arithmetic at exact rational probabilities.

#include <algorithm>
#include <span>

#include "leeway/math/sample_quantile.hpp"
#include "runner.hpp"

namespace {

using namespace leeway::reference;
using leeway::QuantileType;

constexpr std::pair<const char*, QuantileType> types[] = {
    {"type1", QuantileType::inverse_cdf},
    {"type2", QuantileType::averaged_inverse_cdf},
    {"type3", QuantileType::closest_observation},
    {"type4", QuantileType::interpolated_inverse_cdf},
    {"type5", QuantileType::hazen},
    {"type6", QuantileType::weibull},
    {"type7", QuantileType::linear},
    {"type8", QuantileType::median_unbiased},
    {"type9", QuantileType::normal_unbiased},
    {"numpy_lower", QuantileType::lower},
    {"numpy_higher", QuantileType::higher},
    {"numpy_midpoint", QuantileType::midpoint},
};

void quantiles(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    auto x = numbers(item.at("x"));
    std::sort(x.begin(), x.end());
    const std::span<const double> sorted(x);
    const auto probabilities = numbers(item.at("p"));
    const double range = x.back() - x.front();
    for (const auto& [key, type] : types) {
      for (std::size_t i = 0; i < probabilities.size(); ++i) {
        // The interpolated types differ by the rounding of p itself: an ulp of p moves the quantile by n * eps gaps.
        const bool picks = type <= QuantileType::closest_observation || type > QuantileType::normal_unbiased;
        table.check(key, name + " p=" + std::to_string(probabilities[i]),
                    leeway::sample_quantile(sorted, probabilities[i], type), expected.at(key).at(i),
                    picks ? relative(3e-16) : relative(1e-13, 1e-14 * range));
      }
    }
    table.check("median", name, leeway::sample_median(sorted), expected.at("median"), relative(3e-16));
    table.check("iqr_type7", name, leeway::interquartile_range(sorted), expected.at("iqr_type7"), relative(1e-13));
    table.check("mad_raw", name, leeway::median_absolute_deviation(sorted), expected.at("mad_raw"), relative(1e-13));
  }
}

const Registration registration{"quantiles.json", quantiles};

}  // namespace
