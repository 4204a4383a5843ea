#pragma once

#include <array>
#include <chrono>
#include <cstdio>
#include <string>

namespace leeway {

using TimePoint = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

/// UTC, ISO 8601, to the second: 2026-01-31T12:00:00Z.
[[nodiscard]] inline std::string format_utc(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

[[nodiscard]] inline TimePoint now_in_seconds() noexcept {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace leeway
