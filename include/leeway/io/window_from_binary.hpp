#pragma once

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/accumulate/exact_moments.hpp"
#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/lanes.hpp"
#include "leeway/baseline/window_sum.hpp"
#include "leeway/core/floating.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/short_text.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/byte_reader.hpp"
#include "leeway/io/read_file.hpp"
#include "leeway/io/window_to_binary.hpp"
#include "leeway/math/dyadic.hpp"

namespace leeway::inline v0_1 {

namespace detail {

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
        window.skipped_rows = part.whole();
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

/// Whether the bytes begin as those of a window do.
[[nodiscard]] inline bool looks_like_window(std::string_view bytes) noexcept {
  return bytes.starts_with(detail::WindowFormat::magic);
}

/// The window that was written. Throws FormatError, naming `source`, for anything truncated, damaged, foreign or newer.
/// Whether it fits a baseline is found out by merging it into that baseline's WindowSum.
[[nodiscard]] inline WindowSum window_from_binary(std::string_view bytes, std::string_view source = "window") {
  return detail::WindowReader::read(bytes, source);
}

/// Throws IoError if the file cannot be read, FormatError if it is no window.
[[nodiscard]] inline WindowSum load_window(const std::filesystem::path& path) {
  return window_from_binary(read_file(path), path.string());
}

}  // namespace leeway::inline v0_1
