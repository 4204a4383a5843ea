#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_parts.hpp"
#include "leeway/report/drift_report.hpp"

/// What every form of a report says to people, sentence by sentence, whether it is set for a terminal or for a browser.
/// Names from outside stand in them as they are: make them harmless before they are shown.
namespace leeway::inline v0_1::text {

/// The worst verdict of a feature: the whole report's can be worse still.
[[nodiscard]] inline Verdict worst_of(const DriftReport& report) noexcept {
  Verdict worst = Verdict::stable;
  for (const FeatureReport& feature : report.features) worst = (std::max)(worst, feature.verdict);
  return worst;
}

/// What the verdict is made of, and whether the names of the features it is about should follow.
struct Headline {
  std::string sentence;
  bool with_names = false;
};

[[nodiscard]] inline Headline headline(const DriftReport& report) {
  const Verdict worst = worst_of(report);
  const std::size_t of_worst = report.count(worst);
  const std::string all = counted(report.features.size(), "feature");
  Headline line{"", worst != Verdict::stable};
  if (report.verdict > worst) {  // something about the whole: batches that did not fit, or a check of the caller's
    line.sentence = report.rejected_rows > 0 ? "batches do not fit the schema; " : "raised by the caller; ";
  }
  switch (worst) {
    case Verdict::drift:
      line.sentence += (report.drifted() ? "" : "only ") + count(of_worst) + " of " + all + " drifted";
      break;
    case Verdict::minor: line.sentence += count(of_worst) + " of " + all + " moved, but within tolerance"; break;
    case Verdict::insufficient:
      if (const std::size_t judged = report.features.size() - of_worst; judged > 0) {
        line.sentence += count(judged) + " of " + all + (judged == 1 ? " looks" : " look") + " as in training, " +
                         count(of_worst) + " cannot be judged yet";
      } else {
        line = {line.sentence + "none of " + all + " can be judged yet", false};
      }
      break;
    case Verdict::stable:
      line.sentence += all + (report.features.size() == 1 ? " looks as in training" : " look as in training");
      break;
  }
  return line;
}

/// What the reader must know before the table: one sentence each, most reports have none.
[[nodiscard]] inline std::vector<std::string> warnings(const DriftReport& report) {
  std::vector<std::string> sentences;
  if (report.attribution_drift && report.attribution_drift->exceeded()) {
    sentences.push_back("Other features matter now: the order of their importances agrees with training to " +
                        decimals(1 - report.attribution_drift->value, 2) + " (NDCG), less than " +
                        decimals(1 - report.attribution_drift->limit, 2) + ".");
  }
  if (report.rejected_rows > 0) {
    sentences.push_back(counted(report.rejected_rows, "row") +
                        " left out: the shape of their batch did not fit the schema.");
  }
  return sentences;
}

/// How many of the rows that came were looked at; empty where all were.
[[nodiscard]] inline std::string sampled(const DriftReport& report) {
  if (report.skipped_rows == 0) return {};
  const std::uint64_t came = report.window_rows + report.skipped_rows;
  return "Sampled: " + count(report.window_rows) + " of " + counted(came, "row") + " (" +
         percent(static_cast<double>(report.window_rows) / static_cast<double>(came)) + ") were looked at.";
}

/// When the features with too little data can be judged; empty where there are none.
[[nodiscard]] inline std::string rows_needed(const DriftReport& report) {
  std::uint64_t most = 0;
  std::size_t never = 0;
  for (const FeatureReport& feature : report.features) {
    if (feature.verdict != Verdict::insufficient) continue;
    if (feature.rows_needed) most = (std::max)(most, *feature.rows_needed);
    never += feature.rows_needed ? 0 : 1;
  }
  std::string sentence;
  if (most > 0) {
    sentence = "a drift of the tolerated size shows from about " + count(most) + " live rows on" +
               (report.watched ? ", counted over all windows" : "");
  }
  if (never > 0) {
    sentence += (sentence.empty() ? "" : "; ") + std::string("for ") + counted(never, "feature") +
                " the baseline is too small to show one at all";
  }
  return sentence;
}

/// "credit [00c0ffee]".
[[nodiscard]] inline std::string baseline_of(const DriftReport& report) {
  return report.baseline_name + (report.baseline_name.empty() ? "[" : " [") +
         hex_of(report.baseline_hash).substr(0, 8) + ']';
}

/// "plan calibrated, alpha 0.05".
[[nodiscard]] inline std::string plan_of(const DriftReport& report) {
  return "plan " + (report.plan.empty() ? "of the caller" : report.plan) + ", alpha " + figure(report.alpha);
}

/// Begin and end of the window, empty where they are not known; the day stands only once.
struct WindowTimes {
  std::string begin;
  std::string end;
};

[[nodiscard]] inline WindowTimes window_times(const DriftReport& report) {
  WindowTimes times{report.window_begin ? format_utc(*report.window_begin) : "",
                    report.window_end ? format_utc(*report.window_end) : ""};
  constexpr std::size_t day = 11;  // of 2026-01-31T12:00:00Z
  if (!times.begin.empty() && times.begin.substr(0, day) == times.end.substr(0, day)) times.end.erase(0, day);
  return times;
}

/// A feature's diagnosis without its name in front.
[[nodiscard]] inline std::string_view diagnosis_of(const FeatureReport& feature) noexcept {
  std::string_view diagnosis = feature.diagnosis;
  if (diagnosis.size() > feature.name.size() + 1 && diagnosis.starts_with(feature.name) &&
      diagnosis.substr(feature.name.size(), 2) == ": ") {
    diagnosis.remove_prefix(feature.name.size() + 2);
  }
  return diagnosis;
}

namespace detail {

[[nodiscard]] inline std::string effect_sentence(const FeatureReport& feature) {
  std::string text = "effect " + decimals(feature.effect, 3);
  if (is_finite(feature.effect_lower)) {
    text += " [" + decimals(feature.effect_lower, 3) + ", " + decimals(feature.effect_upper, 3) + "]";
  }
  text += ", tolerated " + figure(feature.tolerance);
  if (is_finite(feature.distance_low)) {
    text += "; KS distance of the raw values between " + decimals(feature.distance_low, 3) + " and " +
            decimals(feature.distance_high, 3);
  }
  text += "; importance " + figure(feature.importance) + ", score " + figure(feature.score);
  if (is_finite(feature.false_discovery_rate)) {
    text += ", false discovery rate down to here " + p_value(feature.false_discovery_rate);
  }
  return text;
}

[[nodiscard]] inline std::string impact_sentence(const FeatureReport& feature) {
  if (!feature.impact) return {};
  return "impact on the output " + figure(feature.impact->expected) + " (standard error " +
         figure(feature.impact->standard_error) + "), both directions added up " + figure(feature.impact->magnitude);
}

[[nodiscard]] inline std::string sizes_sentence(const FeatureReport& feature) {
  if (feature.reference_values + feature.current_values == 0) return {};
  std::string text = counted(feature.reference_values, "value") + " in training, " + count(feature.current_values) +
                     " live; detectable " + decimals(feature.detectable_effect, 3);
  if (feature.rows_needed) text += ", the tolerated size from " + counted(*feature.rows_needed, "live row") + " on";
  const DesignEffect& rows = feature.design_effect;
  if (!rows.known) return text + "; design effect unknown";
  text += "; design effect " + figure(rows.value);
  return text + (rows.exchangeable ? " (rows exchangeable)" : " (measured on " + counted(rows.blocks, "block") + ")");
}

[[nodiscard]] inline std::string watch_sentence(const FeatureReport& feature) {
  if (!feature.sequential) return {};
  const SequentialEvidence& watch = *feature.sequential;
  std::string text = "watched for " + counted(watch.windows, "window") + " (" + std::string(to_string(watch.mode)) +
                     " mode): e-value " + figure(watch.e_value) + ", alarm at " + figure(watch.alarm_at);
  if (watch.alarmed) {
    text += "; alarmed at window " + count(watch.alarm_window) + " about " + std::string(to_string(watch.change)) +
            ", begun about window " + count(watch.start_window);
  }
  return text;
}

}  // namespace detail

/// What a feature's verdict rests on: how far it moved, what that does, how much data there was, what the watch saw.
[[nodiscard]] inline std::vector<std::string> evidence_sentences(const FeatureReport& feature) {
  std::vector<std::string> sentences;
  for (std::string& sentence : std::vector{detail::effect_sentence(feature), detail::impact_sentence(feature),
                                           detail::sizes_sentence(feature), detail::watch_sentence(feature)}) {
    if (!sentence.empty()) sentences.push_back(std::move(sentence));
  }
  return sentences;
}

}  // namespace leeway::inline v0_1::text
