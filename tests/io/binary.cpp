#include "leeway/io/binary.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"
#include "io/window_samples.hpp"
#include "leeway/io/read_file.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/report/evaluate.hpp"

using namespace leeway;
using samples::replica;
using samples::ten_features;

TEST_CASE("binary: a window that went through a file gives the same report") {
  const Baseline baseline = ten_features();
  const Window window = replica(baseline, 5, 3'000);
  const samples::TemporaryDirectory directory;
  save(window, directory / "a.win");
  const Window back = load_window(directory / "a.win").window();
  CHECK(to_json(evaluate(baseline, back)) == to_json(evaluate(baseline, window)));
  CHECK(looks_like_window(read_file(directory / "a.win")));
  CHECK_FALSE(looks_like_window("user_age,score\n"));
}

TEST_CASE("binary: replicas merged in any order are the same bytes and the same report") {
  const Baseline baseline = ten_features();
  std::vector<std::string> files;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) files.push_back(to_binary(replica(baseline, seed, 200 + seed)));
  std::sort(files.begin(), files.end());
  std::string merged;
  std::string report;
  do {
    // two hosts merge their own first, somebody merges these
    WindowSum left = window_from_binary(files[0]);
    WindowSum right = window_from_binary(files[2]);
    left.merge(window_from_binary(files[1]));
    right.merge(window_from_binary(files[3]));
    right.merge(window_from_binary(files[4]));
    left = window_from_binary(to_binary(left));
    left.merge(right);
    if (merged.empty()) {
      merged = to_binary(left);
      report = to_json(evaluate(baseline, left.window()));
    }
    REQUIRE(to_binary(left) == merged);
    if (files[0] < files[1]) REQUIRE(to_json(evaluate(baseline, left.window())) == report);
  } while (std::next_permutation(files.begin(), files.end()));
}
