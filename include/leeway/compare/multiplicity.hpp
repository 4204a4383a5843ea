#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"

/// Many tests at once: p-values adjusted so that "reject where adjusted <= alpha" keeps one error rate for all of them.
///
/// Kept at alpha is the probability of any false alarm:
///  - bonferroni, holm: whatever the dependence between the tests; holm is never weaker;
///  - sidak, holm_sidak: for independent or positively dependent tests;
///  - hochberg, hommel: for those too (where Simes' inequality holds); hommel is never weaker.
/// Kept at alpha is the expected share of false alarms among all alarms:
///  - benjamini_hochberg: for independent or positively dependent (PRDS) tests;
///  - benjamini_yekutieli: whatever the dependence, at the price of a factor ln m;
///  - e_benjamini_hochberg: whatever the dependence, from e-values.
///
/// Weights (importance, say) shift the budget between tests without changing its sum: they are scaled to a mean of 1
/// over the family. They must not be chosen by looking at the p-values.
/// A NaN marks a test that could not be done: it is left out of the family and stays NaN. O(m log m); hommel O(m^2).
namespace leeway::inline v0_1::adjust {

namespace detail {

/// The tests of a family that were done, by ascending p-value.
struct Ordered {
  std::vector<std::size_t> index;
  std::vector<double> p;

  explicit Ordered(std::span<const double> values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!is_missing(values[i])) index.push_back(i);
    }
    std::stable_sort(index.begin(), index.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    for (const std::size_t i : index) p.push_back(values[i]);
  }
  [[nodiscard]] std::size_t size() const noexcept { return p.size(); }

  /// Back in the caller's order, NaN where no test was done.
  [[nodiscard]] std::vector<double> restore(std::span<const double> adjusted, std::size_t all) const {
    std::vector<double> result(all, TestResult::undefined);
    for (std::size_t rank = 0; rank < index.size(); ++rank) result[index[rank]] = (std::min)(1.0, adjusted[rank]);
    return result;
  }
};

enum class Direction { single, down, up };

/// Applies `adjust(p, rank from 1, family size)` and makes the result monotone from the smallest p (a step-down
/// procedure) or from the largest (step-up).
template <class Adjust>
[[nodiscard]] std::vector<double> stepwise(std::span<const double> values, Direction direction, Adjust adjust) {
  const Ordered family(values);
  const auto m = static_cast<double>(family.size());
  std::vector<double> adjusted;
  for (std::size_t i = 0; i < family.size(); ++i)
    adjusted.push_back(adjust(family.p[i], static_cast<double>(i + 1), m));
  if (direction == Direction::down) {
    for (std::size_t i = 1; i < adjusted.size(); ++i) adjusted[i] = (std::max)(adjusted[i], adjusted[i - 1]);
  } else if (direction == Direction::up) {
    for (std::size_t i = adjusted.size(); i-- > 1;) adjusted[i - 1] = (std::min)(adjusted[i], adjusted[i - 1]);
  }
  return family.restore(adjusted, values.size());
}

/// 1 - (1 - p)^m without losing small p.
[[nodiscard]] inline double sidak_of(double p, double m) noexcept {
  return p < 1 ? -std::expm1(m * std::log1p(-p)) : 1;
}

/// p over weight, the weights scaled to a mean of 1 over the tests done. A weight of 0 means: never an alarm.
[[nodiscard]] inline std::vector<double> weighted(std::span<const double> values, std::span<const double> weights) {
  if (weights.size() != values.size()) {
    throw ConfigError("adjust: " + std::to_string(weights.size()) + " weights for " + std::to_string(values.size()) +
                      " tests");
  }
  double sum = 0;
  double done = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_finite(weights[i]) || weights[i] < 0) throw ConfigError("adjust: weights must be finite and not negative");
    if (is_missing(values[i])) continue;
    sum += weights[i];
    done += 1;
  }
  std::vector<double> result(values.begin(), values.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (is_missing(values[i])) continue;
    result[i] = weights[i] > 0 ? values[i] / (weights[i] * done / sum) : 1e300;
  }
  return result;
}

}  // namespace detail

/// m p.
[[nodiscard]] inline std::vector<double> bonferroni(std::span<const double> p) {
  return detail::stepwise(p, detail::Direction::single, [](double x, double, double m) { return m * x; });
}

/// m p / weight.
[[nodiscard]] inline std::vector<double> bonferroni(std::span<const double> p, std::span<const double> weights) {
  return bonferroni(detail::weighted(p, weights));
}

/// Holm (1979).
[[nodiscard]] inline std::vector<double> holm(std::span<const double> p) {
  return detail::stepwise(p, detail::Direction::down,
                          [](double x, double rank, double m) { return (m - rank + 1) * x; });
}

/// With weights: Holm (1979), section 3. At each step what is left of alpha is shared out by the weights of the tests
/// that are left.
[[nodiscard]] inline std::vector<double> holm(std::span<const double> p, std::span<const double> weights) {
  const std::vector<double> per_weight = detail::weighted(p, weights);  // p / weight, the weights' mean being 1
  const detail::Ordered family(per_weight);
  std::vector<double> adjusted(family.size());
  double left = 0;  // weight of the tests from here on, each of them p / (p / weight)
  double total = 0;
  for (const std::size_t i : family.index) total += weights[i];
  for (std::size_t rank = family.size(); rank-- > 0;) {
    const double weight = weights[family.index[rank]];
    left += weight * static_cast<double>(family.size()) / total;
    adjusted[rank] = weight > 0 ? left * family.p[rank] : 1;
  }
  for (std::size_t rank = 1; rank < adjusted.size(); ++rank) {
    adjusted[rank] = (std::max)(adjusted[rank], adjusted[rank - 1]);
  }
  return family.restore(adjusted, p.size());
}

/// Hochberg (1988), doi:10.1093/biomet/75.4.800.
[[nodiscard]] inline std::vector<double> hochberg(std::span<const double> p) {
  return detail::stepwise(p, detail::Direction::up, [](double x, double rank, double m) { return (m - rank + 1) * x; });
}

/// Sidak (1967), doi:10.1080/01621459.1967.10482935.
[[nodiscard]] inline std::vector<double> sidak(std::span<const double> p) {
  return detail::stepwise(p, detail::Direction::single,
                          [](double x, double, double m) { return detail::sidak_of(x, m); });
}

/// Holm's steps with Sidak's bound.
[[nodiscard]] inline std::vector<double> holm_sidak(std::span<const double> p) {
  return detail::stepwise(p, detail::Direction::down,
                          [](double x, double rank, double m) { return detail::sidak_of(x, m - rank + 1); });
}

/// Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
[[nodiscard]] inline std::vector<double> benjamini_hochberg(std::span<const double> p) {
  return detail::stepwise(p, detail::Direction::up, [](double x, double rank, double m) { return m / rank * x; });
}

/// With weights: Genovese, Roeder and Wasserman (2006), doi:10.1093/biomet/93.3.509.
[[nodiscard]] inline std::vector<double> benjamini_hochberg(std::span<const double> p,
                                                            std::span<const double> weights) {
  return benjamini_hochberg(detail::weighted(p, weights));
}

/// Benjamini and Yekutieli (2001), doi:10.1214/aos/1013699998.
[[nodiscard]] inline std::vector<double> benjamini_yekutieli(std::span<const double> p) {
  double harmonic = 0;
  const auto done = std::count_if(p.begin(), p.end(), [](double x) { return !is_missing(x); });
  for (auto i = done; i > 0; --i) harmonic += 1 / static_cast<double>(i);
  return detail::stepwise(p, detail::Direction::up,
                          [harmonic](double x, double rank, double m) { return harmonic * m / rank * x; });
}

/// Hommel (1988), doi:10.1093/biomet/75.2.383: the closed procedure over Simes tests.
[[nodiscard]] inline std::vector<double> hommel(std::span<const double> p) {
  const detail::Ordered family(p);
  const std::size_t m = family.size();
  // For a subset of size s that contains test i, the worst Simes p-value takes the s - 1 largest p beside it.
  std::vector<double> adjusted(family.p);
  for (std::size_t s = 2; s <= m; ++s) {
    const auto size = static_cast<double>(s);
    const std::size_t first = m - s + 1;  // the s - 1 largest start here
    double largest = size * family.p[m - 1] / size;
    for (std::size_t j = 2; j <= s; ++j) {
      largest = (std::min)(largest, size * family.p[first + j - 2] / static_cast<double>(j));
    }
    for (std::size_t i = 0; i < m; ++i) {
      const double simes =
          i < first ? (std::min)(size * family.p[i], largest) : (std::min)(size * family.p[first - 1], largest);
      adjusted[i] = (std::max)(adjusted[i], simes);
    }
  }
  return family.restore(adjusted, p.size());
}

/// One p-value for "at least one null hypothesis is false" (Simes 1986, doi:10.1093/biomet/73.3.751); NaN for an empty
/// family. Valid for independent or positively dependent tests.
[[nodiscard]] inline double simes(std::span<const double> p) {
  const detail::Ordered family(p);
  double smallest = family.size() == 0 ? TestResult::undefined : 1;
  for (std::size_t i = 0; i < family.size(); ++i) {
    const double ratio = static_cast<double>(family.size()) / static_cast<double>(i + 1);
    smallest = (std::min)(smallest, ratio * family.p[i]);
  }
  return smallest;
}

/// e-BH (Wang and Ramdas 2022, doi:10.1111/rssb.12489) from e-values, as adjusted p-values: rejects the largest k tests
/// with k-th largest e >= m / (alpha k). Negative e-values are not e-values and count as 0.
[[nodiscard]] inline std::vector<double> e_benjamini_hochberg(std::span<const double> e) {
  std::vector<double> p(e.begin(), e.end());
  for (double& x : p) {
    if (!is_missing(x)) x = x > 0 ? 1 / x : 1e300;
  }
  return benjamini_hochberg(p);
}

/// The same with every e-value multiplied by its weight.
[[nodiscard]] inline std::vector<double> e_benjamini_hochberg(std::span<const double> e,
                                                              std::span<const double> weights) {
  std::vector<double> p(e.begin(), e.end());
  for (double& x : p) {
    if (!is_missing(x)) x = x > 0 ? 1 / x : 1e300;
  }
  return benjamini_hochberg(detail::weighted(p, weights));
}

}  // namespace leeway::inline v0_1::adjust
