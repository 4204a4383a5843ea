// two_sample.json: the rank tests; special_functions.json: their limiting distributions. As in moment_tests.cpp the
// library speaks of the current sample (y), the file of the reference (x): its "greater" is the library's `less`.

#include <algorithm>
#include <cmath>

#include "leeway/compare/anderson_darling.hpp"
#include "leeway/compare/ansari_bradley.hpp"
#include "leeway/compare/brunner_munzel.hpp"
#include "leeway/compare/cramer_von_mises.hpp"
#include "leeway/compare/epps_singleton.hpp"
#include "leeway/compare/fligner.hpp"
#include "leeway/compare/kruskal_wallis.hpp"
#include "leeway/compare/kuiper.hpp"
#include "leeway/compare/mann_whitney.hpp"
#include "leeway/compare/mood.hpp"
#include "runner.hpp"

namespace {

using namespace leeway::reference;
using namespace leeway;
using Values = std::vector<double>;

constexpr std::pair<const char*, Alternative> alternatives[] = {
    {"two-sided", Alternative::two_sided}, {"greater", Alternative::less}, {"less", Alternative::greater}};

void mann_whitney(Table& table, const std::string& name, const Json& expected, const Values& x, const Values& y) {
  const auto pairs = static_cast<double>(x.size()) * static_cast<double>(y.size());
  const TestResult result = MannWhitney{}(x, y);
  const RankSums sums = rank_sums(sorted_values(std::span<const double>(x)), sorted_values(std::span<const double>(y)));
  table.check("mannwhitney.U1", name, pairs - result.statistic, expected.at("U1"), exact());
  table.check("mannwhitney.U2", name, result.statistic, expected.at("U2"), exact());
  table.check("mannwhitney.tie_sum", name, sums.tie_sum, expected.at("tie_sum"), exact());
  table.check("mannwhitney.rank_sum_x", name, sums.reference_rank_sum, expected.at("rank_sum_x"), exact());
  for (const auto& [key, p_value] :
       {std::pair{"p_asymp_continuity", MannWhitney::PValue::asymptotic},
        std::pair{"p_asymp", MannWhitney::PValue::asymptotic_uncorrected},
        std::pair{"p_exact", MannWhitney::PValue::exact}, std::pair{"p_exact_ties", MannWhitney::PValue::exact}}) {
    if (!expected.contains(key)) continue;
    const std::string hp_key = std::string(key) + "_hp";
    const Json& values = expected.contains(hp_key) ? expected.at(hp_key) : expected.at(key);
    for (const auto& [side, alternative] : alternatives) {
      const double p = MannWhitney{alternative, p_value}(x, y).p_value;
      table.check(std::string("mannwhitney.") + key + "." + side, name, p, values.at(side), tail(1e-12));
    }
  }
}

void anderson_darling(Table& table, const std::string& name, const Json& expected, const Values& x, const Values& y) {
  const double sigma = AndersonDarling::std_dev(pooled_ties(x, y));
  table.check("anderson_ksamp.sigma", name, sigma, expected.at("sigma"), relative(1e-12));
  for (const auto& [version, key] : {std::pair{AndersonDarling::Version::midrank, std::string("midrank")},
                                     std::pair{AndersonDarling::Version::right, std::string("right")}}) {
    const TestResult result = AndersonDarling{version}(x, y);
    table.check("anderson_ksamp.A2_" + key, name, result.statistic, expected.at("A2_" + key), relative(1e-13));
    const Json& scipy = expected.at(key);
    table.check("anderson_ksamp." + key + ".statistic_normalised", name, (result.statistic - 1) / sigma,
                scipy.at("statistic_normalised"), relative(1e-9, 1e-9));
    // scipy and R interpolate in tables of the same limit. scipy stops at .25 and .001; R fits curves that are good to
    // .005 where the table has values and drift away in the far tail, where only the order of magnitude can agree.
    const double clamped = number(scipy.at("p_scipy_clamped"));
    const std::string scipy_key = "anderson_ksamp." + key + ".p_scipy_clamped";
    if (clamped == 0.25) {
      table.check_between(scipy_key, name, 0.23, 1, result.p_value);
    } else if (clamped == 0.001) {
      table.check_between(scipy_key, name, 0, 0.0011, result.p_value);
    } else {
      table.check(scipy_key, name, result.p_value, clamped, relative(0.03));
    }
    const std::string r_key = "R_p_asymptotic_" + key;
    const double from_r = number(expected.at(r_key));
    if (from_r > 1e-4) {
      table.check("anderson_ksamp." + r_key, name, result.p_value, from_r, relative(0.05, 0.005));
    } else {
      table.check_between("anderson_ksamp." + r_key, name, 0, 2e-4, result.p_value);
    }
  }
}

void cramer_von_mises(Table& table, const std::string& name, const Json& expected, bool ties, const Values& x,
                      const Values& y) {
  const TestResult result = CramerVonMises{CramerVonMises::PValue::asymptotic}(x, y);
  const double normalised = CramerVonMises::normalised(result);
  table.check("cvm.statistic", name, result.statistic, expected.at("statistic"), relative(1e-13, 1e-15));
  table.check("cvm.t_normalised", name, normalised, expected.at("t_normalised"), relative(1e-13, 1e-15));
  const double p = cramer_von_mises_limit_sf(normalised);  // the limit, also where the test knows better
  // Beyond 1e-12 or so the file has no value of its own, and scipy's series stops at an absolute error of 2e-8.
  if (!expected.at("p_asymp").is_null()) {
    table.check("cvm.p_asymp", name, p, expected.at("p_asymp"), relative(1e-11, 1e-14));
  }
  table.check("cvm.p_asymp_scipy", name, p, expected.at("p_asymp_scipy"), relative(1e-9, 2e-8));
  if (!expected.contains("p_exact_scipy") || ties) return;  // scipy's exact p ignores ties; ours is conditional on them
  const double exact_p = CramerVonMises{CramerVonMises::PValue::exact}(x, y).p_value;
  table.check("cvm.p_exact_scipy", name, exact_p, expected.at("p_exact_scipy"), relative(1e-12));
  table.check("cvm.p_auto_scipy", name, exact_p, expected.at("p_auto_scipy"), relative(1e-12));
}

void spread(Table& table, const std::string& name, const Json& expected, bool ties, const Values& x, const Values& y) {
  if (expected.contains("mood") && expected.at("mood").is_object()) {
    // What the file calls "no tie correction" is R's correction, which has a slip in it (see Mood::Ties).
    for (const auto& [key, handling] :
         {std::pair{"mood", Mood::Ties::corrected}, std::pair{"mood_R_no_tie_correction", Mood::Ties::as_in_r}}) {
      const TestResult result = Mood{Alternative::two_sided, handling}(x, y);
      const double limit = handling == Mood::Ties::corrected ? 1e-9 : 1e-11;
      table.check(std::string(key) + ".statistic", name, -result.statistic, expected.at(key).at("statistic"),
                  relative(limit, 1e-12));
      table.check(std::string(key) + ".p", name, result.p_value, expected.at(key).at("p"), relative(1e-9, 1e-12));
    }
  }
  if (expected.contains("ansari") && expected.at("ansari").is_object()) {
    const Json& ansari = expected.at("ansari");
    // scipy is exact below 55 values a side, R below 50, both without ties only.
    const auto p_from = [&](std::size_t exact_below) {
      const bool exact = !ties && x.size() < exact_below && y.size() < exact_below;
      return AnsariBradley{Alternative::two_sided,
                           exact ? AnsariBradley::PValue::exact : AnsariBradley::PValue::asymptotic_textbook}(x, y);
    };
    table.check("ansari.statistic", name, p_from(55).statistic, ansari.at("statistic"), relative(1e-14));
    // scipy 1.10 counts in single precision; R, in double, agrees with us to the digits it prints.
    const bool exact = p_from(55).method == Method::exact;
    table.check("ansari.p", name, p_from(55).p_value, ansari.at("p"), relative(exact ? 3e-7 : 1e-9));
    if (ansari.contains("p_R")) {
      table.check("ansari.p_R", name, p_from(50).p_value, ansari.at("p_R"), relative(1e-9, 1e-15));
    }
  }
}

/// Largest |value - pooled median| in half interquartile ranges: the phase at which Epps-Singleton takes its cosine.
double largest_phase(const Values& x, const Values& y) {
  Values pooled = x;
  pooled.insert(pooled.end(), y.begin(), y.end());
  std::sort(pooled.begin(), pooled.end());
  const double scale = interquartile_range(std::span<const double>(pooled)) / 2;
  return (std::max)(std::fabs(pooled.front()), std::fabs(pooled.back())) / scale;
}

/// Squared z of the shares of ones, with separate variances; the small-sample correction of Epps and Singleton on top.
double binary_z_squared(const Values& x, const Values& y) {
  const auto n = static_cast<double>(x.size());
  const auto m = static_cast<double>(y.size());
  const double p = static_cast<double>(std::count(x.begin(), x.end(), 1.0)) / n;
  const double q = static_cast<double>(std::count(y.begin(), y.end(), 1.0)) / m;
  const double correction = 1 / (1 + std::pow(n + m, -0.45) + 10.1 * (std::pow(n, -1.7) + std::pow(m, -1.7)));
  return (p - q) * (p - q) / (p * (1 - p) / n + q * (1 - q) / m) * ((std::max)(n, m) < 25 ? correction : 1);
}

void rank_tests(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    const bool ties = expected.at("ks").at("ties");
    const auto x = numbers(item.at("x"));
    const auto y = numbers(item.at("y"));

    mann_whitney(table, name, expected.at("mannwhitney"), x, y);
    const TestResult kuiper = Kuiper{}(x, y);
    table.check("kuiper.statistic", name, kuiper.statistic, expected.at("kuiper").at("statistic"),
                relative(1e-14, 1e-16));
    table.check("kuiper.lambda_stephens", name, Kuiper::lambda(kuiper), expected.at("kuiper").at("lambda_stephens"),
                relative(1e-14, 1e-15));
    table.check("kuiper.p_asymp", name, kuiper.p_value, expected.at("kuiper").at("p_asymp"), tail(1e-12));
    if (expected.contains("cvm")) cramer_von_mises(table, name, expected.at("cvm"), ties, x, y);
    if (expected.contains("anderson_ksamp")) anderson_darling(table, name, expected.at("anderson_ksamp"), x, y);
    if (expected.contains("kruskal")) {
      const auto n_total = static_cast<double>(x.size() + y.size());
      const TestResult kruskal = KruskalWallis{}(x, y);
      table.check("kruskal.statistic", name, kruskal.statistic, expected.at("kruskal").at("statistic"),
                  relative(1e-11, 2e-15 * n_total));  // scipy subtracts 3 (N + 1)
      table.check("kruskal.p", name, kruskal.p_value, expected.at("kruskal").at("p"), tail(1e-10));
    }
    if (expected.contains("brunner_munzel")) {
      const TestResult result = BrunnerMunzel{}(x, y);
      const Json& brunner = expected.at("brunner_munzel");
      if (brunner.at("statistic") == "inf") {  // samples that do not overlap; scipy has no p either
        table.check_equal("brunner_munzel.statistic", name, to_string(result.status), to_string(Status::degenerate));
      } else {
        table.check("brunner_munzel.statistic", name, result.statistic, brunner.at("statistic"), relative(1e-9, 1e-12));
      }
      // scipy's two-sided p is 2 (1 - cdf): absolute accuracy only.
      table.check("brunner_munzel.p", name, result.p_value, brunner.at("p"), relative(1e-9, 2e-15));
    }
    spread(table, name, expected, ties, x, y);
    if (expected.contains("fligner_median")) {
      const TestResult fligner = Fligner{}(x, y);
      table.check("fligner_median.statistic", name, fligner.statistic, expected.at("fligner_median").at("statistic"),
                  relative(1e-9, 1e-12));
      table.check("fligner_median.p", name, fligner.p_value, expected.at("fligner_median").at("p"), tail(1e-9));
    }
    if (expected.contains("epps_singleton")) {
      // scipy does not centre: the phase of its cosine is wrong by eps times the value over the scale.
      const double phase_error = 2.2e-16 * largest_phase(x, y);
      const Json& epps = expected.at("epps_singleton");
      const TestResult result = EppsSingleton{}(x, y);
      const double limit = (std::max)(1e-9, 100 * phase_error);
      if (limit > 1e-2) {
        for (const char* quantity : {"epps_singleton.statistic", "epps_singleton.p"}) {
          table.leave_out(quantity, name, "scipy does not centre: at this offset none of its digits are left");
        }
        continue;
      }
      if (result.degrees_of_freedom == 1) {
        // Two distinct values: W is the squared z of two proportions. scipy's pseudo-inverse keeps a noise eigenvalue
        // in one case of the two here, and is off by 4 %.
        table.check("epps_singleton.statistic", name, result.statistic, binary_z_squared(x, y), relative(1e-12));
        continue;
      }
      table.check("epps_singleton.statistic", name, result.statistic, epps.at("statistic"), relative(limit, 1e-9));
      table.check("epps_singleton.p", name, result.p_value, epps.at("p"), relative(10 * limit, 1e-9));
    }
  }
}

void limits(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string function = item.at("function");
    const std::string name = item.at("name");
    const double x = number(item.at("args").at(0));
    double value = 0;
    if (function == "kuiper_asymptotic_sf") {
      value = kuiper_limit_sf(x);
    } else if (function == "cramer_von_mises_limit_sf") {
      value = cramer_von_mises_limit_sf(x);
    } else if (function == "cramer_von_mises_limit_cdf") {
      value = cramer_von_mises_limit_cdf(x);
    } else {
      continue;
    }
    table.check(function, name, value, prefer_hp(item, "value"), tail(1e-13));
  }
}

const Registration two_sample_registration{"two_sample.json", rank_tests};
const Registration limits_registration{"special_functions.json", limits};

}  // namespace
