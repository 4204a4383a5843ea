#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"
#include "leeway/math/kolmogorov_one_sample.hpp"
#include "leeway/math/sort.hpp"

namespace leeway::inline v0_1 {

/// One-sample Kolmogorov-Smirnov test: does the current sample come from a distribution that is known?
///
/// Null hypothesis: current values are independent draws from the continuous distribution with the given distribution
/// function. Statistic and effect size: D, the largest distance between it and the empirical one. `greater` looks at
/// F_reference > F_current (current values tend to be larger), `less` at the opposite.
///
/// Missing values (NaN) are left out; values may tie. Exact p up to the sizes named in math/kolmogorov_one_sample.hpp,
/// corrected limit beyond; the result says which. `reference_count` stays 0: the reference is not a sample.
/// Not for: a distribution fitted to the same values (p would be far too large), or one fitted to a sample of the
/// training data: compare with that sample itself. Nor for discrete distributions (p would be too large).
struct KolmogorovSmirnovOneSample {
  Alternative alternative = Alternative::two_sided;

  template <std::invocable<double> Cdf>
  [[nodiscard]] TestResult operator()(Cdf&& reference, std::span<const double> current) const {
    const std::vector<double> sorted_current = sorted_values(current);
    return (*this)(std::forward<Cdf>(reference), Sorted<double>{sorted_current});
  }
  template <std::invocable<double> Cdf>
  [[nodiscard]] TestResult operator()(Cdf&& reference, std::span<const float> current) const {
    const std::vector<float> sorted_current = sorted_values(current);
    return (*this)(std::forward<Cdf>(reference), Sorted<float>{sorted_current});
  }
  template <std::floating_point Value, std::invocable<double> Cdf>
  [[nodiscard]] TestResult operator()(Cdf&& reference, Sorted<Value> current) const {
    TestResult result;
    result.alternative = alternative;
    result.effect_kind = EffectKind::ks_distance;
    result.current_count = current.size();
    if (current.empty()) return result;
    const auto n = static_cast<double>(current.size());
    double above = 0;  // F_reference over F_current: largest right before a value
    double below = 0;  // F_current over F_reference: largest at a value
    for (std::size_t i = 0; i < current.size(); ++i) {
      const double probability = reference(static_cast<double>(current[i]));
      above = (std::max)(above, probability - static_cast<double>(i) / n);
      below = (std::max)(below, static_cast<double>(i + 1) / n - probability);
    }
    const bool two_sided = alternative == Alternative::two_sided;
    const double distance = two_sided ? (std::max)(above, below) : alternative == Alternative::greater ? above : below;
    result.status = Status::ok;
    result.statistic = result.effect_size = distance;
    result.p_value = two_sided ? kolmogorov_one_sample_sf(distance, current.size())
                               : kolmogorov_one_sample_one_sided_sf(distance, current.size());
    result.method = kolmogorov_one_sample_method(distance, current.size(), alternative);
    return result;
  }
};

}  // namespace leeway::inline v0_1
