#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace leeway::inline v0_1 {

/// How a report is set as text. The default is plain UTF-8, fit for a log file.
struct TextOptions {
  bool color = false;
  bool unicode = true;            ///< signs and histograms in UTF-8; plain ASCII otherwise
  std::size_t width = 100;        ///< columns to fill, at least 40
  bool quiet = false;             ///< the first line only: the verdict
  bool verbose = false;           ///< every feature with every finding and both sides' figures
  std::size_t max_features = 20;  ///< listed one by one, at most, unless verbose; the rest is counted
};

namespace detail {

[[nodiscard]] inline std::string_view environment(const char* name) noexcept {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

[[nodiscard]] inline bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {  // the first one set decides, as in POSIX
    std::string locale(environment(name));
    if (locale.empty()) continue;
    for (char& c : locale) c = (c >= 'A' && c <= 'Z') ? static_cast<char>(c + ('a' - 'A')) : c;
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace detail

/// What suits the place a text is written to. Colour: a terminal only, unless NO_COLOR is set (no-color.org) or TERM is
/// "dumb". Width: the terminal's, else the variable COLUMNS, else 100. UTF-8: if LC_ALL, LC_CTYPE or LANG say so.
[[nodiscard]] inline TextOptions terminal_options(std::FILE* stream) {
  TextOptions options;
  const int descriptor = ::fileno(stream);
  const bool is_terminal = descriptor >= 0 && ::isatty(descriptor) == 1;
  options.color = is_terminal && detail::environment("NO_COLOR").empty() && detail::environment("TERM") != "dumb";
  options.unicode = detail::locale_is_utf8();
  std::size_t width = 0;
  if (winsize size{}; is_terminal && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  if (width == 0) {
    const std::string_view columns = detail::environment("COLUMNS");
    std::from_chars(columns.data(), columns.data() + columns.size(), width);
  }
  if (width > 0) options.width = std::clamp<std::size_t>(width, 40, 400);
  return options;
}

}  // namespace leeway::inline v0_1
