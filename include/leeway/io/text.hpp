#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/core/hash.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/time.hpp"
#include "leeway/io/terminal.hpp"
#include "leeway/io/text_details.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_parts.hpp"
#include "leeway/io/text_table.hpp"
#include "leeway/report/diagnosis.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway {

namespace detail {

/// A report set as text, one function a part, from top to bottom.
class TextReport {
 public:
  TextReport(const DriftReport& report, const TextOptions& options) : report_(report), options_(options) {
    options_.width = (std::max)(options_.width, std::size_t{40});
    for (const FeatureReport& feature : report.features) total_importance_ += feature.importance;
  }

  [[nodiscard]] std::string render() const {
    if (options_.quiet) return headline();
    std::string lines = headline() + warnings();
    std::vector<const FeatureReport*> listed;
    for (const FeatureReport& feature : report_.features) {
      const bool moved = feature.verdict == Verdict::drift || feature.verdict == Verdict::minor;
      if (options_.verbose || (moved && listed.size() < options_.max_features)) listed.push_back(&feature);
    }
    if (!listed.empty()) lines += '\n' + table(listed);
    std::string rest;
    for (const Verdict verdict : {Verdict::drift, Verdict::minor, Verdict::insufficient, Verdict::stable}) {
      rest += remainder(verdict, listed);
    }
    if (!rest.empty()) lines += '\n' + rest;
    lines += '\n' + footer();
    if (options_.verbose) {
      for (const FeatureReport* feature : listed) lines += '\n' + text::details(*feature, options_);
    }
    return lines;
  }

 private:
  using Style = text::Style;

  [[nodiscard]] std::string shown(std::string_view raw) const { return text::printable(raw, options_.unicode); }

  [[nodiscard]] std::vector<std::string> names_of(Verdict verdict) const {
    std::vector<std::string> names;
    for (const FeatureReport& feature : report_.features) {
      if (feature.verdict == verdict) names.push_back(text::shortened(shown(feature.name), 30, options_.unicode));
    }
    return names;
  }

  /// The verdict alone: what it is, of how many features, which ones (if they fit), from how many rows.
  [[nodiscard]] std::string headline() const {
    Verdict worst = Verdict::stable;
    for (const FeatureReport& feature : report_.features) worst = (std::max)(worst, feature.verdict);
    const std::size_t of_worst = report_.count(worst);
    const std::string all = text::counted(report_.features.size(), "feature");
    bool with_names = worst != Verdict::stable;
    std::string sentence;
    if (report_.verdict > worst) {  // something about the whole: batches that did not fit, or a check of the caller's
      sentence = report_.rejected_rows > 0 ? "batches do not fit the schema; " : "raised by the caller; ";
    }
    switch (worst) {
      case Verdict::drift:
        sentence += (report_.drifted() ? "" : "only ") + text::count(of_worst) + " of " + all + " drifted";
        break;
      case Verdict::minor: sentence += text::count(of_worst) + " of " + all + " moved, but within tolerance"; break;
      case Verdict::insufficient:
        if (const std::size_t judged = report_.features.size() - of_worst; judged > 0) {
          sentence += text::count(judged) + " of " + all + (judged == 1 ? " looks" : " look") + " as in training, " +
                      text::count(of_worst) + " cannot be judged yet";
        } else {
          sentence += "none of " + all + " can be judged yet";
          with_names = false;
        }
        break;
      case Verdict::stable:
        sentence += all + (report_.features.size() == 1 ? " looks as in training" : " look as in training");
        break;
    }
    const std::string label = std::string(text::sign_of(report_.verdict, options_.unicode))
                                  .append(" ")
                                  .append(text::label_of(report_.verdict));
    const std::string rows = "  (" + text::counted(report_.window_rows, "live row") + ')';
    const std::size_t used = text::columns_of(label + "  " + sentence + ": " + rows);
    if (with_names && used < options_.width) {
      const std::string names = text::names_within(names_of(worst), options_.width - used);
      if (!names.empty()) sentence += ": " + names;
    }
    std::vector<std::string> lines{label + "  " + sentence};
    if (!options_.quiet) lines = text::wrapped(lines.front(), options_.width);
    if (options_.quiet || text::columns_of(lines.back() + rows) <= options_.width) {
      lines.back() += rows;
    } else {
      lines.push_back(rows.substr(2));
    }
    std::string headline;
    for (const std::string& line : lines) headline += line + '\n';
    return text::styled(label, text::style_of(report_.verdict), options_.color) + headline.substr(label.size());
  }
  [[nodiscard]] std::string warnings() const {
    std::string lines;
    if (report_.attribution_drift && report_.attribution_drift->exceeded()) {
      lines += block("! Other features matter now: the order of their importances agrees with training to " +
                         text::decimals(1 - report_.attribution_drift->value, 2) + " (NDCG), less than " +
                         text::decimals(1 - report_.attribution_drift->limit, 2) + ".",
                     Style::yellow);
    }
    if (report_.skipped_rows > 0) {
      const std::uint64_t came = report_.window_rows + report_.skipped_rows;
      lines += block("Sampled: " + text::count(report_.window_rows) + " of " + text::counted(came, "row") + " (" +
                         text::percent(static_cast<double>(report_.window_rows) / static_cast<double>(came)) +
                         ") were looked at.",
                     Style::faint);
    }
    if (report_.rejected_rows == 0) return lines;
    return lines + block("! " + text::counted(report_.rejected_rows, "row") +
                             " left out: the shape of their batch did not fit the schema.",
                         Style::yellow);
  }

  /// By what rule, against what, when: a line each, of which the short form drops what does not fit.
  [[nodiscard]] std::string footer() const {
    std::string rule;
    if (!report_.rule.empty()) rule = "Rule: " + shown(report_.rule) + "; ";
    rule += "plan " + (report_.plan.empty() ? "of the caller" : shown(report_.plan)) + ", alpha " +
            text::figure(report_.alpha);

    std::string baseline = "Baseline ";
    if (!report_.baseline_name.empty()) baseline += shown(report_.baseline_name) + ' ';
    std::vector<std::string> facts{baseline + '[' + hex_of(report_.baseline_hash).substr(0, 8) + ']',
                                   ", " + text::counted(report_.baseline_rows, "row")};
    const std::string begin = report_.window_begin ? format_utc(*report_.window_begin) : "";
    std::string end = report_.window_end ? format_utc(*report_.window_end) : "";
    constexpr std::size_t day = 11;  // of 2026-01-31T12:00:00Z: not twice on a line
    if (!begin.empty() && begin.substr(0, day) == end.substr(0, day)) end.erase(0, day);
    if (!begin.empty()) facts.push_back("; window " + begin);
    if (!end.empty()) facts.push_back((begin.empty() ? "; window until " : " to ") + end);

    if (!options_.verbose) {
      rule = text::shortened(rule, options_.width, options_.unicode);
      facts[0] = text::shortened(facts[0], options_.width, options_.unicode);
    }
    for (std::size_t i = 1; i < facts.size(); ++i) {
      if (!options_.verbose && text::columns_of(facts[0] + facts[i]) > options_.width) break;
      facts[0] += facts[i];
    }
    std::string lines = block(rule, Style::faint);
    if (!report_.guarantee.empty()) {
      const std::string guarantee = "False alarms: " + shown(report_.guarantee);
      lines += block(options_.verbose ? guarantee : text::shortened(guarantee, options_.width, options_.unicode),
                     Style::faint);
    }
    // What is not as it should be is said in the short form too; that all is well is not.
    for (const std::string& assumption : report_.assumptions) {
      if (options_.verbose || &assumption != &report_.assumptions.front()) {
        lines += block("Assumes: " + shown(assumption), Style::faint);
      }
    }
    return lines + block(facts[0], Style::faint);
  }

  [[nodiscard]] std::string block(std::string_view sentence, Style style) const {
    std::string lines;
    for (const std::string& line : text::wrapped(sentence, options_.width)) {
      lines += text::styled(line, style, options_.color) + '\n';
    }
    return lines;
  }

  [[nodiscard]] std::string table(const std::vector<const FeatureReport*>& listed) const {
    const std::size_t bar_columns = options_.width < 64 ? 0 : options_.width < 76 ? 6 : options_.width < 116 ? 12 : 18;
    std::vector<text::Table::Column> columns{
        {"verdict"}, {"feature"}, {"weight", text::Table::Align::right}, {"effect", text::Table::Align::right}};
    const bool limits = options_.width >= 90;
    if (limits) columns.push_back({"at least", text::Table::Align::right});
    columns.push_back({"adj. p", text::Table::Align::right});
    std::size_t used = 0;  // by all but the feature's name, gaps included
    for (const FeatureReport* feature : listed) {
      used = (std::max)(used, 2 + to_string(feature->verdict).size() + 2 + 8 + 8 + (limits ? 10 : 0) + 9);
    }
    if (bar_columns > 0) {
      columns.push_back({"baseline"});
      columns.push_back({"live"});
      used += 2 * ((std::max)(bar_columns, std::string_view("baseline").size()) + 2);
    }
    const std::size_t name_columns = (std::max)(options_.width - (std::min)(options_.width, used), std::size_t{7});

    text::Table table(std::move(columns));
    for (const FeatureReport* feature : listed) {
      const Style style = text::style_of(feature->verdict);
      std::vector<text::Table::Cell> cells{
          {std::string(text::sign_of(feature->verdict, options_.unicode)) + ' ' +
               std::string(to_string(feature->verdict)),
           style},
          {text::shortened(shown(feature->name), name_columns, options_.unicode), Style::strong},
          {total_importance_ > 0 ? text::percent(feature->importance / total_importance_) : "-"},
          {text::decimals(feature->effect, 3)}};
      if (limits) cells.push_back({text::decimals(feature->effect_lower, 3)});
      cells.push_back({text::p_value(feature->adjusted_p_value)});
      if (bar_columns > 0) {
        const text::BarPair bars = std::visit(
            [&](const auto& sides) { return text::bar_pair(sides, bar_columns, options_.unicode); }, feature->profile);
        cells.push_back({bars.reference, Style::faint});
        cells.push_back({bars.current});
      }
      table.add(std::move(cells));
      if (feature->verdict == Verdict::drift || options_.verbose) add_notes(table, *feature);
    }
    return table.render(0, options_.color);
  }

  void add_notes(text::Table& table, const FeatureReport& feature) const {
    std::string_view diagnosis = feature.diagnosis;
    if (diagnosis.starts_with(feature.name + ": ")) diagnosis.remove_prefix(feature.name.size() + 2);
    for (const std::string& line : text::wrapped(shown(diagnosis), options_.width - 4)) {
      table.add_note("    " + line);
    }
    if (feature.action != Action::ignore) {
      const std::string order = std::string(options_.unicode ? "\u2192 " : "-> ").append(advice(feature.action));
      for (const std::string& line : text::wrapped(order, options_.width - 4)) table.add_note("    " + line);
    }
  }

  /// One line for the features of a verdict that the table does not show.
  [[nodiscard]] std::string remainder(Verdict verdict, const std::vector<const FeatureReport*>& listed) const {
    std::vector<std::string> names;
    for (const FeatureReport& feature : report_.features) {
      if (feature.verdict != verdict || std::find(listed.begin(), listed.end(), &feature) != listed.end()) continue;
      names.push_back(text::shortened(shown(feature.name), 30, options_.unicode));
    }
    if (names.empty()) return {};
    const bool some_listed = names.size() < report_.count(verdict);
    const std::string what =
        verdict == Verdict::insufficient ? "with too little data" : std::string(to_string(verdict));
    const std::string label = std::string(text::sign_of(verdict, options_.unicode)) + ' ' + text::count(names.size()) +
                              (some_listed ? " more " : " ") + what;
    const std::size_t used = text::columns_of(label) + 2;
    const std::string fitting = text::names_within(names, options_.width > used ? options_.width - used : 0);
    std::string line = label + (fitting.empty() ? "" : ": " + fitting);
    if (verdict == Verdict::insufficient) line += '\n' + needed();
    return text::styled(label, text::style_of(verdict), options_.color) + line.substr(label.size()) + '\n';
  }

  /// When the features with too little data can be judged.
  [[nodiscard]] std::string needed() const {
    std::uint64_t most = 0;
    std::size_t never = 0;
    for (const FeatureReport& feature : report_.features) {
      if (feature.verdict != Verdict::insufficient) continue;
      if (feature.rows_needed) most = (std::max)(most, *feature.rows_needed);
      never += feature.rows_needed ? 0 : 1;
    }
    std::string sentence;
    if (most > 0) {
      sentence = "a drift of the tolerated size shows from about " + text::count(most) + " live rows on" +
                 (report_.watched ? ", counted over all windows" : "");
    }
    if (never > 0) {
      sentence += (sentence.empty() ? "" : "; ") + std::string("for ") + text::counted(never, "feature") +
                  " the baseline is too small to show one at all";
    }
    std::string lines;
    for (const std::string& line : text::wrapped(sentence, options_.width - 4)) {
      lines += (lines.empty() ? "    " : "\n    ") + line;
    }
    return lines;
  }

  const DriftReport& report_;
  TextOptions options_;
  double total_importance_ = 0;
};

}  // namespace detail

/// A report for a person at a terminal or in a log: the verdict on the first line, the features that moved as a table
/// (weight: importance as a share of all features'; effect 0..1, p adjusted for all tests, both histograms on one
/// scale), what moved and what to do; the quiet features are one line, rule and baseline two more. Names can do no
/// harm: control characters, escape sequences and direction marks are shown as \x1b or \u202e.
[[nodiscard]] inline std::string to_text(const DriftReport& report, const TextOptions& options = {}) {
  return detail::TextReport(report, options).render();
}

}  // namespace leeway
