#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/core/result.hpp"
#include "leeway/io/terminal.hpp"
#include "leeway/io/text_details.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_parts.hpp"
#include "leeway/io/text_sentences.hpp"
#include "leeway/io/text_table.hpp"
#include "leeway/report/diagnosis.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1 {

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
    auto [sentence, with_names] = text::headline(report_);
    const Verdict worst = text::worst_of(report_);
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
    if (const std::string sampled = text::sampled(report_); !sampled.empty()) lines += block(sampled, Style::faint);
    for (const std::string& sentence : text::warnings(report_)) lines += block("! " + sentence, Style::yellow);
    return lines;
  }

  /// By what rule, against what, when: a line each, of which the short form drops what does not fit.
  [[nodiscard]] std::string footer() const {
    std::string rule;
    if (!report_.rule.empty()) rule = "Rule: " + shown(report_.rule) + "; ";
    rule += shown(text::plan_of(report_));

    std::vector<std::string> facts{"Baseline " + shown(text::baseline_of(report_)),
                                   ", " + text::counted(report_.baseline_rows, "row")};
    const auto [begin, end] = text::window_times(report_);
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
    for (const std::string& line : text::wrapped(shown(text::diagnosis_of(feature)), options_.width - 4)) {
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
    std::string lines;
    for (const std::string& line : text::wrapped(text::rows_needed(report_), options_.width - 4)) {
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
/// harm: control characters, escape sequences and direction marks are shown as `\x1b` or `\u202e`.
[[nodiscard]] inline std::string to_text(const DriftReport& report, const TextOptions& options = {}) {
  return detail::TextReport(report, options).render();
}

}  // namespace leeway::inline v0_1
