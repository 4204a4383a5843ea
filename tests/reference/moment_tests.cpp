// two_sample.json: t, F, Bartlett and Levene. The library's sign is current - reference (y against x) throughout, so
// its `greater` is the file's "less" and its statistics have the other sign, or are the other ratio.

#include <cmath>

#include "leeway/compare/levene.hpp"
#include "leeway/compare/t_test.hpp"
#include "leeway/compare/variance_tests.hpp"
#include "runner.hpp"

namespace {

using namespace leeway::reference;
using namespace leeway;

constexpr std::pair<const char*, Alternative> alternatives[] = {
    {"p_two-sided", Alternative::two_sided}, {"p_greater", Alternative::less}, {"p_less", Alternative::greater}};

template <class Test>
void check_t(Table& table, const std::string& name, const std::string& key, const Json& expected,
             const std::vector<double>& x, const std::vector<double>& y) {
  for (const auto& [p_key, alternative] : alternatives) {
    const TestResult result = Test{alternative}(x, y);
    // The difference of two means carries an error of some ulp of the standard error: absolute in t.
    table.check(key + ".statistic", name, -result.statistic, expected.at("statistic"), relative(1e-13, 1e-15));
    table.check(key + ".df", name, result.degrees_of_freedom, expected.at("df"), relative(1e-13));
    table.check(key + "." + p_key, name, result.p_value, prefer_hp(expected, p_key), tail(1e-12));
  }
}

void check_moment_accumulators(Table& table, const std::string& name, const Json& expected,
                               const std::vector<double>& x, const std::vector<double>& y) {
  Moments<double> reference;
  Moments<double> current;
  for (const double value : x) reference.add(value);
  for (const double value : y) current.add(value);
  const TestResult result = WelchT{}(reference, current);
  table.check("t.welch.statistic", name + " (Moments)", -result.statistic, expected.at("t").at("welch").at("statistic"),
              relative(1e-13, 1e-15));
  table.check("bartlett.statistic", name + " (Moments)", Bartlett{}(reference, current).statistic,
              expected.at("bartlett").at("statistic"), relative(1e-12, 1e-14));
}

void moment_tests(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    const auto x = numbers(item.at("x"));
    const auto y = numbers(item.at("y"));

    if (expected.contains("t") && expected.at("t").contains("welch")) {
      check_t<WelchT>(table, name, "t.welch", expected.at("t").at("welch"), x, y);
      check_t<StudentT>(table, name, "t.student", expected.at("t").at("student"), x, y);
      check_moment_accumulators(table, name, expected, x, y);
    }
    if (expected.contains("f_var")) {
      const Json& f = expected.at("f_var");
      for (const auto& [p_key, alternative] : alternatives) {
        const TestResult result = VarianceRatio{alternative}(x, y);
        table.check("f_var.statistic", name, 1 / result.statistic, f.at("statistic"), relative(1e-13));
        table.check("f_var.df2", name, result.degrees_of_freedom, f.at("df2"), exact());
        table.check(std::string("f_var.") + p_key, name, result.p_value, f.at(p_key), tail(1e-12));
      }
      table.check("f_var.df1", name, VarianceRatio{}(y, x).degrees_of_freedom, f.at("df1"), exact());
    }
    if (expected.contains("bartlett")) {
      const TestResult result = Bartlett{}(x, y);
      table.check("bartlett.statistic", name, result.statistic, expected.at("bartlett").at("statistic"),
                  relative(1e-12, 1e-14));
      table.check("bartlett.p", name, result.p_value, expected.at("bartlett").at("p"), tail(1e-12));
    }
    if (!expected.contains("levene")) continue;
    const Json& levene = expected.at("levene");
    for (const auto& [key, centre] :
         {std::pair{"mean", Levene::Centre::mean}, std::pair{"median", Levene::Centre::median},
          std::pair{"trimmed_0.05", Levene::Centre::trimmed_sample}}) {
      if (!levene.contains(key)) continue;
      if (levene.at(key).at("statistic").is_null()) {
        for (const char* part : {".statistic", ".p"}) {
          table.leave_out(std::string("levene.") + key + part, name, "scipy has squared 1e200");
        }
        continue;
      }
      const bool scipy_only = centre == Levene::Centre::trimmed_sample;
      // scipy centres in double: at an offset of 1e9 it has lost half of its digits (README, known error 9).
      const double scipy_limit = name.find("big_offset") == std::string::npos ? 1e-9 : 1e-4;
      const TestResult result = Levene{centre}(x, y);
      const std::string prefix = std::string("levene.") + key;
      table.check(prefix + ".statistic", name, result.statistic, levene.at(key).at("statistic"),
                  scipy_only ? relative(scipy_limit, 1e-9) : relative(1e-12, 1e-14));
      table.check(prefix + ".p", name, result.p_value, levene.at(key).at("p"), tail(scipy_only ? scipy_limit : 1e-11));
    }
  }
  table.covers("levene.trimmed_0.05.by");
}

const Registration registration{"two_sample.json", moment_tests};

}  // namespace
