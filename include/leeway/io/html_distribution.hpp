#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/io/html_cells.hpp"
#include "leeway/io/html_plot.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1::html {

namespace detail {

/// Both sides of a numeric feature over one axis of values: densities above, distribution functions below.
class DistributionPlot {
 public:
  DistributionPlot(const Sides<NumericProfile>& sides, std::string_view name) : cells_(sides), name_(name) {}

  /// Empty where there is no finite value.
  [[nodiscard]] std::string render() const {
    if (!cells_.visible()) return {};
    const Axis x(cells_.from(), cells_.to(), left, right);
    std::string content = "<use href=#frame />" + densities(x) + distribution_functions(x);
    std::string ticks;
    for (const double tick : round_values(cells_.from(), cells_.to(), 5)) {
      ticks += to('M', x(tick), cdf_bottom) + "v8";
      content += label(x(tick), cdf_bottom + 34, text::figure(tick), "m");
    }
    content += path("ax", ticks) + label((left + right) / 2, height - 6, escaped(name_, 40), "\"m l\"");
    return picture(height, "Distribution of " + std::string(name_), description(), content);
  }

  /// What all of these pictures have in common, once on a page: axes, what they show, the legend.
  [[nodiscard]] static std::string frame() {
    const Axis y(0, 1, cdf_bottom, cdf_top);
    std::string content =
        label(left - 70, 28, "density", "l") + label(left - 70, cdf_top - 20, "share of values below", "l");
    content += "<rect class=b x=" + number(right - 248) + " y=12 width=28 height=16 />" +
               label(right - 212, 28, "baseline") + path("v", to('M', right - 90, 20) + "h28") +
               label(right - 54, 28, "live");
    for (const double tick : {0.0, 0.5, 1.0}) content += label(left - 10, y(tick) + 8, text::percent(tick), "e");
    const std::string across = 'H' + number(right);
    content += path("ax", to('M', left, density_bottom) + across + to('M', left, cdf_bottom) + across);
    content += path("gr", to('M', left, y(0.5)) + across + to('M', left, cdf_top) + across);
    return "<svg class=z aria-hidden=true><g id=frame>" + content + "</g></svg>";
  }

 private:
  static constexpr int left = 84;
  static constexpr int right = plot_width - 20;
  static constexpr int density_top = 46;
  static constexpr int density_bottom = 218;
  static constexpr int cdf_top = 280;
  static constexpr int cdf_bottom = 432;
  static constexpr int height = 500;

  /// Where the scale of densities ends: at the highest, unless up to three tower over the rest and would flatten it.
  [[nodiscard]] static double highest_shown(std::vector<double> densities) {
    std::sort(densities.rbegin(), densities.rend());
    for (std::size_t i = 1; i < (std::min)(densities.size(), std::size_t{4}); ++i) {
      if (densities[i] > 0 && densities[i - 1] > 4 * densities[i]) return 1.6 * densities[i];
    }
    return densities.empty() || !(densities.front() > 0) ? 1 : densities.front();
  }

  [[nodiscard]] std::string densities(const Axis& x) const {
    const std::vector<ComparedCell> cells = cells_.visible_cells();
    const auto density = [](const ComparedCell& cell, std::size_t side) {
      return cell.width() > 0 ? cell.shares[side] / cell.width() : 0;
    };
    std::vector<double> largest;
    for (const ComparedCell& cell : cells) largest.push_back((std::max)(density(cell, 0), density(cell, 1)));
    const double highest = highest_shown(largest);
    const Axis y(0, highest, density_bottom, density_top);
    std::string content;
    for (std::size_t side = 0; side < 2; ++side) {
      if (!cells_.has_values(side)) continue;
      Outline outline;
      for (const ComparedCell& cell : cells) {
        if (cell.to <= x.from() || cell.from >= x.to()) continue;
        if (outline.empty()) outline.move(x(cell.from), density_bottom);
        outline.vertical(y(density(cell, side))).horizontal(x(cell.to));
      }
      content += path(side == 0 ? "b" : "v", outline.vertical(density_bottom).data());
    }
    int occupied = -1'000;
    for (const ComparedCell& cell : cells) {  // what the scale cuts off is said in figures
      for (std::size_t side = 0; side < 2; ++side) {
        if (density(cell, side) <= highest * (1 + 1e-9) || cell.to <= x.from() || cell.from >= x.to()) continue;
        const int at = x((std::max)(cell.from, x.from()) / 2 + (std::min)(cell.to, x.to()) / 2);
        if (at < occupied) continue;
        occupied = at + 200;
        content += label((std::min)(at + 12, plot_width - 150), density_top + 18,
                         "\u2191 " + text::percent(cell.shares[0]) + " / " + text::percent(cell.shares[1]), "l");
      }
    }
    return content;
  }

  [[nodiscard]] std::string distribution_functions(const Axis& x) const {
    const Axis y(0, 1, cdf_bottom, cdf_top);
    std::string content;
    for (std::size_t side = 0; side < 2; ++side) {
      if (!cells_.has_values(side)) continue;
      double below = 0;
      Outline outline;
      outline.move(left, y(cells_.share_below(cells_.from(), side)));
      for (const ComparedCell& cell : cells_.all()) {
        below += cell.shares[side];
        if (cell.finite() && cell.to > x.from() && cell.to < x.to()) outline.line(x(cell.to), y(below));
      }
      outline.line(right, y(cells_.share_below(cells_.to(), side)));
      content += path(side == 0 ? "bl" : "v", outline.data());
    }
    if (!cells_.has_values(0) || !cells_.has_values(1)) return content;
    const Gap gap = cells_.largest_gap();
    if (!(gap.size() > 0)) return content;
    const int at = x(gap.at);
    const int middle = (y(gap.below[0]) + y(gap.below[1])) / 2 + 8;
    const bool before = at > (left + plot_width) / 2;
    content += path("gap", to('M', at - 5, y(gap.below[0])) + "h10m-5 0V" + number(y(gap.below[1])) + "m-5 0h10");
    return content +
           label(before ? at - 12 : at + 12, middle, "D = " + text::decimals(gap.size(), 3), before ? "\"e h\"" : "h");
  }

  [[nodiscard]] std::string description() const {
    if (!cells_.has_values(0) || !cells_.has_values(1)) return "One side has no values.";
    const Gap gap = cells_.largest_gap();
    if (!(gap.size() > 0)) return "The distribution functions of baseline and live agree.";
    return "The distribution functions are furthest apart, by D = " + text::decimals(gap.size(), 3) + ", at " +
           text::figure(gap.at) + ": " + text::percent(gap.below[0]) + " of the baseline lie below, " +
           text::percent(gap.below[1]) + " of the live values.";
  }

  ComparedCells cells_;
  std::string_view name_;
};

}  // namespace detail

/// Must stand once, anywhere, on a page with distribution plots, which show it behind their curves.
[[nodiscard]] inline std::string distribution_frame() { return detail::DistributionPlot::frame(); }

/// Density over the cells (their area is their share, whatever their width) above the two distribution functions with
/// the gap D between them, as an inline SVG; empty where there are no finite values on either side.
[[nodiscard]] inline std::string distribution_plot(const Sides<NumericProfile>& sides, std::string_view name) {
  return detail::DistributionPlot(sides, name).render();
}

}  // namespace leeway::inline v0_1::html
