#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>

#include "leeway/core/time.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/plan.hpp"

namespace leeway::inline v0_1 {

inline constexpr std::chrono::seconds hourly = std::chrono::hours(1);
inline constexpr std::chrono::seconds daily = std::chrono::hours(24);
inline constexpr std::chrono::seconds weekly = std::chrono::hours(24 * 7);

/// Who closes windows that are due, evaluates them and calls back.
enum class Evaluation : std::uint8_t {
  background,  ///< a thread of the monitor's own, which looks every `poll_interval`
  on_poll,     ///< whoever calls poll(): no thread, and every window ends at a call the caller chose
};

struct MonitorOptions {
  std::uint64_t window_rows = 0;    ///< a window ends after this many rows, rejected ones too; 0: not by rows
  std::chrono::seconds cadence{0};  ///< a window ends at each multiple of this in UTC (weeks on Monday); 0: not by time
  /// Called once a window, on the thread that closed it: the background thread, or who called poll() or
  /// close_window(). When two of these close windows at the same time the calls may overlap.
  std::function<void(const DriftReport&)> on_report{};
  std::function<void(std::exception_ptr)> on_error{};  ///< when a background evaluation or callback threw
  Plan plan{};
  Evaluation evaluation = Evaluation::background;
  std::chrono::milliseconds poll_interval{20};
  std::function<TimePoint()> clock = now_in_seconds;  ///< tests put their own here; never called by observe()
  std::size_t shards = 0;                             ///< these three: see RecorderOptions
  std::size_t sample_every = 1;
  double budget_ns_a_row = 0;

  /// The plan with what the cadence says about the guarantee's 30 days.
  [[nodiscard]] Plan plan_with_horizon() const {
    Plan known = plan;
    known.cadence = cadence;
    if (known.horizon_windows == 0 && cadence > std::chrono::seconds(0)) {
      const auto windows = (30 * daily + cadence - std::chrono::seconds(1)) / cadence;
      known.horizon_windows = static_cast<std::uint64_t>((std::max)(windows, std::int64_t{1}));
    }
    return known;
  }
};

}  // namespace leeway::inline v0_1
