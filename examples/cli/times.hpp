#pragma once

#include <optional>
#include <string_view>

#include "leeway/core/time.hpp"

namespace leeway::cli {

/// The time that a field holds, taken for UTC: 2026-01-31, 2026-01-31 12:00, 2026-01-31T12:00:00Z (fractions of a
/// second are dropped), or seconds since 1970. Nothing for any other text.
[[nodiscard]] std::optional<TimePoint> time_of(std::string_view field) noexcept;

}  // namespace leeway::cli
