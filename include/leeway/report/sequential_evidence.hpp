#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "leeway/core/time.hpp"
#include "leeway/report/plan.hpp"
#include "leeway/stream/design_effect.hpp"
#include "leeway/stream/hypotheses.hpp"

namespace leeway::inline v0_1 {

/// What watching one feature from window to window has brought to light.
struct SequentialEvidence {
  WatchMode mode = WatchMode::exchangeable;  ///< never `automatic`
  DesignEffect design_effect{};
  std::uint64_t windows = 0;          ///< looked at
  std::uint64_t values = 0;           ///< in them, missing ones left out
  std::uint64_t horizon_windows = 0;  ///< the guarantee's
  double alpha = 0;                   ///< this feature's share of the plan's
  /// Evidence for a change, as an e-value: its mean is at most 1 without one. An alarm needs `alarm_at`.
  double e_value = 0;
  double largest_e_value = 0;
  double alarm_at = 0;
  /// Valid however often one looks within the horizon: 1 / largest_e_value.
  double p_value = 1;

  bool alarmed = false;            ///< stays until Watch::reset()
  std::uint64_t alarm_window = 0;  ///< the window, counted from 1, that raised it
  std::optional<TimePoint> alarm_time{};
  std::uint64_t start_window = 0;  ///< estimated: the first window with drift in it; 0 without a sign of any
  std::optional<TimePoint> start_time{};

  Change change = Change::location;  ///< what the evidence, as far as there is any, is about
  bool increases = false;
  std::size_t first_slot = 0;  ///< of the range that became more or less frequent, for changes of a range
  std::size_t last_slot = 0;
};

}  // namespace leeway::inline v0_1
