// Distances and effect sizes: histogram_distances.json, and the `effect`, `wasserstein`, `energy` and `binned` fields
// of two_sample.json.

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "leeway/accumulate/moments.hpp"
#include "leeway/compare/binned_transport.hpp"
#include "leeway/compare/compatibility/evidently.hpp"
#include "leeway/compare/compatibility/nannyml.hpp"
#include "leeway/compare/compatibility/numpy.hpp"
#include "leeway/compare/divergence.hpp"
#include "leeway/compare/effect_size.hpp"
#include "leeway/compare/mmd.hpp"
#include "leeway/compare/transport.hpp"
#include "leeway/math/kolmogorov_two_sample.hpp"
#include "leeway/math/ranks.hpp"
#include "runner.hpp"

namespace {

using namespace leeway::reference;
using leeway::InformationUnit;
using leeway::Smoothing;
using Counts = std::vector<std::uint64_t>;
using Sample = std::span<const double>;

constexpr Tolerance tight = relative(2e-14, 1e-300);

void histogram_distances(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    const Counts p = counts(item.at("reference_counts"));
    const Counts q = counts(item.at("current_counts"));
    const auto check = [&](const char* quantity, double actual) {
      // The reference forms differences of shares in doubles, so values near zero carry its rounding: 1e-16 a cell.
      table.check(quantity, name, actual, expected.at(quantity), relative(1e-12, 1e-15));
    };
    const auto root = [&](const char* quantity, double actual) {
      table.check_square(quantity, name, actual, expected.at(quantity), relative(1e-12, 1e-15));
    };
    check("js_divergence_nats", leeway::jensen_shannon_divergence(p, q, InformationUnit::nats).value);
    check("js_divergence_bits", leeway::jensen_shannon_divergence(p, q, InformationUnit::bits).value);
    root("js_distance_nats", leeway::jensen_shannon_distance(p, q, InformationUnit::nats).value);
    root("js_distance_base2", leeway::jensen_shannon_distance(p, q, InformationUnit::bits).value);
    check("kl_ref_cur_nats", leeway::kullback_leibler(p, q, Smoothing::none()).value);
    check("kl_cur_ref_nats", leeway::kullback_leibler(q, p, Smoothing::none()).value);
    root("hellinger", leeway::hellinger(p, q).value);
    check("bhattacharyya_distance", leeway::bhattacharyya(p, q).value);
    check("bhattacharyya_coefficient", std::exp(-leeway::bhattacharyya(p, q).value));
    check("tvd", leeway::total_variation(p, q).value);
    check("linf", leeway::l_infinity(p, q).value);
    check("l2", leeway::l2(p, q).value);
    check("psi_floor_1e-4", leeway::psi(p, q, Smoothing::floor(1e-4)).value);
    check("psi_floor_1e-6", leeway::psi(p, q, Smoothing::floor(1e-6)).value);
    check("psi_laplace_0.5", leeway::psi(p, q, Smoothing::additive(0.5)).value);
    check("psi_evidently", leeway::compatibility::evidently::psi(p, q).value);
    check("kl_evidently", leeway::compatibility::evidently::kullback_leibler(p, q).value);
    leeway::KolmogorovStatistic ks{leeway::detail::total_count(p), leeway::detail::total_count(q), 0, 0};
    leeway::for_each_tie_group(std::span<const std::uint64_t>(p), std::span<const std::uint64_t>(q),
                               [&](const leeway::TieGroup& group) { ks.add(group); });
    check("ks_on_bins", ks.distance(leeway::Alternative::two_sided));
    check("emd_unit_bins", leeway::earth_movers_distance(p, q).value);
    if (p.size() > 1) {
      check("emd_unit_bins_over_k_minus_1", leeway::normalised_earth_movers_distance(p, q).value);
    } else {
      table.leave_out("emd_unit_bins_over_k_minus_1", name, "0 / 0 for one bin: 0 there, degenerate here");
    }
  }
}

void effect(const std::string& name, Sample x, Sample y, const Json& expected, Table& table) {
  // The file's signs are x - y, the library's current - reference.
  const auto d = leeway::cohens_d(x, y);
  const auto g = leeway::hedges_g(x, y);
  const auto delta = leeway::cliffs_delta(x, y);
  table.check("effect.cohen_d_pooled", name, -d.value, expected.at("cohen_d_pooled"), relative(1e-11, 1e-14));
  table.check("effect.hedges_g", name, -g.value, expected.at("hedges_g"), relative(1e-11, 1e-14));
  table.check("effect.cliffs_delta", name, -delta.value, expected.at("cliffs_delta"), relative(1e-14, 1e-16));
  const auto sides = leeway::detail::moment_summaries(std::array{leeway::moment_summary(x), leeway::moment_summary(y)});
  table.check("effect.mean_diff_x_minus_y", name,
              std::ldexp(leeway::detail::mean_difference(sides[0], sides[1]), sides[0].exponent),
              expected.at("mean_diff_x_minus_y"), relative(1e-11, 1e-14));
}

void binned(const std::string& name, Sample x, Sample y, const Json& expected, Table& table) {
  namespace evidently = leeway::compatibility::evidently;
  namespace nannyml = leeway::compatibility::nannyml;
  namespace numpy = leeway::compatibility::numpy;
  constexpr Tolerance rounded = relative(1e-12, 1e-15);
  const auto check_counts = [&](const char* quantity, const Counts& actual, const Json& wanted) {
    table.check_equal(quantity, name, Json(actual), wanted);
  };
  const auto check_edges = [&](const char* quantity, const std::vector<double>& actual, const Json& wanted) {
    if (actual.size() != wanted.size()) return table.fail(quantity, name, "another number of edges"), void();
    for (std::size_t i = 0; i < actual.size(); ++i)
      table.check(quantity, name, actual[i], wanted[i], relative(1e-15, 1e-15));
  };
  if (expected.contains("sturges_pooled")) {
    const Json& wanted = expected.at("sturges_pooled");
    std::vector<double> pooled(x.begin(), x.end());
    pooled.insert(pooled.end(), y.begin(), y.end());
    const auto edges = numpy::histogram_bin_edges(Sample(pooled), numpy::BinRule::sturges);
    const Counts p = numpy::histogram(x, Sample(edges));
    const Counts q = numpy::histogram(y, Sample(edges));
    check_edges("binned.sturges_pooled.edges", edges, wanted.at("edges"));
    check_counts("binned.sturges_pooled.reference_counts", p, wanted.at("reference_counts"));
    check_counts("binned.sturges_pooled.current_counts", q, wanted.at("current_counts"));
    const auto check = [&](const char* quantity, double actual, Tolerance tolerance) {
      table.check(std::string("binned.sturges_pooled.") + quantity, name, actual, wanted.at(quantity), tolerance);
    };
    check("psi_evidently", evidently::psi(p, q).value, rounded);
    check("kl_evidently", evidently::kullback_leibler(p, q).value, rounded);
    const auto root = [&](const char* quantity, double actual) {
      table.check_square(std::string("binned.sturges_pooled.") + quantity, name, actual, wanted.at(quantity), rounded);
    };
    root("js_distance_nats", leeway::jensen_shannon_distance(p, q, InformationUnit::nats).value);
    root("js_distance_base2", leeway::jensen_shannon_distance(p, q).value);
    root("hellinger", leeway::hellinger(p, q).value);
    check("tvd", leeway::total_variation(p, q).value, rounded);
  }
  if (expected.contains("evidently_uses_binning")) {
    table.check_equal("binned.evidently_uses_binning", name, evidently::uses_bins(x),
                      expected.at("evidently_uses_binning"));
  }
  if (expected.contains("nannyml_jensen_shannon")) {
    const Json& wanted = expected.at("nannyml_jensen_shannon");
    const nannyml::ContinuousBins bins(x);
    const Counts p(bins.reference_counts().begin(), bins.reference_counts().end());
    const Counts q = bins.count(y);
    check_edges("binned.nannyml_jensen_shannon.edges", bins.edges(), wanted.at("edges"));
    check_counts("binned.nannyml_jensen_shannon.reference_counts", Counts(p.begin(), p.end() - 1),
                 wanted.at("reference_counts"));
    check_counts("binned.nannyml_jensen_shannon.current_counts_inside", Counts(q.begin(), q.end() - 1),
                 wanted.at("current_counts_inside"));
    table.check("binned.nannyml_jensen_shannon.outside", name, static_cast<double>(q.back()), wanted.at("outside"),
                exact());
    table.check_square("binned.nannyml_jensen_shannon.value", name, nannyml::jensen_shannon(bins, y).value,
                       wanted.at("value"), rounded);
  }
  if (expected.contains("reference_deciles")) {
    const Json& wanted = expected.at("reference_deciles");
    const auto edges = numpy::quantile_edges(x, 10);
    const Counts p = numpy::digitize_right(x, Sample(edges));
    const Counts q = numpy::digitize_right(y, Sample(edges));
    check_edges("binned.reference_deciles.inner_edges", edges, wanted.at("inner_edges"));
    check_counts("binned.reference_deciles.reference_counts", p, wanted.at("reference_counts"));
    check_counts("binned.reference_deciles.current_counts", q, wanted.at("current_counts"));
    table.check("binned.reference_deciles.psi_evidently", name, evidently::psi(p, q).value, wanted.at("psi_evidently"),
                rounded);
    table.check_square("binned.reference_deciles.js_distance_base2", name, leeway::jensen_shannon_distance(p, q).value,
                       wanted.at("js_distance_base2"), rounded);
    table.check("binned.reference_deciles.tvd", name, leeway::total_variation(p, q).value, wanted.at("tvd"), rounded);
  }
  if (expected.contains("mmd2_gaussian")) {
    for (const auto& [kernel, wanted] : expected.at("mmd2_gaussian").items()) {
      const std::string quantity = "binned.mmd2_gaussian." + kernel + '.';
      const double width = number(wanted.at("sigma"));
      const auto mmd = leeway::mmd_squared(x, y, width);
      const double median = kernel == "sigma_1" ? 1 : leeway::median_pairwise_distance(x, y);
      table.check(quantity + "sigma", name, median, wanted.at("sigma"), relative(1e-14));
      // Differences of means of numbers up to 1.
      table.check(quantity + "biased", name, mmd.biased.value, wanted.at("biased"), relative(1e-12, 4e-15));
      table.check(quantity + "unbiased", name, mmd.unbiased.value, wanted.at("unbiased"), relative(1e-12, 4e-15));
    }
  }
}

void two_sample(const Json& document, Table& table) {
  for (const Json& item : document.at("cases")) {
    const std::string name = item.at("name");
    const Json& expected = item.at("expected");
    const auto x_values = numbers(item.at("x"));
    const auto y_values = numbers(item.at("y"));
    const Sample x(x_values);
    const Sample y(y_values);
    if (expected.contains("effect")) effect(name, x, y, expected.at("effect"), table);
    if (expected.contains("wasserstein")) {
      const Json& wanted = expected.at("wasserstein");
      table.check("wasserstein.w1", name, leeway::wasserstein_1(x, y).value, prefer_hp(wanted, "w1"), tight);
      table.check("wasserstein.w2", name, leeway::wasserstein_2(x, y).value, wanted.at("w2"), relative(1e-12, 1e-300));
      // Evidently's definition: by at least .001, so that a reference that does not vary has a score, too.
      table.check("wasserstein.w1_over_std_x", name, leeway::compatibility::evidently::wasserstein_normed(x, y).value,
                  wanted.at("w1_over_std_x"), relative(1e-12, 1e-300));
      // The library's own divides by whatever the deviation is. Where that is .001 or more they are the same.
      const auto normalised = leeway::normalised_wasserstein_1(x, y);
      leeway::Moments<double> moments;
      for (const double value : x) moments.add(value);
      const double deviation = moments.population_std_dev();
      if (deviation >= 0.001) {
        table.check("wasserstein.w1_over_std_x", name, normalised.value, wanted.at("w1_over_std_x"), relative(1e-12));
      } else if (deviation > 0) {
        table.check("wasserstein.w1_over_std_x", name, normalised.value * deviation, prefer_hp(wanted, "w1"),
                    relative(1e-12));
      } else {
        table.check_equal("wasserstein.w1_over_std_x", name, normalised.ok(), false);
      }
    }
    if (expected.contains("energy")) {
      const Json& wanted = expected.at("energy");
      const double energy = leeway::energy_distance(x, y).value;
      table.check("energy.distance", name, energy, prefer_hp(wanted, "distance"), tight);
      table.check("energy.squared", name, energy * energy, wanted.at("squared"), relative(1e-12, 1e-300));
      table.check("energy.cramer_distance", name, energy / std::sqrt(2.0), wanted.at("cramer_distance"),
                  relative(1e-12, 1e-300));
    }
    if (expected.contains("binned")) binned(name, x, y, expected.at("binned"), table);
  }
}

const Registration histogram_registration{"histogram_distances.json", histogram_distances};
const Registration two_sample_registration{"two_sample.json", two_sample};

}  // namespace
