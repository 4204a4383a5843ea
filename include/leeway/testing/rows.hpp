#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/binding.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"

namespace leeway::inline v0_1::testing {

/// Rows of a schema that can be changed, and then observed: numbers row by row, as models take them, and a column of
/// texts for each categorical feature. NaN and the empty text are missing.
class Rows {
 public:
  Rows() = default;
  /// Numeric features are 0 and categorical ones missing until they are set.
  explicit Rows(Schema schema, std::size_t rows = 0) : schema_(std::move(schema)), rows_(rows) {
    for (const Feature& feature : schema_) {
      places_.push_back(feature.kind == Kind::numeric ? numeric_columns_++ : texts_.size());
      if (feature.kind == Kind::categorical) texts_.emplace_back(rows);
    }
    numbers_.resize(rows * numeric_columns_);
  }

  /// Rows of one's own: a matrix of the numeric features and a column for each categorical one, in the schema's order,
  /// copied. Throws ConfigError if the shapes do not fit.
  template <std::floating_point Value>
  [[nodiscard]] static Rows of(Schema schema, const BatchView<Value>& numeric,
                               std::span<const CategoryColumn> categorical = {}) {
    const std::size_t size = numeric.columns() > 0 || categorical.empty() ? numeric.rows() : categorical[0].size();
    Rows rows(std::move(schema), size);
    if (numeric.columns() != rows.numeric_columns_ || categorical.size() != rows.texts_.size()) {
      throw ConfigError("rows: " + std::to_string(numeric.columns()) + " numeric and " +
                        std::to_string(categorical.size()) + " categorical columns for a schema of " +
                        std::to_string(rows.numeric_columns_) + " and " + std::to_string(rows.texts_.size()));
    }
    for (std::size_t column = 0; column < numeric.columns(); ++column) {
      for (std::size_t row = 0; row < size; ++row) {
        rows.numbers_[row * rows.numeric_columns_ + column] = static_cast<double>(numeric(row, column));
      }
    }
    for (std::size_t column = 0; column < categorical.size(); ++column) {
      if (categorical[column].size() != size) throw ConfigError("rows: columns differ in length");
      std::size_t row = 0;
      categorical[column].for_each([&](auto value) { rows.texts_[column][row++] = text_of(value); });
    }
    return rows;
  }
  template <StridedMatrix Matrix>
  [[nodiscard]] static Rows of(Schema schema, const Matrix& numeric, std::span<const CategoryColumn> categorical = {}) {
    return of(std::move(schema), BatchView<typename Matrix::Scalar>(numeric), categorical);
  }
  /// Records of one's own type. Throws ConfigError if the binding was made for another schema.
  template <class Record, class... Members>
  [[nodiscard]] static Rows of(Schema schema, const Binding<Record, Members...>& binding,
                               std::span<const std::type_identity_t<Record>> records) {
    Rows rows(std::move(schema), records.size());
    if (binding.schema_fingerprint() != rows.schema_.fingerprint()) {
      throw ConfigError("rows: the binding was made for another schema");
    }
    for (std::size_t row = 0; row < records.size(); ++row) {
      binding.for_each(records[row], [&](std::size_t feature, auto value) {
        if constexpr (std::floating_point<decltype(value)>) {
          rows.numbers_[row * rows.numeric_columns_ + rows.places_[feature]] = static_cast<double>(value);
        } else {
          rows.texts_[rows.places_[feature]][row] = text_of(value);
        }
      });
    }
    return rows;
  }

  [[nodiscard]] const Schema& schema() const noexcept { return schema_; }
  [[nodiscard]] std::size_t size() const noexcept { return rows_; }
  [[nodiscard]] bool is_numeric(std::size_t feature) const noexcept { return schema_[feature].kind == Kind::numeric; }

  /// One value; the feature, by its number in the schema, must be of that kind.
  [[nodiscard]] double& number(std::size_t feature, std::size_t row) noexcept {
    return numbers_[row * numeric_columns_ + places_[feature]];
  }
  [[nodiscard]] double number(std::size_t feature, std::size_t row) const noexcept {
    return numbers_[row * numeric_columns_ + places_[feature]];
  }
  [[nodiscard]] std::string& text(std::size_t feature, std::size_t row) noexcept {
    return texts_[places_[feature]][row];
  }
  [[nodiscard]] const std::string& text(std::size_t feature, std::size_t row) const noexcept {
    return texts_[places_[feature]][row];
  }

  /// The numeric features, and the categorical ones, as `observe` and `BaselineBuilder::add` take them; they are seen
  /// without a copy and last until the rows change.
  [[nodiscard]] BatchView<double> numeric() const noexcept { return {numbers_.data(), rows_, numeric_columns_}; }
  [[nodiscard]] std::vector<CategoryColumn> categorical() const { return {texts_.begin(), texts_.end()}; }

  /// To anything that observes a batch: a Monitor, a Recorder, a wrapper of one's own.
  template <class Observer>
  void observed_by(Observer& observer) const {
    const std::vector<CategoryColumn> columns = categorical();
    observer.observe(numeric(), std::span<const CategoryColumn>(columns));
  }

 private:
  [[nodiscard]] static std::string text_of(std::string_view text) { return std::string(text); }
  [[nodiscard]] static std::string text_of(std::int64_t code) {
    return code == missing_code ? std::string() : std::string(CodeText(code).view());
  }

  Schema schema_;
  std::size_t rows_ = 0;
  std::size_t numeric_columns_ = 0;
  std::vector<std::size_t> places_;  // of a feature among those of its kind
  std::vector<double> numbers_;
  std::vector<std::vector<std::string>> texts_;
};

}  // namespace leeway::inline v0_1::testing
