#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "leeway/compare/compatibility/numpy.hpp"
#include "leeway/compare/counts.hpp"
#include "leeway/compare/divergence.hpp"
#include "leeway/compare/shares.hpp"
#include "leeway/compare/transport.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"
#include "leeway/math/sort.hpp"
#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

/// Evidently's single scores (0.4 to 0.7, `stattests`): how it bins, fills empty bins and normalises. Which of them it
/// takes by default, and from where on it says drift, stands in compatibility/evidently.hpp.

namespace leeway::inline v0_1::compatibility::evidently {

namespace detail {

/// Visits the shares with zeros replaced: by 1e-4, or by a millionth of the sample's smallest share if that is below
/// 1e-4. Nothing is renormalised.
template <class Visit>
bool for_each_filled_share(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                           Visit&& visit) {
  double smallest_reference = 1;
  double smallest_current = 1;
  const bool compared = for_each_share(reference, current, Smoothing::none(), [&](const SharePair& pair) {
    if (pair.reference > 0) smallest_reference = (std::min)(smallest_reference, pair.reference);
    if (pair.current > 0) smallest_current = (std::min)(smallest_current, pair.current);
  });
  const auto filler = [](double smallest) { return smallest <= 0.0001 ? smallest / 1e6 : 0.0001; };
  return compared && for_each_share(reference, current, Smoothing::none(), [&](SharePair pair) {
           if (pair.reference == 0 || pair.current == 0) {
             if (pair.reference == 0) pair.reference = filler(smallest_reference);
             if (pair.current == 0) pair.current = filler(smallest_current);
             pair.difference = pair.current - pair.reference;
           }
           visit(static_cast<const SharePair&>(pair));
         });
}

template <std::floating_point Value>
[[nodiscard]] std::vector<Value> sorted_finite_values(std::span<const Value> values) {
  std::vector<Value> kept = sorted_values(values);
  while (!kept.empty() && !is_finite(kept.back())) kept.pop_back();
  const auto first = std::find_if(kept.begin(), kept.end(), [](Value x) { return is_finite(x); });
  kept.erase(kept.begin(), first);
  return kept;
}

template <std::floating_point Value>
[[nodiscard]] std::size_t distinct_values(std::span<const Value> sorted) noexcept {
  std::size_t distinct = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    distinct += static_cast<std::size_t>(i == 0 || sorted[i] != sorted[i - 1]);
  }
  return distinct;
}

}  // namespace detail

/// Population stability index; a bin that is empty on both sides adds what the two fillers differ by.
[[nodiscard]] inline Distance psi(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current) {
  StableSum sum;
  Distance distance;
  if (!detail::for_each_filled_share(reference, current,
                                     [&](const SharePair& pair) { sum += leeway::detail::psi_term(pair); })) {
    return distance;
  }
  distance.value = sum.value();
  distance.status = Status::ok;
  return distance;
}

/// Kullback-Leibler divergence of the filled shares, renormalised (scipy.stats.entropy), in nats.
[[nodiscard]] inline Distance kullback_leibler(std::span<const std::uint64_t> reference,
                                               std::span<const std::uint64_t> current) {
  StableSum sum;
  StableSum total;
  StableSum difference;
  Distance distance;
  if (!detail::for_each_filled_share(reference, current, [&](const SharePair& pair) {
        sum += leeway::detail::kullback_leibler_term(pair);
        total += pair.reference;
        difference += pair.difference;
      })) {
    return distance;
  }
  distance.value = leeway::detail::renormalised_kullback_leibler(sum.value(), total.value(), difference.value());
  distance.status = Status::ok;
  return distance;
}

/// Jensen-Shannon *distance* in nats (scipy's default base): at most .8326.
[[nodiscard]] inline Distance jensen_shannon(std::span<const std::uint64_t> reference,
                                             std::span<const std::uint64_t> current) {
  return jensen_shannon_distance(reference, current, InformationUnit::nats);
}

/// Whether a numeric feature is binned (more than 20 distinct reference values) or compared value by value.
template <std::floating_point Value>
[[nodiscard]] bool uses_bins(std::span<const Value> reference) {
  const std::vector<Value> sorted = detail::sorted_finite_values(reference);
  return detail::distinct_values(std::span<const Value>(sorted)) > 20;
}

/// Counts of a numeric feature: Sturges' bins over the range of both samples, or one cell per value.
/// Feed them to psi, kullback_leibler and jensen_shannon. Bins that follow the current data make scores jump with one
/// outlier; the cells of a baseline do not move.
template <std::floating_point Value>
[[nodiscard]] numpy::ValueCounts bin(std::span<const Value> reference, std::span<const Value> current) {
  const std::vector<Value> x = detail::sorted_finite_values(reference);
  const std::vector<Value> y = detail::sorted_finite_values(current);
  if (detail::distinct_values(std::span<const Value>(x)) <= 20) {
    return numpy::value_counts(std::span<const Value>(x), std::span<const Value>(y));
  }
  std::vector<Value> pooled(x);
  pooled.insert(pooled.end(), y.begin(), y.end());
  numpy::ValueCounts counts;
  counts.values = numpy::histogram_bin_edges(std::span<const Value>(pooled), numpy::BinRule::sturges);
  counts.reference = numpy::histogram(std::span<const Value>(x), counts.values);
  counts.current = numpy::histogram(std::span<const Value>(y), counts.values);
  return counts;
}

/// Wasserstein-1 over the population standard deviation of the reference, or over .001 if that is smaller: features on
/// a tiny scale, fractions of a thousandth, never drift by it.
template <std::floating_point Value>
[[nodiscard]] Distance wasserstein_normed(Sorted<Value> reference, Sorted<Value> current) {
  const Distance distance = wasserstein_1(reference, current);
  if (!distance.ok()) return distance;
  const double deviation = leeway::detail::population_deviation(reference);
  return leeway::detail::transport_result(distance.value / (std::max)(deviation, 0.001));
}

template <std::floating_point Value>
[[nodiscard]] Distance wasserstein_normed(std::span<const Value> reference, std::span<const Value> current) {
  const std::vector<Value> x = detail::sorted_finite_values(reference);
  const std::vector<Value> y = detail::sorted_finite_values(current);
  return wasserstein_normed(Sorted<Value>(x), Sorted<Value>(y));
}

/// Pearson's statistic of the current counts against the reference shares as if these were known, with k - 1 degrees of
/// freedom. A category that is new makes it infinite and p = 0.
[[nodiscard]] inline TestResult chi_squared(std::span<const std::uint64_t> reference,
                                            std::span<const std::uint64_t> current) {
  TestResult result;
  std::size_t categories = 0;
  StableSum sum;
  bool infinite = false;
  if (!for_each_share(reference, current, Smoothing::none(), [&](const SharePair& pair) {
        if (pair.reference == 0 && pair.current == 0) return;
        ++categories;
        if (pair.reference > 0) {
          sum += pair.difference * pair.difference / pair.reference;
        } else {
          infinite = true;
        }
      })) {
    return result;
  }
  result.reference_count = leeway::detail::total_count(reference);
  result.current_count = leeway::detail::total_count(current);
  if (categories < 2) {
    result.status = Status::degenerate;
    return result;
  }
  result.status = Status::ok;
  result.method = Method::asymptotic;
  result.statistic =
      infinite ? std::numeric_limits<double>::infinity() : sum.value() * static_cast<double>(result.current_count);
  result.degrees_of_freedom = static_cast<double>(categories - 1);
  result.p_value = chi_squared_sf(result.statistic, result.degrees_of_freedom);
  return result;
}

/// Two-sided z-test that the share of one of two categories is the same, with the pooled variance; p = 1 where both
/// samples hold one and the same category.
[[nodiscard]] inline TestResult z_test(std::uint64_t reference_hits, std::uint64_t reference_count,
                                       std::uint64_t current_hits, std::uint64_t current_count) {
  TestResult result;
  result.reference_count = reference_count;
  result.current_count = current_count;
  if (reference_count == 0 || current_count == 0) return result;
  result.status = Status::ok;
  result.method = Method::asymptotic;
  const auto n = static_cast<double>(reference_count);
  const auto m = static_cast<double>(current_count);
  const double pooled = static_cast<double>(reference_hits + current_hits);
  result.effect_size =
      leeway::detail::cross_difference(current_hits, reference_count, reference_hits, current_count) / n / m;
  result.effect_kind = EffectKind::share_difference;
  const double variance = pooled / (n + m) * ((n + m - pooled) / (n + m)) * (1 / n + 1 / m);
  result.statistic = variance > 0 ? -result.effect_size / std::sqrt(variance) : 0;
  result.p_value = (std::min)(1.0, 2 * normal_sf(std::fabs(result.statistic)));
  return result;
}

}  // namespace leeway::inline v0_1::compatibility::evidently
