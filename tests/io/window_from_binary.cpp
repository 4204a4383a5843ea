#include "leeway/io/window_from_binary.hpp"

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "catch.hpp"
#include "io/samples.hpp"
#include "io/window_samples.hpp"
#include "leeway/io/byte_writer.hpp"
#include "leeway/io/read_file.hpp"
#include "leeway/report/evaluate.hpp"

using namespace leeway;
using samples::golden_window;
using samples::golden_window_path;
using samples::replica;
using samples::ten_features;

namespace {

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

TEST_CASE("window_from_binary: the golden file of version 1 loads, whole") {
  CHECK(load_window(golden_window_path()) == golden_window());
}

TEST_CASE("window_from_binary: every truncation and every changed bit is noticed") {
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

TEST_CASE("window_from_binary: damage behind a right checksum is a FormatError or a window, never a crash") {
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

TEST_CASE("window_from_binary: errors say what is wrong") {
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
