#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

/// Figures and names as a diagnosis says them.
namespace leeway::inline v0_1::detail {

[[nodiscard]] inline std::string number_text(double value, int digits = 4) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*g", digits, value);
  return text.data();
}
/// "34.1 -> 41.7"; with as many digits as it takes to write large numbers out and to tell the two apart, so that
/// 1,000,000,000 -> 1,000,000,020 does not become 1e9 -> 1e9.
[[nodiscard]] inline std::string change_text(double before, double now) {
  constexpr int most = 12;
  int digits = 4;
  const double largest = (std::max)(std::fabs(before), std::fabs(now));
  while (digits < most && (std::pow(10.0, digits) <= largest && largest < 1e12)) ++digits;
  while (digits < most && before != now && number_text(before, digits) == number_text(now, digits)) ++digits;
  return number_text(before, digits) + " -> " + number_text(now, digits);
}
[[nodiscard]] inline std::string percent_text(double share) {
  std::array<char, 32> text{};
  const double percent = 100 * share;
  std::snprintf(text.data(), text.size(), percent != 0 && std::fabs(percent) < 0.1 ? "%.2g%%" : "%.1f%%", percent);
  return text.data();
}
[[nodiscard]] inline std::string p_text(double p) {
  if (p < 1e-12) return "p<1e-12";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "p=%.2g", p);
  return text.data();
}
[[nodiscard]] inline double share_of(std::uint64_t part, std::uint64_t whole) noexcept {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Collects phrases and joins them with semicolons: first what is evidence, then what is only context. Somebody who
/// reads one line at night must meet the cause at its beginning.
class Phrases {
 public:
  void add(const std::string& phrase, bool evidence = true) {
    std::string& text = evidence ? evidence_ : context_;
    if (!text.empty()) text += "; ";
    text += phrase;
  }
  [[nodiscard]] std::string text() const {
    return evidence_ + (evidence_.empty() || context_.empty() ? "" : "; ") + context_;
  }

 private:
  std::string evidence_;
  std::string context_;
};

/// A category's name; in quotes where it could be read as something else: '0' 60.3% -> 64.2%.
[[nodiscard]] inline std::string name_text(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0; };
  const bool plain = !name.empty() && is_letter(name.front()) && name.find_first_of(" ;:%'") == std::string::npos;
  return plain ? name : "'" + name + "'";
}

}  // namespace leeway::inline v0_1::detail
