#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

#include "leeway/compare/thresholds.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"

namespace leeway::inline v0_1 {

/// How well the order of `live` importances keeps the important features of `reference` on top: 1 in the same order,
/// less the more an important feature sank. Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002,
/// doi:10.1145/582415.582418): the reference importances in the live order, each divided by log2(place + 1), over the
/// same in their own order. Features whose live importances tie share their places, so no order is made up for them.
/// NaN when no reference importance is positive. Throws ConfigError if the lists differ in length. O(k log k).
[[nodiscard]] inline double ndcg(std::span<const double> reference, std::span<const double> live) {
  if (reference.size() != live.size()) throw ConfigError("ndcg: both sides need one importance a feature");
  const auto gain_in_order_of = [&](std::span<const double> key) {
    std::vector<std::size_t> order(key.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key[a] > key[b]; });
    double gain = 0;
    for (std::size_t first = 0; first < order.size();) {
      double group = 0;
      double discounts = 0;
      std::size_t next = first;
      for (; next < order.size() && key[order[next]] == key[order[first]]; ++next) {
        group += reference[order[next]];
        discounts += 1 / std::log2(static_cast<double>(next) + 2);
      }
      gain += group / static_cast<double>(next - first) * discounts;
      first = next;
    }
    return gain;
  };
  const double best = gain_in_order_of(reference);
  return best > 0 ? gain_in_order_of(live) / best : TestResult::undefined;
}

/// Attribution drift: 1 - NDCG of the features' live importances against those in training. 0.1 is the limit of
/// Amazon SageMaker's monitor. Importances are mean |attribution|, of an Explanation of live rows for instance.
struct AttributionDrift {
  double limit = 0.1;
  [[nodiscard]] ThresholdResult operator()(std::span<const double> reference, std::span<const double> live) const {
    return detail::measured(1 - ndcg(reference, live), limit);
  }
};

}  // namespace leeway::inline v0_1
