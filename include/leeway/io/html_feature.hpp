#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/core/result.hpp"
#include "leeway/io/drift_series.hpp"
#include "leeway/io/html_distribution.hpp"
#include "leeway/io/html_histogram.hpp"
#include "leeway/io/html_series.hpp"
#include "leeway/io/html_text.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_parts.hpp"
#include "leeway/io/text_profile.hpp"
#include "leeway/io/text_sentences.hpp"
#include "leeway/report/diagnosis.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1::html {

/// A verdict as a word behind its sign, in its colour.
[[nodiscard]] inline std::string verdict_text(Verdict verdict) {
  return "<span class=" + std::string(to_string(verdict)) + '>' + std::string(text::sign_of(verdict, true)) + ' ' +
         std::string(to_string(verdict)) + "</span>";
}

namespace detail {

/// One feature's part of the page: its line of the table, and what opens below it. End tags that HTML lets one leave
/// out are left out: the page of many features is mostly tables.
class FeatureSection {
 public:
  FeatureSection(const FeatureReport& feature, std::size_t place, double total_importance,
                 const std::vector<PastWindow>& past)
      : feature_(feature), place_(place), total_importance_(total_importance), past_(past) {}

  [[nodiscard]] std::string render() const {
    return "<tbody data-v=" + std::string(to_string(feature_.verdict)) + ">" + line() + "<tr class=d><td colspan=7>" +
           "<details id=f" + std::to_string(place_) + "><summary>" + summary() + "</summary>" + content() +
           "</details></tbody>\n";
  }

 private:
  [[nodiscard]] std::string line() const {
    const auto cell = [](const std::string& content) { return "<td>" + content; };
    return "<tr class=r>" + cell(verdict_text(feature_.verdict)) + "<th scope=row>" + escaped(feature_.name) +
           cell(total_importance_ > 0 ? text::percent(feature_.importance / total_importance_) : "-") +
           cell(text::decimals(feature_.effect, 3)) + cell(text::decimals(feature_.effect_lower, 3)) +
           cell(escaped(text::p_value(feature_.adjusted_p_value))) +
           cell(std::visit([](const auto& sides) { return histogram(sides); }, feature_.profile));
  }

  [[nodiscard]] std::string summary() const {
    const std::string_view diagnosis = text::diagnosis_of(feature_);
    std::string line = "<span>" + (diagnosis.empty() ? std::string("Details") : escaped(diagnosis));
    if (feature_.verdict == Verdict::drift && feature_.action != Action::ignore) line += order();
    return line + "</span>";
  }
  [[nodiscard]] std::string order() const {
    return "<b class=o>\u2192 " + std::string(advice(feature_.action)) + "</b>";
  }

  /// Pictures at the left, figures at the right; of categories the table is the picture.
  [[nodiscard]] std::string content() const {
    const std::string table =
        "<div class=x>" + std::visit([](const auto& sides) { return sides_table(sides); }, feature_.profile) + "</div>";
    std::string evidence = series_plot(past_, feature_.tolerance, feature_.name) + "<ul>";
    for (const std::string& sentence : text::evidence_sentences(feature_)) evidence += "<li>" + escaped(sentence);
    if (since_start())
      evidence += "<li>pictures and shares are of this window alone, tests of all rows since the drift began";
    if (feature_.verdict != Verdict::drift && feature_.action != Action::ignore) evidence += "<li>" + order();
    evidence += "</ul></div>";
    const auto* sides = std::get_if<Sides<NumericProfile>>(&feature_.profile);
    const std::string columns = sides != nullptr ? "<div>" + distribution_plot(*sides, feature_.name) + evidence + table
                                                 : table + "<div>" + evidence;
    return "<div class=g>" + columns + "</div>" + tests_table();
  }

  /// Whether the tests are of other rows than the window's.
  [[nodiscard]] bool since_start() const noexcept { return feature_.sequential && feature_.sequential->alarmed; }

  template <class Profile>
  [[nodiscard]] static std::string sides_table(const Sides<Profile>& sides) {
    const std::vector<text::ProfileRow> rows = text::profile_rows(sides);
    double largest = 0;
    for (const text::ProfileRow& row : rows) {
      largest = (std::max)({largest, row.reference_share, row.current_share});
    }
    std::string html = "<table class=q><caption>Baseline and live</caption><tr><td><th>baseline<th>live";
    for (const text::ProfileRow& row : rows) {
      const bool category =
          row.kind == text::ProfileRowKind::category || row.kind == text::ProfileRowKind::new_category;
      html += "<tr><th>" + escaped(row.name, 60);
      if (row.kind == text::ProfileRowKind::new_category) html += " <b class=n>new</b>";
      html += "<td>" + escaped(row.reference) + "<td>" + escaped(row.current);
      if (category && largest > 0) {
        html += "<td>" + share_bars(row.reference_share / largest, row.current_share / largest);
      }
    }
    return html + "</table>";
  }

  /// Two bars beneath each other, as shares of the room there is.
  [[nodiscard]] static std::string share_bars(double before, double now) {
    const auto bar = [](const char* kind, int y, double part) {
      if (!(part > 0)) return std::string();
      return std::string("<rect class=").append(kind) + " y=" + number(y) +
             " height=6 width=" + text::decimals((std::max)(100 * (std::min)(part, 1.0), 0.5), 1) + "% />";
    };
    return "<svg class=hb aria-hidden=true>" + bar("b", 0, before) + bar("w", 8, now) + "</svg>";
  }

  [[nodiscard]] std::string tests_table() const {
    if (feature_.findings.empty()) return {};
    std::string caption = "Tests and limits";
    if (since_start()) {
      caption += ", of the rows since the drift began";
    } else if (feature_.sequential) {
      caption += ": of this window alone, they decide nothing while the stream is watched";
    }
    std::string html =
        "<div class=x><table class=t><caption>" + caption +
        "</caption><tr><th>check<th>value<th>difference<th>limit<th>p<th>adjusted p<th>verdict<th>method";
    for (const Finding& finding : feature_.findings) {
      html += "<tr><th>" + escaped(finding.check);
      const auto* test = std::get_if<TestResult>(&finding.result);
      for (const std::string& figure : test != nullptr ? figures(*test, finding) : figures(finding)) {
        html += "<td>" + escaped(figure);
      }
      html += "<td>" + verdict_text(finding.verdict) + "<td>" + (test != nullptr ? method(*test) : method(finding));
      if (!finding.note.empty()) html += "; " + escaped(finding.note);
    }
    return html + "</table></div>";
  }

  /// Value, difference with its interval, limit, p, adjusted p.
  [[nodiscard]] static std::vector<std::string> figures(const TestResult& test, const Finding& finding) {
    std::string difference = text::decimals(finding.effect.value, 3);
    if (is_finite(finding.effect.lower)) {
      difference +=
          " [" + text::decimals(finding.effect.lower, 3) + ", " + text::decimals(finding.effect.upper, 3) + "]";
    }
    return {text::figure(test.statistic), difference, text::figure(finding.tolerance), text::p_value(test.p_value),
            text::p_value(finding.adjusted_p_value)};
  }
  [[nodiscard]] static std::vector<std::string> figures(const Finding& finding) {
    const auto& threshold = std::get<ThresholdResult>(finding.result);
    return {text::figure(threshold.value), "-", text::figure(threshold.limit), "-", "-"};
  }
  [[nodiscard]] static std::string method(const TestResult& test) {
    return std::string(test.ok() ? to_string(test.method) : to_string(test.status));
  }
  [[nodiscard]] static std::string method(const Finding& finding) {
    const auto& threshold = std::get<ThresholdResult>(finding.result);
    return threshold.status == Status::ok ? "threshold" : std::string(to_string(threshold.status));
  }

  const FeatureReport& feature_;
  std::size_t place_;
  double total_importance_;
  const std::vector<PastWindow>& past_;
};

}  // namespace detail

/// A feature as a `<tbody>` of two rows: its figures, and its diagnosis, which opens to everything known about it.
/// `place` is its number in the report's order and makes its id unique.
[[nodiscard]] inline std::string feature_section(const FeatureReport& feature, std::size_t place,
                                                 double total_importance, const std::vector<PastWindow>& past) {
  return detail::FeatureSection(feature, place, total_importance, past).render();
}

}  // namespace leeway::inline v0_1::html
