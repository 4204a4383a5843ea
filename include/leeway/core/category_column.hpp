#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

/// An integer code that stands for "no value". Floating-point columns use NaN, texts the empty text.
inline constexpr std::int64_t missing_code = (std::numeric_limits<std::int64_t>::min)();

/// Stands for a number that was given as a code but is not an integer; a category of its own, never a known one.
inline constexpr std::int64_t invalid_code = missing_code + 1;

/// The integer code held in a floating-point matrix: NaN is missing_code, 2.5 and infinities are invalid_code.
template <std::floating_point Value>
[[nodiscard]] constexpr std::int64_t code_of(Value value) noexcept {
  if (is_missing(value)) return missing_code;
  constexpr auto limit = static_cast<Value>(std::int64_t{1} << 53);  // beyond, doubles skip integers
  if (!(value >= -limit && value <= limit)) return invalid_code;
  const auto code = static_cast<std::int64_t>(value);
  return static_cast<Value>(code) == value ? code : invalid_code;
}

/// One categorical feature of a batch, seen without a copy: texts, or integer codes. A code is the category whose
/// name is its decimal digits: 3 and "3" are the same category. The values must outlive the view.
class CategoryColumn {
 public:
  using Texts = std::span<const std::string>;
  using Views = std::span<const std::string_view>;
  using Codes32 = std::span<const std::int32_t>;
  using Codes64 = std::span<const std::int64_t>;

  // NOLINTBEGIN(google-explicit-constructor): observe(batch, {device_types, countries}) is the point
  CategoryColumn(Texts texts) noexcept : values_{.texts = texts.data()}, size_(texts.size()), kind_(Kind::texts) {}
  CategoryColumn(Views texts) noexcept : values_{.views = texts.data()}, size_(texts.size()), kind_(Kind::views) {}
  CategoryColumn(Codes32 codes) noexcept
      : values_{.codes32 = codes.data()}, size_(codes.size()), kind_(Kind::codes32) {}
  CategoryColumn(Codes64 codes) noexcept
      : values_{.codes64 = codes.data()}, size_(codes.size()), kind_(Kind::codes64) {}
  CategoryColumn(const std::vector<std::string>& texts) noexcept : CategoryColumn(Texts(texts.data(), texts.size())) {}
  CategoryColumn(const std::vector<std::string_view>& texts) noexcept
      : CategoryColumn(Views(texts.data(), texts.size())) {}
  CategoryColumn(const std::vector<std::int32_t>& codes) noexcept
      : CategoryColumn(Codes32(codes.data(), codes.size())) {}
  CategoryColumn(const std::vector<std::int64_t>& codes) noexcept
      : CategoryColumn(Codes64(codes.data(), codes.size())) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Calls `visitor` once a value, with a std::string_view or a std::int64_t; for each `step`-th value from `first` on.
  template <class Visitor>
  void for_each(Visitor&& visitor, std::size_t first = 0, std::size_t step = 1) const {
    const auto visit = [&](const auto* values) {
      using Element = std::remove_cvref_t<decltype(*values)>;
      for (std::size_t i = first; i < size_; i += step) {
        if constexpr (std::is_integral_v<Element>) {
          visitor(static_cast<std::int64_t>(values[i]));
        } else {
          visitor(std::string_view(values[i]));
        }
      }
    };
    switch (kind_) {
      case Kind::texts: return visit(values_.texts);
      case Kind::views: return visit(values_.views);
      case Kind::codes32: return visit(values_.codes32);
      case Kind::codes64: return visit(values_.codes64);
    }
  }

 private:
  enum class Kind : std::uint8_t { texts, views, codes32, codes64 };
  /// By hand: std::variant and std::visit cost every translation unit that observes compile time.
  union {
    const std::string* texts;
    const std::string_view* views;
    const std::int32_t* codes32;
    const std::int64_t* codes64;
  } values_;
  std::size_t size_;
  Kind kind_;
};

}  // namespace leeway::inline v0_1
