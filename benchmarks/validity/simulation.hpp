#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/slot_table.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/report/watch.hpp"
#include "streams.hpp"

namespace validity {

/// Calls `work(i)` for i in [0, count) on all cores. What it throws first is thrown here.
template <class Work>
void for_each_run(std::size_t count, Work&& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex guard;
  const auto worker = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(guard);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < (std::max)(1U, std::thread::hardware_concurrency()); ++i) threads.emplace_back(worker);
  worker();
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

/// Some other rule that is asked about every window of a numeric feature.
class Peer {
 public:
  virtual ~Peer() = default;
  /// The rows of the newest window; true for an alarm.
  virtual bool look(std::span<const double> window) = 0;
};
/// Made from the training rows in their order, for windows of so many rows.
using PeerOf = std::function<std::unique_ptr<Peer>(std::span<const double> training, std::uint64_t rows_per_window)>;

/// A feature's training rows and live stream, and who watches it.
struct Setting {
  std::string name{};
  StreamOf stream = normal();
  bool categorical = false;
  std::uint64_t baseline_rows = 10'000;
  std::uint64_t rows_per_window = 100;
  std::function<std::uint64_t(Random&)> window_rows{};  ///< if windows differ in size; then rows_per_window on average
  std::uint64_t windows = 720;
  leeway::BuilderOptions options{};
  bool clock = false;  ///< rows carry times, rows_per_window of them an hour
  std::vector<leeway::Plan> plans{leeway::Plan{}};
  std::vector<PeerOf> peers{};
  std::size_t runs = 1'000;
  std::size_t streams_per_baseline = 1;

  static constexpr std::uint64_t never = ~std::uint64_t{0};
  std::uint64_t change_at = never;            ///< live rows before the change
  std::function<double(Random&)> changed{};   ///< draws a row after it
  std::function<double(double)> log_ratio{};  ///< ln of the densities' ratio, for the oracle
};

/// When somebody first raised an alarm: after so many live rows; 0 for never.
struct Outcome {
  std::vector<std::uint64_t> alarms{};  ///< one a plan, then one a peer
  std::uint64_t oracle = 0;
  leeway::DesignEffect design_effect{};
  leeway::WatchMode mode{};
};

inline leeway::TimePoint hour(std::uint64_t number) {
  return leeway::TimePoint(std::chrono::hours(455'832 + static_cast<std::int64_t>(number)));  // 2022-01-01
}

/// Counts rows of a one-feature baseline into a window.
class Counter {
 public:
  explicit Counter(const leeway::Baseline& baseline) : window_(baseline) {
    if (const auto* numeric = std::get_if<leeway::NumericBaseline>(&baseline[0])) {
      table_ = leeway::SlotTable<double>(numeric->cells.partition());
    } else {
      vocabulary_ = &std::get<leeway::CategoricalBaseline>(baseline[0]).vocabulary;
    }
  }
  void reset() {
    window_.rows = 0;
    std::visit([](auto& feature) { std::fill(feature.counts.begin(), feature.counts.end(), 0); }, window_.features[0]);
    if (auto* numeric = std::get_if<leeway::NumericWindow>(window_.features.data())) {
      std::fill(numeric->lanes.begin(), numeric->lanes.end(), 0);
    }
  }
  void add(double x) {
    ++window_.rows;
    if (auto* numeric = std::get_if<leeway::NumericWindow>(window_.features.data())) {
      const std::size_t slot = table_.slot(x);
      ++numeric->counts[slot];
      if (leeway::is_finite(x)) ++numeric->lanes[slot * leeway::hash_lanes + leeway::hash_lane(x)];
    } else {
      const auto code = static_cast<std::size_t>(x);
      while (slots_.size() <= code) {
        slots_.push_back(vocabulary_->slot(leeway::CodeText(static_cast<std::int64_t>(slots_.size())).view()));
      }
      ++std::get<leeway::CategoricalWindow>(window_.features[0]).counts[slots_[code]];
    }
  }
  leeway::Window& window() noexcept { return window_; }

 private:
  leeway::Window window_;
  leeway::SlotTable<double> table_;
  const leeway::Vocabulary* vocabulary_ = nullptr;
  std::vector<std::size_t> slots_;  // of codes
};

/// A baseline from the stream's first rows; `training` receives them.
inline leeway::Baseline make_baseline(const Setting& setting, const Stream& stream, Random& random,
                                      std::vector<double>& training) {
  leeway::BaselineBuilder builder(
      leeway::Schema{{"x", setting.categorical ? leeway::Kind::categorical : leeway::Kind::numeric}}, setting.options);
  training.resize(setting.baseline_rows);
  for (std::uint64_t row = 0; row < setting.baseline_rows; ++row) training[row] = stream(random, row);
  const std::uint64_t step = setting.clock ? setting.rows_per_window : setting.baseline_rows;
  for (std::uint64_t row = 0; row < setting.baseline_rows; row += step) {
    if (setting.clock) builder.at(hour(row / step));
    builder.add_column(0, std::span(training).subspan(row, (std::min)(step, setting.baseline_rows - row)));
  }
  return builder.build();
}

/// Live traffic over one baseline, until everybody has raised an alarm or it ends.
inline Outcome watch_stream(const Setting& setting, const leeway::Baseline& baseline, const Stream& stream,
                            Random& random, std::span<const double> training) {
  Outcome outcome;
  std::vector<leeway::Watch> watches;
  for (const leeway::Plan& plan : setting.plans) watches.emplace_back(baseline, plan);
  std::vector<std::unique_ptr<Peer>> peers;
  for (const PeerOf& peer : setting.peers) peers.push_back(peer(training, setting.rows_per_window));
  outcome.alarms.resize(watches.size() + peers.size());
  outcome.design_effect = watches.front()[0].evidence().design_effect;
  outcome.mode = watches.front()[0].evidence().mode;

  Counter counter(baseline);
  std::vector<double> values;
  std::uint64_t rows = 0;
  bool open = true;  // somebody has not raised an alarm yet
  double oracle = 0;
  const double oracle_limit = static_cast<double>(setting.windows * setting.rows_per_window) / 0.05;
  for (std::uint64_t window = 0; window < setting.windows && open; ++window) {
    counter.reset();
    values.clear();
    const std::uint64_t size = setting.window_rows ? setting.window_rows(random) : setting.rows_per_window;
    for (std::uint64_t i = 0; i < size; ++i, ++rows) {
      const double x =
          rows >= setting.change_at ? setting.changed(random) : stream(random, setting.baseline_rows + rows);
      counter.add(x);
      if (!peers.empty()) values.push_back(x);
      if (!setting.log_ratio || outcome.oracle != 0) continue;
      oracle = (oracle + 1) * std::exp(setting.log_ratio(x));
      if (oracle >= oracle_limit) outcome.oracle = rows + 1;
    }
    if (setting.clock) counter.window().begin = hour(setting.baseline_rows / setting.rows_per_window + window);
    open = setting.log_ratio && outcome.oracle == 0;
    for (std::size_t i = 0; i < outcome.alarms.size(); ++i) {
      if (outcome.alarms[i] != 0) continue;
      bool alarm = false;
      if (i < watches.size()) {
        watches[i].update(counter.window());
        alarm = watches[i][0].evidence().alarmed;
      } else {
        alarm = peers[i - watches.size()]->look(values);
      }
      if (alarm) outcome.alarms[i] = rows;
      open = open || !alarm;
    }
  }
  return outcome;
}

/// All runs, in their order: `streams_per_baseline` of one baseline stand together.
inline std::vector<Outcome> simulate(const Setting& setting) {
  std::vector<Outcome> outcomes(setting.runs);
  const std::size_t baselines = (setting.runs + setting.streams_per_baseline - 1) / setting.streams_per_baseline;
  for_each_run(baselines, [&](std::size_t number) {
    Random random(number);
    std::vector<double> training;
    Stream stream = setting.stream();
    const leeway::Baseline baseline = make_baseline(setting, stream, random, training);
    const std::size_t first = number * setting.streams_per_baseline;
    const std::size_t last = (std::min)(setting.runs, first + setting.streams_per_baseline);
    for (std::size_t run = first; run < last; ++run) {
      outcomes[run] = watch_stream(setting, baseline, stream, random, training);
    }
  });
  return outcomes;
}

}  // namespace validity
