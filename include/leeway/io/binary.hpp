#pragma once

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/lanes.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/io/atomic_file.hpp"
#include "leeway/io/byte_reader.hpp"
#include "leeway/io/byte_writer.hpp"
#include "leeway/io/read_file.hpp"

namespace leeway {

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
// |   1       | rows, rejected rows; always there, first                                                            |
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

class WindowReader {
 public:
  [[nodiscard]] static WindowSum read(std::string_view bytes, std::string_view source) {
    ByteReader file(bytes, source);
    if (!bytes.starts_with(WindowFormat::magic)) file.fail("is not a Leeway window (it does not begin with LWYwin)");
    file.bytes(WindowFormat::magic.size());
    if (const unsigned char version = file.byte(); version > WindowFormat::version) {
      file.fail("has version " + std::to_string(version) + " of the format; a newer Leeway is needed");
    }
    constexpr std::size_t checksum_size = 8;
    if (file.left() < checksum_size) file.fail("is cut short");
    const std::string_view content = bytes.substr(0, bytes.size() - checksum_size);
    ContentHash checksum;
    checksum.add(content);
    if (ByteReader(bytes.substr(content.size()), source).word() != checksum.value()) {
      file.fail("is cut short or damaged: its checksum does not fit");
    }
    file.drop_from_end(checksum_size);

    WindowSum window;
    window.baseline_hash = file.word();
    std::uint64_t last = 0;
    for (std::uint64_t tag = file.whole(); tag != WindowFormat::end_of_parts; tag = file.whole()) {
      ByteReader part = file.part(file.whole());
      if (last == 0 ? tag != WindowFormat::rows : tag <= last && tag < WindowFormat::numeric) {
        file.fail("has its parts in a wrong order");
      }
      read_part(window, tag, part);
      if (part.left() > 0) part.fail("has a part that is longer than its content");
      last = tag;
    }
    if (last == 0) file.fail("has no parts");
    if (file.left() > 0) file.fail("goes on behind its end");
    return window;
  }

 private:
  static void read_part(WindowSum& window, std::uint64_t tag, ByteReader& part) {
    switch (tag) {
      case WindowFormat::rows:
        window.rows = part.whole();
        window.rejected_rows = part.whole();
        return;
      case WindowFormat::begin: window.begin = TimePoint(std::chrono::seconds(part.integer())); return;
      case WindowFormat::end: window.end = TimePoint(std::chrono::seconds(part.integer())); return;
      case WindowFormat::numeric: window.features.emplace_back(numeric(part)); return;
      case WindowFormat::categorical: window.features.emplace_back(categorical(part)); return;
      default: part.fail("has a part with tag " + std::to_string(tag) + "; a newer Leeway is needed");
    }
  }
  static std::vector<std::uint64_t> counts(ByteReader& part) {
    std::vector<std::uint64_t> counts(part.size());
    for (std::uint64_t& count : counts) count = part.whole();
    return counts;
  }
  static Dyadic exact(ByteReader& part) {
    const std::uint64_t size_and_sign = part.whole();
    const std::int64_t exponent = part.integer();
    constexpr std::int64_t most = 1 << 14;  // no sum of doubles or of their squares comes near
    if (exponent < -most || exponent > most || size_and_sign > most) part.fail("has a sum of impossible size");
    const std::string_view digits = part.bytes(size_and_sign / 2);
    const auto* first = reinterpret_cast<const unsigned char*>(digits.data());
    return Dyadic::from_digits(size_and_sign % 2 != 0, static_cast<int>(exponent), {first, digits.size()});
  }
  static NumericSum numeric(ByteReader& part) {
    NumericSum numeric;
    numeric.counts.resize(part.size());
    if (part.whole() != hash_lanes) part.fail("has another number of hash lanes; a newer Leeway is needed");
    numeric.lanes.reserve(numeric.counts.size() * hash_lanes);
    for (std::uint64_t& slot : numeric.counts) {
      for (std::size_t lane = 0; lane < hash_lanes; ++lane) slot += numeric.lanes.emplace_back(part.whole());
      slot += part.whole();
    }
    const std::uint64_t count = part.whole();
    const Dyadic sum = exact(part);
    const Dyadic squares = exact(part);
    numeric.moments = ExactMoments(count, sum, squares);
    if (const std::uint64_t extrema = part.whole(); extrema > 0) {
      const auto lowest = std::bit_cast<double>(part.word());
      const auto highest = std::bit_cast<double>(part.word());
      if (!is_finite(lowest) || !is_finite(highest) || lowest > highest) part.fail("has impossible extrema");
      numeric.extrema = Extrema<double>::from_state(extrema, lowest, highest);
    }
    return numeric;
  }
  static CategoricalSum categorical(ByteReader& part) {
    CategoricalSum categorical;
    categorical.counts = counts(part);
    categorical.unseen_count = part.whole();
    categorical.unseen_missing = part.whole();
    categorical.unseen_error = part.whole();
    std::string_view last;
    for (std::size_t names = part.size(); names > 0; --names) {
      const std::string_view name = part.bytes(part.whole());
      if (name.size() > ShortText::max_size || !(last < name)) part.fail("has names that are too long or not sorted");
      categorical.unseen.emplace(name, part.whole());
      last = name;
    }
    return categorical;
  }
};

}  // namespace detail

/// The bytes of a window for a file, a queue or a request.
[[nodiscard]] inline std::string to_binary(const WindowSum& window) { return detail::WindowWriter::write(window); }
[[nodiscard]] inline std::string to_binary(const Window& window) { return to_binary(WindowSum(window)); }

/// Whether the bytes begin as those of a window do.
[[nodiscard]] inline bool looks_like_window(std::string_view bytes) noexcept {
  return bytes.starts_with(detail::WindowFormat::magic);
}

/// The window that was written. Throws FormatError, naming `source`, for anything truncated, damaged, foreign or newer.
/// Whether it fits a baseline is found out by merging it into that baseline's WindowSum.
[[nodiscard]] inline WindowSum window_from_binary(std::string_view bytes, std::string_view source = "window") {
  return detail::WindowReader::read(bytes, source);
}

/// Writes the file atomically: a crash leaves the old one whole. Throws IoError.
inline void save(const WindowSum& window, const std::filesystem::path& path) {
  write_file_atomically(path, to_binary(window));
}
inline void save(const Window& window, const std::filesystem::path& path) { save(WindowSum(window), path); }

/// Throws IoError if the file cannot be read, FormatError if it is no window.
[[nodiscard]] inline WindowSum load_window(const std::filesystem::path& path) {
  return window_from_binary(read_file(path), path.string());
}

}  // namespace leeway
