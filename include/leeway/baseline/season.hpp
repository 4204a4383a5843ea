#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "leeway/core/time_point.hpp"

namespace leeway::inline v0_1 {

/// The cycle in which traffic looks different at different times, so that each of them has a baseline of its own.
enum class Season : std::uint8_t {
  none,
  hour_of_day,   ///< 24 slices, by UTC
  hour_of_week,  ///< 168 slices, Monday 00:00 UTC first
};

[[nodiscard]] constexpr std::string_view to_string(Season season) noexcept {
  switch (season) {
    case Season::none: return "none";
    case Season::hour_of_day: return "hour_of_day";
    case Season::hour_of_week: return "hour_of_week";
  }
  return "unknown";
}

/// How many slices a cycle has; 1 for none.
[[nodiscard]] constexpr std::size_t slices(Season season) noexcept {
  switch (season) {
    case Season::none: return 1;
    case Season::hour_of_day: return 24;
    case Season::hour_of_week: return 168;
  }
  return 1;
}

/// The slice that a time belongs to; 0 for none.
[[nodiscard]] inline std::size_t slice_of(Season season, TimePoint time) noexcept {
  constexpr std::int64_t hours_to_monday = 3 * 24;  // the epoch was a Thursday
  const auto cycle = static_cast<std::int64_t>(slices(season));
  const std::int64_t hour = std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
  return static_cast<std::size_t>((((hour + hours_to_monday) % cycle) + cycle) % cycle);
}

}  // namespace leeway::inline v0_1
