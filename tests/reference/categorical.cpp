// Tables, shares and families of tests.

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "leeway/compare/association.hpp"
#include "leeway/compare/chi_squared.hpp"
#include "leeway/compare/fisher.hpp"
#include "leeway/compare/fisher_odds.hpp"
#include "leeway/compare/fisher_rxc.hpp"
#include "leeway/compare/multiplicity.hpp"
#include "leeway/compare/power_divergence.hpp"
#include "leeway/compare/proportions.hpp"
#include "runner.hpp"

namespace {

using namespace leeway::reference;

constexpr double p_limit = 1e-12;

std::vector<std::uint64_t> row_major(const Json& rows) {
  std::vector<std::uint64_t> all;
  for (const Json& row : rows) {
    for (const std::uint64_t count : counts(row)) all.push_back(count);
  }
  return all;
}

leeway::ContingencyTable table_of(const Json& rows) { return {row_major(rows), rows.at(0).size()}; }

void check_test(Table& table, const std::string& quantity, const std::string& name, const leeway::TestResult& actual,
                const Json& expected) {
  table.check(quantity + ".statistic", name, actual.statistic, prefer_hp(expected, "statistic"), relative(p_limit));
  table.check(quantity + ".p", name, actual.p_value, prefer_hp(expected, "p"), tail(p_limit));
}

void contingency(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    const auto counted = table_of(item.at("table"));
    table.check("rows_used", name, static_cast<double>(counted.rows()), expected.at("rows_used"), exact());
    table.check("columns_used", name, static_cast<double>(counted.columns()), expected.at("columns_used"), exact());
    table.check("n", name, static_cast<double>(counted.total()), expected.at("n"), exact());
    const auto pearson = leeway::PowerDivergence{leeway::power::pearson}(counted);
    if (expected.contains("degenerate")) {
      table.check_equal("degenerate", name, pearson.status == leeway::Status::degenerate, true);
      continue;
    }
    table.check("dof", name, pearson.degrees_of_freedom, expected.at("dof"), exact());
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t r = 0; r < counted.rows(); ++r) {
      for (std::size_t c = 0; c < counted.columns(); ++c) smallest = (std::min)(smallest, counted.expected(r, c));
    }
    table.check("min_expected", name, smallest, expected.at("min_expected"), relative(1e-15));
    check_test(table, "chi2", name, pearson, expected.at("chi2"));
    if (item.at("table").size() == 2) {  // the fast path for two samples must agree
      const auto both = leeway::ChiSquared{leeway::ChiSquared::PValue::asymptotic}(counts(item.at("table")[0]),
                                                                                   counts(item.at("table")[1]));
      check_test(table, "chi2", name, both, expected.at("chi2"));
    }
    if (expected.contains("chi2_yates")) {
      check_test(table, "chi2_yates", name, leeway::PowerDivergence::yates(counted), expected.at("chi2_yates"));
    }
    check_test(table, "g_test", name, leeway::PowerDivergence{leeway::power::likelihood_ratio}(counted),
               expected.at("g_test"));
    check_test(table, "cressie_read", name, leeway::PowerDivergence{leeway::power::cressie_read}(counted),
               expected.at("cressie_read"));
    check_test(table, "freeman_tukey", name, leeway::PowerDivergence{leeway::power::freeman_tukey}(counted),
               expected.at("freeman_tukey"));
    table.check("cramers_v", name, leeway::cramers_v(counted), expected.at("cramers_v"), relative(p_limit));
    if (expected.contains("cramers_v_bias_corrected")) {
      table.check("cramers_v_bias_corrected", name, leeway::cramers_v_bias_corrected(counted),
                  expected.at("cramers_v_bias_corrected"), relative(p_limit));
    }
    table.check("tschuprow_t", name, leeway::tschuprow_t(counted), expected.at("tschuprow_t"), relative(p_limit));
    table.check("pearson_c", name, leeway::pearson_contingency(counted), expected.at("pearson_c"), relative(p_limit));
    if (expected.contains("phi_signed")) {
      table.check("phi_signed", name, leeway::phi_coefficient(counted), expected.at("phi_signed"), relative(p_limit));
    }
  }
  table.skip("scipy_*", "scipy's rounding of the values above: three digits lost at counts of 1e12");
}
const Registration contingency_registration{"contingency.json", contingency};

void goodness_of_fit(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    const auto reference = counts(item.at("reference_counts"));
    const auto current = counts(item.at("current_counts"));
    const auto pearson = leeway::GoodnessOfFit{}(reference, current);
    const auto g = leeway::GoodnessOfFit{leeway::power::likelihood_ratio}(reference, current);
    table.check("dof", name, pearson.degrees_of_freedom, expected.at("dof"), exact());
    table.check("chi2", name, pearson.statistic, expected.at("chi2"), relative(p_limit));
    table.check("p_chi2", name, pearson.p_value, prefer_hp(expected, "p_chi2"), tail(p_limit));
    table.check("g", name, g.statistic, expected.at("g"), relative(p_limit));
    table.check("p_g", name, g.p_value, prefer_hp(expected, "p_g"), tail(p_limit));
  }
}
const Registration goodness_of_fit_registration{"goodness_of_fit.json", goodness_of_fit};

void proportions_z(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    // The reference's z is positive where the first share is the larger one, the library's where `current` is.
    const leeway::Proportion first{item.at("x1"), item.at("n1")};
    const leeway::Proportion second{item.at("x2"), item.at("n2")};
    const auto p = [&](leeway::Alternative alternative) { return leeway::ProportionsZ{alternative}(second, first); };
    const auto two_sided = p(leeway::Alternative::two_sided);
    table.check("z", name, two_sided.statistic, expected.at("z"), relative(p_limit));
    table.check("p_two-sided", name, two_sided.p_value, prefer_hp(expected, "p_two-sided"), tail(p_limit));
    table.check("p_greater", name, p(leeway::Alternative::greater).p_value, expected.at("p_greater"), tail(p_limit));
    table.check("p_less", name, p(leeway::Alternative::less).p_value, expected.at("p_less"), tail(p_limit));
  }
}
const Registration proportions_registration{"proportions_z.json", proportions_z};

void fisher_2x2(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    const auto c = row_major(item.at("table"));
    const leeway::Table2x2 counted{c.at(0), c.at(1), c.at(2), c.at(3)};
    const auto fisher = leeway::fisher_exact(counted);
    table.check("p_two_sided", name, fisher.p_two_sided, prefer_hp(expected, "p_two_sided"), tail(p_limit));
    table.check("p_greater", name, fisher.p_greater, prefer_hp(expected, "p_greater"), tail(p_limit));
    table.check("p_less", name, fisher.p_less, prefer_hp(expected, "p_less"), tail(p_limit));
    table.check("odds_ratio_sample", name, fisher.odds_ratio, expected.at("odds_ratio_sample"), relative(1e-15));

    // R finds these by uniroot with a tolerance of 1.2e-4 on the ratio or, above 1, on its reciprocal: [[1,1],[1,1]]
    // has the lower limit sqrt(4 + 1/39) - 2 = .0064000, R says .0064130.
    const auto odds = leeway::conditional_odds_ratio(counted);
    const auto read = [](const Json& value) {
      return value == "Inf" ? std::numeric_limits<double>::infinity() : number(value);
    };
    const auto compare = [&](const std::string& quantity, double actual, double from_r) {
      const double scaled = actual > 1 ? 1 / actual : actual;
      table.check(quantity, name, scaled, actual > 1 ? 1 / from_r : from_r, absolute(1.3e-4));
    };
    if (!std::isnan(fisher.odds_ratio)) {  // with an empty row R answers 0, which is not an estimate
      compare("R_odds_ratio_conditional_mle", odds.estimate, read(expected.at("R_odds_ratio_conditional_mle")));
    }
    compare("R_ci95", odds.lower, read(expected.at("R_ci95")[0]));
    compare("R_ci95", odds.upper, read(expected.at("R_ci95")[1]));
  }
}
const Registration fisher_2x2_registration{"fisher_2x2.json", fisher_2x2};

void fisher_rxc(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const auto result = leeway::FisherRxC{}(table_of(item.at("table")));
    if (result.method != leeway::Method::exact) table.fail("p", name, "not exact");
    table.check("p", name, result.p_value, prefer_hp(item.at("expected"), "p"), tail(p_limit));
  }
}
const Registration fisher_rxc_registration{"fisher_rxc.json", fisher_rxc};

void multiplicity(const Json& document, Table& table) {
  using Adjust = std::vector<double> (*)(std::span<const double>);  // picks the overload without weights
  const std::pair<const char*, Adjust> procedures[] = {
      {"bonferroni", leeway::adjust::bonferroni}, {"holm", leeway::adjust::holm},
      {"hochberg", leeway::adjust::hochberg},     {"hommel", leeway::adjust::hommel},
      {"sidak", leeway::adjust::sidak},           {"holm_sidak", leeway::adjust::holm_sidak},
      {"bh", leeway::adjust::benjamini_hochberg}, {"by", leeway::adjust::benjamini_yekutieli},
  };
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const auto p = numbers(item.at("p"));
    for (const auto& [key, adjust] : procedures) {
      if (!item.at("expected").contains(key)) continue;
      const auto adjusted = adjust(p);
      const Json& expected = item.at("expected").at(key);
      double rejected = 0;
      for (std::size_t i = 0; i < p.size(); ++i) {
        table.check(key, name, adjusted[i], expected.at(i), relative(1e-14));
        if (adjusted[i] <= 0.05) ++rejected;
      }
      const std::string count = std::string("rejections_at_0.05.") + key;
      if (item.at("expected").at("rejections_at_0.05").contains(key)) {
        table.check(count, name, rejected, item.at("expected").at("rejections_at_0.05").at(key), exact());
      }
    }
  }
}
const Registration multiplicity_registration{"multiplicity.json", multiplicity};

}  // namespace
