// k_sample.json: tests of more than two groups, and NIST's analysis of variance sets.

#include <cmath>

#include "leeway/compare/anderson_darling.hpp"
#include "leeway/compare/anova.hpp"
#include "leeway/compare/fligner.hpp"
#include "leeway/compare/kruskal_wallis.hpp"
#include "leeway/compare/levene.hpp"
#include "leeway/compare/median_test.hpp"
#include "leeway/compare/variance_tests.hpp"
#include "leeway/math/sample_quantile.hpp"
#include "runner.hpp"

namespace {

using namespace leeway::reference;
using namespace leeway;

void k_sample(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    std::vector<std::vector<double>> groups;
    for (const Json& group : item.at("groups")) groups.push_back(numbers(group));

    const auto check_test = [&](const std::string& key, const TestResult& result, double statistic_limit,
                                double p_limit) {
      if (!expected.contains(key) || !expected.at(key).contains("statistic")) return;
      table.check(key + ".statistic", name, result.statistic, expected.at(key).at("statistic"),
                  relative(statistic_limit, 1e-13));
      table.check(key + ".p", name, result.p_value, expected.at(key).at("p"), tail(p_limit));
    };

    if (expected.contains("anova")) {
      const Json& anova = expected.at("anova");
      const AnovaTable sums = anova_table(groups);
      const TestResult result = OneWayAnova{}(groups);
      const double square_unit = std::ldexp(1.0, 2 * sums.exponent);
      table.check("anova.df_between", name, sums.between_dof, anova.at("df_between"), exact());
      table.check("anova.df_within", name, sums.within_dof, anova.at("df_within"), exact());
      table.check("anova.ss_between", name, sums.between_squares * square_unit, anova.at("ss_between"),
                  relative(1e-13));
      table.check("anova.ss_within", name, sums.within_squares * square_unit, anova.at("ss_within"), relative(1e-13));
      table.check("anova.F", name, result.statistic, prefer_hp(anova, "F"), relative(1e-13));
      table.check("anova.p", name, result.p_value, anova.at("p"), tail(1e-12));
      table.check("anova.eta_squared", name, sums.eta_squared(), anova.at("eta_squared"), relative(1e-13));
    }
    if (item.contains("certified")) {
      // For the decimal data; the file's doubles differ from them in the digits beyond the offset's.
      const Json& certified = item.at("certified");
      const AnovaTable sums = anova_table(groups);
      table.check("certified.df_between", name, sums.between_dof, certified.at("df_between"), exact());
      table.check("certified.df_within", name, sums.within_dof, certified.at("df_within"), exact());
      table.check("certified.ss_between", name, sums.between_squares, certified.at("ss_between"), relative(1e-9));
      table.check("certified.ss_within", name, sums.within_squares, certified.at("ss_within"), relative(1e-9));
      table.check("certified.F", name, sums.f(), certified.at("F"), relative(1e-9));
    }

    check_test("kruskal", KruskalWallis{}(groups), 1e-12, 1e-12);
    check_test("bartlett", Bartlett{}(groups), 1e-12, 1e-12);
    check_test("levene_mean", Levene{Levene::Centre::mean}(groups), 1e-12, 1e-11);
    check_test("levene_median", Levene{}(groups), 1e-12, 1e-11);
    check_test("fligner_median", Fligner{}(groups), 1e-9, 1e-9);
    check_test("alexander_govern", AlexanderGovern{}(groups), 1e-9, 1e-9);
    check_test("median_test", MedianTest{}(groups), 1e-12, 1e-12);
    if (expected.contains("median_test") && expected.at("median_test").contains("median")) {
      std::vector<double> pooled;
      for (const auto& group : groups) pooled.insert(pooled.end(), group.begin(), group.end());
      std::sort(pooled.begin(), pooled.end());
      table.check("median_test.median", name, sample_median(std::span<const double>(pooled)),
                  expected.at("median_test").at("median"), relative(3e-16));
    }

    if (!expected.contains("anderson_ksamp_exact")) continue;
    const Json& exact_sums = expected.at("anderson_ksamp_exact");
    const double sigma = AndersonDarling::std_dev(pooled_ties(groups));
    table.check("anderson_ksamp_exact.sigma", name, sigma, exact_sums.at("sigma"), relative(1e-12));
    for (const auto& [version, key] : {std::pair{AndersonDarling::Version::midrank, "midrank"},
                                       std::pair{AndersonDarling::Version::right, "right"}}) {
      const TestResult result = AndersonDarling{version}(groups);
      table.check(std::string("anderson_ksamp_exact.A2_") + key, name, result.statistic,
                  exact_sums.at(std::string("A2_") + key), relative(1e-13));
      const std::string scipy_key = std::string("anderson_ksamp_") + key;
      if (!expected.contains(scipy_key)) continue;
      // Through scipy: subtracting k - 1 leaves an absolute error.
      table.check(scipy_key + ".statistic_normalised", name, (result.statistic - result.degrees_of_freedom) / sigma,
                  expected.at(scipy_key).at("statistic_normalised"), relative(1e-9, 1e-9));
      // scipy interpolates ln p between seven tabulated points that were themselves fitted to a table: inside its range
      // it is right to 2 % here, at the two ends it is only a bound.
      const double clamped = number(expected.at(scipy_key).at("p_scipy_clamped"));
      if (clamped == 0.25) {
        table.check_between(scipy_key + ".p_scipy_clamped", name, 0.23, 1, result.p_value);
      } else if (clamped == 0.001) {
        table.check_between(scipy_key + ".p_scipy_clamped", name, 0, 0.0011, result.p_value);
      } else {
        table.check(scipy_key + ".p_scipy_clamped", name, result.p_value, clamped, relative(0.02));
      }
    }
  }
}

const Registration registration{"k_sample.json", k_sample};

}  // namespace
