#pragma once

#include <cstddef>
#include <string>

#include "leeway/core/floating.hpp"
#include "leeway/io/terminal.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/text_table.hpp"
#include "leeway/report/self_test.hpp"

namespace leeway::inline v0_1 {

/// A self-test for a person at a terminal: the verdict on the plan, then a line a feature.
[[nodiscard]] inline std::string to_text(const SelfTest& test, const TextOptions& options = {}) {
  using text::Style;
  std::string lines;
  const auto add = [&](const std::string& sentence, Style style) {
    for (const std::string& line : text::wrapped(sentence, options.width)) {
      lines += text::styled(line, style, options.color) + '\n';
    }
  };
  const std::string rows = text::counted(test.options.window_rows, "row");
  add(text::count(test.false_alarms) + " of " + text::counted(test.options.replays, "replay") +
          " raised a false alarm (" + text::count(test.windows) + " windows of " + rows +
          " each, all features together; " + text::percent(test.alpha) + " are promised for a whole horizon)",
      test.suspicious() ? Style::red : Style::green);
  std::size_t differing = 0;
  for (const SelfTestFeature& feature : test.features) differing += feature.halves_differ ? 1 : 0;
  if (differing > 0) {
    add("The training rows themselves drift: the second half alarms against the first for " +
            text::counted(differing, "feature") +
            ". If the order of rows means time, train on recent ones or give the baseline a season; if it means "
            "nothing, shuffle them.",
        Style::red);
  }

  std::size_t slowed = 0;
  for (const SelfTestFeature& feature : test.features) slowed += feature.design_effect.value > 10 ? 1 : 0;
  if (slowed > 0) {
    add("The order of the training rows makes " + text::counted(slowed, "feature") +
            " look strongly dependent (design effect above 10), so that drift is seen late. Is the order that in which "
            "rows come in production? If they were sorted, build the baseline from shuffled rows or with --shuffled.",
        Style::yellow);
  }

  text::Table table({{"feature"},
                     {"mode"},
                     {"design effect", text::Table::Align::right},
                     {"false alarms", text::Table::Align::right},
                     {"detects", text::Table::Align::right},
                     {"halves"}});
  for (const SelfTestFeature& feature : test.features) {
    table.add({{text::shortened(text::printable(feature.name, options.unicode), 30, options.unicode), Style::strong},
               {std::string(to_string(feature.mode))},
               {feature.design_effect.known ? text::figure(feature.design_effect.value) : "unknown"},
               {text::count(feature.false_alarms)},
               {is_finite(feature.detectable) ? text::decimals(feature.detectable, 3) : "none tried"},
               {feature.halves_differ ? "differ" : "alike"}});
  }
  lines += '\n' + table.render(0, options.color) + '\n';
  add("detects: the smallest distance (Kolmogorov-Smirnov, total variation) found within " +
          text::count(test.options.detect_within) + " windows of " + rows + " in 80% of trials",
      Style::faint);
  return lines;
}

}  // namespace leeway::inline v0_1
