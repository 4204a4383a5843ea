#include "leeway/io/window_to_binary.hpp"

#include "catch.hpp"
#include "io/samples.hpp"
#include "io/window_samples.hpp"
#include "leeway/io/read_file.hpp"

using namespace leeway;
using samples::golden_window;
using samples::golden_window_path;
using samples::replica;
using samples::ten_features;

TEST_CASE("window_to_binary: the golden file of version 1 is written the same") {
  CHECK(to_binary(golden_window()) == read_file(golden_window_path()));
}

TEST_CASE("window_to_binary: ten features take about two kilobytes") {
  const Baseline baseline = ten_features();
  const auto size = to_binary(replica(baseline, 1, 10'000)).size();
  INFO(size);
  CHECK(size < 2'500);
  CHECK(to_binary(Window(baseline)).size() < 1'700);
}
