// Coverage of the confidence intervals of compare/divergence_interval.hpp and compare/effect_size.hpp, by simulation.
//
//   leeway_validity_intervals [short | REPETITIONS]      2000 repetitions by default (8 s), 400 in short
//
// Each row: how often a nominal 95 % interval held the true value, over seeded repetitions, and on which side it
// missed. The bar is a coverage of .93, less three standard errors of the simulation: .913 at 2000 repetitions, .892 at
// 400. Exit status 1 if any interval stays below.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "leeway/accumulate/partition.hpp"
#include "leeway/compare/divergence_interval.hpp"
#include "leeway/compare/effect_size.hpp"

namespace {

using Random = std::mt19937_64;

struct Coverage {
  int held = 0, below = 0, above = 0;  // truth inside, under the lower limit, over the upper limit
  double bias = 0;

  void add(const leeway::Distance& distance, double truth) {
    if (!distance.ok()) return;
    bias += distance.value - truth;
    if (truth < distance.lower) {
      ++below;
    } else if (truth > distance.upper) {
      ++above;
    } else {
      ++held;
    }
  }
};

struct Report {
  static constexpr double wanted = 0.93;

  int repetitions = 0;
  int intervals = 0;
  int failures = 0;
  double lowest = 1;

  /// What the simulation can tell from `wanted` apart.
  double bar() const { return wanted - 3 * std::sqrt(wanted * (1 - wanted) / repetitions); }

  void print(const char* what, const std::string& setting, const Coverage& coverage) {
    const int done = coverage.held + coverage.below + coverage.above;
    const double share = done == 0 ? 0 : static_cast<double>(coverage.held) / done;
    const bool passed = done == repetitions && share >= bar();
    lowest = (std::min)(lowest, share);
    intervals += 1;
    failures += passed ? 0 : 1;
    std::printf("%-18s %-44s %8.3f %8.3f %8.3f %10.4f%s\n", what, setting.c_str(), share,
                static_cast<double>(coverage.below) / repetitions, static_cast<double>(coverage.above) / repetitions,
                coverage.bias / repetitions, passed ? "" : "  LOW");
  }
};

double normal_share(double from, double to) {
  return (std::erfc(from / std::sqrt(2.)) - std::erfc(to / std::sqrt(2.))) / 2;
}

/// Shares of the cells cut at these quantiles of N(0, 1), for values from N(shift, 1).
std::vector<double> shifted_shares(std::span<const double> probabilities, double shift) {
  std::vector<double> shares;
  double from = -40;
  for (const double p : probabilities) {
    const double to = -leeway::normal_isf(p);
    shares.push_back(normal_share(from - shift, to - shift));
    from = to;
  }
  shares.push_back(normal_share(from - shift, 40 - shift));
  return shares;
}

/// The same for k cells of equal probability.
std::vector<double> shifted_shares(std::size_t k, double shift) {
  std::vector<double> probabilities;
  for (std::size_t i = 1; i < k; ++i) probabilities.push_back(static_cast<double>(i) / static_cast<double>(k));
  return shifted_shares(probabilities, shift);
}

/// The same for the cells of a baseline, whose tails are so fine that windows of 1000 rows leave them nearly empty.
std::vector<double> default_shares(double shift) { return shifted_shares(leeway::default_edge_probabilities, shift); }

/// Shares that fall like 1/rank, as those of categories do; `tilt` moves probability towards the rare ones.
std::vector<double> zipf_shares(std::size_t k, double tilt) {
  std::vector<double> shares(k);
  double total = 0;
  for (std::size_t cell = 0; cell < k; ++cell)
    total += shares[cell] = std::pow(static_cast<double>(cell + 1), tilt - 1);
  for (double& share : shares) share /= total;
  return shares;
}

std::vector<std::uint64_t> draw(const std::vector<double>& shares, std::uint64_t n, Random& random) {
  std::vector<std::uint64_t> counts(shares.size());
  double left = 1;
  for (std::size_t cell = 0; cell + 1 < shares.size() && n > 0; ++cell) {
    std::binomial_distribution<std::uint64_t> binomial(n, (std::min)(1.0, shares[cell] / left));
    counts[cell] = binomial(random);
    n -= counts[cell];
    left -= shares[cell];
  }
  counts.back() += n;
  return counts;
}

double true_divergence(leeway::Divergence kind, const std::vector<double>& p, const std::vector<double>& q) {
  double sum = 0;
  for (std::size_t cell = 0; cell < p.size(); ++cell) {
    const double mean = (p[cell] + q[cell]) / 2;
    switch (kind) {
      case leeway::Divergence::psi: sum += (q[cell] - p[cell]) * std::log(q[cell] / p[cell]); break;
      case leeway::Divergence::kullback_leibler: sum += p[cell] * std::log(p[cell] / q[cell]); break;
      case leeway::Divergence::jensen_shannon:
        sum += (p[cell] * std::log(p[cell] / mean) + q[cell] * std::log(q[cell] / mean)) / 2;
        break;
      case leeway::Divergence::squared_hellinger:
        sum += std::pow(std::sqrt(p[cell]) - std::sqrt(q[cell]), 2) / 2;
        break;
    }
  }
  return sum;
}

const char* name_of(leeway::Divergence kind) {
  switch (kind) {
    case leeway::Divergence::psi: return "psi";
    case leeway::Divergence::kullback_leibler: return "kullback_leibler";
    case leeway::Divergence::jensen_shannon: return "jensen_shannon";
    case leeway::Divergence::squared_hellinger: return "squared_hellinger";
  }
  return "?";
}

void divergences(const std::string& shape, const std::vector<double>& p, const std::vector<double>& q, std::uint64_t n,
                 std::uint64_t m, Report& report) {
  using leeway::Divergence;
  constexpr Divergence kinds[] = {Divergence::psi, Divergence::kullback_leibler, Divergence::jensen_shannon,
                                  Divergence::squared_hellinger};
  Coverage coverage[std::size(kinds)];
  Random random(20240607);
  for (int repetition = 0; repetition < report.repetitions; ++repetition) {
    const auto reference = draw(p, n, random);
    const auto current = draw(q, m, random);
    for (std::size_t i = 0; i < std::size(kinds); ++i) {
      coverage[i].add(leeway::divergence_interval(kinds[i], reference, current), true_divergence(kinds[i], p, q));
    }
  }
  const double psi = true_divergence(Divergence::psi, p, q);
  char setting[100];
  std::snprintf(setting, sizeof setting, "%s k=%zu n=%llu m=%llu PSI=%.3f", shape.c_str(), p.size(),
                static_cast<unsigned long long>(n), static_cast<unsigned long long>(m), psi);
  for (std::size_t i = 0; i < std::size(kinds); ++i) report.print(name_of(kinds[i]), setting, coverage[i]);
}

void effects(std::size_t n, std::size_t m, double shift, bool lognormal, Report& report) {
  Coverage g;
  Coverage delta;
  Random random(1912);
  std::normal_distribution<double> normal;
  std::vector<double> reference(n);
  std::vector<double> current(m);
  const double true_delta = 1 - std::erfc(shift / 2);  // P(Y > X) - P(Y < X) for two normals, sd 1 each
  for (int repetition = 0; repetition < report.repetitions; ++repetition) {
    for (double& x : reference) x = normal(random);
    for (double& y : current) y = normal(random) + shift;
    g.add(leeway::hedges_g(std::span<const double>(reference), std::span<const double>(current)), shift);
    if (lognormal) {
      for (double& x : reference) x = std::exp(x);
      for (double& y : current) y = std::exp(y);
    }
    delta.add(leeway::cliffs_delta(std::span<const double>(reference), std::span<const double>(current)), true_delta);
  }
  char setting[100];
  std::snprintf(setting, sizeof setting, "normal n=%zu m=%zu shift=%.2f", n, m, shift);
  if (!lognormal) report.print("hedges_g", setting, g);
  if (lognormal) std::snprintf(setting, sizeof setting, "lognormal n=%zu m=%zu shift=%.2f", n, m, shift);
  report.print("cliffs_delta", setting, delta);
}

void shares(std::uint64_t n, double p, std::uint64_t m, double q, Report& report) {
  Coverage coverage;
  Random random(1998);
  std::binomial_distribution<std::uint64_t> reference(n, p);
  std::binomial_distribution<std::uint64_t> current(m, q);
  for (int repetition = 0; repetition < report.repetitions; ++repetition) {
    const std::uint64_t hits = reference(random);
    coverage.add(leeway::share_difference(hits, n, current(random), m), q - p);
  }
  char setting[100];
  std::snprintf(setting, sizeof setting, "n=%llu p=%.3f m=%llu q=%.3f", static_cast<unsigned long long>(n), p,
                static_cast<unsigned long long>(m), q);
  report.print("share_difference", setting, coverage);
}

}  // namespace

int main(int count, char** arguments) {
  Report report;
  report.repetitions = 2000;
  if (count > 1) report.repetitions = std::string(arguments[1]) == "short" ? 400 : std::atoi(arguments[1]);
  if (report.repetitions < 100) {
    std::fprintf(stderr, "usage: leeway_validity_intervals [short | REPETITIONS >= 100]\n");
    return 2;
  }
  std::printf("coverage of nominal .95 intervals, %d repetitions each\n", report.repetitions);
  std::printf("%-18s %-44s %8s %8s %8s %10s\n", "interval", "setting", "held", "below", "above", "bias");
  for (const std::size_t k : {std::size_t{5}, std::size_t{10}, std::size_t{32}}) {
    for (const double shift : {0.0, 0.1, 0.3, 0.5}) {
      for (const std::uint64_t m : {std::uint64_t{1000}, std::uint64_t{10000}}) {
        divergences("shift", shifted_shares(k, 0), shifted_shares(k, shift), 10000, m, report);
      }
    }
  }
  for (const double shift : {0.0, 0.1, 0.3, 0.5}) {
    divergences("small", shifted_shares(10, 0), shifted_shares(10, shift), 200, 200, report);
    divergences("small", shifted_shares(10, 0), shifted_shares(10, shift), 1000, 200, report);
    divergences("default", default_shares(0), default_shares(shift), 10000, 1000, report);
    divergences("default", default_shares(0), default_shares(shift), 100000, 10000, report);
  }
  for (const double tilt : {0.0, 0.2, 0.4}) {
    divergences("zipf", zipf_shares(20, 0), zipf_shares(20, tilt), 10000, 2000, report);
  }
  for (const double shift : {0.0, 0.2, 0.8}) {
    effects(20, 20, shift, false, report);
    effects(200, 50, shift, false, report);
    effects(100, 100, shift, true, report);
  }
  shares(10000, 0.01, 1000, 0.02, report);
  shares(1000, 0.001, 200, 0.001, report);
  shares(500, 0.3, 100, 0.4, report);
  std::printf("%s: %d of %d intervals cover at least %.3f, the lowest %.3f\n",
              report.failures == 0 ? "passed" : "FAILED", report.intervals - report.failures, report.intervals,
              report.bar(), report.lowest);
  std::printf("(%.2f is wanted; %.3f is %.2f less three standard errors of %d repetitions)\n", Report::wanted,
              report.bar(), Report::wanted, report.repetitions);
  return report.failures == 0 ? 0 : 1;
}
