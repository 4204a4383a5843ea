#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "leeway/accumulate/quantiles.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/byte_reader.hpp"
#include "leeway/io/byte_writer.hpp"

namespace leeway::inline v0_1 {

// The bytes of an Apache DataSketches KLL sketch: what Spark's kll_sketch_agg_double/float and the DataSketches
// functions for BigQuery (float), PostgreSQL and DuckDB give. All numbers are little-endian.
//
// | offset | holds                                                                                                 |
// |--------|-------------------------------------------------------------------------------------------------------|
// | 0      | size of the preamble in ints: 2 if empty or of a single item, else 5                                  |
// | 1      | serial version: 1, or 2 of a single item; 3 is Java's updatable form, which is refused                |
// | 2      | family: 15                                                                                            |
// | 3      | flags: 1 empty, 2 level 0 is sorted, 4 single item; others are for the writer                         |
// | 4, 6   | k (16 bits), m = 8 (8 bits); 7 is unused. Empty: ends here. Single item: the item, and ends           |
// | 8      | n (64 bits), smallest k of what was merged (16), levels (8); 19 is unused                             |
// | 20     | for each level the place of its first item in a buffer that is as large as k and the levels ask (32)  |
// |        | smallest item, largest item, then the items, level 0 first; an item of level h stands for 2^h         |
//
// The bytes do not say whether the items are float or double: their length does, except when there is more or less of
// it than either needs.

namespace detail {

template <std::floating_point Value>
struct KllFormat {
  using Bits = std::conditional_t<sizeof(Value) == 4, std::uint32_t, std::uint64_t>;
  enum Flags : unsigned char { empty = 1, level_zero_sorted = 2, single_item = 4 };
  static constexpr unsigned char family = 15;
  static constexpr unsigned char min_capacity = 8;

  static Value item(ByteReader& file) { return std::bit_cast<Value>(file.word<Bits>()); }
  static void item(ByteWriter& file, Value x) { file.word(std::bit_cast<Bits>(x)); }
};

}  // namespace detail

/// The sketch in the bytes that Apache DataSketches reads.
template <std::floating_point Value>
[[nodiscard]] std::string to_datasketches(const Quantiles<Value>& sketch) {
  using Format = detail::KllFormat<Value>;
  const auto state = sketch.state();
  const bool single = state.count == 1;
  const bool empty = state.count == 0;
  ByteWriter file;
  file.byte(empty || single ? 2 : 5);
  file.byte(single ? 2 : 1);
  file.byte(Format::family);
  file.byte(empty ? Format::empty : single ? Format::single_item : 0);
  file.word(state.k);
  file.byte(Format::min_capacity);
  file.byte(0);
  if (single) Format::item(file, state.values.front());
  if (empty || single) return file.take();

  file.word(state.count);
  file.word(state.error_k);
  file.byte(static_cast<unsigned char>(state.level_sizes.size()));
  file.byte(0);
  auto place =
      static_cast<std::uint32_t>(Compactors<Value>::capacity(state.k, state.level_sizes.size()) - state.values.size());
  for (const std::uint32_t size : state.level_sizes) {
    file.word(place);
    place += size;
  }
  Format::item(file, state.lowest);
  Format::item(file, state.highest);
  for (const Value x : state.values) Format::item(file, x);
  return file.take();
}

/// The sketch in bytes that Apache DataSketches wrote, of items that the caller says are `Value`. Its `rank_error()` is
/// that of the smallest k that was merged into it. Give sketches that will be merged different seeds.
/// Throws FormatError, naming `source` and the place, for whatever is no such sketch; infinite items, which a Quantiles
/// does not take, among them.
template <std::floating_point Value>
[[nodiscard]] Quantiles<Value> quantiles_from_datasketches(std::string_view bytes, std::string_view source = "sketch",
                                                           std::uint64_t seed = 1) {
  using Format = detail::KllFormat<Value>;
  ByteReader file(bytes, source);
  const unsigned char preamble = file.byte();
  const unsigned char version = file.byte();
  if (file.byte() != Format::family) file.fail("is not a KLL sketch of Apache DataSketches (family 15)");
  if (version == 3) file.fail("is in Java's updatable form; write it with toByteArray() of a sketch on the heap");
  const unsigned char flags = file.byte();
  const bool empty = (flags & Format::empty) != 0;
  const bool single = (flags & Format::single_item) != 0;
  if (version != (single ? 2 : 1) || preamble != (empty || single ? 2 : 5) || (empty && single)) {
    file.fail("has a preamble that no KLL sketch has");
  }
  typename Quantiles<Value>::State state;
  state.random = seed;
  state.k = file.word<std::uint16_t>();
  state.error_k = state.k;
  if (state.k < Format::min_capacity || file.byte() != Format::min_capacity) file.fail("has an impossible k or m");
  (void)file.byte();

  if (single) {
    state.count = 1;
    state.level_sizes = {1};
    state.values = {Format::item(file)};
    state.lowest = state.highest = state.values.front();
  } else if (!empty) {
    state.count = file.word();
    state.error_k = file.word<std::uint16_t>();
    const std::size_t levels = file.byte();
    (void)file.byte();
    if (levels == 0 || levels > Compactors<Value>::max_levels) file.fail("has an impossible number of levels");
    if (state.error_k > state.k) file.fail("has merged sketches of a k larger than its own");
    const std::size_t capacity = Compactors<Value>::capacity(state.k, levels);
    std::vector<std::uint32_t> places(levels);
    for (std::uint32_t& place : places) place = file.word<std::uint32_t>();
    places.push_back(static_cast<std::uint32_t>(capacity));
    for (std::size_t h = 0; h < levels; ++h) {
      if (places[h] > places[h + 1]) file.fail("has levels that overlap");
      state.level_sizes.push_back(places[h + 1] - places[h]);
    }
    const std::size_t items = capacity - places.front();
    const std::size_t wanted = (items + 2) * sizeof(Value);
    if (file.left() != wanted) {
      constexpr std::size_t other_size = sizeof(Value) == 4 ? 8 : 4;
      file.fail(file.left() == (items + 2) * other_size
                    ? (sizeof(Value) == 4 ? "holds doubles, not floats" : "holds floats, not doubles")
                    : "has " + std::to_string(file.left()) + " bytes where its levels need " + std::to_string(wanted));
    }
    state.lowest = Format::item(file);
    state.highest = Format::item(file);
    state.values.reserve(items);
    for (std::size_t i = 0; i < items; ++i) state.values.push_back(Format::item(file));
  }
  if (file.left() > 0) file.fail("goes on behind its end");
  try {
    return Quantiles<Value>::from_state(state);
  } catch (const Error& error) {
    throw FormatError(std::string(source) + ": " + error.what());
  }
}

}  // namespace leeway::inline v0_1
