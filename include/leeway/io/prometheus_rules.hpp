#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/io/exported_cells.hpp"
#include "leeway/io/fleet_alerts.hpp"
#include "leeway/io/fleet_recording.hpp"
#include "leeway/io/fleet_rule.hpp"
#include "leeway/io/fleet_training.hpp"
#include "leeway/io/utf8.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// A YAML scalar that holds any UTF-8: 'as it is' or, with what no editor shows, in double quotes.
[[nodiscard]] inline std::string yaml_quoted(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  bool plain = true;
  std::string quoted = "'";
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = decode_utf8(text, at);
    plain = plain && !is_unprintable(step.character);
    append_utf8(quoted, step.character);
    if (step.character == U'\'') quoted += '\'';
    at += step.bytes;
  }
  if (plain) return quoted += '\'';
  quoted = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = decode_utf8(text, at);
    if (step.character == U'"' || step.character == U'\\') {
      quoted.append(1, '\\').append(1, static_cast<char>(step.character));
    } else if (is_unprintable(step.character)) {
      quoted += "\\U";
      for (int shift = 28; shift >= 0; shift -= 4) quoted += digits[(step.character >> shift) & 15U];
    } else {
      append_utf8(quoted, step.character);
    }
    at += step.bytes;
  }
  return quoted += '"';
}

[[nodiscard]] inline std::string yaml_pairs(const FleetRule::Pairs& pairs) {
  std::string text = "{";
  for (const auto& [name, value] : pairs) text += (text.size() > 1 ? ", " : "") + name + ": " + yaml_quoted(value);
  return text + "}";
}

}  // namespace detail

/// A rule file for Prometheus (`rule_files:`) that judges all replicas of one baseline together.
///
/// One group: what training looked like as constant series, the recording rules, the alerts; evaluated in this order,
/// so that all of it speaks of one moment. Rules of other baselines may be loaded beside it. The replicas must export
/// the same number of cells (`max_cells`).
///
/// Windows slide: each evaluation looks at the same rows again, so `alpha` bounds the false alarms of one look
/// (adjusted for the number of tests), and the tolerance and `hold` keep the pager quiet, not the p-value alone. Rows
/// must be independent, as for evaluate().
///
/// Throws ConfigError for options that cannot work.
[[nodiscard]] inline std::string prometheus_rules(const Baseline& baseline, const FleetOptions& options = {}) {
  const std::string hash = hex_of(baseline.content_hash());
  std::string text = "# Drift of all replicas that serve the baseline " +
                     detail::yaml_quoted(detail::label_text(baseline.provenance().name)) + ", content hash " + hash +
                     ".\n# Written by leeway; write it anew when the baseline changes.\ngroups:\n  - name: " +
                     detail::yaml_quoted("leeway-" + hash) +
                     "\n    interval: " + detail::prometheus_duration(options.interval) + "\n    rules:\n";
  for (const auto& rules :
       {training_rules(baseline, options), recording_rules(baseline, options), alerting_rules(baseline, options)}) {
    for (const FleetRule& rule : rules) {
      if (rule.expression.starts_with("vector(")) {  // many: a line each
        text += "      - {record: " + rule.name + ", expr: " + detail::yaml_quoted(rule.expression) +
                ", labels: " + detail::yaml_pairs(rule.labels) + "}\n";
        continue;
      }
      text += std::string("      - ") + (rule.alert ? "alert: " : "record: ") + rule.name +
              "\n        expr: " + detail::yaml_quoted(rule.expression) + "\n";
      if (rule.alert) text += "        for: " + detail::prometheus_duration(options.hold) + "\n";
      if (!rule.labels.empty()) text += "        labels: " + detail::yaml_pairs(rule.labels) + "\n";
      if (rule.annotations.empty()) continue;
      text += "        annotations:\n";
      for (const auto& [name, value] : rule.annotations) {
        text += "          " + name + ": " + detail::yaml_quoted(value) + "\n";
      }
    }
  }
  return text;
}

}  // namespace leeway::inline v0_1
