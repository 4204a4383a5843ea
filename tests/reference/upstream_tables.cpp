// Tables of counts, shares and goodness of fit.

#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "leeway/compare/fisher.hpp"
#include "leeway/compare/fisher_odds.hpp"
#include "leeway/compare/fisher_rxc.hpp"
#include "leeway/compare/power_divergence.hpp"
#include "leeway/compare/proportions.hpp"
#include "leeway/math/tails.hpp"
#include "upstream.hpp"

namespace leeway::reference {

namespace {

constexpr Tolerance rounded = relative(1e-12, 1e-15);
constexpr Tolerance rounded_p = tail(1e-11);

std::vector<std::uint64_t> row_major(const UpstreamCase& call) {
  std::vector<std::uint64_t> all;
  for (const Json& row : call.at("table")) {
    for (const std::uint64_t count : counts(row)) all.push_back(count);
  }
  return all;
}

ContingencyTable table_of(const UpstreamCase& call) { return {row_major(call), call.at("table")[0].size()}; }

Table2x2 two_by_two(const UpstreamCase& call) {
  const auto c = row_major(call);
  return {c.at(0), c.at(1), c.at(2), c.at(3)};
}

double fisher_p(const FisherResult& result, Alternative alternative) {
  switch (alternative) {
    case Alternative::less: return result.p_less;
    case Alternative::greater: return result.p_greater;
    case Alternative::two_sided: break;
  }
  return result.p_two_sided;
}

void fisher(UpstreamCase& call) {
  const Table2x2 table = two_by_two(call);
  const FisherResult result = fisher_exact(table);
  const bool greater = call.at("function") == "fisher greater";
  const Alternative alternative = greater ? Alternative::greater : call.alternative();
  if (call.has("expected_statistic")) call.check("statistic", result.odds_ratio, relative(1e-15));
  // SciPy's hypergeometric masses at counts of 1e4 and more: it is 1e-11 and 6e-9 off in these two.
  // The right values are quotients of integers.
  static const std::map<std::string, const char*> corrected = {{"up0020_fisher_exact", "0.2751481704062889675809"},
                                                               {"up0043_fisher_exact", "3.5536916732289202849401e-07"}};
  if (const auto found = corrected.find(call.name()); found != corrected.end()) {
    call.check_against("p", fisher_p(result, alternative), found->second, rounded_p);
  } else {
    call.check("p", fisher_p(result, alternative), rounded_p);
  }
  if (!call.has("expected_extra")) return;
  // R's one-sided interval leaves all of 1 - confidence on one side.
  const double confidence = call.option("confidence_level");
  const ConditionalOddsRatio odds =
      conditional_odds_ratio(table, alternative == Alternative::two_sided ? confidence : 2 * confidence - 1);
  // R searches for the ratio or, above 1, for its reciprocal, to 1.2e-4 (see categorical.cpp).
  const auto check = [&](const std::string& part, double actual, double from_r) {
    call.check_against(part, actual > 1 ? 1 / actual : actual, actual > 1 ? 1 / from_r : from_r, absolute(1.3e-4));
  };
  const Json& r = call.expected("extra");
  const Json& interval = r.at("conditional_odds_ratio_ci");
  check("extra.conditional_odds_ratio", odds.estimate, number(r.at("conditional_odds_ratio")));
  check("extra.conditional_odds_ratio_ci", alternative == Alternative::less ? 0 : odds.lower, number(interval[0]));
  check("extra.conditional_odds_ratio_ci",
        alternative == Alternative::greater ? std::numeric_limits<double>::infinity() : odds.upper,
        number(interval[1]));
}

void fisher_rxc(UpstreamCase& call) { call.check("p", FisherRxC{}(table_of(call)).p_value, rounded_p); }

constexpr const char* unconditional = "unconditional exact tests are not in the library: Fisher's is the exact one";

void barnard(UpstreamCase& call) {
  call.leave_out("p", unconditional);
  if (!call.option("pooled", true).get<bool>()) {
    return call.leave_out("statistic",
                          "z with unpooled variances; the library pools them, as the null hypothesis does");
  }
  // Columns are the samples; z is positive where the first one has the larger share.
  const Table2x2 table = two_by_two(call);
  const TestResult z = ProportionsZ{}(Proportion{table.b, table.b + table.d}, Proportion{table.a, table.a + table.c});
  call.check("statistic", z.statistic, rounded);
}

void boschloo(UpstreamCase& call) {
  call.leave_out("p", unconditional);
  // The statistic is Fisher's p-value, for both sides the smaller one.
  const Table2x2 table = two_by_two(call);
  const FisherResult result = fisher_exact(table);
  double statistic = fisher_p(result, call.alternative());
  if (call.alternative() == Alternative::two_sided) statistic = (std::min)(result.p_less, result.p_greater);
  if (std::isnan(number(call.expected("statistic")))) {
    return call.leave_out("statistic", "NaN for an empty column; Fisher's p of the only table there is, 1, is right");
  }
  call.check("statistic", statistic, rounded_p);
}

double lambda_of(const UpstreamCase& call) {
  const Json lambda = call.option("lambda_");
  if (lambda.is_null() || lambda == "pearson") return power::pearson;
  if (lambda.is_number()) return lambda;
  if (lambda == "log-likelihood") return power::likelihood_ratio;
  if (lambda == "mod-log-likelihood") return power::modified_likelihood_ratio;
  if (lambda == "freeman-tukey") return power::freeman_tukey;
  if (lambda == "neyman") return power::neyman;
  if (lambda == "cressie-read") return power::cressie_read;
  throw std::runtime_error("unknown lambda " + lambda.dump());
}

void chi2_contingency(UpstreamCase& call) {
  const ContingencyTable table = table_of(call);
  const double lambda = lambda_of(call);
  // R's results here are without correction.
  const bool correction = call.at("function") == "chi2_contingency" && call.option("correction", true).get<bool>() &&
                          table.degrees_of_freedom() == 1;
  if (call.has("expected_extra")) {
    std::vector<double> expected;
    for (std::size_t r = 0; r < table.rows(); ++r) {
      for (std::size_t c = 0; c < table.columns(); ++c) expected.push_back(table.expected(r, c));
    }
    call.check("extra.dof", table.degrees_of_freedom(), exact());
    call.check("extra.expected_freq", expected, relative(1e-15));
  }
  if (correction && lambda != power::pearson) {
    for (const char* part : {"statistic", "p"}) call.leave_out(part, "G with Yates' correction has no use");
    return;
  }
  call.check(correction ? PowerDivergence::yates(table) : PowerDivergence{lambda}(table), rounded, rounded_p);
}

/// scipy.stats.power_divergence and chisquare. Expected counts may be any numbers there, so the sum is formed here, of
/// the library's own terms; where they are counts, GoodnessOfFit must agree.
void power_divergence(UpstreamCase& call) {
  const Json observed = call.argument_count() > 0 ? call.argument(0) : call.option("f_obs");
  const Json expected = call.argument_count() > 1 ? call.argument(1) : call.option("f_exp");
  const Json axis = call.option("axis", 0);
  const double lambda = lambda_of(call);
  const auto observed_lines = Array::from(observed).along(axis);
  const auto expected_lines = expected.is_null() ? observed_lines : Array::from(expected).along(axis);
  const std::vector<double> ddof = Array::from(call.option("ddof", 0)).values;
  if (observed.empty()) {
    call.leave_out("statistic", "no cells: 0 there, undefined here");
    return call.check("p", GoodnessOfFit{lambda}({}, {}).p_value, exact());
  }
  std::vector<double> statistics;
  std::vector<double> dof;
  if (Array::from(observed).values.empty()) {
    for (const char* part : {"statistic", "p"}) call.check(part, statistics, exact());
    return;
  }
  for (std::size_t line = 0; line < observed_lines.size(); ++line) {
    const std::vector<double>& o = observed_lines[line];
    std::vector<double> e = expected_lines[line];
    double total = 0;
    for (const double count : o) total += count;
    if (expected.is_null()) e.assign(o.size(), total / static_cast<double>(o.size()));
    if (expected.is_number()) e.assign(o.size(), number(expected));
    double sum = 0;
    bool whole = true;
    for (std::size_t i = 0; i < o.size(); ++i) {
      sum += detail::power_divergence_part(o[i], e[i], o[i] - e[i], lambda);
      whole = whole && e[i] == std::floor(e[i]);
    }
    statistics.push_back(sum);
    dof.push_back(static_cast<double>(o.size()) - 1);
    if (!whole) continue;
    const TestResult result = GoodnessOfFit{lambda}(std::vector<std::uint64_t>(e.begin(), e.end()),
                                                    std::vector<std::uint64_t>(o.begin(), o.end()));
    statistics.back() = result.statistic;
    dof.back() = result.degrees_of_freedom;
  }
  call.check("statistic", statistics, rounded);
  std::vector<double> p_values;
  for (const double less : ddof) {
    for (std::size_t line = 0; line < statistics.size(); ++line) {
      p_values.push_back(chi_squared_sf(statistics[line], dof[line] - less));
    }
  }
  call.check("p", p_values, rounded_p);
}

void g_test(UpstreamCase& call) {
  const TestResult result =
      GoodnessOfFit{power::likelihood_ratio}(counts(call.at("reference_counts")), counts(call.at("current_counts")));
  call.check("p", result.p_value, absolute(5.1e-5));  // four decimals
}

}  // namespace

UpstreamFunctions upstream_tables() {
  return {{"fisher_exact", fisher},
          {"fisher greater", fisher},
          {"fisher rxc two-sided", fisher_rxc},
          {"barnard_exact", barnard},
          {"boschloo_exact", boschloo},
          {"chi2", chi2_contingency},
          {"chi2_contingency", chi2_contingency},
          {"chisquare", power_divergence},
          {"power_divergence", power_divergence},
          {"g_test_evidently", g_test}};
}

}  // namespace leeway::reference
