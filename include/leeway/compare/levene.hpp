#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>
#include <vector>

#include "leeway/compare/anova.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/sort.hpp"

namespace leeway::inline v0_1 {

/// Levene's test and its robust variants. Null hypothesis: all groups have the same variance. It is the analysis of
/// variance of the absolute deviations from each group's centre (Levene 1960; Brown and Forsythe 1974,
/// doi:10.1080/01621459.1974.10482955).
///
/// Takes two raw samples or a range of them (NaN and infinities left out). `statistic` is F with k - 1
/// (`degrees_of_freedom`) and N - k degrees of freedom, p asymptotic; each group needs two values. Equal deviations
/// everywhere are `degenerate`. For two samples `effect_size` is ln(variance_current / variance_reference).
/// The median is the default, for it holds its error rate on skewed data. Simulated at a nominal .05, three groups
/// of ten and of twenty: .048 and .048 on exponential data (the mean: .20 and .19), .034 and .039 on normal; groups
/// of five: .005. Deviations are taken from a centre kept in two doubles, so an offset of 1e9 is harmless. O(n log
/// n) with the median or trimming, O(n) with the mean.
struct Levene {
  enum class Centre : std::uint8_t {
    median,          ///< Brown-Forsythe
    mean,            ///< Levene
    trimmed_mean,    ///< Brown-Forsythe: the mean without `trimmed_share` of the values at each end, all values kept
    trimmed_sample,  ///< what scipy calls trimmed: these values are dropped altogether
  };

  Centre centre = Centre::median;
  double trimmed_share = 0.05;  ///< at each end; below 0.5

  template <detail::RawSample Reference, detail::RawSample Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    const std::vector<double> reference_values = detail::finite_values(reference);
    const std::vector<double> current_values = detail::finite_values(current);
    TestResult result = of_groups({deviations(reference_values), deviations(current_values)});
    if (!result.ok()) return result;
    const auto moments =
        detail::moment_summaries(std::array{moment_summary(reference_values), moment_summary(current_values)});
    result.effect_kind = EffectKind::variance_ratio_log;
    result.effect_size = std::log(moments[1].variance() / moments[0].variance());
    return result;
  }

  template <std::ranges::forward_range Groups>
  requires detail::RawSample<std::ranges::range_value_t<Groups>>
  [[nodiscard]] TestResult operator()(const Groups& groups) const {
    std::vector<SampleMoments> summaries;
    for (const auto& group : groups) summaries.push_back(deviations(detail::finite_values(group)));
    return of_groups(summaries);
  }

 private:
  [[nodiscard]] static TestResult of_groups(const std::vector<SampleMoments>& groups) {
    TestResult result = detail::anova_result(detail::moment_summaries(groups));
    const bool enough = std::all_of(groups.begin(), groups.end(), [](const auto& group) { return group.count >= 2; });
    if (!enough) {
      TestResult refused;
      refused.reference_count = result.reference_count;
      refused.current_count = result.current_count;
      return refused;
    }
    if (result.ok()) result.method = Method::asymptotic;
    return result;
  }

  /// Moments of the absolute deviations from the centre.
  [[nodiscard]] SampleMoments deviations(std::vector<double> values) const {
    if (values.empty()) return {};
    if (!(trimmed_share >= 0 && trimmed_share < 0.5)) throw ConfigError("levene: trimmed_share must lie in [0, 0.5)");
    if (centre != Centre::mean) sort_values(std::span<double>(values));
    std::span<const double> kept = values;
    std::span<const double> centred = values;
    if (centre == Centre::trimmed_mean || centre == Centre::trimmed_sample) {
      const auto cut = static_cast<std::size_t>(trimmed_share * static_cast<double>(values.size()));
      centred = centred.subspan(cut, values.size() - 2 * cut);
      if (centre == Centre::trimmed_sample) kept = centred;
    }
    if (centre == Centre::median) {
      const std::size_t middle = values.size() / 2;
      centred = values.size() % 2 != 0 ? centred.subspan(middle, 1) : centred.subspan(middle - 1, 2);
    }
    const SampleMoments location = moment_summary(centred).in_units_of(0);
    Moments<double, 2> deviations;
    for (const double x : kept) deviations.add(std::fabs((x - location.mean) - location.mean_rest));
    return moment_summary(deviations);
  }
};

}  // namespace leeway::inline v0_1
