#pragma once

#include <concepts>
#include <cstdint>
#include <tuple>
#include <utility>

#include "leeway/core/concepts.hpp"

namespace leeway::inline v0_1 {

/// Any set of accumulators as one: each value goes to all of them. For example
/// `Summary<Tally<float>, Extrema<float>, Moments<float>>`. The parts share a value type and differ in their own type,
/// by which `get` finds them. `count()` is that of the first part: put the one that leaves out least first.
template <Accumulator First, Accumulator... Rest>
requires(std::same_as<typename First::value_type, typename Rest::value_type>&&...) class Summary {
 public:
  using value_type = typename First::value_type;

  Summary() = default;
  /// Parts that are configured (cells, sketches) or filled already.
  explicit Summary(First first, Rest... rest) : parts_(std::move(first), std::move(rest)...) {}

  void add(const value_type& x) noexcept {
    std::apply([&x](auto&... part) { (part.add(x), ...); }, parts_);
  }

  /// All or nothing: when one part refuses (ConfigError), none has changed. Parts that cannot throw are not copied.
  void merge(const Summary& other) noexcept(never_throws) {
    if constexpr (never_throws) {
      merge_parts(parts_, other.parts_);
    } else {
      auto merged = parts_;
      merge_parts(merged, other.parts_);
      parts_ = std::move(merged);
    }
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return std::get<0>(parts_).count(); }

  template <class Part>
  [[nodiscard]] const Part& get() const noexcept {
    return std::get<Part>(parts_);
  }
  template <class Part>
  [[nodiscard]] Part& get() noexcept {
    return std::get<Part>(parts_);
  }

  friend bool operator==(const Summary&, const Summary&) = default;

 private:
  using Parts = std::tuple<First, Rest...>;

  template <class Part>
  static constexpr bool merge_never_throws = noexcept(std::declval<Part&>().merge(std::declval<const Part&>()));
  static constexpr bool never_throws = merge_never_throws<First> && (merge_never_throws<Rest> && ...);

  static void merge_parts(Parts& into, const Parts& from) noexcept(never_throws) {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (std::get<I>(into).merge(std::get<I>(from)), ...); }
    (std::index_sequence_for<First, Rest...>{});
  }

  Parts parts_;
};

}  // namespace leeway::inline v0_1
