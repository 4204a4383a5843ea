#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

#include "leeway/core/hash.hpp"

namespace leeway::inline v0_1 {

/// Numbers the texts that are put into it, 0, 1, 2, ..., and finds the number of one again in some 4 ns.
///
/// A text of up to 16 bytes is two words and its size: loaded without a loop, hashed by one multiplication, compared
/// in registers, and held in the table itself. A longer one is two hashes, and compared with the text that `text_of`
/// answers. Hashes are seeded, differently in each process, so that nobody can send texts that all fall together.
/// Memory: 48 to 96 bytes a text.
class TextTable {
 public:
  TextTable() : TextTable(0) {}
  /// Room for so many texts.
  explicit TextTable(std::size_t texts) {
    std::size_t places = 4;
    while (places < 2 * texts) places *= 2;  // at most half full: probes stay short
    places_.resize(places);
  }

  /// Gives a text that is not empty the next number; false if it has one already. `text_of(number)` answers the text.
  template <class TextOf>
  bool insert(std::string_view text, TextOf&& text_of) {
    const Key key = key_of(text);
    Place& place = places_[find(key, text, text_of)];
    if (place.key.size != 0) return false;
    place = {key, texts_++};
    return true;
  }

  static constexpr std::uint32_t not_there = (std::numeric_limits<std::uint32_t>::max)();

  /// The number of a text that is not empty, or not_there.
  template <class TextOf>
  [[nodiscard]] std::uint32_t number(std::string_view text, TextOf&& text_of) const noexcept {
    return places_[find(key_of(text), text, text_of)].number;
  }

  /// Heap memory held, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept { return places_.capacity() * sizeof(Place); }

 private:
  static constexpr std::size_t most_in_place = 16;

  struct Key {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint32_t size = 0;  // no text has size 0
  };
  struct Place {
    Key key;
    std::uint32_t number = not_there;
  };

  template <class Word>
  static std::uint64_t load(const char* from) noexcept {
    Word word;
    std::memcpy(&word, from, sizeof word);
    return word;
  }

  /// Size and words together are the text, if it has no more than 16 bytes. The words may overlap.
  [[nodiscard]] Key key_of(std::string_view text) const noexcept {
    const char* const begin = text.data();
    const std::size_t size = text.size();
    const auto short_size = static_cast<std::uint32_t>(size);
    if (size - 4 <= most_in_place - 4) [[likely]] {  // 4 to 16
      // Sizes of all kinds follow on each other: no branch for 4 to 7, 8 to 15 and 16, which need not be foreseen.
      const std::size_t step = size / 8 * 4;
      const char* const end = begin + size - 4;
      return {load<std::uint32_t>(begin) << 32 | load<std::uint32_t>(begin + step),
              load<std::uint32_t>(end) << 32 | load<std::uint32_t>(end - step), short_size};
    }
    if (size < 4) {
      std::uint64_t bytes = 0;
      for (std::size_t i = 0; i < size; ++i) bytes = bytes << 8 | static_cast<unsigned char>(begin[i]);
      return {bytes, 0, short_size};
    }
    return {hash_text(text, seed_), hash_text(text, ~seed_), short_size};
  }

  [[nodiscard]] std::size_t hash_of(const Key& key) const noexcept {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(key.first ^ seed_) * (key.last ^ mixed_seed_ ^ key.size);
    return static_cast<std::size_t>(product >> 64) ^ static_cast<std::size_t>(product);
  }

  /// Where the text is, or the empty place where it belongs.
  template <class TextOf>
  [[nodiscard]] std::size_t find(const Key& key, std::string_view text, TextOf&& text_of) const noexcept {
    const std::size_t mask = places_.size() - 1;
    for (std::size_t at = hash_of(key) & mask;; at = (at + 1) & mask) {
      const Place& place = places_[at];
      const bool same =
          ((place.key.first ^ key.first) | (place.key.last ^ key.last) | (place.key.size ^ key.size)) == 0;
      if (same && (text.size() <= most_in_place || text_of(place.number) == text)) return at;
      if (place.key.size == 0) return at;
    }
  }

  std::vector<Place> places_;  // open addressing; there is always an empty one
  std::uint32_t texts_ = 0;
  std::uint64_t seed_ = process_seed();
  std::uint64_t mixed_seed_ = mix_bits(seed_ + 1);
};

}  // namespace leeway::inline v0_1
