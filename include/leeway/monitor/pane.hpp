#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/numeric_counter.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/category_column.hpp"

namespace leeway::inline v0_1::detail {

/// How the live values of one feature find their slots.
using FeatureProbe = std::variant<NumericProbe, Vocabulary>;

/// In the schema's order.
[[nodiscard]] inline std::vector<FeatureProbe> probes_of(const Baseline& baseline) {
  std::vector<FeatureProbe> probes;
  probes.reserve(baseline.size());
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (const auto* numeric = std::get_if<NumericBaseline>(&baseline[i])) {
      probes.emplace_back(NumericProbe(*numeric));
    } else {
      probes.emplace_back(std::get<CategoricalBaseline>(baseline[i]).vocabulary);
    }
  }
  return probes;
}

/// What one shard of a Recorder counts in between two drains: a Window's content in the form that is quickest to add
/// to.
struct Pane {
  std::uint64_t rows = 0;
  std::uint64_t rejected_rows = 0;
  std::uint64_t skipped_rows = 0;

  /// Empty; keeps a pointer to the probes.
  explicit Pane(const std::vector<FeatureProbe>& probes) : probes_(&probes) {
    features_.reserve(probes.size());
    for (const FeatureProbe& probe : probes) {
      if (const auto* numeric = std::get_if<NumericProbe>(&probe)) {
        features_.emplace_back(NumericCounter(*numeric));
      } else {
        features_.emplace_back(CategoricalWindow(std::get<Vocabulary>(probe).slot_count()));
      }
    }
  }

  /// Values must fit their feature's kind; a number of a categorical feature is an integer code.
  template <std::floating_point Value>
  void count_column(std::size_t feature, std::span<const Value> values) noexcept {
    if (const auto* probe = std::get_if<NumericProbe>(&(*probes_)[feature])) {
      std::get_if<NumericCounter>(&features_[feature])->add(*probe, values);
    } else {
      count_codes(feature, values);
    }
  }
  template <std::floating_point Value>
  void count(std::size_t feature, Value x) noexcept {
    std::get_if<NumericCounter>(&features_[feature])->add(*std::get_if<NumericProbe>(&(*probes_)[feature]), x);
  }
  void count(std::size_t feature, std::string_view text) noexcept {
    const auto& vocabulary = *std::get_if<Vocabulary>(&(*probes_)[feature]);
    auto& window = *std::get_if<CategoricalWindow>(&features_[feature]);
    count_category(vocabulary, window, text, [&] { window.unseen.add(text); });
  }
  void count(std::size_t feature, std::int64_t code) noexcept {
    const auto& vocabulary = *std::get_if<Vocabulary>(&(*probes_)[feature]);
    auto& window = *std::get_if<CategoricalWindow>(&features_[feature]);
    count_category(vocabulary, window, code, [&] { window.unseen.add(CodeText(code).view()); });
  }

  /// Adds everything to a window of the probes' baseline.
  void add_to(Window& window) const {
    window.rows += rows;
    window.rejected_rows += rejected_rows;
    window.skipped_rows += skipped_rows;
    for (std::size_t i = 0; i < features_.size(); ++i) {
      if (const auto* numeric = std::get_if<NumericCounter>(&features_[i])) {
        numeric->add_to(std::get<NumericProbe>((*probes_)[i]), std::get<NumericWindow>(window.features[i]));
      } else {
        std::get<CategoricalWindow>(window.features[i]).merge(std::get<CategoricalWindow>(features_[i]));
      }
    }
  }
  void reset() noexcept {
    rows = rejected_rows = skipped_rows = 0;
    for (auto& feature : features_) std::visit([](auto& counts) { counts.reset(); }, feature);
  }
  /// Heap memory held, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    std::size_t bytes = features_.capacity() * sizeof(features_.front());
    for (const auto& feature : features_) {
      bytes += std::visit([](const auto& counts) { return counts.memory_bytes(); }, feature);
    }
    return bytes;
  }

 private:
  template <std::floating_point Value>
  void count_codes(std::size_t feature, std::span<const Value> values) noexcept {
    const auto& vocabulary = *std::get_if<Vocabulary>(&(*probes_)[feature]);
    auto& window = *std::get_if<CategoricalWindow>(&features_[feature]);
    for (const Value value : values) {
      count_category(vocabulary, window, value, [&] { window.unseen.add(CodeText(code_of(value)).view()); });
    }
  }
  template <class Value, class AddUnseen>
  static void count_category(const Vocabulary& vocabulary, CategoricalWindow& window, Value value,
                             AddUnseen&& add_unseen) noexcept {
    const std::size_t slot = vocabulary.slot(value);
    ++window.counts[slot];
    if (slot == vocabulary.new_slot()) [[unlikely]]
      add_unseen();
  }

  const std::vector<FeatureProbe>* probes_;
  std::vector<std::variant<NumericCounter, CategoricalWindow>> features_;  // in the schema's order
};

}  // namespace leeway::inline v0_1::detail
