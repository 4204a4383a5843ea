#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "leeway/core/floating.hpp"

namespace leeway {

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
  CategoryColumn(Texts texts) noexcept : values_(texts) {}
  CategoryColumn(Views texts) noexcept : values_(texts) {}
  CategoryColumn(Codes32 codes) noexcept : values_(codes) {}
  CategoryColumn(Codes64 codes) noexcept : values_(codes) {}
  CategoryColumn(const std::vector<std::string>& texts) noexcept : values_(Texts(texts)) {}
  CategoryColumn(const std::vector<std::string_view>& texts) noexcept : values_(Views(texts)) {}
  CategoryColumn(const std::vector<std::int32_t>& codes) noexcept : values_(Codes32(codes)) {}
  CategoryColumn(const std::vector<std::int64_t>& codes) noexcept : values_(Codes64(codes)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] std::size_t size() const noexcept {
    return std::visit([](const auto& values) { return values.size(); }, values_);
  }

  /// Calls `visitor` once a value, with a std::string_view or a std::int64_t; for each `step`-th value from `first` on.
  template <class Visitor>
  void for_each(Visitor&& visitor, std::size_t first = 0, std::size_t step = 1) const {
    std::visit(
        [&](const auto& values) {
          using Element = typename std::remove_cvref_t<decltype(values)>::value_type;
          for (std::size_t i = first; i < values.size(); i += step) {
            if constexpr (std::is_integral_v<Element>) {
              visitor(static_cast<std::int64_t>(values[i]));
            } else {
              visitor(std::string_view(values[i]));
            }
          }
        },
        values_);
  }

 private:
  std::variant<Texts, Views, Codes32, Codes64> values_;
};

}  // namespace leeway
