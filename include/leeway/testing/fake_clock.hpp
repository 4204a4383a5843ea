#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "leeway/core/time_point.hpp"

namespace leeway::inline v0_1::testing {

/// A clock that stands still until it is told to move, for a monitor's `cadence`:
///
///     leeway::testing::FakeClock clock;
///     leeway::Monitor monitor(baseline, {.cadence = leeway::hourly, .evaluation = leeway::Evaluation::on_poll,
///                                        .clock = clock});
///     clock.advance(std::chrono::hours(1));
///     monitor.poll();                           // the hour is over
///
/// Copies show the same time. May be moved and read from any thread.
class FakeClock {
 public:
  /// Begins on Monday, 2024-01-01T00:00:00Z: the first hour of a day and of a week.
  explicit FakeClock(TimePoint now = TimePoint(std::chrono::seconds(1'704'067'200)))
      : seconds_(std::make_shared<std::atomic<std::int64_t>>(now.time_since_epoch().count())) {}

  [[nodiscard]] TimePoint operator()() const noexcept { return TimePoint(std::chrono::seconds(seconds_->load())); }
  void set(TimePoint now) noexcept { seconds_->store(now.time_since_epoch().count()); }
  /// May go backwards, as clocks that are set do.
  void advance(std::chrono::seconds by) noexcept { seconds_->fetch_add(by.count()); }

 private:
  std::shared_ptr<std::atomic<std::int64_t>> seconds_;
};

}  // namespace leeway::inline v0_1::testing
