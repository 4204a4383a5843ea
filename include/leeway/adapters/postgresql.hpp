#pragma once

/// Needs libpq and a PostgreSQL 10 or later: link leeway::postgresql.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <libpq-fe.h>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/io/database_text.hpp"
#include "leeway/io/drift_series.hpp"
#include "leeway/io/history.hpp"
#include "leeway/io/history_rows.hpp"
#include "leeway/io/history_sum.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1 {

/// A history of windows in PostgreSQL: the table `leeway_history`, see io/history.hpp. A window is one statement, hence
/// one round trip and one transaction. One object is one connection, for one thread at a time.
///
/// When the server goes away, a call connects anew, waiting a little longer each time, until `patience` is over; only
/// then it throws, and the window is still the caller's to append later. A window whose commit nobody has seen may be
/// appended again: it is not counted twice.
class PostgresqlHistory {
 public:
  /// `connection` is libpq's: "host=db dbname=ml" or a URL. Timeouts of 5 s for connecting and 30 s for a silent server
  /// hold unless it says others. Throws IoError, with the server's words, if there is none.
  explicit PostgresqlHistory(std::string connection, std::chrono::milliseconds patience = std::chrono::seconds(30))
      : connection_(std::move(connection)), patience_(patience) {
    persistently([&] { make_table(); });
  }

  /// Appends a window, and what its report said. False if it is there already.
  /// Throws ConfigError for a window of another baseline or without its time, IoError.
  bool append(const Baseline& baseline, const Window& window, const HistoryLabel& label,
              const DriftReport* report = nullptr) {
    const HistoryKey key = history_key(window, label);
    const std::vector<HistoryRow> rows = history_rows(baseline, window, report);
    Columns columns(14);
    for (const HistoryRow& row : rows) {
      std::size_t next = 0;
      const auto text = [&](const std::optional<std::string>& value) { add_to(columns[next++], value); };
      const auto number = [&](const std::optional<double>& x) { text(x ? std::optional(shortest(*x)) : std::nullopt); };
      for (const std::string& value : {row.feature, row.part, std::to_string(row.place), row.name}) text(value);
      text(std::to_string(row.samples));
      for (const std::int64_t lane : row.lanes) text(std::to_string(lane));
      number(row.lowest);
      number(row.highest);
      text(row.verdict);
      number(row.effect);
      number(row.p_value);
    }
    std::vector<std::string> parameters{key.baseline, std::to_string(key.begin), std::to_string(key.end), key.replica,
                                        key.id};
    for (std::string& column : columns) parameters.push_back('{' + column + '}');
    bool added = false;
    persistently([&] {
      const Result result =
          ask("INSERT INTO leeway_history SELECT $1, $2::bigint, $3::bigint, $4, $5, r.* FROM unnest($6::text[], "
              "$7::text[], $8::integer[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], "
              "$14::bigint[], $15::float8[], $16::float8[], $17::text[], $18::float8[], $19::float8[]) r "
              "ON CONFLICT DO NOTHING",
              parameters);
      added = std::string_view(PQcmdTuples(result.get())) != "0";
    });
    return added;
  }

  /// The sum of all windows in the range, the same to the last bit as their WindowSum: of no rows where there are none.
  /// `evaluate(baseline, history.sum(baseline, range).window())` is the report over it.
  [[nodiscard]] WindowSum sum(const Baseline& baseline, const HistoryRange& range = {}) {
    const std::vector<std::string> parameters = parameters_of(baseline, range);
    WindowSum total;
    persistently([&] {
      const Result rows = ask(history_sum(range.replicas.size()), parameters);
      HistorySum sum(baseline);
      for (int row = 0; row < PQntuples(rows.get()); ++row) {
        const auto text = [&](int column) { return std::string(PQgetvalue(rows.get(), row, column)); };
        const auto integer = [&](int column) { return parsed<std::int64_t>(text(column)); };
        const auto number = [&](int column) {
          return PQgetisnull(rows.get(), row, column) != 0 ? std::nullopt : std::optional(parsed<double>(text(column)));
        };
        sum.add({.feature = text(0),
                 .part = text(1),
                 .place = integer(2),
                 .name = text(3),
                 .samples = integer(4),
                 .lanes = {integer(5), integer(6), integer(7), integer(8)},
                 .lowest = number(9),
                 .highest = number(10)},
                integer(11), integer(12));
      }
      total = sum.take();
    });
    return total;
  }

  /// What the reports said of each feature when the windows in the range were appended, for HtmlOptions::history.
  [[nodiscard]] DriftSeries series(const Baseline& baseline, const HistoryRange& range = {}) {
    const std::vector<std::string> parameters = parameters_of(baseline, range);
    DriftSeries all;
    persistently([&] {
      const Result rows = ask(history_series(range.replicas.size()), parameters);
      DriftSeries series;
      for (int row = 0; row < PQntuples(rows.get()); ++row) {
        const auto text = [&](int column) { return std::string(PQgetvalue(rows.get(), row, column)); };
        const TimePoint time{std::chrono::seconds(parsed<std::int64_t>(text(1)))};
        const auto verdict = verdict_named(text(2));
        if (verdict) series.add(bytes_of_database_text(text(0)), {time, parsed<double>(text(3)), *verdict});
      }
      all = std::move(series);
    });
    return all;
  }

 private:
  struct Close {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    void operator()(PGresult* result) const noexcept { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Close>;
  using Columns = std::vector<std::string>;
  struct ServerGone {
    std::string reason;
  };

  /// One more element of an array's text.
  static void add_to(std::string& column, const std::optional<std::string>& value) {
    if (!column.empty()) column += ',';
    if (!value) {
      column += "NULL";
      return;
    }
    column += '"';
    for (const char c : *value) {
      if (c == '"' || c == '\\') column += '\\';
      column += c;
    }
    column += '"';
  }
  template <class Number>
  static Number parsed(const std::string& text) {
    Number number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
  }

  /// Of history_sum() and history_series().
  static std::vector<std::string> parameters_of(const Baseline& baseline, const HistoryRange& range) {
    std::vector<std::string> parameters{hex_of(baseline.content_hash()),
                                        std::to_string(range.from.time_since_epoch().count()),
                                        std::to_string(range.until.time_since_epoch().count())};
    for (const std::string& replica : range.replicas) parameters.push_back(database_text(replica));
    return parameters;
  }

  /// Does the work, again with a new connection when the old one is lost.
  template <class Work>
  void persistently(Work&& work) {
    const auto give_up = std::chrono::steady_clock::now() + patience_;
    for (std::chrono::milliseconds pause(50);; pause = (std::min)(2 * pause, std::chrono::milliseconds(2'000))) {
      try {
        connect();
        return work();
      } catch (const ServerGone& gone) {
        connected_.reset();
        if (std::chrono::steady_clock::now() + pause > give_up) throw IoError("postgresql: " + gone.reason);
      }
      std::this_thread::sleep_for(pause);
    }
  }
  void connect() {
    if (connected_) return;
    // what the user's text says comes later and wins
    const std::array<const char*, 7> names{"connect_timeout",
                                           "tcp_user_timeout",
                                           "fallback_application_name",
                                           "client_encoding",
                                           "options",
                                           "dbname",
                                           nullptr};
    const std::array<const char*, 7> values{
        "5", "30000", "leeway", "UTF8", "-c extra_float_digits=1", connection_.c_str(), nullptr};
    connected_.reset(PQconnectdbParams(names.data(), values.data(), 1));
    if (!connected_) throw IoError("postgresql: no memory for a connection");
    PQsetNoticeProcessor(
        connected_.get(), [](void*, const char*) {}, nullptr);  // libpq's own would print them
    if (PQstatus(connected_.get()) != CONNECTION_OK) throw ServerGone{PQerrorMessage(connected_.get())};
  }
  Result ask(const std::string& sql, const std::vector<std::string>& parameters) {
    std::vector<const char*> values;
    for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
    Result result(PQexecParams(connected_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                               nullptr, nullptr, 0));
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
    const std::string reason = PQerrorMessage(connected_.get());
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const std::string_view code = state == nullptr ? "" : state;
    const bool gone = PQstatus(connected_.get()) != CONNECTION_OK || code.starts_with("08") || code.starts_with("57P");
    if (gone) throw ServerGone{reason};
    throw IoError("postgresql: " + reason);
  }
  void make_table() {
    // Asked first: making a table that is there needs the right to make tables, and two at a time collide.
    const Result found = ask("SELECT to_regclass('leeway_history')", {});
    if (PQgetisnull(found.get(), 0, 0) == 0) return;
    ask("SELECT pg_advisory_lock(5279)", {});
    ask(history_table, {});
    ask("SELECT pg_advisory_unlock(5279)", {});
  }

  std::string connection_;
  std::chrono::milliseconds patience_;
  std::unique_ptr<PGconn, Close> connected_;
};

}  // namespace leeway::inline v0_1
