#pragma once

// Orders as they were when the model was trained. A real service loads its baseline from a file instead.
#include "leeway/testing.hpp"
#include "service.hpp"

namespace pizza {

inline const leeway::Baseline& trained_on() {
  static const leeway::Baseline baseline = [] {
    namespace lt = leeway::testing;
    lt::Population orders(2024);
    orders.add({.name = "distance_km", .importance = 3}, lt::log_normal(3.2, 0.5))
        .add({.name = "pizzas"}, lt::integers(1, 6))
        .add({.name = "daypart"}, lt::categories({{"noon", 2}, {"evening", 5}, {"night", 1}}));
    return orders.baseline(10'000);
  }();
  return baseline;
}

/// The set-up that the tests are about: the service's own options, over the baseline.
inline leeway::testing::Setup setup() { return {trained_on(), monitor_options()}; }

}  // namespace pizza
