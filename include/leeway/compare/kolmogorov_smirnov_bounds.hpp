#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "leeway/accumulate/cells.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/kolmogorov_two_sample.hpp"
#include "leeway/math/ranks.hpp"

namespace leeway::inline v0_1 {

/// What is known about the distance of two samples of which only a summary is left.
struct KolmogorovBounds {
  Status status = Status::too_few_samples;
  Method method = Method::none;
  double distance_low = TestResult::undefined;   ///< the samples' distance is at least this ...
  double distance_high = TestResult::undefined;  ///< ... and at most this
  double p_low = TestResult::undefined;          ///< p of `distance_high`
  double p_high = TestResult::undefined;         ///< p of `distance_low`: significant by this one is significant
  std::uint64_t reference_count = 0;
  std::uint64_t current_count = 0;

  [[nodiscard]] constexpr bool ok() const noexcept { return status == Status::ok; }
};

/// A summary that knows ranks up to an error: `weighted_values()` gives elements with `.value` and `.weight`, ascending
/// by value; `rank_error()` is the largest error of a rank as a share of `count()`. Quantiles is one.
// clang-format off
template <class S>
concept RankSketch = requires(const S sketch) {
  { sketch.count() } -> std::convertible_to<std::uint64_t>;
  { sketch.rank_error() } -> std::convertible_to<double>;
  { sketch.weighted_values().begin()->value } -> std::totally_ordered;
  { sketch.weighted_values().begin()->weight } -> std::convertible_to<std::uint64_t>;
};
// clang-format on

/// Bounds on the two-sample Kolmogorov-Smirnov distance of the raw values, and the interval of p that they leave.
///
/// KolmogorovSmirnov on cells is an exact test of the binned data; this answers what the raw values could have shown:
/// D_low = max |F - G| at the cells' ends, D_high as if within each cell all values of one side came before all of the
/// other's. Values of the raw data are taken not to tie (ties only make p smaller). p is exact while
/// `exact_work_limit` allows, else the corrected limit. Same null hypothesis, alternatives and limits as there.
struct KolmogorovSmirnovBounds {
  Alternative alternative = Alternative::two_sided;
  double exact_work_limit = 1e6;

  /// The cells of the infinities hold one value only and leave no doubt. Throws ConfigError if the partitions differ.
  template <std::floating_point Value>
  [[nodiscard]] KolmogorovBounds operator()(const Cells<Value>& reference, const Cells<Value>& current) const {
    if (reference.partition() != current.partition())
      throw ConfigError("kolmogorov_smirnov: cells over different edges");
    return from_counts(reference.ordered_counts(), current.ordered_counts(), true);
  }

  /// Counts over the same ordered cells. Throws ConfigError if their numbers differ.
  [[nodiscard]] KolmogorovBounds operator()(std::span<const std::uint64_t> reference,
                                            std::span<const std::uint64_t> current) const {
    return from_counts(reference, current, false);
  }

  /// Two sketches: their distance widened by both rank errors. O(r log r) in the values retained.
  template <RankSketch Reference, RankSketch Current>
  [[nodiscard]] KolmogorovBounds operator()(const Reference& reference, const Current& current) const {
    KolmogorovBounds bounds;
    bounds.reference_count = reference.count();
    bounds.current_count = current.count();
    const auto reference_values = reference.weighted_values();
    const auto current_values = current.weighted_values();
    const double distance = weighted_distance(reference_values, current_values);
    const double error = reference.rank_error() + current.rank_error();
    if (bounds.reference_count == 0 || bounds.current_count == 0) return bounds;
    bounds.distance_low = (std::max)(0.0, distance - error);
    bounds.distance_high = (std::min)(1.0, distance + error);
    const double product = static_cast<double>(bounds.reference_count) * static_cast<double>(bounds.current_count);
    fill_p(bounds, static_cast<WideInteger>(std::floor(bounds.distance_low * product * (1 - 1e-15))),
           static_cast<WideInteger>(std::ceil(bounds.distance_high * product)));
    return bounds;
  }

 private:
  KolmogorovBounds from_counts(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                               bool ends_are_single_values) const {
    KolmogorovStatistic low;
    low.reference_count = std::accumulate(reference.begin(), reference.end(), std::uint64_t{0});
    low.current_count = std::accumulate(current.begin(), current.end(), std::uint64_t{0});
    KolmogorovStatistic high = low;
    for_each_tie_group(reference, current, [&](const TieGroup& group) {
      low.add(group);
      high.add(group);
      const bool first = group.before() == 0 && ends_are_single_values && reference[0] + current[0] > 0;
      const bool last = ends_are_single_values && reference.back() + current.back() > 0 &&
                        group.reference_through() == low.reference_count &&
                        group.current_through() == low.current_count;
      if (first || last) return;
      high.add({group.reference_before, group.current_before, group.reference, 0});
      high.add({group.reference_before, group.current_before, 0, group.current});
    });
    KolmogorovBounds bounds;
    bounds.reference_count = low.reference_count;
    bounds.current_count = low.current_count;
    if (low.reference_count == 0 || low.current_count == 0) return bounds;
    bounds.distance_low = low.distance(alternative);
    bounds.distance_high = high.distance(alternative);
    fill_p(bounds, low.threshold(alternative), high.threshold(alternative));
    return bounds;
  }

  void fill_p(KolmogorovBounds& bounds, WideInteger low, WideInteger high) const {
    bounds.status = Status::ok;
    KolmogorovRule rule;
    rule.alternative = alternative;
    rule.exact_work_limit = exact_work_limit;
    const auto p_of = [&](WideInteger threshold) {
      return kolmogorov_two_sample_p({bounds.reference_count, bounds.current_count, threshold, threshold}, {}, rule);
    };
    const KolmogorovP p_high = p_of(low);
    rule.method = p_high.method;  // one method for both ends, or their order could suffer
    bounds.method = p_high.method;
    bounds.p_high = p_high.p_value;
    bounds.p_low = (std::min)(p_high.p_value, p_of(high).p_value);
  }

  /// max of F - G, G - F or |F - G| over two weighted samples in ascending order, at the ends of groups of equal
  /// values.
  template <class Reference, class Current>
  double weighted_distance(const Reference& reference, const Current& current) const {
    const auto total = [](const auto& values) {
      double sum = 0;
      for (const auto& element : values) sum += static_cast<double>(element.weight);
      return sum;
    };
    const double reference_total = total(reference);
    const double current_total = total(current);
    double reference_seen = 0;
    double current_seen = 0;
    double above = 0;
    double below = 0;
    auto r = reference.begin();
    auto c = current.begin();
    while (r != reference.end() && c != current.end()) {
      const auto value = c->value < r->value ? c->value : r->value;
      for (; r != reference.end() && !(value < r->value); ++r) reference_seen += static_cast<double>(r->weight);
      for (; c != current.end() && !(value < c->value); ++c) current_seen += static_cast<double>(c->weight);
      const double difference = reference_seen / reference_total - current_seen / current_total;
      above = (std::max)(above, difference);
      below = (std::max)(below, -difference);
    }
    if (alternative == Alternative::greater) return above;
    if (alternative == Alternative::less) return below;
    return (std::max)(above, below);
  }
};

}  // namespace leeway::inline v0_1
