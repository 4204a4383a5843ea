#pragma once

/// Needs SQLite 3.24 or later: link leeway::sqlite.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sqlite3.h>

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

/// A history of windows in a file: the table `leeway_history`, see io/history.hpp. Several processes may write to one
/// file; one object is for one thread at a time. Errors are IoErrors with SQLite's words and change nothing.
class SqliteHistory {
 public:
  /// Opens the file, or makes it. ":memory:" is a history that is gone with the object.
  explicit SqliteHistory(const std::filesystem::path& path) : path_(path.string()) {
    sqlite3* database = nullptr;
    const int status = sqlite3_open(path_.c_str(), &database);
    database_.reset(database);
    if (status != SQLITE_OK) fail("cannot be opened");
    sqlite3_busy_timeout(database, 10'000);
    run(history_table);
  }

  /// Appends a window, and what its report said, in one transaction. False if it is there already: a window that is
  /// appended again, because nobody knows whether the first time succeeded, is not counted twice.
  /// Throws ConfigError for a window of another baseline or without its time, IoError.
  bool append(const Baseline& baseline, const Window& window, const HistoryLabel& label,
              const DriftReport* report = nullptr) {
    const HistoryKey key = history_key(window, label);
    const std::vector<HistoryRow> rows = history_rows(baseline, window, report);
    run("BEGIN IMMEDIATE");
    try {
      int added = 0;
      const Statement insert =
          prepare("INSERT INTO leeway_history VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING");
      for (const HistoryRow& row : rows) {
        Binder(insert.get())
            .text(key.baseline)
            .integer(key.begin)
            .integer(key.end)
            .text(key.replica)
            .text(key.id)
            .text(row.feature)
            .text(row.part)
            .integer(row.place)
            .text(row.name)
            .integer(row.samples)
            .integer(row.lanes[0])
            .integer(row.lanes[1])
            .integer(row.lanes[2])
            .integer(row.lanes[3])
            .number(row.lowest)
            .number(row.highest)
            .optional_text(row.verdict)
            .number(row.effect)
            .number(row.p_value);
        if (sqlite3_step(insert.get()) != SQLITE_DONE) fail("a window cannot be written");
        added += sqlite3_changes(database_.get());
        sqlite3_reset(insert.get());
      }
      run("COMMIT");
      return added > 0;
    } catch (...) {
      sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
      throw;
    }
  }

  /// The sum of all windows in the range, the same to the last bit as their WindowSum: of no rows where there are none.
  /// `evaluate(baseline, history.sum(baseline, range).window())` is the report over it.
  [[nodiscard]] WindowSum sum(const Baseline& baseline, const HistoryRange& range = {}) {
    const Query query = ask(history_sum(range.replicas.size()), baseline, range);
    HistorySum sum(baseline);
    while (next(query)) {
      const auto text = [&](int column) { return query.text(column); };
      const auto integer = [&](int column) { return query.integer(column); };
      const auto number = [&](int column) { return query.number(column); };
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
    return sum.take();
  }

  /// What the reports said of each feature when the windows in the range were appended, for HtmlOptions::history.
  [[nodiscard]] DriftSeries series(const Baseline& baseline, const HistoryRange& range = {}) {
    const Query query = ask(history_series(range.replicas.size()), baseline, range);
    DriftSeries series;
    while (next(query)) {
      const TimePoint time{std::chrono::seconds(query.integer(1))};
      const auto verdict = verdict_named(query.text(2));
      if (verdict) series.add(bytes_of_database_text(query.text(0)), {time, *query.number(3), *verdict});
    }
    return series;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Close>;

  /// Binds one parameter after the other. Texts must outlive the statement's next step.
  class Binder {
   public:
    explicit Binder(sqlite3_stmt* statement) : statement_(statement) {}
    Binder& text(const std::string& value) {
      sqlite3_bind_text(statement_, ++index_, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
      return *this;
    }
    Binder& integer(std::int64_t value) {
      sqlite3_bind_int64(statement_, ++index_, value);
      return *this;
    }
    Binder& number(const std::optional<double>& value) {
      value ? sqlite3_bind_double(statement_, ++index_, *value) : sqlite3_bind_null(statement_, ++index_);
      return *this;
    }
    Binder& optional_text(const std::optional<std::string>& value) {
      if (value) return text(*value);
      sqlite3_bind_null(statement_, ++index_);
      return *this;
    }

   private:
    sqlite3_stmt* statement_;
    int index_ = 0;
  };

  /// A statement that asks, and the columns of the row it stands on.
  class Query {
   public:
    explicit Query(Statement statement) : statement_(std::move(statement)) {}
    [[nodiscard]] sqlite3_stmt* get() const noexcept { return statement_.get(); }
    [[nodiscard]] std::string text(int column) const {
      const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(get(), column));
      return std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(get(), column)));
    }
    [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(get(), column); }
    [[nodiscard]] std::optional<double> number(int column) const {
      if (sqlite3_column_type(get(), column) == SQLITE_NULL) return std::nullopt;
      return sqlite3_column_double(get(), column);
    }

   private:
    Statement statement_;
  };

  /// Asks for what is in a range: history_sum() or history_series().
  Query ask(const std::string& sql, const Baseline& baseline, const HistoryRange& range) {
    Query query(prepare(sql));
    int index = 0;
    const auto text = [&](const std::string& value) {
      sqlite3_bind_text(query.get(), ++index, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    };
    text(hex_of(baseline.content_hash()));
    sqlite3_bind_int64(query.get(), ++index, range.from.time_since_epoch().count());
    sqlite3_bind_int64(query.get(), ++index, range.until.time_since_epoch().count());
    for (const std::string& replica : range.replicas) text(database_text(replica));
    return query;
  }
  /// False after the last row.
  bool next(const Query& query) {
    const int status = sqlite3_step(query.get());
    if (status != SQLITE_ROW && status != SQLITE_DONE) fail("the history cannot be read");
    return status == SQLITE_ROW;
  }

  [[noreturn]] void fail(const char* what) const {
    throw IoError(path_ + ": " + what + ": " + sqlite3_errmsg(database_.get()));
  }
  void run(const char* sql) {
    if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("the history cannot be used");
  }
  Statement prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      fail("the history cannot be used");
    }
    return Statement(statement);
  }

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace leeway::inline v0_1
