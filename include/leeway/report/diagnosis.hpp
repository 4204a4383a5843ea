#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/time.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/phrases.hpp"

namespace leeway::inline v0_1 {

/// What an action asks of the reader, in one sentence.
[[nodiscard]] constexpr std::string_view advice(Action action) noexcept {
  switch (action) {
    case Action::ignore: return "nothing to do";
    case Action::collect_more: return "too few rows to tell: wait for more";
    case Action::watch: return "a real but small shift: watch whether it grows";
    case Action::retrain: return "the population moved: check the model on recent data, retrain on it";
    case Action::inspect_upstream: return "missing, unknown or stuck values: inspect the data upstream";
  }
  return "";
}

namespace detail {

[[nodiscard]] inline const Finding* find_check(const FeatureReport& feature, std::string_view check) {
  const auto found = std::find_if(feature.findings.begin(), feature.findings.end(),
                                  [&](const Finding& finding) { return finding.check == check; });
  return found == feature.findings.end() ? nullptr : &*found;
}
[[nodiscard]] inline bool noticed(const FeatureReport& feature, std::string_view check) {
  const Finding* finding = find_check(feature, check);
  return finding != nullptr && finding->verdict >= Verdict::minor;
}

/// Whether watching the stream has raised the alarm for a change of this kind.
[[nodiscard]] inline bool alarmed_about(const FeatureReport& feature, std::initializer_list<Change> changes) {
  return feature.sequential && feature.sequential->alarmed &&
         std::find(changes.begin(), changes.end(), feature.sequential->change) != changes.end();
}

/// When the drift began and when that was sure.
inline void describe_alarm(Phrases& phrases, const FeatureReport& feature) {
  if (!feature.sequential || !feature.sequential->alarmed) return;
  const SequentialEvidence& watch = *feature.sequential;
  const auto when = [](std::uint64_t window, const std::optional<TimePoint>& time) {
    return time ? format_utc(*time) : "window " + std::to_string(window);
  };
  if (watch.windows == 1) return;  // there was no before
  std::string since = "since about " + when(watch.start_window, watch.start_time);
  if (watch.alarm_window > watch.start_window) {
    since += ", sure since " + when(watch.alarm_window, watch.alarm_time);
  }
  phrases.add(since);
}

inline void describe_shares(Phrases& phrases, const FeatureReport& feature, std::uint64_t missing_before,
                            std::uint64_t rows_before, std::uint64_t missing_now, std::uint64_t rows_now) {
  if (noticed(feature, "missing_share") || noticed(feature, "missing_share_limit") ||
      alarmed_about(feature, {Change::missing})) {
    phrases.add("missing " + percent_text(share_of(missing_before, rows_before)) + " -> " +
                percent_text(share_of(missing_now, rows_now)));
  }
}

/// ", p<1e-12"; nothing where a stream is watched and this test does not decide.
[[nodiscard]] inline std::string p_clause(const Finding& finding) {
  return is_missing(finding.adjusted_p_value) ? "" : ", " + p_text(finding.adjusted_p_value);
}

/// Direction and spread in two words: "higher and more clustered". Small movements are not worth a word, and neither is
/// what chance did to a small window: ask only about distributions that moved for sure.
[[nodiscard]] inline std::string shape_words(double shift_in_std, double spread_ratio) {
  std::string words;
  if (std::fabs(shift_in_std) >= 0.1) words = shift_in_std > 0 ? "higher" : "lower";
  std::string spread;
  if (spread_ratio >= 1.1) spread = "more spread out";
  if (spread_ratio <= 1 / 1.1) spread = "more clustered";
  if (!words.empty() && !spread.empty()) words += " and ";
  return words + spread;
}

/// A repeated value that is worth a word. A feature of few values that moves as a whole changes the make-up of its
/// cells, too: then one counts only if it is at least half of the move.
[[nodiscard]] inline const Finding* telling_repeat(const FeatureReport& feature) {
  const Finding* repeated = find_check(feature, "repeated_value");
  if (repeated == nullptr || repeated->verdict < Verdict::minor) return nullptr;
  const Finding* whole = find_check(feature, "kolmogorov_smirnov");
  const bool moved = whole != nullptr && whole->verdict >= Verdict::minor;
  return moved && 2 * repeated->effect.value < whole->effect.value ? nullptr : repeated;
}

inline void describe(Phrases& phrases, const FeatureReport& feature, const Sides<NumericProfile>& sides) {
  const NumericProfile& before = sides.reference;
  const NumericProfile& now = sides.current;
  bool moved = alarmed_about(feature, {Change::location, Change::spread, Change::shape, Change::tail, Change::cell});
  for (const char* check :
       {"kolmogorov_smirnov", "mean_shift", "mean_shift_in_std", "std_shift", "std_shift_relative"}) {
    moved = moved || noticed(feature, check);
  }
  if (is_finite(before.mean) && is_finite(now.mean)) {
    std::string shift = "mean " + change_text(before.mean, now.mean);
    const double in_std = (now.mean - before.mean) / before.std_dev;
    if (is_finite(in_std)) {
      std::array<char, 48> text{};
      std::snprintf(text.data(), text.size(), " (%+.2g std)", in_std);
      shift += text.data();
      const std::string shape = moved ? shape_words(in_std, now.std_dev / before.std_dev) : "";
      if (!shape.empty()) shift += ", " + shape;
      if (now.std_dev == 0 && now.rows > 1) shift += ", now constant";
    }
    phrases.add(shift, moved);
  } else if (is_finite(before.mean)) {
    phrases.add("no finite value in the window (baseline mean " + number_text(before.mean) + ")");
  } else if (is_finite(now.mean)) {
    phrases.add("no finite value in training, now mean " + number_text(now.mean));
  } else {
    phrases.add("no finite value, neither in training nor in the window");
  }
  if (const Finding* ks = find_check(feature, "kolmogorov_smirnov")) {
    const auto& result = std::get<TestResult>(ks->result);
    if (result.ok()) {
      phrases.add("KS D=" + number_text(std::round(result.statistic * 1e4) / 1e4) + p_clause(*ks), moved);
    }
  }
  describe_shares(phrases, feature, before.missing, before.rows, now.missing, now.rows);
  if (const Finding* repeated = telling_repeat(feature)) {
    phrases.add(repeated->note + " in " + percent_text(repeated->effect.value) + " of the rows more than in training");
  }
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
  const bool moved = noticed(feature, "chi_squared") || noticed(feature, "frequency_change") ||
                     alarmed_about(feature, {Change::cell, Change::mixture});
  const std::uint64_t present_before = before.rows - before.missing;
  const std::uint64_t present = now.rows - now.missing;
  if (present == 0) {
    phrases.add("no value in the window");
  } else if (present_before == 0) {
    phrases.add("no value in training");
  } else {
    constexpr std::size_t most = 2;  // two categories tell the story; the report holds all
    for (std::size_t i = 0; i < (std::min)(most, order.size()); ++i) {
      const CategoryShare& from = before.categories[order[i]];
      if (i > 0 && std::fabs(change(order[i])) < 0.01) break;
      phrases.add(
          name_text(from.name) + " " + percent_text(from.share) + " -> " + percent_text(now.categories[order[i]].share),
          moved);
    }
    const double other_before = share_of(before.other, present_before);
    const double other_now = share_of(now.other, present);
    if (std::fabs(other_now - other_before) >= 0.01) {
      phrases.add("rare categories " + percent_text(other_before) + " -> " + percent_text(other_now), moved);
    }
  }
  if (now.unseen > 0) {
    const bool evidence = noticed(feature, "new_category_share") || noticed(feature, "new_category_limit") || moved;
    const double share = share_of(now.unseen, present);
    // Names are kept for few: one of them stands for the rest only if it is most of it.
    if (now.new_categories.empty()) {
      phrases.add("new categories " + percent_text(share), evidence);
    } else if (const CategoryShare& first = now.new_categories.front(); first.share < share / 2) {
      phrases.add("new categories " + percent_text(share) + ", such as '" + first.name + "'", evidence);
    } else {
      std::string phrase = "new category '" + first.name + "' " + percent_text(first.share);
      if (share - first.share > 1e-9) phrase += " and others " + percent_text(share - first.share);
      phrases.add(phrase, evidence);
    }
  }
  if (const Finding* test = find_check(feature, "chi_squared")) {
    const auto& result = std::get<TestResult>(test->result);
    if (result.ok()) {
      phrases.add("chi-squared " + number_text(result.statistic) + p_clause(*test), moved);
    } else if (present > 0 && present_before > 0 && before.categories.size() > 1) {
      phrases.add("no category is frequent enough to compare", moved);
    }
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
  if (drifted(feature, "repeated_value") && telling_repeat(feature) != nullptr) return Action::inspect_upstream;
  // A population that moved as a whole leaves the training range by itself; a few values far out did not.
  const bool out_of_range = drifted(feature, "out_of_range_share") || drifted(feature, "out_of_range_limit");
  if (out_of_range && !drifted(feature, "kolmogorov_smirnov")) return Action::inspect_upstream;
  if (const auto* sides = std::get_if<Sides<NumericProfile>>(&feature.profile)) {
    const NumericProfile& before = sides->reference;
    const NumericProfile& now = sides->current;
    if (now.std_dev == 0 && before.std_dev > 0) return Action::inspect_upstream;          // stuck
    if (before.std_dev == 0) return Action::inspect_upstream;                             // was a constant
    if (now.out_of_range > now.rows - now.out_of_range) return Action::inspect_upstream;  // another unit, another field
  }
  return Action::retrain;
}

}  // namespace detail

/// Fills a feature's diagnosis and action from its findings and profile.
inline void diagnose(FeatureReport& feature) {
  detail::Phrases phrases;
  detail::describe_alarm(phrases, feature);
  std::visit([&](const auto& sides) { detail::describe(phrases, feature, sides); }, feature.profile);
  if (feature.impact && feature.verdict >= Verdict::minor) {
    const Impact& impact = *feature.impact;
    std::string phrase = "moves the output by " + detail::number_text(impact.expected, 3) +
                         " on average (standard error " + detail::number_text(impact.standard_error, 2) + ")";
    if (impact.unknown_share >= 0.01) {
      phrase += ", not knowing what it makes of " + detail::percent_text(impact.unknown_share) + " of the values";
    }
    phrases.add(phrase, true);
  }
  for (const Finding& finding : feature.findings) {
    const auto* threshold = std::get_if<ThresholdResult>(&finding.result);
    if (threshold != nullptr && threshold->exceeded()) {
      phrases.add(finding.check + " " + detail::number_text(threshold->value) + " beyond the limit " +
                  detail::number_text(threshold->limit));
    }
  }
  if (feature.verdict == Verdict::insufficient) {
    phrases.add(feature.rows_needed ? "a drift of " + detail::number_text(feature.tolerance) + " shows from about " +
                                          std::to_string(*feature.rows_needed) + " live rows on"
                                    : "the baseline is too small to show a drift of " +
                                          detail::number_text(feature.tolerance) + " with any number of live rows",
                false);
  }
  feature.diagnosis = phrases.text();
  feature.action = detail::action_for(feature);
}

}  // namespace leeway::inline v0_1
