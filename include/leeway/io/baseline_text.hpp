#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/hash.hpp"
#include "leeway/io/terminal.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_parts.hpp"
#include "leeway/io/text_table.hpp"
#include "leeway/report/profile.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// A baseline set as text: what it was made of, then its features, numeric ones and categorical ones.
class BaselineText {
 public:
  BaselineText(const Baseline& baseline, const TextOptions& options) : baseline_(baseline), options_(options) {
    options_.width = (std::max)(options_.width, std::size_t{40});
    for (const Feature& feature : baseline.schema()) total_importance_ += feature.importance;
  }

  [[nodiscard]] std::string render() const {
    std::string text = headline();
    const Window nothing(baseline_);
    text::Table numeric({{"numeric"},
                         {"weight", Align::right},
                         {"missing", Align::right},
                         {"mean", Align::right},
                         {"std dev", Align::right},
                         {"lowest", Align::right},
                         {"median", Align::right},
                         {"highest", Align::right},
                         {""}});
    text::Table categorical(
        {{"categorical"}, {"weight", Align::right}, {"missing", Align::right}, {"known", Align::right}, {"largest"}});
    for (std::size_t i = 0; i < baseline_.size(); ++i) {
      if (const auto* numbers = std::get_if<NumericBaseline>(&baseline_[i])) {
        add(numeric, i, *numbers, profile(*numbers, std::get<NumericWindow>(nothing.features[i])));
      } else {
        const auto& categories = std::get<CategoricalBaseline>(baseline_[i]);
        add(categorical, i, categories, profile(categories, std::get<CategoricalWindow>(nothing.features[i])));
      }
    }
    for (const auto& [kind, table] : {std::pair{Kind::numeric, &numeric}, std::pair{Kind::categorical, &categorical}}) {
      if (baseline_.schema().count(kind) > 0) text += '\n' + table->render(0, options_.color);
    }
    return text;
  }

 private:
  using Align = text::Table::Align;
  using Style = text::Style;

  [[nodiscard]] std::string shown(std::string_view raw, std::size_t columns = 30) const {
    return text::shortened(text::printable(raw, options_.unicode), columns, options_.unicode);
  }

  [[nodiscard]] std::string headline() const {
    const Provenance& origin = baseline_.provenance();
    std::string lines = text::styled("Baseline" + (origin.name.empty() ? "" : ' ' + shown(origin.name, 60)),
                                     Style::strong, options_.color) +
                        "  " + text::counted(baseline_.rows(), "row") + ", " +
                        text::counted(baseline_.size(), "feature") + '\n';
    std::string facts = "hash " + hex_of(baseline_.content_hash());
    if (!origin.created.empty()) facts += "; made " + shown(origin.created);
    if (!origin.library_version.empty()) facts += " by Leeway " + shown(origin.library_version);
    facts += "; " + blocks();
    if (baseline_.timeline().season != Season::none) {
      facts += "; a baseline for each " + season();
    }
    if (!baseline_.attributions().empty()) facts += "; knows what features do to the model's output";
    for (const std::string& line : text::wrapped(facts, options_.width)) {
      lines += text::styled(line, Style::faint, options_.color) + '\n';
    }
    return lines;
  }

  [[nodiscard]] std::string season() const {
    return baseline_.timeline().season == Season::hour_of_day ? "hour of the day" : "hour of the week";
  }

  /// What dependence of the rows is measured by.
  [[nodiscard]] std::string blocks() const {
    const auto count = [](const auto& statistics) { return statistics.blocks.size(); };
    const std::size_t blocks = baseline_.size() == 0 ? 0 : std::visit(count, baseline_[0]);
    if (blocks == 0) return "the order of its rows is not known";
    return text::counted(blocks, "consecutive block") +
           (baseline_.timeline().blocks.empty() ? " of rows" : " by the rows' times");
  }

  [[nodiscard]] text::Table::Cell name(std::size_t i) const {
    return {shown(baseline_.schema()[i].name), Style::strong};
  }
  [[nodiscard]] std::string weight(std::size_t i) const {
    return total_importance_ > 0 ? text::percent(baseline_.schema()[i].importance / total_importance_) : "-";
  }
  [[nodiscard]] static std::string share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? "-" : text::percent(static_cast<double>(part) / static_cast<double>(whole));
  }

  void add(text::Table& table, std::size_t i, const NumericBaseline& numeric,
           const Sides<NumericProfile>& sides) const {
    const NumericProfile& side = sides.reference;
    const auto median = std::find_if(side.quantiles.begin(), side.quantiles.end(),
                                     [](const Quantile& quantile) { return quantile.probability == 0.5; });
    table.add({name(i),
               {weight(i)},
               {share(side.missing, side.rows)},
               {text::figure(side.mean)},
               {text::figure(side.std_dev)},
               {text::figure(side.lowest)},
               {median == side.quantiles.end() ? "-" : text::figure(median->value)},
               {text::figure(side.highest)},
               {text::bar_pair(sides, histogram_bins, options_.unicode).reference}});
    if (!options_.verbose) return;
    std::string quantiles;
    for (const Quantile& quantile : side.quantiles) {
      quantiles += (quantiles.empty() ? "quantiles " : ", ") + text::figure(quantile.probability) + ": " +
                   text::figure(quantile.value);
    }
    if (side.infinite > 0) quantiles += "; infinite " + share(side.infinite, side.rows);
    note(table, quantiles + "; " + text::count(numeric.cells.partition().edges().size() + 1) + " cells" +
                    (numeric.rank_error > 0 ? ", rank error " + text::percent(numeric.rank_error) : ", exact"));
    note(table, limits(i));
  }

  void add(text::Table& table, std::size_t i, const CategoricalBaseline& categorical,
           const Sides<CategoricalProfile>& sides) const {
    const CategoricalProfile& side = sides.reference;
    const std::size_t shown_categories = options_.verbose ? 20 : 3;
    std::string largest;
    std::vector<std::size_t> order(side.categories.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return side.categories[a].share > side.categories[b].share;
    });
    for (std::size_t at = 0; at < (std::min)(order.size(), shown_categories); ++at) {
      const CategoryShare& category = side.categories[order[at]];
      largest += (at == 0 ? "" : ", ") + shown(category.name, 20) + ' ' + text::percent(category.share);
    }
    const std::size_t known = categorical.vocabulary.listed().size() + categorical.vocabulary.rare().size();
    table.add({name(i),
               {weight(i)},
               {share(side.missing, side.rows)},
               {text::count(known) + (categorical.vocabulary.open_ended() ? "+" : "")},
               {options_.verbose ? "" : largest}});
    if (!options_.verbose) return;
    note(table, largest);
    if (side.other > 0) {
      note(table, share(side.other, side.rows - side.missing) + " in " +
                      text::count(categorical.vocabulary.rare().size()) + " rare categories");
    }
    note(table, limits(i));
  }

  [[nodiscard]] std::string limits(std::size_t i) const {
    const std::optional<double> tolerance = baseline_.schema()[i].thresholds.tolerance;
    return tolerance ? "tolerated difference " + text::figure(*tolerance) : "";
  }

  void note(text::Table& table, const std::string& text) const {
    for (const std::string& line : text::wrapped(text, options_.width - 4)) table.add_note("    " + line);
  }

  const Baseline& baseline_;
  TextOptions options_;
  double total_importance_ = 0;
};

}  // namespace detail

/// What a baseline holds, for a person: where it came from, then a line a feature with its figures and histogram;
/// `verbose` adds quantiles, categories and limits. Names can do no harm, see to_text(DriftReport).
[[nodiscard]] inline std::string to_text(const Baseline& baseline, const TextOptions& options = {}) {
  return detail::BaselineText(baseline, options).render();
}

}  // namespace leeway::inline v0_1
