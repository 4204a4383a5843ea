#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/core/time.hpp"
#include "leeway/io/json_writer.hpp"
#include "leeway/io/terminal.hpp"
#include "leeway/io/text_details.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_parts.hpp"
#include "leeway/io/text_table.hpp"
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
    std::string lines = headline() + circumstances();
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
    if (options_.verbose) {
      for (const FeatureReport* feature : listed) lines += '\n' + text::details(*feature, options_);
    }
    return lines;
  }

 private:
  using Style = text::Style;

  [[nodiscard]] std::string shown(std::string_view raw) const { return text::printable(raw, options_.unicode); }

  /// The verdict in one sentence, with the counts behind it and the rule.
  [[nodiscard]] std::string headline() const {
    const std::size_t drifted = report_.count(Verdict::drift);
    const std::size_t minor = report_.count(Verdict::minor);
    const std::size_t unknown = report_.count(Verdict::insufficient);
    const std::string all = text::counted(report_.features.size(), "feature");
    std::string sentence;
    if (drifted > 0) {
      sentence = (report_.drifted() ? "" : "only ") + text::count(drifted) + " of " + all + " drifted";
      if (minor > 0) sentence += ", " + text::count(minor) + " moved within tolerance";
    } else if (minor > 0) {
      sentence = text::count(minor) + " of " + all + " moved, but within tolerance";
    } else if (unknown > 0) {
      sentence =
          unknown == report_.features.size() ? "none of " + all + " can be judged yet" : "nothing moved in " + all;
    } else {
      sentence = all + (report_.features.size() == 1 ? " looks as in training" : " look as in training");
    }
    if (unknown > 0 && unknown < report_.features.size()) {
      sentence += ", " + text::count(unknown) + " cannot be judged yet";
    }
    sentence += " (" + text::counted(report_.window_rows, "live row") + " against " +
                text::count(report_.baseline_rows) + " in training).";
    if (!report_.rule.empty()) sentence += " Rule: " + shown(report_.rule);
    if (sentence.back() != '.') sentence += '.';

    const std::string label = std::string(text::sign_of(report_.verdict, options_.unicode)) + ' ' + label_of_whole();
    const auto sentence_lines = text::wrapped(label + ": " + sentence, options_.width);
    std::string lines;
    for (const std::string& line : sentence_lines) lines += line + '\n';
    return text::styled(label, text::style_of(report_.verdict), options_.color) + lines.substr(label.size());
  }
  [[nodiscard]] std::string label_of_whole() const {
    switch (report_.verdict) {
      case Verdict::stable: return "NO DRIFT";
      case Verdict::insufficient: return "TOO LITTLE DATA";
      case Verdict::minor: return "NO DRIFT THAT MATTERS";
      case Verdict::drift: return "DRIFT";
    }
    return "UNKNOWN";
  }

  /// Which baseline, which stretch of time, which plan; and a warning if rows were left out.
  [[nodiscard]] std::string circumstances() const {
    std::string facts = "Baseline ";
    if (!report_.baseline_name.empty()) facts += shown(report_.baseline_name) + ' ';
    facts += '[' + hex_of(report_.baseline_hash).substr(0, 8) + ']';
    if (report_.window_begin) facts += ", from " + format_utc(*report_.window_begin);
    if (report_.window_end) facts += ", until " + format_utc(*report_.window_end);
    if (!report_.plan.empty()) facts += ", plan " + shown(report_.plan);
    facts += ", alpha " + text::figure(report_.alpha) + '.';
    std::string lines;
    for (const std::string& line : text::wrapped(facts, options_.width)) {
      lines += text::styled(line, Style::faint, options_.color) + '\n';
    }
    if (report_.rejected_rows > 0) {
      const std::string warning = "! " + text::counted(report_.rejected_rows, "row") +
                                  " left out: the shape of their batch did not fit the schema.";
      for (const std::string& line : text::wrapped(warning, options_.width)) {
        lines += text::styled(line, Style::yellow, options_.color) + '\n';
      }
    }
    return lines;
  }

  [[nodiscard]] std::string table(const std::vector<const FeatureReport*>& listed) const {
    const std::size_t bar_columns = options_.width < 64 ? 0 : options_.width < 96 ? 10 : options_.width < 116 ? 16 : 20;
    std::vector<text::Table::Column> columns{{"verdict"},
                                             {"feature"},
                                             {"weight", text::Table::Align::right},
                                             {"effect", text::Table::Align::right},
                                             {"adj. p", text::Table::Align::right}};
    std::size_t used = 0;  // by all but the feature's name, gaps included
    for (const FeatureReport* feature : listed) {
      used = (std::max)(used, 2 + to_string(feature->verdict).size() + 2 + 8 + 8 + 9);
    }
    if (bar_columns > 0) {
      columns.push_back({"baseline"});
      columns.push_back({"live"});
      used += 2 * (bar_columns + 2);
    }
    const std::size_t name_columns = options_.width > used + 8 ? options_.width - used : 8;

    text::Table table(std::move(columns));
    for (const FeatureReport* feature : listed) {
      const Style style = text::style_of(feature->verdict);
      std::vector<text::Table::Cell> cells{
          {std::string(text::sign_of(feature->verdict, options_.unicode)) + ' ' +
               std::string(to_string(feature->verdict)),
           style},
          {text::shortened(shown(feature->name), name_columns, options_.unicode), Style::strong},
          {total_importance_ > 0 ? text::percent(feature->importance / total_importance_) : "-"},
          {text::decimals(feature->effect, 3)},
          {text::p_value(feature->adjusted_p_value)}};
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
    if (const std::string_view advice = text::advice(feature.action); !advice.empty()) {
      const std::string order = std::string(options_.unicode ? "\u2192 " : "-> ").append(advice);
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
    std::string line = label + ": ";
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string separator = i == 0 ? "" : ", ";
      const std::string rest = ", and " + text::count(names.size() - i) + " more";
      const bool is_last = i + 1 == names.size();
      if (i > 0 && text::columns_of(line + separator + names[i]) + (is_last ? 0 : rest.size()) > options_.width) {
        line += rest;
        break;
      }
      line += separator + names[i];
    }
    return text::styled(label, text::style_of(verdict), options_.color) + line.substr(label.size()) + '\n';
  }

  const DriftReport& report_;
  TextOptions options_;
  double total_importance_ = 0;
};

}  // namespace detail

/// A report for a person at a terminal or in a log: the verdict in one sentence, the features that moved as a table
/// (weight: importance as a share of all features'; effect 0..1, p adjusted for all tests, both histograms on one
/// scale), what moved and what to do; the quiet features are one line. Names can do no harm: control characters, escape
/// sequences and direction marks are shown as \x1b or \u202e.
[[nodiscard]] inline std::string to_text(const DriftReport& report, const TextOptions& options = {}) {
  return detail::TextReport(report, options).render();
}

}  // namespace leeway
