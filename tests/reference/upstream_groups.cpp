// More than two groups.

#include <algorithm>
#include <array>
#include <cmath>

#include "leeway/compare/anderson_darling.hpp"
#include "leeway/compare/anova.hpp"
#include "leeway/compare/fligner.hpp"
#include "leeway/compare/kruskal_wallis.hpp"
#include "leeway/compare/levene.hpp"
#include "leeway/compare/median_test.hpp"
#include "leeway/compare/variance_tests.hpp"
#include "upstream.hpp"

namespace leeway::reference {

namespace {

using Groups = std::vector<std::vector<double>>;

constexpr Tolerance rounded = relative(1e-12, 1e-14);
constexpr Tolerance rounded_p = tail(1e-11);

void anderson_ksamp(UpstreamCase& call) {
  const Groups groups = call.groups();
  const bool midrank = call.option("midrank", call.option("version") != "right-continuous").get<bool>();
  const TestResult result =
      AndersonDarling{midrank ? AndersonDarling::Version::midrank : AndersonDarling::Version::right}(groups);
  const double sigma = AndersonDarling::std_dev(pooled_ties(groups));
  if (call.from("HypothesisTests.jl")) {
    const double printed = number(call.expected("extra").at("tolerance"));
    call.check("statistic", result.statistic, absolute(printed));  // A2, not normalised
    call.check("extra.sigma", sigma, absolute(printed));
    // An interpolation in the table of Scholz and Stephens, as SciPy's.
    call.check("p", result.p_value, relative(0.03));
    return;
  }
  call.check("statistic", (result.statistic - result.degrees_of_freedom) / sigma, relative(1e-9));
  // See k_sample.cpp: interpolated in seven tabulated points, which is good to 3 %, and cut off at both ends.
  const double p = number(call.expected("p"));
  if (p == 0.001) {
    call.check("p", (std::max)(result.p_value, 0.001), relative(0.1));
  } else {
    call.check("p", result.p_value, relative(0.03));
  }
}

void f_oneway(UpstreamCase& call) {
  // Several analyses at once, along an axis of all groups.
  std::vector<Groups> groups_along;
  for (const Json& group : call.at("groups")) groups_along.push_back(Array::from(group).along(call.option("axis", 0)));
  const std::vector<double> wanted = Array::from(call.expected("statistic")).values;
  std::vector<double> statistics;
  std::vector<double> p_values;
  for (std::size_t line = 0; line < groups_along.front().size(); ++line) {
    Groups groups;
    for (const Groups& lines : groups_along) groups.push_back(lines[line]);
    const TestResult result = OneWayAnova{}(groups);
    statistics.push_back(result.statistic);
    p_values.push_back(result.p_value);
    if (line < wanted.size() && std::isinf(wanted[line]) && result.status == Status::degenerate) {
      // No variance inside any group: SciPy divides by 0, the library says that there is nothing to compare with.
      statistics.back() = wanted[line];
      p_values.back() = 0;
    }
  }
  // SciPy squares the values and subtracts: where groups hardly vary (F of 1e6, an offset of 1e12) it keeps ten digits.
  call.check("statistic", statistics, relative(1e-9, 1e-14));
  call.check("p", p_values, tail(1e-8));
}

void anova(UpstreamCase& call) { call.check(OneWayAnova{}(call.groups()), rounded, rounded_p); }
void alexander_govern(UpstreamCase& call) { call.check(AlexanderGovern{}(call.groups()), rounded, rounded_p); }
void bartlett(UpstreamCase& call) { call.check(Bartlett{}(call.groups()), rounded, rounded_p); }
void kruskal(UpstreamCase& call) { call.check(KruskalWallis{}(call.groups()), rounded, rounded_p); }

void levene(UpstreamCase& call) {
  const std::string centre = call.option("center", "median");
  Levene test;
  test.centre = centre == "mean"      ? Levene::Centre::mean
                : centre == "trimmed" ? Levene::Centre::trimmed_sample
                                      : Levene::Centre::median;
  if (call.has_option("proportiontocut")) test.trimmed_share = call.option("proportiontocut");
  call.check(test(call.groups()), rounded, rounded_p);
}

void fligner(UpstreamCase& call) {
  if (call.option("center", "median") != "median") {
    for (const char* part : {"statistic", "p"}) {
      call.leave_out(part, "centred at the mean, which costs the test its level; the library centres at the median");
    }
    return;
  }
  call.check(Fligner{}(call.groups()), rounded, rounded_p);
}

void median_test(UpstreamCase& call) {
  const std::string ties = call.option("ties", "below");
  const bool yates = call.option("correction", true);
  if (call.option("lambda_") == 0) {
    for (const char* part : {"statistic", "p"}) call.leave_out(part, "G with Yates' correction has no use");
    return;
  }
  MedianTest test;
  test.yates = yates;
  test.ties = ties == "above"    ? MedianTest::Ties::above
              : ties == "ignore" ? MedianTest::Ties::ignore
                                 : MedianTest::Ties::below;
  call.check(test(call.groups()), rounded, rounded_p);
}

}  // namespace

UpstreamFunctions upstream_groups() {
  return {{"anderson_ksamp", anderson_ksamp},
          {"f_oneway", f_oneway},
          {"anova", anova},
          {"alexandergovern", alexander_govern},
          {"bartlett", bartlett},
          {"kruskal", kruskal},
          {"levene", levene},
          {"fligner", fligner},
          {"fligner_median", fligner},
          {"median_test", median_test}};
}

}  // namespace leeway::reference
