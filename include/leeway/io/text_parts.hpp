#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/core/result.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_table.hpp"
#include "leeway/report/drift_report.hpp"

/// The words, signs and pictures that the short and the long form of a report share.
namespace leeway::inline v0_1::text {

/// The sign in front of a verdict: tells it apart without colour.
[[nodiscard]] constexpr std::string_view sign_of(Verdict verdict, bool unicode) noexcept {
  switch (verdict) {
    case Verdict::stable: return unicode ? "\u2713" : ".";
    case Verdict::insufficient: return "?";
    case Verdict::minor: return unicode ? "\u2248" : "~";
    case Verdict::drift: return unicode ? "\u2717" : "X";
  }
  return " ";
}

/// The verdict of a whole report, in capitals.
[[nodiscard]] constexpr std::string_view label_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::stable: return "NO DRIFT";
    case Verdict::insufficient: return "TOO LITTLE DATA";
    case Verdict::minor: return "NO DRIFT THAT MATTERS";
    case Verdict::drift: return "DRIFT";
  }
  return "UNKNOWN";
}

[[nodiscard]] constexpr Style style_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::stable: return Style::green;
    case Verdict::insufficient: return Style::cyan;
    case Verdict::minor: return Style::yellow;
    case Verdict::drift: return Style::red;
  }
  return Style::plain;
}

/// The histograms of both sides on one scale, equally wide.
struct BarPair {
  std::string reference;
  std::string current;
};

namespace detail {

[[nodiscard]] inline double highest_of(const std::vector<double>& a, const std::vector<double>& b) noexcept {
  double highest = 0;
  for (const std::vector<double>* side : {&a, &b}) {
    for (const double share : *side) highest = (std::max)(highest, share);
  }
  return highest;
}

/// Neighbouring bins added up until there are at most `columns`.
[[nodiscard]] inline std::vector<double> coarser(const std::vector<double>& shares, std::size_t columns) {
  const std::size_t group = (std::max)(std::size_t{1}, (shares.size() + columns - 1) / columns);
  std::vector<double> sums((shares.size() + group - 1) / group);
  for (std::size_t i = 0; i < shares.size(); ++i) sums[i / group] += shares[i];
  return sums;
}

/// One bar two columns wide with a gap where there is room, for categories are no neighbours.
[[nodiscard]] inline std::string spaced(const std::vector<double>& shares, double highest, std::size_t columns,
                                        bool unicode) {
  const std::size_t room = shares.empty() ? 0 : columns / shares.size();
  std::string row;
  for (const double& share : shares) {
    const std::string bar = bars({&share, 1}, highest, unicode);
    if (room >= 2 && !row.empty()) row += ' ';
    row += room >= 3 ? bar + bar : bar;
  }
  return row;
}

/// Shares of the listed categories in `chosen`, then of other and new ones.
[[nodiscard]] inline std::vector<double> shares_of(const CategoricalProfile& side,
                                                   const std::vector<std::size_t>& chosen, bool with_other,
                                                   bool with_new) {
  const auto present = static_cast<double>(side.rows - (std::min)(side.missing, side.rows));
  const auto share = [&](std::uint64_t count) { return present > 0 ? static_cast<double>(count) / present : 0; };
  std::vector<double> shares;
  for (const std::size_t i : chosen) shares.push_back(i < side.categories.size() ? side.categories[i].share : 0);
  if (with_other) shares.push_back(share(side.other));
  if (with_new) shares.push_back(share(side.unseen));
  return shares;
}

}  // namespace detail

/// The listed categories that are largest on either side, at most so many, in the baseline's order.
[[nodiscard]] inline std::vector<std::size_t> largest_categories(const Sides<CategoricalProfile>& sides,
                                                                 std::size_t at_most) {
  const auto share = [](const CategoricalProfile& side, std::size_t i) {
    return i < side.categories.size() ? side.categories[i].share : 0;
  };
  std::vector<std::size_t> chosen(sides.reference.categories.size());
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  std::stable_sort(chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) {
    return (std::max)(share(sides.reference, a), share(sides.current, a)) >
           (std::max)(share(sides.reference, b), share(sides.current, b));
  });
  chosen.resize((std::min)(chosen.size(), at_most));
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

[[nodiscard]] inline BarPair bar_pair(const Sides<NumericProfile>& sides, std::size_t columns, bool unicode) {
  const std::vector<double> reference = detail::coarser(sides.reference.histogram, columns);
  const std::vector<double> current = detail::coarser(sides.current.histogram, columns);
  const double highest = detail::highest_of(reference, current);
  return {bars(reference, highest, unicode), bars(current, highest, unicode)};
}

[[nodiscard]] inline BarPair bar_pair(const Sides<CategoricalProfile>& sides, std::size_t columns, bool unicode) {
  const bool with_other = sides.reference.other + sides.current.other > 0;
  const bool with_new = sides.reference.unseen + sides.current.unseen > 0;
  const std::size_t extra = (with_other ? 1U : 0U) + (with_new ? 1U : 0U);
  const auto chosen = largest_categories(sides, columns > extra ? columns - extra : 0);
  const auto reference = detail::shares_of(sides.reference, chosen, with_other, with_new);
  const auto current = detail::shares_of(sides.current, chosen, with_other, with_new);
  const double highest = detail::highest_of(reference, current);
  return {detail::spaced(reference, highest, columns, unicode), detail::spaced(current, highest, columns, unicode)};
}

}  // namespace leeway::inline v0_1::text
