#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/drift_series.hpp"
#include "leeway/io/html_plot.hpp"
#include "leeway/io/text_format.hpp"

namespace leeway::inline v0_1::html {

/// A feature's effect in the windows of the past, each with the mark of its verdict, against what is tolerated. Empty
/// with fewer than two windows. With more than 200, a mark stands for several neighbours: the worst of them.
[[nodiscard]] inline std::string series_plot(const std::vector<PastWindow>& past, double tolerance,
                                             std::string_view name) {
  if (past.size() < 2) return {};
  constexpr std::size_t most_marks = 200;
  constexpr int left = 84;
  constexpr int right = plot_width - 20;
  constexpr int top = 48;
  constexpr int bottom = 214;
  const auto seconds = [](TimePoint time) { return static_cast<double>(time.time_since_epoch().count()); };

  std::vector<PastWindow> shown;
  const std::size_t group = (past.size() + most_marks - 1) / most_marks;
  for (std::size_t i = 0; i < past.size(); ++i) {
    if (i % group == 0) {
      shown.push_back(past[i]);
    } else if (past[i].verdict > shown.back().verdict ||
               (past[i].verdict == shown.back().verdict && past[i].effect > shown.back().effect)) {
      shown.back() = past[i];
    }
  }
  double highest = is_finite(tolerance) ? 2 * tolerance : 0;
  for (const PastWindow& window : shown) {
    if (is_finite(window.effect)) highest = (std::max)(highest, window.effect);
  }
  const Axis x(seconds(shown.front().time), seconds(shown.back().time), left + 12, plot_width - 32);
  const Axis y(0, round_up(highest), bottom, top);

  std::string content = label(left - 70, 28, "effect, window by window", "l");
  for (const double tick : {0.0, y.to() / 2, y.to()}) {
    content += label(left - 10, y(tick) + 8, text::figure(tick), "e");
  }
  content += path("gr", to('M', left, y(y.to() / 2)) + 'H' + number(right) + to('M', left, top) + 'H' + number(right));
  content += path("ax", to('M', left, bottom) + 'H' + number(right));
  if (is_finite(tolerance)) {
    content += path("tol", to('M', left, y(tolerance)) + 'H' + number(right));
    content += label(plot_width - 22, y(tolerance) - 8, "tolerated " + text::figure(tolerance), "\"e l\"");
  }
  Outline line;
  std::array<std::string, 4> outlines;
  for (const PastWindow& window : shown) {
    if (!is_finite(window.effect)) continue;
    const int at = x(seconds(window.time));
    line.empty() ? line.move(at, y(window.effect)) : line.line(at, y(window.effect));
    if (window.verdict != Verdict::stable || shown.size() <= 60) {
      outlines[static_cast<std::size_t>(window.verdict)] += mark_outline(window.verdict, at, y(window.effect));
    }
  }
  content += path("v", line.data());
  for (const Verdict verdict : {Verdict::stable, Verdict::insufficient, Verdict::minor, Verdict::drift}) {
    const std::string& outline = outlines[static_cast<std::size_t>(verdict)];
    if (!outline.empty()) content += marks(verdict, outline);
  }
  content += label(left, bottom + 34, format_utc(shown.front().time));
  content += label(right, bottom + 34, format_utc(shown.back().time), "e");
  const auto drifted = std::count_if(past.begin(), past.end(),
                                     [](const PastWindow& window) { return window.verdict == Verdict::drift; });
  return picture(bottom + 44, "Drift of " + std::string(name) + " over time",
                 text::counted(past.size(), "window") + ", " + text::count(static_cast<std::uint64_t>(drifted)) +
                     " of them drifted; effect " + text::decimals(past.front().effect, 3) + " at first, " +
                     text::decimals(past.back().effect, 3) + " at last.",
                 content);
}

}  // namespace leeway::inline v0_1::html
