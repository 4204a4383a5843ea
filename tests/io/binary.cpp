#include "leeway/io/binary.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/io/read_file.hpp"
#include "leeway/io/report_json.hpp"
#include "leeway/report/evaluate.hpp"

using namespace leeway;

namespace {

/// What golden/window_v1.win holds, kept for ever. Made part by part, so that no change in how windows are counted
/// touches it.
WindowSum golden_window() {
  NumericSum age;
  age.counts = {1, 0, 10, 20, 300, 34, 0, 2, 3};
  age.lanes.resize(age.counts.size() * hash_lanes);
  for (std::size_t slot = 2; slot < 6; ++slot) {
    age.lanes[slot * hash_lanes] = age.counts[slot] - 3;
    for (std::size_t lane = 1; lane < hash_lanes; ++lane) age.lanes[slot * hash_lanes + lane] = 1;
  }
  age.moments = ExactMoments(364, Dyadic(0.1) * Dyadic(1e22) + Dyadic(-1e-17), Dyadic(1e22) * Dyadic(1e22));
  age.extrema = Extrema<double>::from_state(364, -2.5, 1e22);

  NumericSum empty;
  empty.counts = {0, 0, 0, 0, 0, 370};
  empty.lanes.resize(empty.counts.size() * hash_lanes);

  CategoricalSum device;
  device.counts = {50, 20, 300};
  device.unseen = {{ShortText("M\xfcnchen"), 7}, {ShortText(std::string_view("nul\0!", 5)), 1}, {ShortText("tv"), 200}};
  device.unseen_count = 210;
  device.unseen_missing = 1;
  device.unseen_error = 2;

  WindowSum window;
  window.baseline_hash = 0x00c0ffee12345678ULL;
  window.rows = 370;
  window.rejected_rows = 1'000'000;
  window.begin = TimePoint(std::chrono::seconds(-1));
  window.end = TimePoint(std::chrono::seconds(1'769'860'800));
  window.features = {age, device, empty};
  return window;
}

std::string golden_window_path() { return samples::golden_file("window_v1.win"); }

/// A baseline of ten features and windows of replicas over it.
Baseline ten_features() {
  Schema schema;
  for (int i = 0; i < 8; ++i) schema.add({"x" + std::to_string(i)});
  for (int i = 0; i < 2; ++i) schema.add({"c" + std::to_string(i), Kind::categorical});
  BaselineBuilder builder(schema);
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(50, 9);
  std::vector<double> values(20'000);
  std::vector<std::string> names(values.size());
  for (std::size_t i = 0; i < schema.size(); ++i) {
    for (double& x : values) x = normal(random);
    for (std::string& name : names) name = "category " + std::to_string(random() % 12);
    if (schema[i].kind == Kind::numeric) {
      builder.add_column(i, values);
    } else {
      builder.add_column(i, names);
    }
  }
  return builder.build("ten");
}

Window replica(const Baseline& baseline, std::uint64_t seed, std::size_t rows) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(50, 9 + 0.1 * static_cast<double>(seed));
  Window window(baseline);
  window.rows = rows;
  window.begin = TimePoint(std::chrono::seconds(1'769'860'800 + seed));
  window.end = TimePoint(std::chrono::seconds(1'769'864'400 + seed));
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    for (std::size_t row = 0; row < rows; ++row) {
      if (auto* numeric = std::get_if<NumericWindow>(&window.features[i])) {
        const double x = normal(random);
        numeric->add(std::get<NumericBaseline>(baseline[i]).cells.partition().slot(x), x);
      } else {
        const auto& vocabulary = std::get<CategoricalBaseline>(baseline[i]).vocabulary;
        auto& categorical = std::get<CategoricalWindow>(window.features[i]);
        const std::string name = "category " + std::to_string(random() % 14 + (random() % 500 == 0 ? seed * 20 : 0));
        const std::size_t slot = vocabulary.slot(name);
        ++categorical.counts[slot];
        if (slot == vocabulary.new_slot()) categorical.unseen.add(name);
      }
    }
  }
  return window;
}

/// The bytes with their checksum made right again, as somebody would who wants to do harm.
std::string with_right_checksum(std::string bytes) {
  bytes.resize(bytes.size() - 8);
  ContentHash checksum;
  checksum.add(std::string_view(bytes));
  ByteWriter writer;
  writer.bytes(bytes);
  writer.word(checksum.value());
  return writer.take();
}

std::string error_of(std::string_view bytes) {
  try {
    (void)window_from_binary(bytes, "w.win");
  } catch (const FormatError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("binary: the golden file of version 1 loads, whole, and is written the same") {
  CHECK(load_window(golden_window_path()) == golden_window());
  CHECK(to_binary(golden_window()) == read_file(golden_window_path()));
}

TEST_CASE("binary: ten features take about two kilobytes") {
  const Baseline baseline = ten_features();
  const auto size = to_binary(replica(baseline, 1, 10'000)).size();
  INFO(size);
  CHECK(size < 2'500);
  CHECK(to_binary(Window(baseline)).size() < 1'700);
}

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

TEST_CASE("binary: every truncation and every changed bit is noticed") {
  const std::string whole = read_file(golden_window_path());
  REQUIRE(error_of(whole) == "no error");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    REQUIRE(error_of(std::string_view(whole).substr(0, size)).starts_with("w.win: byte "));
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int flip = 1; flip < 256; ++flip) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      REQUIRE_THROWS_AS(window_from_binary(damaged), FormatError);
    }
  }
  REQUIRE_THROWS_AS(window_from_binary(whole + '\0'), FormatError);
}

TEST_CASE("binary: damage behind a right checksum is a FormatError or a window, never a crash") {
  const Baseline baseline = ten_features();
  const std::string whole = to_binary(replica(baseline, 3, 100));
  std::mt19937_64 random(1);
  std::size_t accepted = 0;
  std::size_t refused = 0;
  const auto attempt = [&](const std::string& bytes) {
    try {
      const WindowSum window = window_from_binary(bytes);
      ++accepted;
      WindowSum sum(baseline);
      sum.merge(window);
      (void)evaluate(baseline, sum.window());
      (void)to_binary(sum);
    } catch (const FormatError&) {
      ++refused;
    } catch (const ConfigError&) {
      ++refused;  // a window, but not of this baseline
    }
  };
  for (std::size_t at = 7; at < whole.size() - 8; ++at) {
    for (const int flip : {0x01, 0x80, 0xff, static_cast<int>(random() % 255) + 1}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      attempt(with_right_checksum(damaged));
    }
    std::string shorter = whole;
    shorter.erase(at, 1 + random() % 20);
    if (shorter.size() >= 8) attempt(with_right_checksum(shorter));
  }
  CHECK(accepted > 100);  // changed counts are counts
  CHECK(refused > 100);
}

TEST_CASE("binary: errors say what is wrong") {
  const std::string whole = read_file(golden_window_path());
  CHECK(error_of("") == "w.win: byte 0: is not a Leeway window (it does not begin with LWYwin)");
  std::string newer = whole;
  newer[6] = 2;
  CHECK(error_of(newer) == "w.win: byte 7: has version 2 of the format; a newer Leeway is needed");
  CHECK(error_of(whole.substr(0, whole.size() - 1)).find("cut short or damaged") != std::string::npos);
  std::string unknown = whole;
  unknown[15] = 99;  // the tag of the first part
  CHECK(error_of(with_right_checksum(unknown)).find("parts in a wrong order") != std::string::npos);
  const auto begin_tag = whole.find('\x02', 20);
  REQUIRE(begin_tag != std::string::npos);
  unknown = whole;
  unknown[begin_tag] = 99;
  CHECK(error_of(with_right_checksum(unknown)).find("tag 99; a newer Leeway is needed") != std::string::npos);
  CHECK_THROWS_AS(load_window("/no/such.win"), IoError);
}
