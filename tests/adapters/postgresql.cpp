#include "leeway/adapters/postgresql.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "adapters/history_checks.hpp"
#include "adapters/postgresql_server.hpp"
#include "catch.hpp"
#include "io/history_samples.hpp"
#include "leeway/report/evaluate.hpp"

using namespace leeway;
using samples::history_baseline;
using samples::history_window;

namespace {

std::string ask(const std::string& connection, const std::string& sql) {
  PGconn* server = PQconnectdb(connection.c_str());
  PGresult* result = PQexec(server, sql.c_str());
  const std::string answer = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : PQerrorMessage(server);
  PQclear(result);
  PQfinish(server);
  return answer;
}

}  // namespace

// One server for all, for starting it takes seconds; every test has a baseline, hence rows, of its own.
TEST_CASE("postgresql: a history in a real server") {
  samples::PostgresqlServer server;
  if (!server.is_there()) {
    WARN("skipped: no PostgreSQL server is installed (Debian: postgresql)");
    return;
  }
  const auto started = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  };

  {
    INFO("any time range and any replicas are the sum of their windows, in whatever order they came");
    const Baseline baseline = history_baseline();
    PostgresqlHistory history(server.connection());
    samples::check_ranges(history, baseline);
  }
  {
    INFO("the series of a feature is what the reports of its windows said");
    const Baseline baseline = history_baseline(1);
    PostgresqlHistory history(server.connection());
    samples::check_series(history, baseline);
  }
  {
    INFO("a replayed window is not counted twice; verdicts can be asked for");
    const Baseline baseline = history_baseline(2);
    PostgresqlHistory history(server.connection());
    const Window window = history_window(baseline, 0, 0);
    const DriftReport report = evaluate(baseline, window);
    CHECK(history.append(baseline, window, {"it's \"a\\b\", {c}"}, &report));
    CHECK_FALSE(history.append(baseline, window, {"it's \"a\\b\", {c}"}, &report));
    Window other = window;
    ++other.rows;
    CHECK(history.append(baseline, other, {"it's \"a\\b\", {c}"}));
    CHECK(history.sum(baseline, {.replicas = {"it's \"a\\b\", {c}"}}).rows == 2 * window.rows + 1);
    const std::string where = " FROM leeway_history WHERE baseline = '" + hex_of(baseline.content_hash()) + "' AND ";
    CHECK(ask(server.connection(), "SELECT verdict" + where + "name = 'rows' AND verdict IS NOT NULL") ==
          to_string(report.verdict));
    CHECK(ask(server.connection(), "SELECT effect" + where + "feature = 'c' AND effect IS NOT NULL") ==
          shortest(report.features[report.features[0].name == "c" ? 0 : 1].effect));
    CHECK(ask(server.connection(), "SELECT SUM(samples)" + where + "name = 'M\\xfcnchen'") ==
          std::to_string(2 * std::get<CategoricalWindow>(window.features[1]).counts[0]));
  }
  {
    INFO("several processes make the table and write at once");
    const Baseline baseline = history_baseline(3);
    ask(server.connection(), "CREATE SCHEMA fresh");
    std::vector<std::thread> writers;
    std::atomic<int> written{0};
    for (std::uint64_t replica = 0; replica < 4; ++replica) {
      writers.emplace_back([&, replica] {
        PostgresqlHistory history(server.connection() + " options='-c search_path=fresh'");
        for (int at = 0; at < 5; ++at) {
          written +=
              history.append(baseline, history_window(baseline, replica / 2, at), {samples::pod(replica / 2)}) ? 1 : 0;
        }
      });
    }
    for (auto& writer : writers) writer.join();
    CHECK(written == 10);  // of 20: every window came from two of them
    CHECK(ask(server.connection(), "SELECT SUM(samples) FROM fresh.leeway_history WHERE name = 'windows'") == "10");
  }
  {
    INFO("the server is killed and started again while windows are written: nothing is lost, nothing counted twice");
    const Baseline baseline = history_baseline(4);
    constexpr int windows = 400;
    WindowSum wanted(baseline);
    std::vector<Window> all;
    for (int at = 0; at < windows; ++at) wanted.merge(all.emplace_back(history_window(baseline, 7, at)));
    std::atomic<int> done{0};
    std::string failure;
    std::thread writer([&] {
      try {
        PostgresqlHistory history(server.connection());
        for (const Window& window : all) {
          history.append(baseline, window, {"survivor"});
          ++done;
        }
      } catch (const Error& error) {
        failure = error.what();
        done = windows;
      }
    });
    int crashes = 0;
    for (const int when : {20, 150, 280}) {
      while (done < when) std::this_thread::sleep_for(std::chrono::microseconds(200));
      if (done == windows) break;
      server.kill();
      server.start();
      ++crashes;
    }
    writer.join();
    CHECK(failure == "");
    CHECK(crashes >= 2);
    PostgresqlHistory history(server.connection());
    CHECK(history.sum(baseline) == wanted);
    CHECK(ask(server.connection(),
              "SELECT SUM(samples) FROM leeway_history WHERE replica = 'survivor' AND name = "
              "'windows'") == std::to_string(windows));
  }
  {
    INFO("a read outlives the server's end, too");
    const Baseline baseline = history_baseline();
    PostgresqlHistory history(server.connection());
    const auto before = history.sum(baseline).rows;
    server.kill();
    server.start();
    CHECK(history.sum(baseline).rows == before);
  }
  {
    INFO("a server that stays away is an error that says so, and the window can be appended later");
    const Baseline baseline = history_baseline(5);
    PostgresqlHistory history(server.connection(), std::chrono::milliseconds(300));
    server.kill();
    CHECK_THROWS_AS(history.append(baseline, history_window(baseline, 0, 0), {"a"}), IoError);
    CHECK_THROWS_WITH(PostgresqlHistory(server.connection(), std::chrono::milliseconds(50)),
                      Catch::Matchers::StartsWith("postgresql: "));
    server.start();
    CHECK(history.append(baseline, history_window(baseline, 0, 0), {"a"}));
  }
  {
    INFO("what the server refuses is an error at once, with its words");
    const auto before = seconds();
    ask(server.connection(), "CREATE ROLE nobody_special LOGIN");
    ask(server.connection(), "ALTER TABLE leeway_history RENAME TO elsewhere");
    CHECK_THROWS_WITH(PostgresqlHistory(server.connection() + " user=nobody_special"),
                      Catch::Matchers::Contains("permission denied"));
    CHECK(seconds() - before < 10);
  }
}
