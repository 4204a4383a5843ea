#include "leeway/report/watch.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <set>
#include <string>

#include "commands.hpp"
#include "judge.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/season.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/io/terminal.hpp"
#include "leeway/io/text.hpp"
#include "leeway/report/evaluate.hpp"
#include "live.hpp"

namespace leeway::cli {
namespace {

/// Which of the times of length `every` a moment lies in.
TimePoint window_begin(TimePoint time, std::chrono::seconds every) {
  const auto since = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
  auto into = since % every;
  if (into.count() < 0) into += every;  // before 1970
  return TimePoint(since - into);
}

/// Judges one window after the other and tells about each: a line, and the whole report when more features have
/// drifted than before.
class Teller {
 public:
  Teller(const Baseline& baseline, const WatchOptions& options)
      : baseline_(baseline), options_(options), watch_(baseline, plan_of(options.judge)) {}

  /// False when there is no more to be told.
  bool tell(const Window& window) {
    watch_.update(window);
    const DriftReport report = evaluate(baseline_, window, watch_);
    std::set<std::string> drifted;
    for (const FeatureReport& feature : report.features) {
      if (feature.verdict == Verdict::drift) drifted.insert(feature.name);
    }
    const bool news = !std::includes(drifted_.begin(), drifted_.end(), drifted.begin(), drifted.end());
    drifted_ = drifted;
    status_ = (std::max)(status_, report.drifted() ? drift : no_drift);
    strict_status_ = status_of(report, options_.judge);
    if (options_.show.json) {
      print(to_json_line(report));
    } else {
      TextOptions text = terminal_options(stdout);
      text.verbose = options_.show.verbose;
      text.quiet = options_.show.quiet || !(news || options_.show.verbose);
      print("window " + std::to_string(watch_.windows()) + "  " + to_text(report, text) + (text.quiet ? "" : "\n"));
    }
    return !(options_.stop && report.drifted());
  }

  [[nodiscard]] std::size_t windows() const noexcept { return watch_.windows(); }
  [[nodiscard]] int status() const noexcept { return status_ == drift ? drift : strict_status_; }

 private:
  const Baseline& baseline_;
  const WatchOptions& options_;
  Watch watch_;
  std::set<std::string> drifted_;
  int status_ = no_drift;         // drift once is drift
  int strict_status_ = no_drift;  // of the last window
};

/// Windows of so many rows; the last one may be smaller.
void by_rows(LiveRows& live, std::size_t window_rows, Teller& teller) {
  constexpr std::size_t piece = 4096;
  while (live.read((std::min)(piece, window_rows - live.rows()))) {
    live.count();
    if (live.rows() < window_rows) continue;
    live.wipe_progress();
    if (!teller.tell(live.take())) return;
  }
  if (live.rows() > 0) teller.tell(live.take());
}

/// Windows of so much time. Row by row, so that the one which ends a window is told about before the next comes.
void by_time(LiveRows& live, std::chrono::seconds every, Teller& teller) {
  std::optional<TimePoint> begin;
  while (live.read(1)) {
    const auto time = live.time();
    if (time && (!begin || window_begin(*time, every) > *begin)) {  // a late row counts in the window that is open
      if (live.rows() > 0) {
        live.wipe_progress();
        if (!teller.tell(live.take())) return;
      }
      begin = window_begin(*time, every);
    }
    live.count();
  }
  if (live.rows() > 0) teller.tell(live.take());
}

}  // namespace

int watch(const WatchOptions& options) {
  if (options.rows == 0) throw ConfigError("--window takes at least one row");
  if (options.every && (options.time.empty() || options.every->count() < 1)) {
    throw ConfigError("--every needs a second or more, and --time NAME, the column that says when a row was seen");
  }
  const Baseline baseline = load_baseline(options.baseline);
  if (baseline.timeline().season != Season::none && options.time.empty()) {
    throw ConfigError(options.baseline + ": has a season: pass --time NAME, the column that says when a row was seen");
  }
  LiveRows live(baseline, options.table, options.time);
  Teller teller(baseline, options);
  if (options.every) {
    by_time(live, *options.every, teller);
  } else {
    by_rows(live, options.rows, teller);
  }
  if (teller.windows() == 0) throw FormatError(live.name() + ": has a header but no rows");
  return teller.status();
}

}  // namespace leeway::cli
