#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/time.hpp"
#include "leeway/monitor/monitor_options.hpp"
#include "leeway/monitor/recorder.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/evaluate.hpp"
#include "leeway/report/watch.hpp"

namespace leeway::inline v0_1 {

/// A window and what it was judged to be.
struct JudgedWindow {
  Window window;
  DriftReport report;
};

/// Watches a model's inputs: `observe` them right before the forward pass, and a DriftReport comes at each window's
/// end.
///
///     leeway::Monitor monitor(baseline, {.cadence = leeway::hourly, .on_report = alert});
///     monitor.observe(batch);          // any thread; never throws, allocates, locks or calls the clock
///     auto scores = model.forward(batch);
///
/// Verdicts come from watching the stream of windows (see Watch), unless the plan says otherwise: the alarms of all
/// features and all windows together have at most `plan.alpha` chance of being false within 30 days of the cadence, or
/// 720 windows. An alarm stays in every later report until reset_watch().
///
/// With neither `window_rows` nor `cadence` there is one window, which report() shows and close_window() ends.
/// A window holds every row exactly once; it may hold more than `window_rows`, namely those that came until it was
/// closed. Windows without rows are not reported; one with nothing but rejected rows is. All members may be called
/// from any thread, from `on_report` too; only the destructor must wait until nobody else uses the monitor.
class Monitor : private Recorder {  // privately: its observe() overloads, without repeating them
 public:
  /// Throws ConfigError for options that cannot work.
  explicit Monitor(Baseline baseline, MonitorOptions options = {})
      : Recorder(baseline, {options.shards, options.sample_every, options.budget_ns_a_row}),
        baseline_(std::move(baseline)),
        options_(std::move(options)),
        watch_(baseline_, options_.plan_with_horizon()),
        open_(baseline_),
        ended_(baseline_) {
    if (options_.cadence < std::chrono::seconds(0)) throw ConfigError("monitor: cadence must not be negative");
    if (options_.poll_interval <= std::chrono::milliseconds(0)) {
      throw ConfigError("monitor: poll_interval must be positive");
    }
    if (!options_.clock) throw ConfigError("monitor: a clock is needed");
    begin_window(options_.clock());
    const bool windows_end = options_.window_rows > 0 || options_.cadence > std::chrono::seconds(0);
    if (options_.evaluation == Evaluation::background && windows_end) worker_ = std::thread([this] { work(); });
  }
  /// Stops the background thread. The open window is dropped: a service that shuts down calls close_window() first.
  ~Monitor() {
    {
      const std::lock_guard lock(stop_mutex_);
      stopping_ = true;
    }
    stop_.notify_all();
    if (worker_.joinable()) worker_.join();
  }
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  using Recorder::observe;
  using Recorder::rows_seen;
  using Recorder::sample_every;

  [[nodiscard]] const Baseline& baseline() const noexcept { return baseline_; }

  /// Memory held for counting, in bytes; it does not grow. The baseline and what watches it are not in it.
  [[nodiscard]] std::size_t memory_bytes() {
    const std::lock_guard lock(window_mutex_);
    return Recorder::memory_bytes() + open_.memory_bytes() + ended_.memory_bytes();
  }

  /// The open window so far, judged as if it ended now; it stays open.
  [[nodiscard]] DriftReport report() { return so_far().report; }

  /// The same with the counts that were judged.
  [[nodiscard]] JudgedWindow so_far() {
    JudgedWindow open{window(), {}};
    if (!watch_.plan().sequential) {
      open.report = evaluate(baseline_, open.window, watch_.plan());
      return open;
    }
    const std::lock_guard lock(watch_mutex_);
    Watch as_if_closed = watch_;
    as_if_closed.update(open.window);
    open.report = evaluate(baseline_, open.window, as_if_closed);
    return open;
  }

  /// The last window that ended with rows in it; nothing until one has.
  [[nodiscard]] std::shared_ptr<const JudgedWindow> last_window() {
    const std::lock_guard lock(window_mutex_);
    return last_window_;
  }

  /// Everything observed since construction, in windows that ended and in the open one: what only grows, as the
  /// counters of a metrics page must.
  [[nodiscard]] Window totals() {
    const std::lock_guard lock(window_mutex_);
    drain(open_);
    Window sum = ended_;
    sum.merge(open_);
    return sum;
  }

  /// Forgets a feature's alarm, or all of them, and the evidence behind them: when somebody has dealt with the drift.
  /// The baseline stays; drift that goes on will be found again. Throws ConfigError for an unknown feature.
  void reset_watch(std::string_view feature) {
    const std::size_t index = baseline_.schema().index_of(feature);
    const std::lock_guard lock(watch_mutex_);
    watch_.reset(baseline_, index);
  }
  void reset_watch() {
    const std::lock_guard lock(watch_mutex_);
    for (std::size_t i = 0; i < watch_.size(); ++i) watch_.reset(baseline_, i);
  }

  /// The counts of the open window so far; it stays open.
  [[nodiscard]] Window window() {
    const std::lock_guard lock(window_mutex_);
    drain(open_);
    Window copy = open_;
    copy.end = options_.clock();
    return copy;
  }

  /// Ends the open window now, as if it were due, and returns its report (after calling `on_report` with it).
  DriftReport close_window() {
    DriftReport report;
    {
      const std::lock_guard in_order(watch_mutex_);
      const Window closed = taken_now();
      report = judge(closed);
    }
    if (options_.on_report) options_.on_report(report);
    return report;
  }

  /// Ends the open window if it is due and calls `on_report`; true if it did. Cheap when it is not due. With
  /// Evaluation::on_poll call it where a pause does no harm; exceptions of the callback reach the caller.
  bool poll() {
    if (!due(options_.clock())) return false;
    DriftReport report;
    {
      const std::lock_guard in_order(watch_mutex_);
      const std::optional<Window> closed = taken_if_due();
      if (!closed) return false;  // another thread was faster, or there is nothing to report
      report = judge(*closed);
    }
    if (options_.on_report) options_.on_report(report);
    return true;
  }

 private:
  [[nodiscard]] bool due(TimePoint now) const noexcept {
    if (options_.window_rows > 0) {
      const std::uint64_t before = rows_before_window_.load();
      const std::uint64_t seen = rows_seen();
      if (seen > before && seen - before >= options_.window_rows) return true;
    }
    if (options_.cadence == std::chrono::seconds(0)) return false;
    // A clock that was set back by more than a window must not keep this one open until it has caught up.
    const std::int64_t left = window_ends_.load() - now.time_since_epoch().count();
    return left <= 0 || left > 2 * options_.cadence.count();
  }

  [[nodiscard]] Window taken_now() {
    const std::lock_guard lock(window_mutex_);
    return take_window(options_.clock());
  }
  [[nodiscard]] std::optional<Window> taken_if_due() {
    const std::lock_guard lock(window_mutex_);
    const TimePoint now = options_.clock();
    if (!due(now)) return std::nullopt;
    Window closed = take_window(now);
    if (closed.rows + closed.rejected_rows + closed.skipped_rows == 0) return std::nullopt;
    return closed;
  }

  /// Callers hold window_mutex_.
  [[nodiscard]] Window take_window(TimePoint now) {
    drain(open_);
    Window closed = open_;
    closed.end = now;
    Window sum = ended_;
    sum.merge(closed);
    ended_ = std::move(sum);  // from here on nothing throws: no row is in both or in neither
    open_.reset();
    rows_before_window_ += closed.rows + closed.rejected_rows + closed.skipped_rows;
    begin_window(now);
    return closed;
  }

  void begin_window(TimePoint now) {
    open_.begin = now;
    const std::int64_t cadence = options_.cadence.count();
    if (cadence == 0) return;
    constexpr std::int64_t thursday_to_monday = std::int64_t{4} * 86'400;  // the epoch was a Thursday
    const std::int64_t since_monday = now.time_since_epoch().count() - thursday_to_monday;
    const std::int64_t past = ((since_monday % cadence) + cadence) % cadence;
    window_ends_ = now.time_since_epoch().count() - past + cadence;
  }

  /// Callers hold watch_mutex_, from before the window was taken, so that windows are judged in their order.
  [[nodiscard]] DriftReport judge(const Window& closed) {
    const bool sequential = watch_.plan().sequential;
    if (sequential) watch_.update(closed);
    const DriftReport report =
        sequential ? evaluate(baseline_, closed, watch_) : evaluate(baseline_, closed, watch_.plan());
    if (closed.rows + closed.rejected_rows > 0) {
      auto judged = std::make_shared<const JudgedWindow>(JudgedWindow{closed, report});
      const std::lock_guard lock(window_mutex_);
      last_window_ = std::move(judged);
    }
    return report;
  }

  void work() {
    std::unique_lock lock(stop_mutex_);
    while (!stop_.wait_for(lock, options_.poll_interval, [this] { return stopping_; })) {
      lock.unlock();
      try {
        poll();
      } catch (...) {  // an exception that left this thread would end the service, one of on_error too
        try {
          if (options_.on_error) options_.on_error(std::current_exception());
        } catch (...) {
        }
      }
      lock.lock();
    }
  }

  Baseline baseline_;
  MonitorOptions options_;

  std::mutex watch_mutex_;  // before window_mutex_ where both are held
  Watch watch_;

  std::mutex window_mutex_;
  // Guarded by window_mutex_:
  Window open_;   // drained so far
  Window ended_;  // the sum of all windows that ended
  std::shared_ptr<const JudgedWindow> last_window_;
  std::atomic<std::uint64_t> rows_before_window_{0};
  std::atomic<std::int64_t> window_ends_{0};  // seconds since the epoch

  std::mutex stop_mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread worker_;
};

}  // namespace leeway::inline v0_1
