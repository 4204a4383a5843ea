#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/accumulate/lanes.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/database_text.hpp"
#include "leeway/io/window_to_binary.hpp"

namespace leeway::inline v0_1 {

// The table `leeway_history`: windows and their verdicts, one row a window x feature x cell that is not empty, in the
// same words in PostgreSQL and SQLite. Any stretch of time and any replicas are one SUM over integers, exact in any
// order:
//
//   SELECT feature, part, place, name, SUM(samples) FROM leeway_history
//   WHERE baseline = '2d53a400...' AND window_begin >= 1769860800 AND window_begin < 1769947200
//   GROUP BY feature, part, place, name
//
// | column                   | holds                                                                                |
// |--------------------------|--------------------------------------------------------------------------------------|
// | baseline                 | Baseline::content_hash() as 16 hex digits                                            |
// | window_begin, window_end | seconds since 1970 UTC                                                               |
// | replica                  | who counted                                                                          |
// | window_id                | fingerprint of the window's content: with those before it says which window it is    |
// | feature                  | its name; '' in the rows of the window itself                                        |
// | part, place, name,       | part     place, name                             samples                             |
// | samples                  | window   0 windows; 1 rows; 2 rejected_rows;     1; how many                         |
// |                          |          3 skipped_rows                                                           |
// |                          | values   0                                       values that are finite, or there    |
// |                          | cell     slot, its limits or its category        values in it                        |
// |                          | new      0, a new category                       values in it, at least              |
// |                          | unseen   0 values; 1 missing; 2 error            of the table of new categories      |
// |                          | sum      digit                                   of the sum of the finite values:    |
// |                          | squares  digit                                   ... of their squares:               |
// |                          |                                                  sum of samples x 2^(32 x place)     |
// | lane_0 .. lane_3         | of a numeric cell: its values by hash lane                                           |
// | lowest, highest          | in the rows `values` of numeric features: finite extrema; take MIN and MAX           |
// | verdict, effect,         | in the rows `values`, and for the whole in `rows` of the window: what the report     |
// | p_value                  | said when the window was appended; NULL without a report                             |
//
// Texts are UTF-8; what is not, NUL and backslashes stand as \xHH.

/// Which window, beside its time and content.
struct HistoryLabel {
  std::string replica{};  ///< who counted: host and process, pod
};

/// Which windows: those that began at `from` or later, but before `until`, of all replicas or of those listed.
struct HistoryRange {
  TimePoint from = TimePoint((TimePoint::duration::min)());
  TimePoint until = TimePoint((TimePoint::duration::max)());
  std::vector<std::string> replicas{};
};

/// What all rows of a window share.
struct HistoryKey {
  std::string baseline;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::string replica;
  std::string id;
};

/// The rest of a row; also what a SUM over rows gives.
struct HistoryRow {
  std::string feature{};
  std::string part{};
  std::int64_t place = 0;
  std::string name{};
  std::int64_t samples = 0;
  std::array<std::int64_t, hash_lanes> lanes{};
  std::optional<double> lowest{};
  std::optional<double> highest{};
  std::optional<std::string> verdict{};
  std::optional<double> effect{};
  std::optional<double> p_value{};
};

inline constexpr const char* history_table = R"(CREATE TABLE IF NOT EXISTS leeway_history (
  baseline text NOT NULL, window_begin bigint NOT NULL, window_end bigint NOT NULL, replica text NOT NULL,
  window_id text NOT NULL, feature text NOT NULL, part text NOT NULL, place integer NOT NULL, name text NOT NULL,
  samples bigint NOT NULL, lane_0 bigint NOT NULL, lane_1 bigint NOT NULL, lane_2 bigint NOT NULL,
  lane_3 bigint NOT NULL, lowest double precision, highest double precision, verdict text, effect double precision,
  p_value double precision,
  PRIMARY KEY (baseline, window_begin, replica, window_id, feature, part, place, name)))";

/// Of a HistoryRange: the baseline is parameter 1, the times are 2 and 3, the replicas, if any, follow.
[[nodiscard]] inline std::string history_sum(std::size_t replicas) {
  std::string sql = R"(SELECT feature, part, place, name, CAST(SUM(samples) AS bigint), CAST(SUM(lane_0) AS bigint),
  CAST(SUM(lane_1) AS bigint), CAST(SUM(lane_2) AS bigint), CAST(SUM(lane_3) AS bigint), MIN(lowest), MAX(highest),
  MIN(window_begin), MAX(window_end)
  FROM leeway_history WHERE baseline = $1 AND window_begin >= $2 AND window_begin < $3)";
  for (std::size_t i = 0; i < replicas; ++i) sql += (i == 0 ? " AND replica IN ($" : ", $") + std::to_string(i + 4);
  if (replicas > 0) sql += ')';
  return sql + " GROUP BY feature, part, place, name";
}

/// What tells the window from all others of the history. Throws ConfigError if it does not know its time.
[[nodiscard]] inline HistoryKey history_key(const Window& window, const HistoryLabel& label) {
  if (!window.begin || !window.end) {
    throw ConfigError("history: the window does not know when it began and ended; set its begin and end");
  }
  ContentHash id;
  id.add(std::string_view(to_binary(window)));
  return {hex_of(window.baseline_hash), window.begin->time_since_epoch().count(),
          window.end->time_since_epoch().count(), database_text(label.replica), hex_of(id.value())};
}

}  // namespace leeway::inline v0_1
