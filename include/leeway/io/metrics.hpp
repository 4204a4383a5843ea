#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/core/floating.hpp"

namespace leeway::inline v0_1 {

enum class MetricType : std::uint8_t {
  counter,  ///< grows only, until the process restarts; its name ends in _total
  gauge,    ///< goes up and down
};

[[nodiscard]] constexpr std::string_view to_string(MetricType type) noexcept {
  return type == MetricType::counter ? "counter" : "gauge";
}

/// One number with the labels that say whose it is. Label values are any UTF-8.
struct MetricSample {
  std::vector<std::pair<std::string, std::string>> labels;  ///< name and value, no name twice
  double value = 0;
};

/// All samples of one metric.
struct MetricFamily {
  std::string name;
  std::string help;  ///< one line for the reader of a metrics page
  MetricType type = MetricType::gauge;
  std::vector<MetricSample> samples{};
};

/// What goes with the text of exposition() in an HTTP answer: newer scrapers refuse a page without it.
inline constexpr const char* exposition_content_type = "text/plain; version=0.0.4; charset=utf-8";

namespace detail {

inline void append_escaped(std::string& text, std::string_view value, bool quotes) {
  for (const char c : value) {
    if (c == '\\') {
      text += "\\\\";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '"' && quotes) {
      text += "\\\"";
    } else {
      text += c;
    }
  }
}

inline void append_metric_value(std::string& text, double value) {
  if (!is_finite(value)) {
    text += is_missing(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    return;
  }
  constexpr double exact = 9007199254740992;  // counts below 2^53 are written out, for people
  const bool whole = std::fabs(value) < exact && value == std::trunc(value);
  std::array<char, 32> digits{};
  char* const begin = digits.data();
  char* const end = begin + digits.size();
  text.append(begin, whole ? std::to_chars(begin, end, static_cast<std::int64_t>(value)).ptr
                           : std::to_chars(begin, end, value).ptr);
}

}  // namespace detail

/// The text that Prometheus scrapes (text format 0.0.4): a HELP and a TYPE line for each family, a line a sample.
/// Backslashes, quotes and line ends in label values are escaped; numbers are written so that they read back exactly.
[[nodiscard]] inline std::string exposition(std::span<const MetricFamily> families) {
  std::string text;
  for (const MetricFamily& family : families) {
    text.append("# HELP ").append(family.name).append(" ");
    detail::append_escaped(text, family.help, false);
    text.append("\n# TYPE ").append(family.name).append(" ").append(to_string(family.type)).append("\n");
    for (const MetricSample& sample : family.samples) {
      text += family.name;
      char before = '{';
      for (const auto& [name, value] : sample.labels) {
        text.append(1, before).append(name).append("=\"");
        detail::append_escaped(text, value, true);
        text += '"';
        before = ',';
      }
      if (before == ',') text += '}';
      text += ' ';
      detail::append_metric_value(text, sample.value);
      text += '\n';
    }
  }
  return text;
}

}  // namespace leeway::inline v0_1
