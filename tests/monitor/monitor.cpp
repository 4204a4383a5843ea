#include "leeway/monitor/monitor.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <Eigen/Core>

#include "catch.hpp"
#include "report/people.hpp"

using leeway::Baseline;
using leeway::DriftReport;
using leeway::Evaluation;
using leeway::Monitor;
using leeway::TimePoint;
using leeway::Window;

namespace {

const Baseline& baseline() {
  static const Baseline made = People{}.baseline(5'000);
  return made;
}

/// A clock that goes when it is told to. Monday, 5 January 2026, 10:20:00 UTC at first.
struct FakeClock {
  std::shared_ptr<std::atomic<std::int64_t>> seconds = std::make_shared<std::atomic<std::int64_t>>(1'767'608'400);
  TimePoint operator()() const { return TimePoint(std::chrono::seconds(seconds->load())); }
  void advance(std::chrono::seconds by) const { *seconds += by.count(); }
};

struct Collected {
  std::mutex mutex;
  std::vector<DriftReport> reports;
  std::function<void(const DriftReport&)> callback() {
    return [this](const DriftReport& report) {
      const std::lock_guard lock(mutex);
      reports.push_back(report);
    };
  }
  std::size_t size() {
    const std::lock_guard lock(mutex);
    return reports.size();
  }
};

void wait_until(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

TEST_CASE("monitor: a report at any moment, the window stays open") {
  Monitor monitor(baseline());
  CHECK(monitor.report().window_rows == 0);
  People people{.older = 7};
  people.draw(1'000);
  monitor.observe(people.numbers, {people.devices});
  CHECK(monitor.report().drifted());
  monitor.observe(people.numbers, {people.devices});
  const DriftReport report = monitor.report();
  CHECK(report.window_rows == 2'000);
  CHECK(report.baseline_name == "people");
  CHECK(monitor.rows_seen() == 2'000);
  CHECK(monitor.memory_bytes() > 0);
}

TEST_CASE("monitor: windows tumble by rows") {
  Collected collected;
  Monitor monitor(baseline(),
                  {.window_rows = 1'000, .on_report = collected.callback(), .evaluation = Evaluation::on_poll});
  People people;
  std::vector<bool> closed;
  for (int i = 0; i < 10; ++i) {
    people.seed = 10 + static_cast<std::uint64_t>(i);
    people.older = i < 5 ? 0 : 7;
    people.draw(250);
    monitor.observe(people.numbers, {people.devices});
    closed.push_back(monitor.poll());
  }
  CHECK(closed == std::vector<bool>{false, false, false, true, false, false, false, true, false, false});
  REQUIRE(collected.size() == 2);
  CHECK(collected.reports[0].window_rows == 1'000);
  CHECK_FALSE(collected.reports[0].drifted());
  CHECK(collected.reports[1].window_rows == 1'000);
  CHECK(collected.reports[1].drifted());
  CHECK(monitor.close_window().window_rows == 500);
  CHECK(collected.size() == 3);
  CHECK(monitor.report().window_rows == 0);
}

TEST_CASE("monitor: windows tumble by the clock, aligned to hours, days and Mondays") {
  struct Case {
    std::chrono::seconds cadence;
    const char* first_end;
  };
  for (const auto& [cadence, first_end] :
       {Case{leeway::hourly, "2026-01-05T11:00:00Z"}, Case{leeway::daily, "2026-01-06T00:00:00Z"},
        Case{leeway::weekly, "2026-01-12T00:00:00Z"}}) {
    Collected collected;
    const FakeClock clock;
    Monitor monitor(
        baseline(),
        {.cadence = cadence, .on_report = collected.callback(), .evaluation = Evaluation::on_poll, .clock = clock});
    CHECK(leeway::format_utc(clock()) == "2026-01-05T10:20:00Z");
    People people;
    people.draw(100);
    monitor.observe(people.numbers, {people.devices});
    CHECK_FALSE(monitor.poll());
    while (leeway::format_utc(clock()) < std::string(first_end)) {
      CHECK_FALSE(monitor.poll());
      clock.advance(std::chrono::minutes(20));
    }
    CHECK(leeway::format_utc(clock()) == first_end);
    CHECK(monitor.poll());
    REQUIRE(collected.size() == 1);
    CHECK(collected.reports[0].window_rows == 100);
    CHECK(leeway::format_utc(*collected.reports[0].window_begin) == "2026-01-05T10:20:00Z");
    CHECK(leeway::format_utc(*collected.reports[0].window_end) == first_end);

    clock.advance(cadence);  // nothing came in: nothing to report
    CHECK_FALSE(monitor.poll());
    monitor.observe(people.numbers, {people.devices});
    clock.advance(3 * cadence);  // the poll comes late: one window, not three
    CHECK(monitor.poll());
    CHECK_FALSE(monitor.poll());
    CHECK(collected.size() == 2);
  }
}

TEST_CASE("monitor: a background thread closes windows; observers on many threads lose nothing") {
  Collected collected;
  constexpr int threads = 3;
  constexpr int batches = 400;
  std::uint64_t left = 0;
  {
    Monitor monitor(
        baseline(),
        {.window_rows = 2'000, .on_report = collected.callback(), .poll_interval = std::chrono::milliseconds(1)});
    std::vector<std::thread> observers;
    for (int t = 0; t < threads; ++t) {
      observers.emplace_back([&monitor, t] {
        People people{.seed = static_cast<std::uint64_t>(t)};
        people.draw(50);
        for (int i = 0; i < batches; ++i) monitor.observe(people.numbers, {people.devices});
      });
    }
    for (auto& observer : observers) observer.join();
    wait_until([&] { return collected.size() > 0; });
    left = monitor.close_window().window_rows;  // calls on_report too
  }
  std::uint64_t reported = 0;
  for (const auto& report : collected.reports) reported += report.window_rows;
  CHECK(collected.size() >= 2);
  CHECK(reported == 50ULL * threads * batches);
  CHECK(std::any_of(collected.reports.begin(), collected.reports.end(),
                    [&](const auto& report) { return report.window_rows == left; }));
}

TEST_CASE("monitor: a callback may ask the monitor, and may throw") {
  std::atomic<int> errors{0};
  std::atomic<std::uint64_t> rows_in_callback{1};
  Monitor* address = nullptr;
  Monitor monitor(baseline(), {.window_rows = 100,
                               .on_report =
                                   [&](const DriftReport&) {
                                     rows_in_callback = address->report().window_rows;
                                     throw std::runtime_error("pager is down");
                                   },
                               .on_error = [&](const std::exception_ptr&) { ++errors; },
                               .poll_interval = std::chrono::milliseconds(1)});
  address = &monitor;
  People people;
  people.draw(100);
  monitor.observe(people.numbers, {people.devices});
  wait_until([&] { return errors > 0; });
  CHECK(errors == 1);
  CHECK(rows_in_callback == 0);
  monitor.observe(people.numbers, {people.devices});  // the monitor goes on
  wait_until([&] { return errors > 1; });
  CHECK(errors == 2);
}

TEST_CASE("monitor: with on_poll the callback's exception reaches the caller, and no row comes back twice") {
  Monitor monitor(baseline(), {.window_rows = 10,
                               .on_report = [](const DriftReport&) { throw std::runtime_error("no"); },
                               .evaluation = Evaluation::on_poll});
  People people;
  people.draw(10);
  monitor.observe(people.numbers, {people.devices});
  CHECK_THROWS_AS(monitor.poll(), std::runtime_error);
  CHECK(monitor.report().window_rows == 0);
}

TEST_CASE("monitor: batches of the wrong shape are reported, not lost in silence") {
  Monitor monitor(baseline(), {.evaluation = Evaluation::on_poll});
  monitor.observe(Eigen::MatrixXd(8, 7));
  CHECK(monitor.report().rejected_rows == 8);
}

TEST_CASE("monitor: options that cannot work are refused") {
  using leeway::ConfigError;
  CHECK_THROWS_AS(Monitor(baseline(), {.cadence = std::chrono::seconds(-1)}), ConfigError);
  CHECK_THROWS_AS(Monitor(baseline(), {.poll_interval = std::chrono::milliseconds(0)}), ConfigError);
  CHECK_THROWS_AS(Monitor(baseline(), {.clock = nullptr}), ConfigError);
  CHECK_THROWS_AS(Monitor(baseline(), {.plan = {.alpha = 2}}), ConfigError);
}

TEST_CASE("monitor: rejected rows end a window too, or nobody would ever hear of them") {
  Collected collected;
  Monitor monitor(baseline(),
                  {.window_rows = 16, .on_report = collected.callback(), .evaluation = Evaluation::on_poll});
  for (int i = 0; i < 2; ++i) {
    monitor.observe(Eigen::MatrixXd(8, 7));
    CHECK(monitor.poll() == (i == 1));
  }
  REQUIRE(collected.size() == 1);
  CHECK(collected.reports[0].rejected_rows == 16);
  CHECK_FALSE(monitor.poll());
}

TEST_CASE("monitor: a clock that was wrong and is set back does not hold a window open") {
  const FakeClock clock;
  clock.advance(std::chrono::hours(24 * 365));
  Monitor monitor(baseline(), {.cadence = leeway::hourly, .evaluation = Evaluation::on_poll, .clock = clock});
  People people;
  people.draw(10);
  monitor.observe(people.numbers, {people.devices});
  clock.advance(-std::chrono::minutes(30));  // a small step back is waited out
  CHECK_FALSE(monitor.poll());
  clock.advance(-std::chrono::hours(24 * 365));
  CHECK(monitor.poll());
  monitor.observe(people.numbers, {people.devices});
  CHECK_FALSE(monitor.poll());
  clock.advance(std::chrono::hours(1));
  CHECK(monitor.poll());
}

TEST_CASE("monitor: an on_error that throws does not end the service") {
  std::atomic<int> errors{0};
  Monitor monitor(baseline(), {.window_rows = 10,
                               .on_report = [](const DriftReport&) { throw std::runtime_error("pager is down"); },
                               .on_error =
                                   [&](const std::exception_ptr& error) {
                                     ++errors;
                                     std::rethrow_exception(error);
                                   },
                               .poll_interval = std::chrono::milliseconds(1)});
  People people;
  people.draw(10);
  for (int i = 1; i <= 2; ++i) {
    monitor.observe(people.numbers, {people.devices});
    wait_until([&] { return errors >= i; });
    CHECK(errors == i);
  }
}

TEST_CASE("monitor: totals outlive the windows") {
  Monitor monitor(baseline(), {.evaluation = Evaluation::on_poll});
  CHECK(monitor.totals().rows == 0);
  CHECK(monitor.last_window() == nullptr);
  Window everything(baseline());
  for (int i = 0; i < 4; ++i) {
    People people{.seed = static_cast<std::uint64_t>(20 + i)};
    everything.merge(people.window(baseline(), 300));
    monitor.observe(people.numbers, {people.devices});
    CHECK(monitor.totals().rows == everything.rows);
    if (i % 2 == 1) monitor.close_window();
    const Window totals = monitor.totals();
    CHECK(totals.rows == everything.rows);
    for (std::size_t feature = 0; feature < totals.features.size(); ++feature) {
      std::visit(
          [&](const auto& counted) {
            CHECK(counted.counts ==
                  std::get<std::remove_cvref_t<decltype(counted)>>(everything.features[feature]).counts);
          },
          totals.features[feature]);
    }
  }
  const auto last = monitor.last_window();
  REQUIRE(last != nullptr);
  CHECK(last->window.rows == 600);
  CHECK(last->report.window_rows == 600);
  monitor.close_window();
  CHECK(monitor.last_window() == last);  // an empty window is none
  CHECK(monitor.so_far().report.window_rows == 0);
}
