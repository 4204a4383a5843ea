#include "leeway/adapters/sqlite.hpp"

#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "adapters/history_checks.hpp"
#include "catch.hpp"
#include "io/history_samples.hpp"
#include "io/samples.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/report/evaluate.hpp"

using namespace leeway;
using samples::history_baseline;
using samples::history_window;

TEST_CASE("sqlite: any time range and any replicas are the sum of their windows, in whatever order they came") {
  const Baseline baseline = history_baseline();
  const samples::TemporaryDirectory directory;
  SqliteHistory history(directory / "history.db");
  samples::check_ranges(history, baseline);
}

TEST_CASE("sqlite: a replayed window is not counted twice, another one of the same second is counted") {
  const Baseline baseline = history_baseline();
  SqliteHistory history(":memory:");
  const Window window = history_window(baseline, 0, 0);
  const DriftReport report = evaluate(baseline, window);
  CHECK(history.append(baseline, window, {"a"}, &report));
  CHECK_FALSE(history.append(baseline, window, {"a"}, &report));
  CHECK_FALSE(history.append(baseline, window, {"a"}));
  CHECK(history.sum(baseline).rows == window.rows);
  Window other = window;
  ++other.rows;
  CHECK(history.append(baseline, other, {"a"}));
  CHECK(history.append(baseline, window, {"b"}));
  CHECK(history.sum(baseline).rows == 3 * window.rows + 1);
}

TEST_CASE("sqlite: the series of a feature is what the reports of its windows said") {
  const Baseline baseline = history_baseline();
  SqliteHistory history(":memory:");
  samples::check_series(history, baseline);
}

TEST_CASE("sqlite: baselines do not mix") {
  const Baseline baseline = history_baseline();
  const Baseline other = history_baseline(1);
  SqliteHistory history(":memory:");
  history.append(baseline, history_window(baseline, 0, 0), {"a"});
  history.append(other, history_window(other, 0, 1), {"a"});
  CHECK(history.sum(baseline).rows == 100);
  CHECK(history.sum(other).rows == 101);
  CHECK_THROWS_AS(history.append(baseline, history_window(other, 0, 1), {"a"}), ConfigError);
}

TEST_CASE("sqlite: a process that is killed while it writes leaves whole windows") {
  const Baseline baseline = history_baseline();
  const samples::TemporaryDirectory directory;
  const auto path = directory / "history.db";
  std::vector<Window> windows;
  for (int at = 0; at < 200; ++at) windows.push_back(history_window(baseline, 0, at));
  { SqliteHistory history(path); }
  for (int kill_after_ms : {3, 11, 23}) {
    const pid_t child = ::fork();
    if (child == 0) {
      SqliteHistory history(path);
      for (const Window& window : windows) history.append(baseline, window, {"a"});
      ::_exit(0);
    }
    ::usleep(static_cast<useconds_t>(1'000 * kill_after_ms));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    SqliteHistory history(path);
    const WindowSum sum = history.sum(baseline);
    WindowSum wanted(baseline);
    for (const Window& window : windows) {
      if (wanted.rows < sum.rows) wanted.merge(window);
    }
    CHECK(sum == wanted);
  }
  SqliteHistory history(path);
  WindowSum all(baseline);
  for (const Window& window : windows) {
    history.append(baseline, window, {"a"});
    all.merge(window);
  }
  CHECK(history.sum(baseline) == all);
}

TEST_CASE("sqlite: two writers take turns") {
  const Baseline baseline = history_baseline();
  const samples::TemporaryDirectory directory;
  SqliteHistory one(directory / "history.db");
  SqliteHistory two(directory / "history.db");
  for (int at = 0; at < 10; ++at) {
    CHECK(one.append(baseline, history_window(baseline, 1, at), {"one"}));
    CHECK(two.append(baseline, history_window(baseline, 2, at), {"two"}));
  }
  CHECK(one.sum(baseline) == two.sum(baseline));
  CHECK(one.sum(baseline).rows == 2 * (10 * 100 + 45));
}

TEST_CASE("sqlite: what cannot be opened or is no database is said") {
  CHECK_THROWS_AS(SqliteHistory("/no/such/history.db"), IoError);
  const samples::TemporaryDirectory directory;
  write_file_atomically(directory / "text.db", "this is no database, whatever its name may say\n");
  CHECK_THROWS_WITH(SqliteHistory(directory / "text.db"), Catch::Matchers::Contains("text.db"));
}
