#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/core/result.hpp"
#include "leeway/io/html_text.hpp"

/// What the pictures of a page are drawn with. All have one coordinate system, 720 units wide with text of 24, so that
/// whole units are finer than a screen shows and take few bytes. Coordinates are integers by type: what is not a number
/// cannot get into a picture.
namespace leeway::inline v0_1::html {

inline constexpr int plot_width = 720;

/// A stretch of values laid out over a stretch of the picture. Values beyond its ends are drawn at the ends, NaN at the
/// first one; a stretch of no length is drawn in the middle.
class Axis {
 public:
  Axis(double from, double to, int start, int end) : from_(from), to_(to), start_(start), end_(end) {}

  [[nodiscard]] int operator()(double x) const noexcept {
    if (is_missing(x)) return start_;
    const double length = to_ / 2 - from_ / 2;  // halves, for the whole can be too large for a double
    const double part = length > 0 && is_finite(length) ? (x / 2 - from_ / 2) / length : 0.5;
    const double inside = (std::min)((std::max)(part, 0.0), 1.0);
    return start_ + static_cast<int>(std::lround(inside * (end_ - start_)));
  }
  [[nodiscard]] double from() const noexcept { return from_; }
  [[nodiscard]] double to() const noexcept { return to_; }
  [[nodiscard]] int start() const noexcept { return start_; }
  [[nodiscard]] int end() const noexcept { return end_; }

 private:
  double from_;
  double to_;
  int start_;
  int end_;
};

/// Round values (1, 2 or 5 times a power of ten apart) in [from, to], at most so many; the ends where there are none.
[[nodiscard]] inline std::vector<double> round_values(double from, double to, int at_most) {
  const double raw = (to - from) / (std::max)(at_most - 1, 1);
  if (!is_finite(raw) || !(raw > 0)) return {from};
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  if (!(power > 0) || !is_finite(power)) return {from};
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= raw * (1 - 1e-9)) step = factor * power;
  }
  std::vector<double> values;
  const double first = std::ceil(from / step - 1e-9);
  for (int i = 0; i < at_most; ++i) {
    const double value = (first + i) * step;
    if (!is_finite(value) || value > to + 1e-9 * step) break;
    values.push_back(value == 0 ? 0 : value);  // never -0
  }
  return values.empty() ? std::vector<double>{from} : values;
}

/// The least round value that is not below `x` (> 0).
[[nodiscard]] inline double round_up(double x) {
  if (!is_finite(x) || !(x > 0)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(x)));
  for (const double factor : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
    if (factor * power >= x * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

[[nodiscard]] inline std::string number(int x) { return std::to_string(x); }

/// "M12 34", "L5 6".
[[nodiscard]] inline std::string to(char command, int x, int y) { return command + number(x) + ' ' + number(y); }

[[nodiscard]] inline std::string path(std::string_view kind, std::string_view data) {
  return std::string("<path class=").append(kind).append(" d=\"").append(data).append("\"/>");
}

/// `content` is markup already. `kind` are classes: e (end-anchored), m (middle) and what the style knows.
[[nodiscard]] inline std::string label(int x, int y, std::string_view content, std::string_view kind = {}) {
  std::string element = "<text x=" + number(x) + " y=" + number(y);
  if (!kind.empty()) element.append(" class=").append(kind);
  return element.append(">").append(content).append("</text>");
}

/// A picture with its name and, for those who cannot see it, what it shows. Both are escaped here.
[[nodiscard]] inline std::string picture(int height, std::string_view title, std::string_view description,
                                         std::string_view content) {
  std::string svg = "<svg viewBox=\"0 0 " + number(plot_width) + ' ' + number(height) + "\" role=img><title>";
  svg += escaped(title) + "</title>";
  if (!description.empty()) svg += "<desc>" + escaped(description) + "</desc>";
  return svg.append(content).append("</svg>");
}

/// The outline of a verdict's mark around (x, y): a form of its own each, so that colour is not needed.
[[nodiscard]] inline std::string mark_outline(Verdict verdict, int x, int y) {
  switch (verdict) {
    case Verdict::drift: return to('M', x - 9, y - 9) + "l18 18m0-18l-18 18";            // a cross
    case Verdict::minor: return to('M', x, y - 10) + "l10 18h-20z";                      // a triangle
    case Verdict::insufficient: return to('M', x - 8, y - 8) + "h16v16h-16z";            // a square
    case Verdict::stable: return to('M', x - 7, y) + "a7 7 0 1 0 14 0 7 7 0 1 0-14 0z";  // a ring
  }
  return {};
}

/// Marks of one verdict as an element.
[[nodiscard]] inline std::string marks(Verdict verdict, std::string_view outlines) {
  return path("\"k " + std::string(to_string(verdict)) + '"', outlines);
}

/// A line made step by step, in relative coordinates, which are exact because they are whole, and short.
class Outline {
 public:
  Outline& move(int x, int y) {
    data_ += to('M', x, y);
    return at(x, y);
  }
  Outline& horizontal(int x) {
    if (x != x_) data_ += 'h' + number(x - x_);
    return at(x, y_);
  }
  Outline& vertical(int y) {
    if (y != y_) data_ += 'v' + number(y - y_);
    return at(x_, y);
  }
  Outline& line(int x, int y) {
    if (x == x_ && y == y_) return *this;
    const std::string step = number(y - y_);
    data_ += 'l' + number(x - x_) + (step.front() == '-' ? "" : " ") + step;
    return at(x, y);
  }
  [[nodiscard]] bool empty() const noexcept { return data_.empty(); }
  [[nodiscard]] const std::string& data() const noexcept { return data_; }

 private:
  Outline& at(int x, int y) noexcept {
    x_ = x;
    y_ = y;
    return *this;
  }
  std::string data_;
  int x_ = 0;
  int y_ = 0;
};

}  // namespace leeway::inline v0_1::html
