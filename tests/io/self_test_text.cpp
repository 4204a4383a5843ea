#include "leeway/io/self_test_text.hpp"

#include <string>

#include "catch.hpp"

using namespace leeway;

TEST_CASE("self_test_text: the verdict comes first, then a line a feature") {
  SelfTest test;
  test.options = {.window_rows = 500, .replays = 100};
  test.alpha = 0.05;
  test.windows = 12;
  test.false_alarms = 2;
  test.features.push_back({.name = "age", .design_effect = {.value = 1, .known = true}, .detectable = 0.05});
  test.features.push_back({.name = "a\x1b[31m",
                           .mode = WatchMode::tempered,
                           .design_effect = {.value = 42, .known = true, .exchangeable = false},
                           .false_alarms = 2});
  const std::string text = to_text(test);
  CHECK(text.find("2 of 100 replays raised a false alarm") == 0);
  CHECK(text.find("--shuffled") != std::string::npos);
  CHECK(text.find("none tried") != std::string::npos);
  CHECK(text.find("0.050") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  test.features[0].halves_differ = true;
  CHECK(to_text(test).find("The training rows themselves drift") != std::string::npos);
}
