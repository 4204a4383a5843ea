#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/io/html_plot.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1::html {

namespace detail {

/// Every feature by how much the model depends on it and how far it moved: what matters lies at the upper right.
class ScatterPlot {
 public:
  explicit ScatterPlot(const DriftReport& report) : report_(report) {
    double total = 0;
    for (const FeatureReport& feature : report.features) total += feature.importance;
    double widest = 0;
    double highest = 0;
    std::map<double, std::size_t> tolerances;
    for (const FeatureReport& feature : report.features) {
      const double weight = total > 0 ? feature.importance / total : 0;
      weights_.push_back(weight);
      if (!is_finite(weight) || !is_finite(feature.effect)) continue;
      widest = (std::max)(widest, weight);
      highest = (std::max)(highest, feature.effect);
      if (is_finite(feature.tolerance)) ++tolerances[feature.tolerance];
    }
    for (const auto& [tolerance, features] : tolerances) {
      if (features >= most_) {
        most_ = features;
        tolerance_ = tolerance;
      }
    }
    x_ = Axis(0, (std::min)(round_up(1.08 * widest), widest > 0.9 ? 1.05 : 1.0), left, right);
    y_ = Axis(0, round_up((std::max)(1.05 * highest, 2 * tolerance_)), bottom, top);
  }

  [[nodiscard]] std::string render() const {
    if (report_.features.empty()) return {};
    return picture(height, "Importance and drift of every feature",
                   "Each mark is a feature: the further right, the more the model depends on it; the higher, the more "
                   "it drifted. The table below holds the same figures.",
                   axes() + marks());
  }

 private:
  struct Box {
    int left, right, top, bottom;
    [[nodiscard]] bool meets(const Box& other) const noexcept {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  };

  static constexpr int left = 84;
  static constexpr int right = plot_width - 24;
  static constexpr int top = 56;
  static constexpr int bottom = 336;
  static constexpr int height = 416;

  [[nodiscard]] std::string axes() const {
    std::string content = label(14, 28, "effect", "l");
    for (const double tick : round_values(0, y_.to(), 5)) {
      content += path(tick == 0 ? "ax" : "gr", to('M', left, y_(tick)) + 'H' + number(right));
      content += label(left - 10, y_(tick) + 8, text::figure(tick), "e");
    }
    for (const double tick : round_values(0, x_.to(), 6)) {
      content += path("ax", to('M', x_(tick), bottom) + "v8");
      content += label(x_(tick), bottom + 34, text::percent(tick), "m");
    }
    content += label((left + right) / 2, height - 8, "importance, share of all features\u2019", "\"m l\"");
    if (most_ > 0) {
      content += path("tol", to('M', left, y_(tolerance_)) + 'H' + number(right));
      content += label(right, y_(tolerance_) - 8, "tolerated " + text::figure(tolerance_), "\"e l\"");
    }
    int at = right;
    for (const Verdict verdict : {Verdict::stable, Verdict::insufficient, Verdict::minor, Verdict::drift}) {
      if (report_.count(verdict) == 0) continue;
      at -= 13 * static_cast<int>(to_string(verdict).size());
      content += label(at, 28, to_string(verdict)) + html::marks(verdict, mark_outline(verdict, at - 18, 20));
      at -= 52;
    }
    return content;
  }

  /// The worst last, so that they lie on top; the first of the ranking with their names as far as there is room.
  [[nodiscard]] std::string marks() const {
    std::string points;
    std::string names;
    std::vector<Box> taken;
    if (most_ > 0) taken.push_back({right - 200, right, y_(tolerance_) - 30, y_(tolerance_)});
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      if (!shown(i) || report_.features[i].verdict == Verdict::stable) continue;
      taken.push_back({x_(weights_[i]) - 10, x_(weights_[i]) + 10, y_(report_.features[i].effect) - 10,
                       y_(report_.features[i].effect) + 10});
    }
    constexpr std::size_t most_names = 8;
    for (std::size_t i = 0, named = 0; i < weights_.size() && named < most_names; ++i) {
      const FeatureReport& feature = report_.features[i];
      if (!shown(i) || feature.verdict < Verdict::minor) continue;
      const std::string name = text::shortened(text::printable(feature.name), 22);
      const int width = 14 * static_cast<int>(text::columns_of(name));
      const int x = x_(weights_[i]);
      const int y = y_(feature.effect);
      struct Place {
        Box box;
        const char* anchor;
        int x, y;
      };
      for (const Place& place : {Place{{x + 16, x + 16 + width, y - 13, y + 13}, "", x + 16, y + 8},
                                 Place{{x - 16 - width, x - 16, y - 13, y + 13}, "e", x - 16, y + 8},
                                 Place{{x - width / 2, x + width / 2, y - 40, y - 14}, "m", x, y - 18},
                                 Place{{x - width / 2, x + width / 2, y + 14, y + 40}, "m", x, y + 34}}) {
        const Box& box = place.box;
        const bool free = box.left > left && box.right <= right && box.top > top - 20 && box.bottom < bottom &&
                          std::none_of(taken.begin(), taken.end(), [&](const Box& other) { return box.meets(other); });
        if (!free) continue;
        taken.push_back(box);
        names += label(place.x, place.y, escaped(name), place.anchor);
        ++named;
        break;
      }
    }
    for (std::size_t i = weights_.size(); i-- > 0;) {
      if (!shown(i)) continue;
      const FeatureReport& feature = report_.features[i];
      points += "<a href=\"#f" + std::to_string(i) + "\" tabindex=-1><title>" + escaped(feature.name, 60) +
                ": weight " + text::percent(weights_[i]) + ", effect " + text::decimals(feature.effect, 3) + ", " +
                std::string(to_string(feature.verdict)) + "</title>" +
                html::marks(feature.verdict, mark_outline(feature.verdict, x_(weights_[i]), y_(feature.effect))) +
                "</a>";
    }
    return points + names;
  }

  [[nodiscard]] bool shown(std::size_t i) const noexcept {
    return is_finite(weights_[i]) && is_finite(report_.features[i].effect);
  }

  const DriftReport& report_;
  std::vector<double> weights_;
  double tolerance_ = 0;
  std::size_t most_ = 0;  ///< features with this tolerance
  Axis x_{0, 1, left, right};
  Axis y_{0, 1, bottom, top};
};

}  // namespace detail

/// Importance (as a share of all features') against effect as an inline SVG, each feature a link to its part of the
/// page (`#f0`, `#f1`, ... in the report's order); the first of the ranking are named. Empty without features.
[[nodiscard]] inline std::string scatter_plot(const DriftReport& report) {
  return detail::ScatterPlot(report).render();
}

}  // namespace leeway::inline v0_1::html
