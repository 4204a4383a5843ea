#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/short_text.hpp"

namespace leeway::inline v0_1 {

/// How often each category occurs, in memory that is fixed when it is made.
///
/// Exact while there are no more than `capacity` different categories. Beyond that it keeps the heavy hitters by the
/// Misra-Gries rule (doi:10.1016/0167-6423(82)90012-0; mergeable: Agarwal et al., doi:10.1145/2500128): a count is
/// then never too large and at most `error_bound()` <= count() / (capacity + 1) too small; what is not attributed to
/// a category is `other()`. A hostile stream of distinct texts therefore costs no memory, only attribution; nor can it
/// make texts fall together, for hashes are seeded differently in each process.
///
/// `Key` is ShortText (fed with std::string_view; empty is missing) or an integer type (its smallest value is
/// missing). Adding is O(1) amortised and never allocates; when the table is full one add in `capacity` is O(capacity).
/// Memory: 80 bytes + 8 a category of capacity for texts.
template <class Key = ShortText>
class Categories {
 public:
  using value_type = std::conditional_t<std::same_as<Key, ShortText>, std::string_view, Key>;

  struct Entry {
    Key key{};
    std::uint64_t count = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  static constexpr std::size_t default_capacity = 4096;

  /// Throws ConfigError for a capacity of 0 or beyond 2^30.
  explicit Categories(std::size_t capacity = default_capacity) : capacity_(capacity) {
    if (capacity == 0 || capacity > (std::size_t{1} << 30)) {
      throw ConfigError("categories: capacity must be between 1 and 2^30, not " + std::to_string(capacity));
    }
    held_.resize(capacity);
    std::size_t places = 4;
    while (places < 2 * capacity) places *= 2;  // at most half full: probes stay short
    places_.assign(places, empty_place);
  }

  void add(value_type value) noexcept { add(value, 1); }
  void add(value_type value, std::uint64_t times) noexcept {
    if (times == 0) return;
    if (is_missing_key(value)) {
      missing_ += times;
      return;
    }
    count_ += times;
    add_key(Key(value), times);
  }
  void add_missing(std::uint64_t times = 1) noexcept { missing_ += times; }

  /// Throws ConfigError if the capacities differ. O(capacity log capacity) and allocates: off the serving path.
  void merge(const Categories& other) {
    if (other.capacity_ != capacity_) throw ConfigError("categories: merging different capacities");
    std::vector<Held> overflow;
    overflow.reserve(size_ + other.size_);  // before anything changes: without memory nothing is merged
    count_ += other.count_;
    missing_ += other.missing_;
    error_bound_ += other.error_bound_;
    for (const Held& held : other.held()) {
      if (Held* mine = find(held.key, held.hash)) {
        mine->count += held.count;
      } else {
        overflow.push_back(held);
      }
    }
    if (size_ + overflow.size() <= capacity_) {
      for (const Held& held : overflow) insert(held);
      return;
    }
    overflow.insert(overflow.end(), held().begin(), held().end());
    std::nth_element(overflow.begin(), overflow.begin() + static_cast<std::ptrdiff_t>(capacity_), overflow.end(),
                     [](const Held& a, const Held& b) { return a.count > b.count; });
    const std::uint64_t cut = overflow[capacity_].count;
    error_bound_ += cut;
    size_ = 0;
    for (const Held& held : overflow) {
      if (held.count > cut) held_[size_++] = {held.key, held.hash, held.count - cut};
    }
    rebuild_places();
  }
  void reset() noexcept {
    size_ = 0;
    std::fill(places_.begin(), places_.end(), empty_place);
    count_ = missing_ = error_bound_ = 0;
  }

  /// Values added that were not missing.
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t missing() const noexcept { return missing_; }
  /// How much a held count, or the count of a category not held, may be too small. 0 while all counts are exact.
  [[nodiscard]] std::uint64_t error_bound() const noexcept { return error_bound_; }
  [[nodiscard]] bool exact() const noexcept { return error_bound_ == 0; }
  /// Categories held; the number of different ones seen while `exact()`.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  /// Heap memory held, in bytes; fixed at construction.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return held_.capacity() * sizeof(Held) + places_.capacity() * sizeof(std::uint32_t);
  }
  /// Values not attributed to a held category; 0 while `exact()`.
  [[nodiscard]] std::uint64_t other() const noexcept {
    std::uint64_t attributed = 0;
    for (const Held& held : held()) attributed += held.count;
    return count_ - attributed;
  }
  /// Occurrences of one category (a lower bound once `exact()` is false); 0 if it is not held.
  [[nodiscard]] std::uint64_t frequency(value_type value) const noexcept {
    if (is_missing_key(value)) return missing_;
    const Key key(value);
    const Held* held = const_cast<Categories*>(this)->find(key, hash_of(key));
    return held == nullptr ? 0 : held->count;
  }
  /// A category's place in the order in which they came, size() if it is not held; and the category at a place. Places
  /// last while `exact()`.
  [[nodiscard]] std::size_t place_of(value_type value) const noexcept {
    const Key key(value);
    const Held* held = const_cast<Categories*>(this)->find(key, hash_of(key));
    return held == nullptr ? size_ : static_cast<std::size_t>(held - held_.data());
  }
  [[nodiscard]] const Key& at_place(std::size_t place) const noexcept { return held_[place].key; }
  /// The held categories, most frequent first, equal counts in the order of their keys.
  [[nodiscard]] std::vector<Entry> entries() const {
    std::vector<Entry> entries;
    entries.reserve(size_);
    for (const Held& held : held()) entries.push_back({held.key, held.count});
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.count != b.count ? a.count > b.count : a.key < b.key; });
    return entries;
  }

  /// Restores a saved state. The entries must be different and no more than the capacity.
  [[nodiscard]] static Categories from_state(std::size_t capacity, std::span<const Entry> entries, std::uint64_t count,
                                             std::uint64_t missing, std::uint64_t error_bound) {
    Categories categories(capacity);
    for (const Entry& entry : entries) categories.insert({entry.key, categories.hash_of(entry.key), entry.count});
    categories.count_ = count;
    categories.missing_ = missing;
    categories.error_bound_ = error_bound;
    return categories;
  }

  /// Equal contents; the order in which they came does not show.
  friend bool operator==(const Categories& a, const Categories& b) {
    return a.capacity_ == b.capacity_ && a.count_ == b.count_ && a.missing_ == b.missing_ &&
           a.error_bound_ == b.error_bound_ && a.entries() == b.entries();
  }

 private:
  struct Held {
    Key key{};
    std::uint64_t hash = 0;
    std::uint64_t count = 0;
  };
  static constexpr std::uint32_t empty_place = (std::numeric_limits<std::uint32_t>::max)();

  std::span<const Held> held() const noexcept { return {held_.data(), size_}; }

  static bool is_missing_key(value_type value) noexcept {
    if constexpr (std::same_as<Key, ShortText>) {
      return value.empty();
    } else {
      return value == (std::numeric_limits<Key>::min)();
    }
  }
  [[nodiscard]] std::uint64_t hash_of(const Key& key) const noexcept {
    if constexpr (std::same_as<Key, ShortText>) {
      return hash_text(key.view(), seed_);
    } else {
      return mix_bits(static_cast<std::uint64_t>(key) ^ seed_);
    }
  }

  Held* find(const Key& key, std::uint64_t hash) noexcept {
    const std::size_t mask = places_.size() - 1;
    for (std::size_t place = hash & mask; places_[place] != empty_place; place = (place + 1) & mask) {
      Held& held = held_[places_[place]];
      if (held.hash == hash && held.key == key) return &held;
    }
    return nullptr;
  }

  void add_key(const Key& key, std::uint64_t times) noexcept {
    const std::uint64_t hash = hash_of(key);
    if (Held* held = find(key, hash)) {
      held->count += times;
      return;
    }
    if (size_ == capacity_) times -= make_room(times);
    if (times > 0) insert({key, hash, times});
  }

  /// The Misra-Gries step: takes the same amount off every category and off the newcomer, until one of them is gone.
  std::uint64_t make_room(std::uint64_t newcomer) noexcept {
    std::uint64_t taken = newcomer;
    for (const Held& held : held_) taken = (std::min)(taken, held.count);
    error_bound_ += taken;
    for (Held& held : held_) held.count -= taken;
    const auto gone = std::remove_if(held_.begin(), held_.end(), [](const Held& held) { return held.count == 0; });
    size_ = static_cast<std::size_t>(gone - held_.begin());
    if (size_ < capacity_) rebuild_places();
    return taken;
  }

  void insert(const Held& held) noexcept {
    place(held.hash, static_cast<std::uint32_t>(size_));
    held_[size_++] = held;
  }
  void place(std::uint64_t hash, std::uint32_t index) noexcept {
    const std::size_t mask = places_.size() - 1;
    std::size_t at = hash & mask;
    while (places_[at] != empty_place) at = (at + 1) & mask;
    places_[at] = index;
  }
  void rebuild_places() noexcept {
    std::fill(places_.begin(), places_.end(), empty_place);
    for (std::size_t i = 0; i < size_; ++i) place(held_[i].hash, static_cast<std::uint32_t>(i));
  }

  std::size_t capacity_;
  std::uint64_t seed_ = process_seed();  // the same for all, so that merging need not hash again
  std::uint64_t count_ = 0;
  std::uint64_t missing_ = 0;
  std::uint64_t error_bound_ = 0;
  std::size_t size_ = 0;
  std::vector<Held> held_;             // the first size_ are in use, in order of arrival; the length never changes
  std::vector<std::uint32_t> places_;  // open addressing into held_
};

}  // namespace leeway::inline v0_1
