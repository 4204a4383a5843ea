#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "leeway/accumulate/lanes.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/byte_writer.hpp"
#include "leeway/math/dyadic.hpp"

namespace leeway::inline v0_1 {

// The file format `leeway.window`, version 1: a WindowSum in about 2 kB for ten features. Whole numbers are varints
// (seven bits a byte, the lowest first, the high bit says that more follow), signed ones zigzag first, doubles and
// hashes eight bytes, little-endian.
//
// | bytes     | hold                                                                                                |
// |-----------|-----------------------------------------------------------------------------------------------------|
// | 6         | "LWYwin"                                                                                            |
// | 1         | version: 1                                                                                          |
// | 8         | Baseline::content_hash() of the baseline over whose cells was counted                               |
// | parts     | each a tag (varint), the length of what follows (varint), and that                                  |
// |   1       | rows, rejected rows, skipped rows; always there, first                                              |
// |   2, 3    | begin, end: seconds since 1970 UTC, signed; where somebody kept a clock                             |
// |   4       | a numeric feature: number of slots, number of hash lanes (4); for each slot its lanes, then its     |
// |           | count less their sum; ExactMoments: count, sum, sum of squares; Extrema: count and, unless 0,       |
// |           | lowest and highest                                                                                  |
// |   5       | a categorical feature: number of slots, that many counts; new categories: values in them, missing,  |
// |           | error bound, number of names, for each in ascending order its length, bytes and count               |
// | 1         | 0, the end of the parts                                                                             |
// | 8         | ContentHash of all bytes before: finds every change of one byte, others but for one in 2^64         |
//
// An exact number is its number of digits in base 256, doubled and with the lowest bit set if it is negative; its
// power of two, signed; the digits, the lowest first. Features stand in the schema's order. A part with a tag that a
// reader does not know is an error: counts left out of a sum would be worse. Equal sums have equal bytes.

namespace detail {

struct WindowFormat {
  static constexpr std::string_view magic = "LWYwin";
  static constexpr unsigned char version = 1;
  enum Tag : std::uint64_t { end_of_parts, rows, begin, end, numeric, categorical };
};

class WindowWriter {
 public:
  [[nodiscard]] static std::string write(const WindowSum& window) {
    ByteWriter file;
    file.bytes(WindowFormat::magic);
    file.byte(WindowFormat::version);
    file.word(window.baseline_hash);
    ByteWriter rows;
    rows.whole(window.rows);
    rows.whole(window.rejected_rows);
    rows.whole(window.skipped_rows);
    part(file, WindowFormat::rows, rows);
    moment(file, WindowFormat::begin, window.begin);
    moment(file, WindowFormat::end, window.end);
    for (const auto& feature : window.features) std::visit([&](const auto& sum) { add(file, sum); }, feature);
    file.whole(WindowFormat::end_of_parts);
    ContentHash checksum;
    checksum.add(file.view());
    file.word(checksum.value());
    return file.take();
  }

 private:
  static void part(ByteWriter& file, WindowFormat::Tag tag, const ByteWriter& content) {
    file.whole(tag);
    file.whole(content.view().size());
    file.bytes(content.view());
  }
  static void moment(ByteWriter& file, WindowFormat::Tag tag, const std::optional<TimePoint>& time) {
    if (!time) return;
    ByteWriter content;
    content.integer(time->time_since_epoch().count());
    part(file, tag, content);
  }
  static void counts(ByteWriter& content, const std::vector<std::uint64_t>& counts) {
    content.whole(counts.size());
    for (const std::uint64_t count : counts) content.whole(count);
  }
  static void exact(ByteWriter& content, const Dyadic& number) {
    const auto digits = number.digits();
    content.whole(2 * digits.size() + (number.is_negative() ? 1 : 0));
    content.integer(number.exponent());
    for (const unsigned char digit : digits) content.byte(digit);
  }
  static void add(ByteWriter& file, const NumericSum& numeric) {
    ByteWriter content;
    content.whole(numeric.counts.size());
    content.whole(hash_lanes);
    for (std::size_t slot = 0; slot < numeric.counts.size(); ++slot) {
      std::uint64_t rest = numeric.counts[slot];
      for (const std::uint64_t lane : std::span(numeric.lanes).subspan(slot * hash_lanes, hash_lanes)) {
        content.whole(lane);
        rest -= lane;
      }
      content.whole(rest);
    }
    content.whole(numeric.moments.count());
    exact(content, numeric.moments.sum());
    exact(content, numeric.moments.squares());
    content.whole(numeric.extrema.count());
    if (numeric.extrema.count() > 0) {
      content.word(std::bit_cast<std::uint64_t>(numeric.extrema.lowest()));
      content.word(std::bit_cast<std::uint64_t>(numeric.extrema.highest()));
    }
    part(file, WindowFormat::numeric, content);
  }
  static void add(ByteWriter& file, const CategoricalSum& categorical) {
    ByteWriter content;
    counts(content, categorical.counts);
    content.whole(categorical.unseen_count);
    content.whole(categorical.unseen_missing);
    content.whole(categorical.unseen_error);
    content.whole(categorical.unseen.size());
    for (const auto& [name, count] : categorical.unseen) {
      content.whole(name.view().size());
      content.bytes(name.view());
      content.whole(count);
    }
    part(file, WindowFormat::categorical, content);
  }
};

}  // namespace detail

/// The bytes of a window for a file, a queue or a request.
[[nodiscard]] inline std::string to_binary(const WindowSum& window) { return detail::WindowWriter::write(window); }
[[nodiscard]] inline std::string to_binary(const Window& window) { return to_binary(WindowSum(window)); }

/// Writes the file atomically: a crash leaves the old one whole. Throws IoError.
inline void save(const WindowSum& window, const std::filesystem::path& path) {
  write_file_atomically(path, to_binary(window));
}
inline void save(const Window& window, const std::filesystem::path& path) { save(WindowSum(window), path); }

}  // namespace leeway::inline v0_1
