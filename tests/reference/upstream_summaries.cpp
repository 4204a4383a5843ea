// Summaries of one sample, and families of p-values.

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <span>

#include "leeway/accumulate/moments.hpp"
#include "leeway/compare/multiplicity.hpp"
#include "leeway/math/sample_quantile.hpp"
#include "leeway/math/sort.hpp"
#include "upstream.hpp"

namespace leeway::reference {

namespace {

constexpr Tolerance rounded = relative(1e-13, 1e-15);

Moments<double> moments_of(const std::vector<double>& sample) {
  Moments<double> moments;
  for (const double value : sample) moments.add(value);
  return moments;
}

/// Checks one number per sample along the axis. A missing value makes NaN of the peer's, unless it is told to omit it.
void check_samples(UpstreamCase& call, const Json& axis, const std::function<double(const std::vector<double>&)>& value,
                   Tolerance tolerance) {
  const bool omit = call.option("nan_policy", "propagate") == "omit";
  std::vector<double> values;
  for (const auto& sample : Array::from(call.argument(0)).along(axis)) {
    const bool missing = std::any_of(sample.begin(), sample.end(), [](double x) { return std::isnan(x); });
    values.push_back(missing && !omit ? std::numeric_limits<double>::quiet_NaN() : value(sample));
  }
  const std::size_t wanted = Array::from(call.expected("statistic")).values.size();
  if (wanted == 0) values.clear();  // along an axis of an empty array
  call.check("statistic", values, tolerance);
}

Json axis_argument(const UpstreamCase& call, std::size_t position, const Json& otherwise) {
  return call.argument_count() > position ? call.argument(position) : call.option("axis", otherwise);
}

bool is_true(const Json& json) { return json.is_boolean() ? json.get<bool>() : json.get<int>() != 0; }

void skew(UpstreamCase& call) {
  const bool biased = is_true(call.option("bias", true));
  check_samples(
      call, axis_argument(call, 1, 0),
      [&](const auto& sample) { return biased ? moments_of(sample).skewness() : moments_of(sample).sample_skewness(); },
      rounded);
}

void kurtosis(UpstreamCase& call) {
  const bool biased = is_true(call.option("bias", true));
  const bool excess = is_true(call.argument_count() > 2 ? call.argument(2) : call.option("fisher", true));
  check_samples(
      call, axis_argument(call, 1, 0),
      [&](const auto& sample) {
        const Moments<double> moments = moments_of(sample);
        return (biased ? moments.kurtosis() : moments.sample_kurtosis()) + (excess ? 0 : 3);
      },
      rounded);
}

void moment(UpstreamCase& call) {
  const Json orders = call.argument_count() > 1 ? call.argument(1) : call.option("moment", 1);
  const Array data = Array::from(call.argument(0));
  if (data.values.empty()) return call.check("statistic", std::vector<double>{}, exact());
  const Moments<double> moments = moments_of(data.values);
  std::vector<double> values;
  for (const double order : Array::from(orders).values) {
    const double variance = moments.population_variance();
    values.push_back(order == 0   ? 1
                     : order == 1 ? moments.sum() - moments.mean() * static_cast<double>(moments.count())
                     : order == 2 ? variance
                     : order == 3 ? moments.skewness() * variance * std::sqrt(variance)
                                  : (moments.kurtosis() + 3) * variance * variance);
  }
  call.check("statistic", values, rounded);
}

void iqr(UpstreamCase& call) {
  double low = 0.25;
  double high = 0.75;
  double scale = 1;
  if (call.argument_count() > 2) {
    low = number(call.argument(2)[0]) / 100;
    high = number(call.argument(2)[1]) / 100;
  }
  if (call.argument_count() > 3) scale = call.argument(3) == "normal" ? 1.3489795003921634 : number(call.argument(3));
  check_samples(
      call, axis_argument(call, 1, nullptr),
      [&](const auto& sample) {
        const auto sorted = sorted_values(std::span<const double>(sample));
        const std::span<const double> view(sorted);
        if (low == 0.25 && high == 0.75) return interquartile_range(view) / scale;
        return (sample_quantile(view, high) - sample_quantile(view, low)) / scale;
      },
      rounded);
}

void median_abs_deviation(UpstreamCase& call) {
  check_samples(
      call, axis_argument(call, 1, 0),
      [](const auto& sample) {
        const auto sorted = sorted_values(std::span<const double>(sample));
        return median_absolute_deviation(std::span<const double>(sorted));
      },
      rounded);
}

void multipletests(UpstreamCase& call) {
  using Adjust = std::vector<double> (*)(std::span<const double>);  // picks the overload without weights
  static const std::map<std::string, Adjust> methods = {
      {"b", adjust::bonferroni},
      {"s", adjust::sidak},
      {"sh", adjust::hochberg},
      {"h", adjust::holm},
      {"hs", adjust::holm_sidak},
      {"hommel", adjust::hommel},
      {"fdr_i", adjust::benjamini_hochberg},
      {"fdr_n", adjust::benjamini_yekutieli},
  };
  const std::string method = call.option("method");
  const auto found = methods.find(method);
  if (found == methods.end()) {
    for (const char* part : {"adjusted", "reject"}) {
      call.leave_out(part, "adaptive FDR (two stages, or Gavrilov-Benjamini-Sarkar), not in the library: " + method);
    }
    return;
  }
  const std::vector<double> adjusted = found->second(numbers(call.at("p")));
  call.check("adjusted", adjusted, relative(1e-13));
  const double alpha = call.option("alpha", 0.05);
  std::vector<double> rejected;
  for (const double p : adjusted) rejected.push_back(p <= alpha ? 1 : 0);
  call.check("reject", rejected, exact());
}

}  // namespace

UpstreamFunctions upstream_summaries() {
  return {{"skew", skew},
          {"kurtosis", kurtosis},
          {"moment", moment},
          {"iqr", iqr},
          {"median_abs_deviation", median_abs_deviation},
          {"multipletests", multipletests}};
}

}  // namespace leeway::reference
