#pragma once

#include <string>
#include <string_view>

#include "leeway/io/text_format.hpp"

namespace leeway::inline v0_1::html {

/// Any bytes as the content of an element or of a quoted attribute: shown, never obeyed. Markup becomes entities;
/// controls, direction marks and what is not UTF-8 become `\x1b`, `\u202e`, `\xff` as in the text report.
[[nodiscard]] inline std::string escaped(std::string_view raw) {
  std::string content;
  for (const char c : text::printable(raw)) {
    switch (c) {
      case '&': content += "&amp;"; break;
      case '<': content += "&lt;"; break;
      case '>': content += "&gt;"; break;
      case '"': content += "&quot;"; break;
      case '\'': content += "&#39;"; break;
      default: content += c;
    }
  }
  return content;
}

/// The same, cut to so many columns with an ellipsis; for places that do not wrap.
[[nodiscard]] inline std::string escaped(std::string_view raw, std::size_t columns) {
  return escaped(text::shortened(text::printable(raw), columns));
}

}  // namespace leeway::inline v0_1::html
