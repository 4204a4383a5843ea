#pragma once

#include <concepts>
#include <cstddef>
#include <span>

namespace leeway::inline v0_1 {

/// A view of a sample that its owner promises is sorted ascending and free of NaN, so that a test may skip both steps.
/// Sort a reference once and compare many windows against it. Holds no data: the sample must outlive the view.
template <std::floating_point Value>
class Sorted {
 public:
  constexpr Sorted() = default;
  constexpr explicit Sorted(std::span<const Value> ascending_without_nan) noexcept : values_(ascending_without_nan) {}

  [[nodiscard]] constexpr std::span<const Value> values() const noexcept { return values_; }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return values_.size(); }
  [[nodiscard]] constexpr bool empty() const noexcept { return values_.empty(); }
  [[nodiscard]] constexpr Value operator[](std::size_t i) const noexcept { return values_[i]; }
  [[nodiscard]] constexpr auto begin() const noexcept { return values_.begin(); }
  [[nodiscard]] constexpr auto end() const noexcept { return values_.end(); }

 private:
  std::span<const Value> values_;
};

}  // namespace leeway::inline v0_1
