// sets_expected.json: column profiles, scores and Evidently's default verdicts on real data sets with known shifts. The
// files are not part of the project: their folder is the runner's second argument.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/moments.hpp"
#include "leeway/adapters/csv.hpp"
#include "leeway/compare/anderson_darling.hpp"
#include "leeway/compare/association.hpp"
#include "leeway/compare/chi_squared.hpp"
#include "leeway/compare/compatibility/evidently.hpp"
#include "leeway/compare/compatibility/numpy.hpp"
#include "leeway/compare/compatibility/scipy.hpp"
#include "leeway/compare/contingency.hpp"
#include "leeway/compare/counts.hpp"
#include "leeway/compare/cramer_von_mises.hpp"
#include "leeway/compare/divergence.hpp"
#include "leeway/compare/levene.hpp"
#include "leeway/compare/mann_whitney.hpp"
#include "leeway/compare/power_divergence.hpp"
#include "leeway/compare/proportions.hpp"
#include "leeway/compare/t_test.hpp"
#include "leeway/compare/transport.hpp"
#include "leeway/math/kolmogorov.hpp"
#include "leeway/math/sample_quantile.hpp"
#include "leeway/math/sort.hpp"
#include "runner.hpp"

namespace {

using namespace leeway::reference;
namespace evidently = leeway::compatibility::evidently;
namespace numpy = leeway::compatibility::numpy;
namespace scipy = leeway::compatibility::scipy;
using Sample = std::span<const double>;
using Category = std::pair<std::string, std::uint64_t>;

/// The rows of one file or of one side of a split, as text.
struct Rows {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;

  [[nodiscard]] std::size_t column(const std::string& name) const {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw std::runtime_error("no column " + name);
    return static_cast<std::size_t>(found - names.begin());
  }
};

Rows read(const std::string& path) {
  leeway::CsvReader table(path, leeway::csv_source(path));
  Rows rows;
  rows.names.assign(table.column_names().begin(), table.column_names().end());
  while (table.read_row()) rows.rows.emplace_back(table.fields().begin(), table.fields().end());
  return rows;
}

std::string path_of(std::string file) {
  constexpr std::string_view prefix = "open/";
  if (file.starts_with(prefix)) file.erase(0, prefix.size());
  return data_dir() + '/' + file;
}

/// Sorts the rows into the two sides of the split that the file describes in words.
std::pair<Rows, Rows> split(const Json& set) {
  const std::string name = set.at("name");
  const Rows all = read(path_of(set.at("files")[0]));
  if (name == "california_nannyml") return {all, read(path_of(set.at("files")[1]))};
  const auto value = [&](std::size_t row, const char* column) { return all.rows[row][all.column(column)]; };
  const auto one_of = [](const std::string& text, std::initializer_list<const char*> list) {
    return std::any_of(list.begin(), list.end(), [&](const char* item) { return text == item; });
  };
  // 0: reference, 1: current, 2: neither
  const auto side = [&](std::size_t row) {
    if (name == "bike_evidently_tutorial") {
      const std::string day = value(row, "dteday");
      return day <= "2011-01-28" ? 0 : day <= "2011-02-28" ? 1 : 2;
    }
    if (name == "bike_2011_vs_2012") return value(row, "yr") == "0" ? 0 : 1;
    if (name == "adult_evidently_demo") {
      return one_of(value(row, "education"), {"Some-college", "HS-grad", "Bachelors"}) ? 1 : 0;
    }
    if (name == "adult_null_split") return static_cast<int>(row % 2);
    if (name == "hotel_2016_vs_2017") return value(row, "arrival_date") < "2017-01-01" ? 0 : 1;
    if (name == "ames_before_after_2008") {
      const std::string year = value(row, "Year_Sold");
      return one_of(year, {"2006", "2007"}) ? 0 : one_of(year, {"2009", "2010"}) ? 1 : 2;
    }
    if (name == "weather_winter_vs_summer") {
      const std::string month = value(row, "month");
      return one_of(month, {"1", "2", "3"}) ? 0 : one_of(month, {"7", "8", "9"}) ? 1 : 2;
    }
    throw std::runtime_error("unknown split " + name);
  };
  std::pair<Rows, Rows> sides{{all.names, {}}, {all.names, {}}};
  for (std::size_t row = 0; row < all.rows.size(); ++row) {
    const int which = side(row);
    if (which == 0) sides.first.rows.push_back(all.rows[row]);
    if (which == 1) sides.second.rows.push_back(all.rows[row]);
  }
  return sides;
}

bool missing(const std::string& text) { return text.empty() || text == "NA" || text == "?" || text == "NULL"; }

std::vector<double> numeric_column(const Rows& rows, const std::string& name) {
  const std::size_t column = rows.column(name);
  std::vector<double> values;
  for (const auto& row : rows.rows) {
    double value = std::numeric_limits<double>::quiet_NaN();
    const std::string& text = row[column];
    if (!missing(text)) {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc{} || end != text.data() + text.size()) throw std::runtime_error(name + ": " + text);
    }
    values.push_back(value);
  }
  return values;
}

std::vector<Category> categorical_column(const Rows& rows, const std::string& name, std::uint64_t& missing_count) {
  const std::size_t column = rows.column(name);
  std::map<std::string, std::uint64_t> counts;
  for (const auto& row : rows.rows) {
    if (missing(row[column])) {
      ++missing_count;
    } else {
      ++counts[row[column]];
    }
  }
  return {counts.begin(), counts.end()};
}

void numeric_profile(const std::string& side, const std::string& name, Sample values, const Json& expected,
                     const Json& probabilities, Table& table) {
  const auto check = [&](const char* quantity, double actual, Tolerance tolerance) {
    table.check(side + '.' + quantity, name, actual, expected.at(quantity), tolerance);
  };
  leeway::Moments<double> moments;
  leeway::Extrema<double> extrema;
  for (const double value : values) {
    moments.add(value);
    extrema.add(value);
  }
  const auto sorted = leeway::sorted_values(values);
  check("count", static_cast<double>(moments.count()), exact());
  check("missing", static_cast<double>(values.size() - sorted.size()), exact());
  check("mean", moments.mean(), relative(1e-14));
  check("std_sample", moments.std_dev(), relative(1e-13));
  check("min", extrema.lowest(), exact());
  check("max", extrema.highest(), exact());
  check("distinct", static_cast<double>(evidently::detail::distinct_values(Sample(sorted))), exact());
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    table.check(side + ".quantiles_type7", name, leeway::sample_quantile(Sample(sorted), number(probabilities[i])),
                expected.at("quantiles_type7")[i], relative(1e-14, 1e-15));
  }
}

void numeric_scores(const std::string& name, Sample x, Sample y, const Json& expected, Table& table) {
  const auto check = [&](const std::string& quantity, double actual, Tolerance tolerance) {
    const Json* value = &expected;
    std::string_view rest = quantity;
    for (std::size_t dot = rest.find('.'); dot != rest.npos; dot = rest.find('.')) {
      value = &value->at(std::string(rest.substr(0, dot)));
      rest.remove_prefix(dot + 1);
    }
    table.check("scores." + quantity, name, actual, prefer_hp(*value, rest), tolerance);
  };
  const auto sorted_x = leeway::sorted_values(x);
  const auto sorted_y = leeway::sorted_values(y);
  const leeway::Sorted<double> reference{Sample(sorted_x)};
  const leeway::Sorted<double> current{Sample(sorted_y)};
  const auto n = static_cast<double>(reference.size());
  const auto m = static_cast<double>(current.size());

  const auto ks = scipy::ks_statistic(reference, current);
  const double distance = ks.distance(leeway::Alternative::two_sided);
  // The file subtracts two rounded distribution functions.
  check("ks_two-sided", distance, relative(1e-15, 2.3e-16));
  check("ks_greater", ks.distance(leeway::Alternative::greater), relative(1e-15, 2.3e-16));
  check("ks_less", ks.distance(leeway::Alternative::less), relative(1e-15, 2.3e-16));
  check("ks_p_kolmogorov", leeway::kolmogorov_sf(std::sqrt(n * m / (n + m)) * distance), tail(1e-12));
  // Above 140 values SciPy's is the expansion of Pelz and Good, which leaves out up to 1 / n^2 of p
  check("ks_p_scipy_asymp",
        scipy::ks_2samp_asymptotic_p(distance, reference.size(), current.size(), leeway::Alternative::two_sided),
        tail(std::max(1e-9, std::pow((n + m) / (n * m), 2))));

  leeway::MannWhitney mann_whitney;
  mann_whitney.p_value = leeway::MannWhitney::PValue::asymptotic;
  const auto mwu = mann_whitney(reference, current);
  check("mannwhitney_U1", n * m - mwu.statistic, relative(1e-15));  // the file counts reference > current
  check("mannwhitney_p_continuity", mwu.p_value, tail(1e-11));

  const auto welch = leeway::WelchT{}(x, y);
  check("welch_t", -welch.statistic, relative(1e-11));  // reference - current there
  check("welch_p", welch.p_value, tail(1e-10));

  leeway::CramerVonMises cramer_von_mises;
  cramer_von_mises.p_value = leeway::CramerVonMises::PValue::asymptotic;
  const auto cvm = cramer_von_mises(reference, current);
  // SciPy's T is a difference of two numbers near 2 n m / 3 N, its p one minus a series cut at 1e-7 of its value.
  check("cvm_statistic", cvm.statistic, relative(1e-13, 2.2e-16 * n * m / (n + m)));
  if (number(expected.at("cvm_p_asymp")) > 1e-4) {
    check("cvm_p_asymp", cvm.p_value, relative(1e-9));
  } else {
    check("cvm_p_asymp", cvm.p_value, absolute(5e-7));
  }

  check("wasserstein", leeway::wasserstein_1(reference, current).value, relative(1e-12));
  check("wasserstein_over_std_ref", evidently::wasserstein_normed(reference, current).value, relative(1e-12));
  check("energy_distance", leeway::energy_distance(reference, current).value, relative(1e-12));

  const leeway::AndersonDarling anderson_darling;
  const auto ties = leeway::pooled_ties(reference, current);
  const auto ad = anderson_darling(reference, current);
  check("anderson_ksamp_midrank_normalised", (ad.statistic - 1) / leeway::AndersonDarling::std_dev(ties),
        relative(1e-9, 1e-10));
  const auto brown_forsythe = leeway::Levene{}(x, y);
  check("brown_forsythe", brown_forsythe.statistic, relative(1e-10));
  check("brown_forsythe_p", brown_forsythe.p_value, tail(1e-9));

  std::vector<double> pooled(sorted_x);
  pooled.insert(pooled.end(), sorted_y.begin(), sorted_y.end());
  const auto edges = numpy::histogram_bin_edges(Sample(pooled), numpy::BinRule::sturges);
  const auto p = numpy::histogram(Sample(sorted_x), Sample(edges));
  const auto q = numpy::histogram(Sample(sorted_y), Sample(edges));
  const Json& sturges = expected.at("sturges_pooled");
  table.check_equal("scores.sturges_pooled.reference_counts", name, Json(p), sturges.at("reference_counts"));
  table.check_equal("scores.sturges_pooled.current_counts", name, Json(q), sturges.at("current_counts"));
  check("sturges_pooled.bins", static_cast<double>(p.size()), exact());
  check("sturges_pooled.psi_evidently", evidently::psi(p, q).value, relative(1e-12));
  const auto root = [&](const char* quantity, double actual) {
    table.check_square(std::string("scores.sturges_pooled.") + quantity, name, actual, sturges.at(quantity),
                       relative(1e-12, 1e-15));
  };
  root("js_distance_nats", evidently::jensen_shannon(p, q).value);
  root("js_distance_base2", leeway::jensen_shannon_distance(p, q).value);
  check("sturges_pooled.tvd", leeway::total_variation(p, q).value, relative(1e-12));
  root("hellinger", leeway::hellinger(p, q).value);
  std::sort(pooled.begin(), pooled.end());
  check("distinct_pooled", static_cast<double>(evidently::detail::distinct_values(Sample(pooled))), exact());
}

void categorical_profile(const std::string& side, const std::string& name, const std::vector<Category>& counts,
                         std::uint64_t missing_count, const Json& expected, Table& table) {
  const auto total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0},
                                     [](std::uint64_t sum, const Category& item) { return sum + item.second; });
  table.check(side + ".count", name, static_cast<double>(total), expected.at("count"), exact());
  table.check(side + ".missing", name, static_cast<double>(missing_count), expected.at("missing"), exact());
  table.check(side + ".levels", name, static_cast<double>(counts.size()), expected.at("levels"), exact());
  if (const auto counted = expected.find("counts"); counted != expected.end() && counted->is_object()) {
    table.check_equal(side + ".counts", name, Json(std::map<std::string, std::uint64_t>(counts.begin(), counts.end())),
                      *counted);
  }
  const std::map<std::string, std::uint64_t> lookup(counts.begin(), counts.end());
  for (const Json& item : expected.at("top")) {
    const auto found = lookup.find(item[0].get<std::string>());
    table.check(side + ".top", name, found == lookup.end() ? 0 : static_cast<double>(found->second), item[1], exact());
  }
}

void categorical_scores(const std::string& name, const leeway::AlignedCounts<std::string>& counts, const Json& expected,
                        Table& table) {
  const std::span<const std::uint64_t> p(counts.reference);
  const std::span<const std::uint64_t> q(counts.current);
  const auto check = [&](const char* quantity, double actual, const Json& wanted, Tolerance tolerance) {
    table.check(std::string("scores.") + quantity, name, actual, wanted, tolerance);
  };
  check("levels", static_cast<double>(p.size()), expected.at("levels"), exact());
  check("only_in_reference", static_cast<double>(counts.vanished()), expected.at("only_in_reference"), exact());
  check("only_in_current", static_cast<double>(counts.appeared()), expected.at("only_in_current"), exact());
  // Shares of the file are rounded before they are subtracted: 1e-16 of them is left.
  check("psi_evidently", evidently::psi(p, q).value, expected.at("psi_evidently"), relative(1e-11, 1e-15));
  check("tvd", leeway::total_variation(p, q).value, expected.at("tvd"), relative(1e-12, 1e-15));
  const auto root = [&](const char* quantity, double actual) {
    table.check_square(std::string("scores.") + quantity, name, actual, expected.at(quantity), relative(1e-12, 1e-15));
  };
  root("js_distance_nats", evidently::jensen_shannon(p, q).value);
  root("js_distance_base2", leeway::jensen_shannon_distance(p, q).value);
  root("hellinger", leeway::hellinger(p, q).value);
  if (expected.contains("chi2_contingency")) {
    const Json& wanted = expected.at("chi2_contingency");
    const auto result = scipy::chi2_contingency(p, q, false);  // the file is without Yates' correction
    check("chi2_contingency.statistic", result.statistic, wanted.at("statistic"), relative(1e-11));
    check("chi2_contingency.dof", result.degrees_of_freedom, wanted.at("dof"), exact());
    check("chi2_contingency.p", result.p_value, wanted.at("p"), tail(1e-9));
  }
  if (expected.contains("cramers_v")) {
    check("cramers_v", leeway::ChiSquared{}(p, q).effect_size, expected.at("cramers_v"), relative(1e-11));
  }
  if (expected.contains("g_test")) {
    const auto result = leeway::PowerDivergence{0}(p, q);
    check("g_test.statistic", result.statistic, expected.at("g_test").at("statistic"), relative(1e-9));
    // SciPy flushes what is below the smallest normal double.
    const bool subnormal = result.p_value < (std::numeric_limits<double>::min)();
    check("g_test.p", subnormal ? 0 : result.p_value, expected.at("g_test").at("p"), tail(1e-8));
  }
  if (expected.contains("z_test")) {
    const std::size_t last = p.size() - 1;
    const auto result =
        evidently::z_test(p[last], leeway::detail::total_count(p), q[last], leeway::detail::total_count(q));
    check("z_test.z", result.statistic, expected.at("z_test").at("z"), relative(1e-11));
    check("z_test.p", result.p_value, expected.at("z_test").at("p"), tail(1e-10));
  }
  if (expected.contains("chisquare_evidently")) {
    const auto result = evidently::chi_squared(p, q);
    const Json& wanted = expected.at("chisquare_evidently");
    check("chisquare_evidently.statistic", result.statistic, wanted.at("statistic"), relative(1e-11));
    check("chisquare_evidently.p", result.p_value, wanted.at("p"), tail(1e-9));
  }
}

std::string test_name(evidently::Test test) {
  switch (test) {
    case evidently::Test::wasserstein: return "wasserstein (normed)";
    case evidently::Test::jensen_shannon: return "jensenshannon (nats)";
    default: return std::string(evidently::to_string(test));
  }
}

void one_set(const Json& set, Table& table) {
  const std::string set_name = set.at("name");
  const auto [reference, current] = split(set);
  table.check("split.reference_rows", set_name, static_cast<double>(reference.rows.size()), set.at("reference_rows"),
              exact());
  table.check("split.current_rows", set_name, static_cast<double>(current.rows.size()), set.at("current_rows"),
              exact());
  std::set<std::string> drifted;
  for (const auto& [column, expected] : set.at("columns").items()) {
    const std::string name = set_name + '.' + column;
    evidently::Score verdict;
    if (expected.at("kind") == "numeric") {
      const auto x = numeric_column(reference, column);
      const auto y = numeric_column(current, column);
      const Json& probabilities = set.at("quantile_probabilities");
      numeric_profile("reference", name, x, expected.at("reference"), probabilities, table);
      numeric_profile("current", name, y, expected.at("current"), probabilities, table);
      numeric_scores(name, x, y, expected.at("scores"), table);
      verdict = evidently::numeric(Sample(x), Sample(y));
    } else {
      std::uint64_t missing_counts[2] = {0, 0};
      const auto x = categorical_column(reference, column, missing_counts[0]);
      const auto y = categorical_column(current, column, missing_counts[1]);
      categorical_profile("reference", name, x, missing_counts[0], expected.at("reference"), table);
      categorical_profile("current", name, y, missing_counts[1], expected.at("current"), table);
      const auto counts = leeway::align_counts(std::span<const Category>(x), std::span<const Category>(y));
      categorical_scores(name, counts, expected.at("scores"), table);
      verdict = evidently::categorical(counts.reference, counts.current);
    }
    const Json& wanted = expected.at("evidently_default");
    table.check_equal("evidently_default.test", name, test_name(verdict.test), wanted.at("test"));
    if (verdict.test == evidently::Test::jensen_shannon) {
      table.check_square("evidently_default.score", name, verdict.score, wanted.at("score"), relative(1e-12, 1e-15));
    } else {
      table.check("evidently_default.score", name, verdict.score, wanted.at("score"),
                  verdict.test == evidently::Test::wasserstein ? relative(1e-12) : tail(1e-11));
    }
    table.check("evidently_default.threshold", name, verdict.threshold, wanted.at("threshold"), exact());
    table.check_equal("evidently_default.drifted", name, verdict.drifted, wanted.at("drifted"));
    if (verdict.drifted) drifted.insert(column);
  }
  const auto wanted = set.at("evidently_default_drifted_columns").get<std::set<std::string>>();
  table.check_equal("split.evidently_default_drifted_columns", set_name, Json(drifted), Json(wanted));
  table.check("split.evidently_default_share", set_name,
              static_cast<double>(drifted.size()) / static_cast<double>(set.at("columns").size()),
              set.at("evidently_default_share"), relative(1e-15));
}

void sets(const Json& document, Table& table) {
  if (data_dir().empty() || !std::filesystem::is_directory(data_dir())) {
    table.skip("*", "data folder absent (give it as the second argument)");
    return;
  }
  for (const Json& set : document) {
    const std::string name = set.at("name");
    const std::string file = path_of(set.at("files")[0]);
    if (!std::filesystem::exists(file)) {
      table.fail("split", name, "no such file: " + file);
      continue;
    }
    one_set(set, table);
  }
  table.covers("split.quantile_probabilities");
}

const Registration sets_registration{"sets_expected.json", sets};

}  // namespace
