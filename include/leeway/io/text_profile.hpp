#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "leeway/core/result.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_parts.hpp"
#include "leeway/report/drift_report.hpp"

/// Both sides of a feature as rows of a table.
namespace leeway::inline v0_1::text {

/// What a row is about, for those who set some of them differently.
enum class ProfileRowKind : std::uint8_t { figure, category, new_category, remark };

/// A name and the two sides' figures, ready to be shown but for the names of categories, which are as they came.
struct ProfileRow {
  std::string name;
  std::string reference;
  std::string current;
  ProfileRowKind kind = ProfileRowKind::figure;
  double reference_share = 0;  ///< of categories, listed or new
  double current_share = 0;
};

namespace detail {

[[nodiscard]] inline std::string share_text(std::uint64_t part, std::uint64_t whole) {
  return percent(whole == 0 ? TestResult::undefined : static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace detail

/// Categories listed in a profile at most, on either side of the line between known and new.
inline constexpr std::size_t most_profile_categories = 12;

/// Rows, shares of missing and odd values, moments, extremes and quantiles.
[[nodiscard]] inline std::vector<ProfileRow> profile_rows(const Sides<NumericProfile>& sides) {
  const NumericProfile& a = sides.reference;
  const NumericProfile& b = sides.current;
  std::vector<ProfileRow> rows{{"rows", count(a.rows), count(b.rows)}};
  const auto share = [&](const char* name, std::uint64_t before, std::uint64_t now) {
    rows.push_back({name, detail::share_text(before, a.rows), detail::share_text(now, b.rows)});
  };
  share("missing", a.missing, b.missing);
  if (a.infinite + b.infinite > 0) share("infinite", a.infinite, b.infinite);
  share("out of range", a.out_of_range, b.out_of_range);
  for (const auto& [name, figure_of] :
       {std::pair{"mean", &NumericProfile::mean}, std::pair{"std dev", &NumericProfile::std_dev},
        std::pair{"lowest", &NumericProfile::lowest}}) {
    rows.push_back({name, figure(a.*figure_of), figure(b.*figure_of)});
  }
  for (const Quantile& quantile : a.quantiles) {
    const auto other = std::find_if(b.quantiles.begin(), b.quantiles.end(), [&](const Quantile& candidate) {
      return candidate.probability == quantile.probability;
    });
    rows.push_back({"quantile " + figure(quantile.probability), figure(quantile.value),
                    other == b.quantiles.end() ? "-" : figure(other->value)});
  }
  rows.push_back({"highest", figure(a.highest), figure(b.highest)});
  return rows;
}

/// Rows and shares: missing, the largest categories, what is rare in training, what is new.
[[nodiscard]] inline std::vector<ProfileRow> profile_rows(const Sides<CategoricalProfile>& sides) {
  const CategoricalProfile& a = sides.reference;
  const CategoricalProfile& b = sides.current;
  std::vector<ProfileRow> rows{
      {"rows", count(a.rows), count(b.rows)},
      {"missing", detail::share_text(a.missing, a.rows), detail::share_text(b.missing, b.rows)}};
  const auto chosen = largest_categories(sides, most_profile_categories);
  for (const std::size_t i : chosen) {
    const double before = a.categories[i].share;
    const double now = i < b.categories.size() ? b.categories[i].share : 0;
    rows.push_back({a.categories[i].name, percent(before), percent(now), ProfileRowKind::category, before, now});
  }
  if (a.categories.size() > chosen.size()) {
    rows.push_back(
        {count(a.categories.size() - chosen.size()) + " smaller categories left out", "", "", ProfileRowKind::remark});
  }
  const auto share = [&](const char* name, std::uint64_t before, std::uint64_t now) {
    rows.push_back({name, detail::share_text(before, a.rows - a.missing), detail::share_text(now, b.rows - b.missing)});
  };
  share("rare in training", a.other, b.other);
  share("new", a.unseen, b.unseen);
  for (std::size_t i = 0; i < (std::min)(b.new_categories.size(), most_profile_categories); ++i) {
    const CategoryShare& unseen = b.new_categories[i];
    rows.push_back({unseen.name, "-", percent(unseen.share), ProfileRowKind::new_category, 0, unseen.share});
  }
  return rows;
}

}  // namespace leeway::inline v0_1::text
