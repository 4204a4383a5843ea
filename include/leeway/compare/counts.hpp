#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "leeway/accumulate/categories.hpp"

namespace leeway::inline v0_1 {

/// Two lists of counts over the same cells, in the same order: what every test on categories reads.
template <class Key>
struct AlignedCounts {
  std::vector<Key> keys;
  std::vector<std::uint64_t> reference;
  std::vector<std::uint64_t> current;

  /// Cells that only one side has seen.
  [[nodiscard]] std::size_t vanished() const noexcept { return lone(current); }
  [[nodiscard]] std::size_t appeared() const noexcept { return lone(reference); }

 private:
  static std::size_t lone(const std::vector<std::uint64_t>& side) noexcept {
    return static_cast<std::size_t>(std::count(side.begin(), side.end(), std::uint64_t{0}));
  }
};

/// Merges two keyed lists of counts into aligned ones, in ascending order of the keys. A key that one side lacks gets a
/// zero there, so new and vanished categories take part in every comparison; a key listed twice is summed; keys that
/// count zero on both sides are left out. O((a + b) log(a + b)).
template <class Key>
[[nodiscard]] AlignedCounts<Key> align_counts(std::span<const std::pair<Key, std::uint64_t>> reference,
                                              std::span<const std::pair<Key, std::uint64_t>> current) {
  struct Part {
    const Key* key;
    std::uint64_t reference, current;
  };
  std::vector<Part> parts;
  parts.reserve(reference.size() + current.size());
  for (const auto& [key, count] : reference) {
    if (count > 0) parts.push_back({&key, count, 0});
  }
  for (const auto& [key, count] : current) {
    if (count > 0) parts.push_back({&key, 0, count});
  }
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return *a.key < *b.key; });

  AlignedCounts<Key> aligned;
  for (const Part& part : parts) {
    if (aligned.keys.empty() || aligned.keys.back() < *part.key) {
      aligned.keys.push_back(*part.key);
      aligned.reference.push_back(0);
      aligned.current.push_back(0);
    }
    aligned.reference.back() += part.reference;
    aligned.current.back() += part.current;
  }
  return aligned;
}

/// The same from two category tables. Where a table overflowed, what it could not attribute stands in one more cell at
/// the end, without a key: `keys` is then one shorter than the counts.
template <class Key>
[[nodiscard]] AlignedCounts<Key> align_counts(const Categories<Key>& reference, const Categories<Key>& current) {
  const auto listed = [](const Categories<Key>& categories) {
    std::vector<std::pair<Key, std::uint64_t>> counts;
    for (const auto& entry : categories.entries()) counts.emplace_back(entry.key, entry.count);
    return counts;
  };
  const auto before = listed(reference);
  const auto now = listed(current);
  auto aligned = align_counts<Key>(std::span(before), std::span(now));
  if (reference.other() + current.other() > 0) {
    aligned.reference.push_back(reference.other());
    aligned.current.push_back(current.other());
  }
  return aligned;
}

namespace detail {

[[nodiscard]] inline std::uint64_t total_count(std::span<const std::uint64_t> counts) noexcept {
  using Lanes [[gnu::vector_size(16)]] = std::uint64_t;  // g++ -O2 leaves the plain loop scalar: four times slower
  constexpr std::size_t width = 2;
  Lanes sums = {}, more = {};
  std::size_t i = 0;
  for (; i + 2 * width <= counts.size(); i += 2 * width) {
    Lanes first, second;
    std::memcpy(&first, &counts[i], sizeof first);
    std::memcpy(&second, &counts[i + width], sizeof second);
    sums += first;
    more += second;
  }
  sums += more;
  std::uint64_t total = sums[0] + sums[1];
  for (; i < counts.size(); ++i) total += counts[i];
  return total;
}

/// a * b - c * d without overflow or cancellation, rounded once.
[[nodiscard]] inline double cross_difference(std::uint64_t a, std::uint64_t b, std::uint64_t c,
                                             std::uint64_t d) noexcept {
  __extension__ using Wide = __int128;
  return static_cast<double>(static_cast<Wide>(a) * static_cast<Wide>(b) - static_cast<Wide>(c) * static_cast<Wide>(d));
}

}  // namespace detail

}  // namespace leeway::inline v0_1
