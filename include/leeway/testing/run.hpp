#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "leeway/baseline/baseline.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/time.hpp"
#include "leeway/monitor/monitor.hpp"
#include "leeway/monitor/monitor_options.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/testing/fake_clock.hpp"
#include "leeway/testing/stream.hpp"

namespace leeway::inline v0_1::testing {

/// The drift set-up of a service, of which every run makes a monitor anew. Its clock stands still but between windows,
/// and nothing runs in the background.
struct Setup {
  Baseline baseline;
  MonitorOptions options{};  ///< as the service has them; clock and evaluation are the run's own
  /// Rows of a window: where `options` end windows by the clock, so many come between two of its ticks; where they say
  /// nothing, a window ends after so many. `options.window_rows` goes first.
  std::uint64_t rows_a_window = 250;
};

/// How a stream reaches a monitor of one's own.
struct Feed {
  std::string feature{};         ///< only its drift counts; empty: that of the whole report
  std::size_t batch_rows = 100;  ///< poll() is called after each batch
  std::optional<FakeClock> clock{};
  std::chrono::seconds advance{0};  ///< of `clock`, after each batch
};

/// What a monitor made of a stream.
struct Run {
  std::uint64_t rows = 0;  ///< until the alarm, or all
  std::uint64_t windows = 0;
  bool alarmed = false;
  DriftReport report{};  ///< that of the alarm, or the last one
};

namespace detail {

[[nodiscard]] inline bool alarms(const DriftReport& report, const std::string& feature) {
  if (feature.empty()) return report.drifted();
  const FeatureReport* found = report.find(feature);
  return found != nullptr && found->verdict == Verdict::drift;
}

}  // namespace detail

/// Lets a monitor observe a stream until a report says `drift` or `rows` have come. The window that is open at the end
/// counts as if it ended then. The monitor should have Evaluation::on_poll: what a background thread closes is seen
/// after the next batch only. Throws ConfigError if the feature is not the monitor's.
inline Run run(Monitor& monitor, Stream stream, std::uint64_t rows, const Feed& feed = {}) {
  if (!feed.feature.empty()) static_cast<void>(monitor.baseline().schema().index_of(feed.feature));
  if (feed.batch_rows == 0) throw ConfigError("feed: batch_rows must be positive");
  Run seen;
  std::shared_ptr<const JudgedWindow> before = monitor.last_window();
  while (seen.rows < rows) {
    const auto batch = static_cast<std::size_t>((std::min)(std::uint64_t{feed.batch_rows}, rows - seen.rows));
    stream(batch, feed.clock ? (*feed.clock)() : now_in_seconds()).observed_by(monitor);
    seen.rows += batch;
    if (feed.clock) FakeClock(*feed.clock).advance(feed.advance);
    monitor.poll();
    std::shared_ptr<const JudgedWindow> last = monitor.last_window();
    if (last == before) continue;
    before = std::move(last);
    ++seen.windows;
    seen.report = before->report;
    seen.alarmed = detail::alarms(seen.report, feed.feature);
    if (seen.alarmed) return seen;
  }
  const JudgedWindow open = monitor.so_far();
  if (open.window.rows + open.window.rejected_rows == 0 && seen.windows > 0) return seen;
  ++seen.windows;
  seen.report = open.report;
  seen.alarmed = detail::alarms(seen.report, feed.feature);
  return seen;
}

/// The same with a new monitor of the set-up; of `feed` only the feature matters.
inline Run run(const Setup& setup, Stream stream, std::uint64_t rows, Feed feed = {}) {
  const FakeClock clock;
  MonitorOptions options = setup.options;
  options.evaluation = Evaluation::on_poll;
  options.clock = clock;
  const bool by_clock = options.cadence > std::chrono::seconds(0);
  if (options.window_rows == 0 && !by_clock) options.window_rows = setup.rows_a_window;
  feed.batch_rows = static_cast<std::size_t>(options.window_rows > 0 ? options.window_rows : setup.rows_a_window);
  feed.clock = clock;
  feed.advance = by_clock ? options.cadence : std::chrono::seconds(0);
  Monitor monitor(setup.baseline, std::move(options));
  return run(monitor, std::move(stream), rows, feed);
}

}  // namespace leeway::inline v0_1::testing
