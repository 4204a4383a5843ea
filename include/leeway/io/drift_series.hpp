#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/core/result.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/history.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1 {

/// How a feature fared in one window of the past.
struct PastWindow {
  TimePoint time;     ///< at which the window ended
  double effect = 0;  ///< FeatureReport::effect
  Verdict verdict = Verdict::stable;
  friend bool operator==(const PastWindow&, const PastWindow&) = default;
};

/// Features' past windows in the order of time, for the curves of an HTML report. Filled from reports as they come, or
/// from a database: SqliteHistory::series(), PostgresqlHistory::series().
class DriftSeries {
 public:
  /// Of several windows that end at one time, say those of replicas, the worst stays. O(log n), for windows that come
  /// in order.
  void add(std::string_view feature, const PastWindow& window) {
    auto found = features_.find(feature);
    if (found == features_.end()) found = features_.emplace(std::string(feature), std::vector<PastWindow>{}).first;
    std::vector<PastWindow>& past = found->second;
    const auto place = std::lower_bound(past.begin(), past.end(), window.time,
                                        [](const PastWindow& entry, TimePoint time) { return entry.time < time; });
    if (place == past.end() || place->time != window.time) {
      past.insert(place, window);
    } else if (std::pair(window.verdict, window.effect) > std::pair(place->verdict, place->effect)) {
      *place = window;
    }
  }

  /// Every feature of a report, at the end of its window. A report whose window has no end adds nothing.
  void add(const DriftReport& report) {
    if (!report.window_end) return;
    for (const FeatureReport& feature : report.features) {
      add(feature.name, {*report.window_end, feature.effect, feature.verdict});
    }
  }

  /// Nothing for a feature without a past.
  [[nodiscard]] const std::vector<PastWindow>& of(std::string_view feature) const noexcept {
    static const std::vector<PastWindow> nothing;
    const auto found = features_.find(feature);
    return found == features_.end() ? nothing : found->second;
  }
  [[nodiscard]] bool empty() const noexcept { return features_.empty(); }

 private:
  std::map<std::string, std::vector<PastWindow>, std::less<>> features_;
};

/// Of a HistoryRange, as history_sum: the baseline is parameter 1, the times are 2 and 3, the replicas, if any, follow.
/// Rows: feature (a database text), window_end, verdict, effect; windows without a report are left out.
[[nodiscard]] inline std::string history_series(std::size_t replicas) {
  std::string sql = R"(SELECT feature, window_end, verdict, effect FROM leeway_history
  WHERE baseline = $1 AND window_begin >= $2 AND window_begin < $3 AND part = 'values' AND verdict IS NOT NULL
    AND effect IS NOT NULL)";
  for (std::size_t i = 0; i < replicas; ++i) sql += (i == 0 ? " AND replica IN ($" : ", $") + std::to_string(i + 4);
  if (replicas > 0) sql += ')';
  return sql + " ORDER BY feature, window_end";
}

/// The verdict that to_string wrote; nothing for any other word.
[[nodiscard]] inline std::optional<Verdict> verdict_named(std::string_view word) noexcept {
  for (const Verdict verdict : {Verdict::stable, Verdict::insufficient, Verdict::minor, Verdict::drift}) {
    if (to_string(verdict) == word) return verdict;
  }
  return std::nullopt;
}

}  // namespace leeway::inline v0_1
