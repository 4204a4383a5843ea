#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/io/terminal.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_parts.hpp"
#include "leeway/io/text_profile.hpp"
#include "leeway/io/text_sentences.hpp"
#include "leeway/io/text_table.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1::text {

namespace detail {

/// Everything known about one feature, for the long form of the report.
class Details {
 public:
  Details(const FeatureReport& feature, const TextOptions& options) : feature_(feature), options_(options) {}

  [[nodiscard]] std::string render() const {
    std::string lines = heading();
    if (!feature_.findings.empty()) lines += findings().render(4, options_.color) + '\n';
    lines += std::visit([&](const auto& sides) { return profile(sides).render(4, options_.color); }, feature_.profile);
    return lines;
  }

 private:
  using Align = Table::Align;

  [[nodiscard]] std::string shown(std::string_view text) const { return printable(text, options_.unicode); }

  [[nodiscard]] std::string heading() const {
    const std::string name =
        shortened(shown(feature_.name), options_.width > 50 ? options_.width - 40 : 10, options_.unicode);
    std::string lines =
        styled(std::string(sign_of(feature_.verdict, options_.unicode)) + ' ' + name, Style::strong, options_.color) +
        " (" + std::string(to_string(feature_.kind)) +
        "): " + styled(std::string(to_string(feature_.verdict)), style_of(feature_.verdict), options_.color) + '\n';
    for (const std::string& sentence : evidence_sentences(feature_)) {
      for (const std::string& line : wrapped(sentence, options_.width - 4)) lines += "    " + line + '\n';
    }
    return lines;
  }

  [[nodiscard]] Table findings() const {
    Table table({{"check"},
                 {"value", Align::right},
                 {"limit", Align::right},
                 {"p", Align::right},
                 {"adjusted p", Align::right},
                 {"verdict"},
                 {"method"}});
    for (const Finding& finding : feature_.findings) {
      const Table::Cell check{
          shortened(shown(finding.check), (std::max)(options_.width, std::size_t{76}) - 52, options_.unicode)};
      const Table::Cell verdict{
          std::string(sign_of(finding.verdict, options_.unicode)).append(" ").append(to_string(finding.verdict)),
          style_of(finding.verdict)};
      if (const auto* test = std::get_if<TestResult>(&finding.result)) {
        table.add({check,
                   {figure(test->statistic)},
                   {"-"},
                   {p_value(test->p_value)},
                   {p_value(finding.adjusted_p_value)},
                   verdict,
                   {std::string(test->ok() ? to_string(test->method) : to_string(test->status))}});
      } else {
        const auto& threshold = std::get<ThresholdResult>(finding.result);
        const bool ok = threshold.status == Status::ok;
        table.add({check,
                   {figure(threshold.value)},
                   {figure(threshold.limit)},
                   {"-"},
                   {"-"},
                   verdict,
                   {ok ? "threshold" : std::string(to_string(threshold.status))}});
      }
    }
    return table;
  }

  template <class Profile>
  [[nodiscard]] Table profile(const Sides<Profile>& sides) const {
    Table table({{""}, {"baseline", Align::right}, {"live", Align::right}});
    for (const ProfileRow& row : profile_rows(sides)) {
      switch (row.kind) {
        case ProfileRowKind::figure: table.add({{row.name}, {row.reference}, {row.current}}); break;
        case ProfileRowKind::category: table.add({{quoted(row.name)}, {row.reference}, {row.current}}); break;
        case ProfileRowKind::new_category:
          table.add({{"  " + quoted(row.name)}, {row.reference}, {row.current}});
          break;
        case ProfileRowKind::remark: table.add({{row.name, Style::faint}, {""}, {""}}); break;
      }
    }
    add_bars(table, sides);
    return table;
  }

  template <class Profile>
  void add_bars(Table& table, const Sides<Profile>& sides) const {
    const BarPair bars = bar_pair(sides, (std::min)(options_.width - 16, std::size_t{48}), options_.unicode);
    if (bars.reference.empty()) return;
    table.add_note("    baseline  " + bars.reference);  // beneath each other, so that shifts show
    table.add_note("    live      " + bars.current);
  }
  [[nodiscard]] std::string quoted(std::string_view name) const {
    return "'" + shortened(shown(name), options_.width > 80 ? options_.width / 2 : 30, options_.unicode) + "'";
  }

  const FeatureReport& feature_;
  const TextOptions& options_;
};

}  // namespace detail

/// One feature with every finding and both sides' figures beside each other.
[[nodiscard]] inline std::string details(const FeatureReport& feature, const TextOptions& options) {
  return detail::Details(feature, options).render();
}

}  // namespace leeway::inline v0_1::text
