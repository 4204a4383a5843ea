#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/partition.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/core/error.hpp"
#include "leeway/io/text_format.hpp"
#include "leeway/io/utf8.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// A name from outside as a label's value: UTF-8 (stray bytes are taken for Latin-1, as in reports) without NUL.
[[nodiscard]] inline std::string label_text(std::string_view name) {
  std::string text = repaired_utf8(name);
  for (std::size_t at = text.find('\0'); at != std::string::npos; at = text.find('\0', at)) {
    text.replace(at, 1, "\xe2\x90\x80");  // U+2400, the picture of a NUL
  }
  return text;
}

/// Two names may become one text; one series must not come twice, or Prometheus refuses the whole page.
[[nodiscard]] inline std::string unique_label(std::string text, std::set<std::string>& taken) {
  const std::string first = text;
  for (int i = 2; !taken.insert(text).second; ++i) text = first + "~" + std::to_string(i);
  return text;
}

/// Digits of a number's cell labels: of one width, so that texts sort as the numbers do.
[[nodiscard]] inline std::size_t cell_digits(std::size_t max_cells) {
  return (std::max)(std::size_t{2}, std::to_string(max_cells - 1).size());
}
[[nodiscard]] inline std::string cell_label(std::size_t cell, std::size_t digits) {
  const std::string number = std::to_string(cell);
  return std::string(digits - number.size(), '0') + number;
}

/// The features' names as label values, in the schema's order: UTF-8, and no two the same.
[[nodiscard]] inline std::vector<std::string> feature_labels(const Baseline& baseline) {
  std::vector<std::string> labels;
  std::set<std::string> taken;
  for (const Feature& feature : baseline.schema()) {
    labels.push_back(unique_label(label_text(feature.name), taken));
  }
  return labels;
}

}  // namespace detail

/// How one feature's slots leave the process: few cells with names that are the same in every replica and every rule.
///
/// | cell                               | holds                                                                |
/// |------------------------------------|----------------------------------------------------------------------|
/// | `__minus_inf__`, `__below__`       | -inf; finite values below the training range                         |
/// | `00`, `01`, ...                    | a number's cells in the order of the values                          |
/// | `__above__`, `__plus_inf__`        | finite values above the training range; +inf                         |
/// | `mobile`, `desktop`, ...           | a category each; one that starts with `__` gets one more `_` before  |
/// | `__other__`, `__new__`             | rare categories together; all that training never saw                |
/// | `__missing__`                      | missing values; always the last cell                                 |
///
/// No more than `max_cells` are of the second and fourth kind: neighbouring cells of a number go together, and so do
/// the categories that training saw least, into `__other__`. A pure function of the baseline and `max_cells`, so what
/// writes the metrics and what writes the rules agree. Cells but the last stand in the order of the values.
class ExportedCells {
 public:
  /// Throws ConfigError for fewer than two cells.
  ExportedCells(const FeatureBaseline& baseline, std::size_t max_cells) {
    if (max_cells < 2) throw ConfigError("exported cells: max_cells must be at least 2");
    if (const auto* numeric = std::get_if<NumericBaseline>(&baseline)) {
      take(numeric->cells.partition(), max_cells);
      baseline_counts_ = counts(numeric->cells.counts());
    } else {
      const auto& categorical = std::get<CategoricalBaseline>(baseline);
      take(categorical.vocabulary, categorical.counts, max_cells);
      baseline_counts_ = counts(categorical.counts);
    }
  }

  /// Cells in all, the last one for missing values.
  [[nodiscard]] std::size_t size() const noexcept { return labels_.size(); }
  [[nodiscard]] const std::string& label(std::size_t cell) const noexcept { return labels_[cell]; }
  /// What falls into a cell, for people: "[18, 25)"; empty where the label says it all.
  [[nodiscard]] const std::string& range(std::size_t cell) const noexcept { return ranges_[cell]; }
  [[nodiscard]] std::span<const std::uint64_t> baseline_counts() const noexcept { return baseline_counts_; }

  /// Counts of slots as counts of cells.
  [[nodiscard]] std::vector<std::uint64_t> counts(std::span<const std::uint64_t> slots) const {
    std::vector<std::uint64_t> cells(size());
    for (std::size_t slot = 0; slot < cell_of_slot_.size(); ++slot) cells[cell_of_slot_[slot]] += slots[slot];
    return cells;
  }

 private:
  void add(std::string label, std::string range = {}) {
    labels_.push_back(std::move(label));
    ranges_.push_back(std::move(range));
  }

  void take(const Partition<double>& partition, std::size_t max_cells) {
    const std::size_t fine = partition.cell_count();
    const std::size_t coarse = (std::min)(fine, max_cells);
    const auto edge = [&](std::size_t i) {  // i of 0 .. fine, the training extremes at the ends
      return text::figure(partition.bounds(partition.first_cell_slot() + i).from);
    };
    add("__minus_inf__");
    add("__below__");
    cell_of_slot_ = {0, 1};
    const std::size_t digits = detail::cell_digits(max_cells);
    for (std::size_t cell = 0, from = 0; cell < coarse; ++cell) {
      const std::size_t to = (cell + 1) * fine / coarse;
      add(detail::cell_label(cell, digits), "[" + edge(from) + ", " + edge(to) + (to == fine ? "]" : ")"));
      for (; from < to; ++from) cell_of_slot_.push_back(cell + 2);
    }
    for (const char* label : {"__above__", "__plus_inf__", "__missing__"}) {
      cell_of_slot_.push_back(size());
      add(label);
    }
  }

  void take(const Vocabulary& vocabulary, std::span<const std::uint64_t> baseline, std::size_t max_cells) {
    const auto listed = vocabulary.listed();
    std::vector<std::size_t> by_count(listed.size());
    std::iota(by_count.begin(), by_count.end(), std::size_t{0});
    std::stable_sort(by_count.begin(), by_count.end(),
                     [&](std::size_t a, std::size_t b) { return baseline[a] > baseline[b]; });
    by_count.resize((std::min)(by_count.size(), max_cells));
    std::sort(by_count.begin(), by_count.end());
    cell_of_slot_.assign(vocabulary.slot_count(), by_count.size());  // other, unless said otherwise
    std::set<std::string> taken;
    for (const std::size_t slot : by_count) {
      cell_of_slot_[slot] = size();
      std::string text = detail::label_text(listed[slot]);
      if (text.starts_with("__")) text.insert(0, 1, '_');
      add(detail::unique_label(std::move(text), taken));
    }
    add("__other__");
    cell_of_slot_[vocabulary.new_slot()] = size();
    add("__new__");
    cell_of_slot_[vocabulary.missing_slot()] = size();
    add("__missing__");
  }

  std::vector<std::string> labels_;
  std::vector<std::string> ranges_;
  std::vector<std::size_t> cell_of_slot_;
  std::vector<std::uint64_t> baseline_counts_;
};

}  // namespace leeway::inline v0_1
