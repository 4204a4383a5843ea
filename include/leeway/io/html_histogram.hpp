#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "leeway/io/html_plot.hpp"
#include "leeway/io/text_parts.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1::html {

namespace detail {

/// The outline of bars that stand on the bottom of a picture of 96 x 24 units, `gap` units apart.
[[nodiscard]] inline std::string bars(const std::vector<double>& shares, double highest, int gap) {
  constexpr double width = 96;
  constexpr int height = 24;
  Outline outline;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto edge = [&](std::size_t bar) {
      return static_cast<int>(std::lround(width * static_cast<double>(bar) / static_cast<double>(shares.size())));
    };
    const Axis y(0, highest, height, 1);
    int top = y(shares[i]);
    if (shares[i] > 0) top = (std::min)(top, height - 1);  // however little shows
    if (i == 0 || gap > 0) outline.move(edge(i), height);
    outline.vertical(top).horizontal(edge(i + 1) - gap);
    if (gap > 0 || i + 1 == shares.size()) outline.vertical(height);
  }
  return outline.data();
}

[[nodiscard]] inline std::string small_picture(const std::vector<double>& before, const std::vector<double>& now,
                                               int gap) {
  if (before.empty() && now.empty()) return {};
  const double highest = (std::max)(text::detail::highest_of(before, now), 1e-12);
  return "<svg class=s viewBox=\"0 0 96 25\" aria-hidden=true>" + path("b", bars(before, highest, gap)) +
         path("v", bars(now, highest, gap)) + "</svg>";
}

}  // namespace detail

/// Both sides' histograms over each other, the baseline filled, live as an outline: a small inline SVG for a table. It
/// repeats what stands beside it in words, so readers of the screen pass it over. Empty without values.
[[nodiscard]] inline std::string histogram(const Sides<NumericProfile>& sides) {
  return detail::small_picture(sides.reference.histogram, sides.current.histogram, 0);
}

/// The largest categories, then rare and new ones.
[[nodiscard]] inline std::string histogram(const Sides<CategoricalProfile>& sides) {
  constexpr std::size_t most = 10;
  const auto chosen = text::largest_categories(sides, most);
  const bool with_other = sides.reference.other + sides.current.other > 0;
  const bool with_new = sides.reference.unseen + sides.current.unseen > 0;
  return detail::small_picture(text::detail::shares_of(sides.reference, chosen, with_other, with_new),
                               text::detail::shares_of(sides.current, chosen, with_other, with_new), 2);
}

}  // namespace leeway::inline v0_1::html
