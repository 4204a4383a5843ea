#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/core/result.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway {

/// What an action asks of the reader, in one sentence.
[[nodiscard]] constexpr std::string_view advice(Action action) noexcept {
  switch (action) {
    case Action::ignore: return "nothing to do";
    case Action::collect_more: return "too few rows to tell: wait for a larger window";
    case Action::watch: return "a real but small shift: watch whether it grows";
    case Action::retrain: return "the population moved: check the model on recent data, retrain on it";
    case Action::inspect_upstream: return "values that training hardly had: inspect the data upstream";
  }
  return "";
}

namespace detail {

[[nodiscard]] inline std::string number_text(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
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

/// Collects phrases and joins them with semicolons.
class Phrases {
 public:
  void add(const std::string& phrase) {
    if (!text_.empty()) text_ += "; ";
    text_ += phrase;
  }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

[[nodiscard]] inline const Finding* find_check(const FeatureReport& feature, std::string_view check) {
  const auto found = std::find_if(feature.findings.begin(), feature.findings.end(),
                                  [&](const Finding& finding) { return finding.check == check; });
  return found == feature.findings.end() ? nullptr : &*found;
}
[[nodiscard]] inline bool noticed(const FeatureReport& feature, std::string_view check) {
  const Finding* finding = find_check(feature, check);
  return finding != nullptr && finding->verdict >= Verdict::minor;
}

inline void describe_shares(Phrases& phrases, const FeatureReport& feature, std::uint64_t missing_before,
                            std::uint64_t rows_before, std::uint64_t missing_now, std::uint64_t rows_now) {
  if (noticed(feature, "missing_share") || noticed(feature, "missing_share_limit")) {
    phrases.add("missing " + percent_text(share_of(missing_before, rows_before)) + " -> " +
                percent_text(share_of(missing_now, rows_now)));
  }
}

/// Direction and spread in two words: "higher and more clustered". Small movements are not worth a word.
[[nodiscard]] inline std::string shape_words(double shift_in_std, double spread_ratio) {
  std::string words;
  if (std::fabs(shift_in_std) >= 0.1) words = shift_in_std > 0 ? "higher" : "lower";
  std::string spread;
  if (spread_ratio >= 1.1) spread = "more spread out";
  if (spread_ratio <= 1 / 1.1) spread = "more clustered";
  if (!words.empty() && !spread.empty()) words += " and ";
  return words + spread;
}

inline void describe(Phrases& phrases, const FeatureReport& feature, const Sides<NumericProfile>& sides) {
  const NumericProfile& before = sides.reference;
  const NumericProfile& now = sides.current;
  if (is_finite(before.mean) && is_finite(now.mean)) {
    std::string shift = "mean " + number_text(before.mean) + " -> " + number_text(now.mean);
    const double in_std = (now.mean - before.mean) / before.std_dev;
    if (is_finite(in_std)) {
      std::array<char, 48> text{};
      std::snprintf(text.data(), text.size(), " (%+.2g std)", in_std);
      shift += text.data();
      const std::string shape = shape_words(in_std, now.std_dev / before.std_dev);
      if (!shape.empty()) shift += ", " + shape;
      if (now.std_dev == 0 && now.rows > 1) shift += ", now constant";
    }
    phrases.add(shift);
  } else if (is_finite(before.mean)) {
    phrases.add("no finite value in the window (baseline mean " + number_text(before.mean) + ")");
  }
  if (const Finding* ks = find_check(feature, "kolmogorov_smirnov")) {
    const auto& result = std::get<TestResult>(ks->result);
    if (result.ok()) {
      phrases.add("KS D=" + number_text(std::round(result.statistic * 1e4) / 1e4) + ", " +
                  p_text(ks->adjusted_p_value));
    }
  }
  describe_shares(phrases, feature, before.missing, before.rows, now.missing, now.rows);
  if (noticed(feature, "infinite_share")) {
    phrases.add("infinite " + percent_text(share_of(before.infinite, before.rows)) + " -> " +
                percent_text(share_of(now.infinite, now.rows)));
  }
  if (noticed(feature, "out_of_range_share") || noticed(feature, "out_of_range_limit")) {
    phrases.add(percent_text(share_of(now.out_of_range, now.rows)) + " outside the training range [" +
                number_text(before.lowest) + ", " + number_text(before.highest) + "]");
  }
}

inline void describe(Phrases& phrases, const FeatureReport& feature, const Sides<CategoricalProfile>& sides) {
  const CategoricalProfile& before = sides.reference;
  const CategoricalProfile& now = sides.current;
  std::vector<std::size_t> order(before.categories.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto change = [&](std::size_t i) { return now.categories[i].share - before.categories[i].share; };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return std::fabs(change(a)) > std::fabs(change(b)); });
  constexpr std::size_t most = 2;  // two categories tell the story; the report holds all
  for (std::size_t i = 0; i < (std::min)(most, order.size()); ++i) {
    const CategoryShare& from = before.categories[order[i]];
    if (i > 0 && std::fabs(change(order[i])) < 0.01) break;
    phrases.add(from.name + " " + percent_text(from.share) + " -> " + percent_text(now.categories[order[i]].share));
  }
  if (now.unseen > 0) {
    const std::uint64_t present = now.rows - now.missing;
    if (!now.new_categories.empty()) {
      std::string phrase =
          "new category '" + now.new_categories.front().name + "' " + percent_text(now.new_categories.front().share);
      const double rest = share_of(now.unseen, present) - now.new_categories.front().share;
      if (now.new_categories.size() > 1) phrase += " and others " + percent_text(rest);
      phrases.add(phrase);
    } else {
      phrases.add("new categories " + percent_text(share_of(now.unseen, present)));
    }
  }
  if (const Finding* test = find_check(feature, "chi_squared")) {
    const auto& result = std::get<TestResult>(test->result);
    if (result.ok())
      phrases.add("chi-squared " + number_text(result.statistic) + ", " + p_text(test->adjusted_p_value));
  }
  describe_shares(phrases, feature, before.missing, before.rows, now.missing, now.rows);
}

[[nodiscard]] inline bool drifted(const FeatureReport& feature, std::string_view check) {
  const Finding* finding = find_check(feature, check);
  return finding != nullptr && finding->verdict == Verdict::drift;
}

[[nodiscard]] inline Action action_for(const FeatureReport& feature) {
  switch (feature.verdict) {
    case Verdict::stable: return Action::ignore;
    case Verdict::insufficient: return Action::collect_more;
    case Verdict::minor: return Action::watch;
    case Verdict::drift: break;
  }
  // Values that should hardly occur at all point at the pipeline rather than at the world.
  for (const char* check :
       {"missing_share", "infinite_share", "new_category_share", "missing_share_limit", "new_category_limit"}) {
    if (drifted(feature, check)) return Action::inspect_upstream;
  }
  // A population that moved as a whole leaves the training range by itself; a few values far out did not.
  const bool out_of_range = drifted(feature, "out_of_range_share") || drifted(feature, "out_of_range_limit");
  if (out_of_range && !drifted(feature, "kolmogorov_smirnov")) return Action::inspect_upstream;
  if (const auto* sides = std::get_if<Sides<NumericProfile>>(&feature.profile)) {
    if (sides->current.std_dev == 0 && sides->reference.std_dev > 0) return Action::inspect_upstream;  // stuck
  }
  return Action::retrain;
}

}  // namespace detail

/// Fills a feature's diagnosis and action from its findings and profile.
inline void diagnose(FeatureReport& feature) {
  detail::Phrases phrases;
  std::visit([&](const auto& sides) { detail::describe(phrases, feature, sides); }, feature.profile);
  for (const Finding& finding : feature.findings) {
    const auto* threshold = std::get_if<ThresholdResult>(&finding.result);
    if (threshold != nullptr && threshold->exceeded()) {
      phrases.add(finding.check + " " + detail::number_text(threshold->value) + " beyond the limit " +
                  detail::number_text(threshold->limit));
    }
  }
  feature.diagnosis = phrases.text();
  feature.action = detail::action_for(feature);
}

}  // namespace leeway
