#include "times.hpp"

#include <charconv>
#include <cstdint>
#include <string>

namespace leeway::cli {

std::optional<TimePoint> time_of(std::string_view field) noexcept {
  std::int64_t seconds = 0;
  const auto number = std::from_chars(field.data(), field.data() + field.size(), seconds);
  if (number.ec == std::errc{} && (number.ptr == field.data() + field.size() || *number.ptr == '.')) {
    return TimePoint(std::chrono::seconds(seconds));
  }
  constexpr std::string_view form = "0000-00-00T00:00:00Z";
  constexpr std::size_t day = 10;
  constexpr std::size_t minute = 16;
  constexpr std::size_t second = 19;
  if (field.ends_with('Z')) field.remove_suffix(1);
  if (const auto fraction = field.find('.'); fraction == second) field = field.substr(0, second);
  if (field.size() != day && field.size() != minute && field.size() != second) return std::nullopt;
  std::string whole(form);
  whole.replace(0, field.size(), field);
  if (field.size() > day && whole[day] == ' ') whole[day] = 'T';
  return parse_utc(whole);
}

}  // namespace leeway::cli
