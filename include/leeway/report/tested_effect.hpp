#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/compare/effect_size.hpp"
#include "leeway/compare/noise.hpp"
#include "leeway/compare/proportions.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/tails.hpp"

/// What the tests of one feature are given and what they answer.
namespace leeway::inline v0_1::detail {

/// What is compared: counts over all slots of a feature, and by hash lane where both sides know them.
struct ComparedCounts {
  std::span<const std::uint64_t> reference;
  std::span<const std::uint64_t> current;
  std::span<const std::uint64_t> reference_lanes{};
  std::span<const std::uint64_t> current_lanes{};
};

/// How it is judged.
struct TestTerms {
  double tolerance = 0.05;
  double share_tolerance = 0.01;
  double confidence = 0.95;
  double design_effect = 1;  ///< so many rows are worth one
};

/// A test of one feature on its way into the report: what it found, how large the effect is for sure, and how much of
/// it chance does not explain.
struct TestedEffect {
  std::string check;
  TestResult result;
  Distance effect;    ///< magnitude with its confidence interval, 0..1
  double excess = 0;  ///< effect less its mean without drift
  double tolerance = 0;
  std::string note{};  ///< what the figures do not say
};

[[nodiscard]] inline double beyond(double effect, double noise) noexcept { return (std::max)(0.0, effect - noise); }

/// A p-value for rows of which only one in `design_effect` counts (Rao and Scott 1981): chi-squared statistics shrink
/// by it, deviations by its root. Close enough for exact and Kolmogorov tails, which fall as the normal one does.
[[nodiscard]] inline double tempered_p(const TestResult& result, double design_effect) noexcept {
  if (design_effect <= 1 || !result.ok() || result.p_value >= 1) return result.p_value;
  if (result.degrees_of_freedom > 0) {
    return chi_squared_sf(chi_squared_isf(result.p_value, result.degrees_of_freedom) / design_effect,
                          result.degrees_of_freedom);
  }
  return 2 * normal_sf(normal_isf(result.p_value / 2) / std::sqrt(design_effect));
}

/// Compares the share of values of a kind (missing, new, ...). Where neither side has any there is nothing to test, and
/// leaving the test out is fair: the pooled number is fixed under the null.
inline void check_share(std::vector<TestedEffect>& tests, std::string name, Alternative alternative,
                        Proportion reference, Proportion current, const TestTerms& terms) {
  if (reference.successes + current.successes == 0) return;
  TestResult result = ShareTest{alternative}(reference, current);
  if (!result.ok()) return;
  result.p_value = tempered_p(result, terms.design_effect);
  const double pooled = static_cast<double>(reference.successes + current.successes) /
                        static_cast<double>(reference.trials + current.trials);
  const double noise = noise::share_difference(pooled, reference.trials, current.trials);
  Distance effect =
      share_difference(reference.successes, reference.trials, current.successes, current.trials, terms.confidence);
  const double widened = std::sqrt(terms.design_effect);
  effect.lower = effect.value - widened * (effect.value - effect.lower);
  effect.upper = effect.value + widened * (effect.upper - effect.value);
  if (effect.value < 0) effect = {effect.status, -effect.value, -effect.upper, -effect.lower};  // the magnitude
  effect.lower = (std::max)(0.0, effect.lower);
  effect.upper = (std::min)(1.0, effect.upper);
  const double excess = beyond(effect.value, noise * widened);
  tests.push_back({std::move(name), result, effect, excess, terms.share_tolerance, {}});
}

}  // namespace leeway::inline v0_1::detail
