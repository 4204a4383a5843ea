#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "leeway/compare/compatibility/scipy.hpp"
#include "leeway/compare/counts.hpp"
#include "leeway/compare/divergence.hpp"
#include "leeway/compare/transport.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"
#include "leeway/math/sample_quantile.hpp"
#include "leeway/math/sort.hpp"

/// Deepchecks' drift scores with its defaults (0.13 to 0.19, `FeatureDrift`).
///
/// | feature     | default score                        | other score         | condition fails from              |
/// |-------------|--------------------------------------|---------------------|-----------------------------------|
/// | numeric     | Kolmogorov-Smirnov distance          | earth mover's, EMD  | .2 (label, prediction drift: .15) |
/// | categorical | Cramer's V, bias-corrected           | PSI, floor .01      | .2 (same)                         |
///
/// Missing values are dropped; below 10 rows on a side there is no score (`too_few_samples`).

namespace leeway::inline v0_1::compatibility::deepchecks {

inline constexpr std::size_t minimum_rows = 10;
inline constexpr double feature_threshold = 0.2;
inline constexpr double label_threshold = 0.15;
inline constexpr double margin_quantile = 0.025;
inline constexpr double minimum_category_share = 0.01;
inline constexpr double psi_floor = 0.01;

namespace detail {

struct Categories {
  std::vector<std::uint64_t> reference;
  std::vector<std::uint64_t> current;
};

/// Categories below `smallest_share` of the reference (new ones therefore) are thrown together; the lot is left out if
/// it is no more than that share of either sample.
[[nodiscard]] inline Categories group_rare(std::span<const std::uint64_t> reference,
                                           std::span<const std::uint64_t> current, double smallest_share) {
  if (reference.size() != current.size()) throw ConfigError("deepchecks: counts over different numbers of categories");
  const double reference_limit = smallest_share * static_cast<double>(leeway::detail::total_count(reference));
  const double current_limit = smallest_share * static_cast<double>(leeway::detail::total_count(current));
  Categories kept;
  std::uint64_t rare_reference = 0;
  std::uint64_t rare_current = 0;
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    if (reference[cell] == 0 && current[cell] == 0) continue;
    if (static_cast<double>(reference[cell]) < reference_limit) {
      rare_reference += reference[cell];
      rare_current += current[cell];
    } else {
      kept.reference.push_back(reference[cell]);
      kept.current.push_back(current[cell]);
    }
  }
  if (static_cast<double>(rare_reference) > reference_limit || static_cast<double>(rare_current) > current_limit) {
    kept.reference.push_back(rare_reference);
    kept.current.push_back(rare_current);
  }
  return kept;
}

[[nodiscard]] inline bool enough(std::uint64_t reference, std::uint64_t current) noexcept {
  return reference >= minimum_rows && current >= minimum_rows;
}

/// The values between the two quantiles, both included.
template <std::floating_point Value>
[[nodiscard]] std::span<const Value> without_margins(std::span<const Value> sorted, double margin) {
  if (margin == 0) return sorted;
  const double low = sample_quantile(sorted, margin, QuantileType::linear);
  const double high = sample_quantile(sorted, 1 - margin, QuantileType::linear);
  const auto first = std::find_if(sorted.begin(), sorted.end(), [&](Value x) { return static_cast<double>(x) >= low; });
  auto last = sorted.end();
  while (last != first && static_cast<double>(*(last - 1)) > high) --last;
  return {first, last};
}

}  // namespace detail

/// Whether the default condition fails.
[[nodiscard]] constexpr bool condition_fails(const Distance& score, double threshold = feature_threshold) noexcept {
  return score.ok() && score.value >= threshold;
}

/// Default numeric score: the Kolmogorov-Smirnov distance D, without regard to how likely it is by chance.
template <std::floating_point Value>
[[nodiscard]] Distance kolmogorov_smirnov(std::span<const Value> reference, std::span<const Value> current) {
  const std::vector<Value> x = sorted_values(reference);
  const std::vector<Value> y = sorted_values(current);
  Distance score;
  if (!detail::enough(x.size(), y.size())) return score;
  score.status = Status::ok;
  score.value = scipy::ks_statistic(Sorted<Value>(x), Sorted<Value>(y)).distance(Alternative::two_sided);
  return score;
}

/// Earth mover's distance: each sample loses its values outside its own 2.5 and 97.5 % quantiles, then both are scaled
/// by the range of what is left, and the Wasserstein-1 distance is taken. 0 if that range is 0. Drift confined to the
/// tails is cut away. Throws ConfigError unless 0 <= margin < .5.
template <std::floating_point Value>
[[nodiscard]] Distance earth_movers(std::span<const Value> reference, std::span<const Value> current,
                                    double margin = margin_quantile) {
  if (!(margin >= 0 && margin < 0.5)) throw ConfigError("deepchecks: the margin must lie in [0, .5)");
  const std::vector<Value> x = sorted_values(reference);
  const std::vector<Value> y = sorted_values(current);
  Distance score;
  if (!detail::enough(x.size(), y.size())) return score;
  const std::span<const Value> inner_x = detail::without_margins(std::span<const Value>(x), margin);
  const std::span<const Value> inner_y = detail::without_margins(std::span<const Value>(y), margin);
  if (inner_x.empty() || inner_y.empty()) {  // quantiles of infinite values
    score.status = Status::degenerate;
    return score;
  }
  const double low = (std::min)(static_cast<double>(inner_x.front()), static_cast<double>(inner_y.front()));
  const double high = (std::max)(static_cast<double>(inner_x.back()), static_cast<double>(inner_y.back()));
  score = wasserstein_1(Sorted<Value>(inner_x), Sorted<Value>(inner_y));
  if (!score.ok() || high == low) return score;
  return leeway::detail::transport_result(score.value / (high - low));
}

/// Default categorical score: rare categories grouped, the larger sample scaled down to the smaller one's size and
/// rounded (halves to even), then Bergsma's bias-corrected Cramer's V (2013, doi:10.1016/j.jkss.2012.10.002) of SciPy's
/// chi-squared, Yates' correction included. A single category scores 0.
[[nodiscard]] inline Distance cramers_v(std::span<const std::uint64_t> reference,
                                        std::span<const std::uint64_t> current,
                                        double smallest_share = minimum_category_share) {
  Distance score;
  if (!detail::enough(leeway::detail::total_count(reference), leeway::detail::total_count(current))) return score;
  const detail::Categories all = detail::group_rare(reference, current, smallest_share);
  score.status = Status::ok;
  score.value = 0;
  if (all.reference.size() == 1) return score;
  const auto n = static_cast<double>(leeway::detail::total_count(all.reference));
  const auto m = static_cast<double>(leeway::detail::total_count(all.current));
  detail::Categories balanced;
  for (std::size_t cell = 0; cell < all.reference.size(); ++cell) {
    const auto a = static_cast<double>(all.reference[cell]);
    const auto b = static_cast<double>(all.current[cell]);
    const auto first = static_cast<std::uint64_t>(std::nearbyint(n > m ? a * (m / n) : a));
    const auto second = static_cast<std::uint64_t>(std::nearbyint(m > n ? b * (n / m) : b));
    if (first == 0 && second == 0) continue;
    balanced.reference.push_back(first);
    balanced.current.push_back(second);
  }
  const TestResult test = scipy::chi2_contingency(balanced.reference, balanced.current);
  const auto categories = static_cast<double>(balanced.reference.size());
  if (!test.ok() || categories < 2) {
    score = {};
    score.status = Status::degenerate;
    return score;
  }
  const double total = static_cast<double>(test.reference_count) + static_cast<double>(test.current_count);
  const double phi = (std::max)(0.0, test.statistic / total - (categories - 1) / (total - 1));
  const double rows = 2 - 1 / (total - 1);
  const double columns = categories - (categories - 1) * (categories - 1) / (total - 1);
  score.value = std::sqrt(phi / ((std::min)(rows, columns) - 1));
  if (!is_finite(score.value)) {
    score = {};
    score.status = Status::degenerate;
  }
  return score;
}

/// Population stability index: rare categories grouped, every share raised to at least .01.
[[nodiscard]] inline Distance psi(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                                  double smallest_share = minimum_category_share) {
  if (!detail::enough(leeway::detail::total_count(reference), leeway::detail::total_count(current))) return {};
  const detail::Categories all = detail::group_rare(reference, current, smallest_share);
  return leeway::psi(all.reference, all.current, Smoothing::floor(psi_floor));
}

}  // namespace leeway::inline v0_1::compatibility::deepchecks
