#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "leeway/compare/fisher.hpp"
#include "leeway/core/result.hpp"

namespace leeway::inline v0_1 {

/// The odds ratio of a 2 x 2 table given its margins: conditional maximum-likelihood estimate and exact interval.
struct ConditionalOddsRatio {
  double estimate = TestResult::undefined;
  double lower = 0;
  double upper = std::numeric_limits<double>::infinity();
};

namespace detail {

/// Fisher's noncentral hypergeometric distribution: the law of `a` when the odds ratio is not 1.
struct NoncentralHypergeometric {
  FixedMargins margins;

  struct Sums {
    double mean;
    double at_least;  ///< P(A >= a)
    double at_most;   ///< P(A <= a)
  };

  [[nodiscard]] Sums at(std::uint64_t a, double log_odds) const noexcept {
    const double odds = std::exp(log_odds);
    const std::uint64_t mode = mode_at(odds);
    double mass = 1;  // relative to the mode's: nothing overflows, whatever the odds
    double total = 0, moment = 0, above = 0, below = 0;
    const auto add = [&](std::uint64_t x) {
      total += mass;
      moment += mass * (static_cast<double>(x) - static_cast<double>(mode));
      if (x >= a) above += mass;
      if (x <= a) below += mass;
    };
    add(mode);
    const std::uint64_t upmost = (std::max)(a, mode), downmost = (std::min)(a, mode);
    for (std::uint64_t x = mode; x < margins.high && (mass > 1e-18 * total || x < upmost); ++x) {
      mass *= odds * (margins.gain(x) / margins.loss(x));
      if (mass == 0) break;
      add(x + 1);
    }
    mass = 1;
    for (std::uint64_t x = mode; x > margins.low && (mass > 1e-18 * total || x > downmost); --x) {
      mass *= margins.loss(x - 1) / margins.gain(x - 1) / odds;
      if (mass == 0) break;
      add(x - 1);
    }
    return {static_cast<double>(mode) + moment / total, above / total, below / total};
  }

 private:
  /// The ratio of neighbouring masses falls with x: the mode is where it passes 1.
  [[nodiscard]] std::uint64_t mode_at(double odds) const noexcept {
    std::uint64_t low = margins.low, high = margins.high;
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (odds * (margins.gain(middle) / margins.loss(middle)) > 1) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
};

/// The zero of a function that rises with log odds, by Ridders' method inside a bracket grown from [-1, 1].
template <class Function>
[[nodiscard]] double odds_where_zero(Function rising) noexcept {
  double low = -1, high = 1;
  while (low > -700 && rising(low) > 0) low *= 2;
  while (high < 700 && rising(high) < 0) high *= 2;
  double at_low = rising(low), at_high = rising(high);
  for (int iteration = 0; iteration < 100 && high - low > 1e-13 * (std::max)(1.0, std::abs(low)); ++iteration) {
    const double middle = low + (high - low) / 2;
    const double at_middle = rising(middle);
    const double root = std::sqrt(at_middle * at_middle - at_low * at_high);
    if (root == 0) break;
    const double x = (std::clamp)(middle - (middle - low) * at_middle / root, low, high);
    const double value = rising(x);
    // x and the middle bracket the zero from both sides or one of them replaces an end
    for (const auto& [point, at_point] : {std::pair{middle, at_middle}, std::pair{x, value}}) {
      if (at_point <= 0 && point >= low) {
        low = point;
        at_low = at_point;
      }
      if (at_point >= 0 && point <= high) {
        high = point;
        at_high = at_point;
      }
    }
    if (value == 0) return std::exp(x);
  }
  return std::exp(low + (high - low) / 2);
}

}  // namespace detail

/// Conditional estimate of the odds ratio and its exact two-sided interval: the odds ratios at which a one-sided Fisher
/// test would just reach (1 - confidence) / 2. As in R's fisher.test, whose root finder keeps about four digits; this
/// one keeps ten. An empty row or column leaves the estimate undefined and the interval [0, infinity].
[[nodiscard]] inline ConditionalOddsRatio conditional_odds_ratio(const Table2x2& table,
                                                                 double confidence = 0.95) noexcept {
  const detail::NoncentralHypergeometric law{detail::FixedMargins(table)};
  ConditionalOddsRatio result;
  const std::uint64_t low = law.margins.low, high = law.margins.high;
  if (low == high) return result;
  const std::uint64_t a = table.a;
  const double outside = (1 - confidence) / 2;
  if (a == low) {
    result.estimate = 0;
  } else {
    result.lower = detail::odds_where_zero([&](double t) { return std::log(law.at(a, t).at_least / outside); });
  }
  if (a == high) {
    result.estimate = std::numeric_limits<double>::infinity();
  } else {
    result.upper = detail::odds_where_zero([&](double t) { return std::log(outside / law.at(a, t).at_most); });
  }
  if (a != low && a != high) {
    result.estimate = detail::odds_where_zero([&](double t) { return law.at(a, t).mean - static_cast<double>(a); });
  }
  return result;
}

}  // namespace leeway::inline v0_1
