#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <ranges>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/moments.hpp"
#include "leeway/baseline/attribution.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1 {

/// A model as explanations see it: rows in (categorical features as integer codes), one number a row out.
// clang-format off
template <class Model>
concept RowModel = requires(Model& model, const BatchView<double>& rows) {
  { model(rows) } -> std::ranges::input_range;
  requires std::convertible_to<std::ranges::range_reference_t<decltype(model(rows))>, double>;
};
// clang-format on

/// Why a model answered what it answered: each row's output, less that for a background (a typical row, or many), split
/// among the features. Made by sampled_shapley() or, for a differentiable model, integrated_gradients().
struct Explanation {
  std::size_t features = 0;
  std::vector<double> attributions{};  ///< row after row, `features` each, in units of the output
  std::vector<double> outputs{};       ///< the model's, one a row
  std::vector<double> expected{};      ///< its output for the background each row was compared with

  [[nodiscard]] std::size_t rows() const noexcept { return outputs.size(); }
  [[nodiscard]] double operator()(std::size_t row, std::size_t feature) const noexcept {
    return attributions[row * features + feature];
  }

  /// Mean |attribution| of each feature: what a Schema takes as importance.
  [[nodiscard]] std::vector<double> importances() const {
    std::vector<double> sums(features);
    for (std::size_t i = 0; i < attributions.size(); ++i) sums[i % features] += std::fabs(attributions[i]);
    for (double& sum : sums) sum /= static_cast<double>((std::max)(rows(), std::size_t{1}));
    return sums;
  }

  /// Completeness: a row's attributions must add up to its output less the expected one. The largest gap, in units of
  /// the output: rounding for Shapley values; for integrated gradients the error of the integral, and everything that
  /// a model without gradient (a look-up by category) does.
  [[nodiscard]] double completeness_gap() const noexcept {
    double largest = 0;
    for (std::size_t row = 0; row < rows(); ++row) {
      double sum = expected[row] - outputs[row];
      for (std::size_t feature = 0; feature < features; ++feature) sum += (*this)(row, feature);
      largest = std::fabs(sum) > largest || std::isnan(sum) ? std::fabs(sum) : largest;
    }
    return largest;
  }
};

namespace detail {

/// The model's outputs; throws ConfigError unless there is one a row.
template <RowModel Model>
[[nodiscard]] std::vector<double> outputs_of(Model& model, const BatchView<double>& rows) {
  std::vector<double> outputs;
  outputs.reserve(rows.rows());
  for (const auto& output : model(rows)) outputs.push_back(static_cast<double>(output));
  if (outputs.size() == rows.rows()) return outputs;
  throw ConfigError("explanation: the model gave " + std::to_string(outputs.size()) + " outputs for " +
                    std::to_string(rows.rows()) + " rows");
}

/// A dense copy, row after row.
[[nodiscard]] inline std::vector<double> dense_copy(const BatchView<double>& rows) {
  std::vector<double> values;
  values.reserve(rows.rows() * rows.columns());
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    for (std::size_t column = 0; column < rows.columns(); ++column) values.push_back(rows(row, column));
  }
  return values;
}

/// The slot of a baseline's feature that a value of a batch falls into.
[[nodiscard]] inline std::size_t slot_of(const FeatureBaseline& baseline, double value) noexcept {
  if (const auto* numeric = std::get_if<NumericBaseline>(&baseline)) return numeric->cells.partition().slot(value);
  return std::get_if<CategoricalBaseline>(&baseline)->vocabulary.slot(code_of(value));
}

}  // namespace detail

/// The baseline of a model that was explained on `rows`, a sample of its training data: importances are the mean
/// |attribution| of each feature, and each slot knows its mean attribution, so that reports rank by what a drift does
/// to the output. Content hash and counts stay as they are. A thousand rows or more leave few slots without any.
/// Throws ConfigError if baseline, rows and explanation do not fit each other, or an attribution is not finite.
[[nodiscard]] inline Baseline with_explanation(const Baseline& baseline, const BatchView<double>& rows,
                                               const Explanation& explanation) {
  if (explanation.features != baseline.size() || rows.columns() != baseline.size() ||
      rows.rows() != explanation.rows()) {
    throw ConfigError("explanation: " + std::to_string(explanation.rows()) + " rows of " +
                      std::to_string(explanation.features) + " features were explained, given are " +
                      std::to_string(rows.rows()) + " of " + std::to_string(rows.columns()) + ", the baseline has " +
                      std::to_string(baseline.size()) + " features");
  }
  Schema schema = baseline.schema();
  schema.set_importances(explanation.importances());
  std::vector<FeatureAttribution> attributions;
  for (std::size_t feature = 0; feature < baseline.size(); ++feature) {
    std::vector<Moments<double, 2>> slots(slot_count(baseline[feature]));
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      slots[detail::slot_of(baseline[feature], rows(row, feature))].add(explanation(row, feature));
    }
    FeatureAttribution& attribution = attributions.emplace_back();
    for (const auto& slot : slots) {
      attribution.push_back({slot.count(), slot.count() > 0 ? slot.mean() : 0, slot.count() > 1 ? slot.variance() : 0});
    }
  }
  return baseline.with_schema(std::move(schema)).with_attributions(std::move(attributions));
}

}  // namespace leeway::inline v0_1
