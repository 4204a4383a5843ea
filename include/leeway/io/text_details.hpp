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
#include "leeway/io/text_table.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::text {

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
    for (const std::string& sentence : {effect(), impact(), sizes(), watch()}) {
      if (sentence.empty()) continue;
      for (const std::string& line : wrapped(sentence, options_.width - 4)) lines += "    " + line + '\n';
    }
    return lines;
  }

  [[nodiscard]] std::string effect() const {
    std::string text = "effect " + decimals(feature_.effect, 3);
    if (is_finite(feature_.effect_lower)) {
      text += " [" + decimals(feature_.effect_lower, 3) + ", " + decimals(feature_.effect_upper, 3) + "]";
    }
    text += ", tolerated " + figure(feature_.tolerance);
    if (is_finite(feature_.distance_low)) {
      text += "; KS distance of the raw values between " + decimals(feature_.distance_low, 3) + " and " +
              decimals(feature_.distance_high, 3);
    }
    text += "; importance " + figure(feature_.importance) + ", score " + figure(feature_.score);
    if (is_finite(feature_.false_discovery_rate)) {
      text += ", false discovery rate down to here " + p_value(feature_.false_discovery_rate);
    }
    return text;
  }
  [[nodiscard]] std::string impact() const {
    if (!feature_.impact) return {};
    return "impact on the output " + figure(feature_.impact->expected) + " (standard error " +
           figure(feature_.impact->standard_error) + "), both directions added up " +
           figure(feature_.impact->magnitude);
  }
  [[nodiscard]] std::string sizes() const {
    if (feature_.reference_values + feature_.current_values == 0) return {};
    std::string text = counted(feature_.reference_values, "value") + " in training, " + count(feature_.current_values) +
                       " live; detectable " + decimals(feature_.detectable_effect, 3);
    if (feature_.rows_needed) text += ", the tolerated size from " + counted(*feature_.rows_needed, "live row") + " on";
    const DesignEffect& rows = feature_.design_effect;
    if (!rows.known) return text + "; design effect unknown";
    text += "; design effect " + figure(rows.value);
    return text + (rows.exchangeable ? " (rows exchangeable)" : " (measured on " + counted(rows.blocks, "block") + ")");
  }
  [[nodiscard]] std::string watch() const {
    if (!feature_.sequential) return {};
    const SequentialEvidence& watch = *feature_.sequential;
    std::string text = "watched for " + counted(watch.windows, "window") + " (" + std::string(to_string(watch.mode)) +
                       " mode): e-value " + figure(watch.e_value) + ", alarm at " + figure(watch.alarm_at);
    if (watch.alarmed) {
      text += "; alarmed at window " + count(watch.alarm_window) + " about " + std::string(to_string(watch.change)) +
              ", begun about window " + count(watch.start_window);
    }
    return text;
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

  [[nodiscard]] static Table sides_table() { return Table({{""}, {"baseline", Align::right}, {"live", Align::right}}); }

  [[nodiscard]] Table profile(const Sides<NumericProfile>& sides) const {
    Table table = sides_table();
    const NumericProfile& a = sides.reference;
    const NumericProfile& b = sides.current;
    counts(table, a, b);
    if (a.infinite + b.infinite > 0) shares(table, "infinite", a.infinite, a.rows, b.infinite, b.rows);
    shares(table, "out of range", a.out_of_range, a.rows, b.out_of_range, b.rows);
    for (const auto& [name, figure_of] :
         {std::pair{"mean", &NumericProfile::mean}, std::pair{"std dev", &NumericProfile::std_dev},
          std::pair{"lowest", &NumericProfile::lowest}}) {
      table.add({{name}, {figure(a.*figure_of)}, {figure(b.*figure_of)}});
    }
    for (const Quantile& quantile : a.quantiles) {
      const auto other = std::find_if(b.quantiles.begin(), b.quantiles.end(), [&](const Quantile& candidate) {
        return candidate.probability == quantile.probability;
      });
      table.add({{"quantile " + figure(quantile.probability)},
                 {figure(quantile.value)},
                 {other == b.quantiles.end() ? "-" : figure(other->value)}});
    }
    table.add({{"highest"}, {figure(a.highest)}, {figure(b.highest)}});
    add_bars(table, sides);
    return table;
  }

  [[nodiscard]] Table profile(const Sides<CategoricalProfile>& sides) const {
    Table table = sides_table();
    const CategoricalProfile& a = sides.reference;
    const CategoricalProfile& b = sides.current;
    counts(table, a, b);
    constexpr std::size_t most = 12;
    const auto chosen = largest_categories(sides, most);
    for (const std::size_t i : chosen) {
      table.add({{quoted(a.categories[i].name)},
                 {percent(a.categories[i].share)},
                 {percent(i < b.categories.size() ? b.categories[i].share : 0)}});
    }
    if (a.categories.size() > chosen.size()) {
      table.add(
          {{count(a.categories.size() - chosen.size()) + " smaller categories left out", Style::faint}, {""}, {""}});
    }
    shares(table, "rare in training", a.other, a.rows - a.missing, b.other, b.rows - b.missing);
    shares(table, "new", a.unseen, a.rows - a.missing, b.unseen, b.rows - b.missing);
    for (std::size_t i = 0; i < (std::min)(b.new_categories.size(), most); ++i) {
      table.add({{"  " + quoted(b.new_categories[i].name)}, {"-"}, {percent(b.new_categories[i].share)}});
    }
    add_bars(table, sides);
    return table;
  }

  template <class Profile>
  static void counts(Table& table, const Profile& a, const Profile& b) {
    table.add({{"rows"}, {count(a.rows)}, {count(b.rows)}});
    shares(table, "missing", a.missing, a.rows, b.missing, b.rows);
  }
  static void shares(Table& table, const char* name, std::uint64_t a, std::uint64_t a_rows, std::uint64_t b,
                     std::uint64_t b_rows) {
    const auto share = [](std::uint64_t part, std::uint64_t whole) {
      return whole == 0 ? TestResult::undefined : static_cast<double>(part) / static_cast<double>(whole);
    };
    table.add({{name}, {percent(share(a, a_rows))}, {percent(share(b, b_rows))}});
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

}  // namespace leeway::text
