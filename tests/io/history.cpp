#include "leeway/io/history.hpp"

#include <string>

#include "catch.hpp"
#include "io/history_samples.hpp"

using namespace leeway;
using samples::history_baseline;
using samples::history_window;

TEST_CASE("history: a key tells windows apart by time, replica and content") {
  const Baseline baseline = history_baseline();
  Window window = history_window(baseline, 1, 2);
  const HistoryKey key = history_key(window, {"pod-1"});
  CHECK(key.baseline == hex_of(baseline.content_hash()));
  CHECK(key.begin == samples::first_hour + 7'200);
  CHECK(key.replica == "pod-1");
  CHECK(history_key(window, {"pod-1"}).id == key.id);
  ++window.rows;
  CHECK(history_key(window, {"pod-1"}).id != key.id);
  window.end.reset();
  CHECK_THROWS_AS(history_key(window, {"pod-1"}), ConfigError);
}

TEST_CASE("history: the sum asks for as many replicas as there are") {
  CHECK(history_sum(0).find("replica") == std::string::npos);
  CHECK(history_sum(2).find("replica IN ($4, $5) GROUP BY") != std::string::npos);
}
