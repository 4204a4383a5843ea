#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/binding.hpp"
#include "leeway/baseline/categorical_builder.hpp"
#include "leeway/baseline/numeric_builder.hpp"
#include "leeway/baseline/schema.hpp"
#include "leeway/baseline/season.hpp"
#include "leeway/baseline/time_blocks.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/time.hpp"
#include "leeway/core/version.hpp"

namespace leeway::inline v0_1 {

struct BuilderOptions {
  std::size_t exact_rows = 131'072;    ///< finite values a numeric feature keeps before its edges are frozen
  std::size_t max_listed = 256;        ///< categories with a slot of their own
  std::size_t max_remembered = 4'096;  ///< categories told apart at all; beyond, the listed ones are frozen
  Season season = Season::none;        ///< count each slice of the day or week apart; rows then need times: see at()
  /// Whether the order of rows means something. Only then blocks of them are kept, which tell how dependent rows are:
  /// false for data that were sorted by a column.
  bool ordered = true;
};

/// Training rows in, a frozen Baseline out, in one pass. Feed batches, single columns or records, in any mixture, as
/// long as every feature has the same number of rows in the end. Not for the serving path: it allocates and throws.
class BaselineBuilder {
 public:
  /// Throws ConfigError for a schema without features or options that cannot work.
  explicit BaselineBuilder(Schema schema, const BuilderOptions& options = {})
      : schema_(std::move(schema)), ordered_(options.ordered), season_(options.season), time_blocks_(options.season) {
    if (schema_.size() == 0) throw ConfigError("builder: the schema has no features");
    schema_fingerprint_ = schema_.fingerprint();
    for (const Feature& feature : schema_) {
      if (feature.kind == Kind::numeric) {
        columns_.emplace_back(NumericBuilder(options.exact_rows, slices(season_)));
      } else {
        columns_.emplace_back(CategoricalBuilder(options.max_listed, options.max_remembered, slices(season_)));
      }
    }
  }

  /// When the rows to come were seen: they are counted in the block and the seasonal slice of that time. Without times
  /// the order of rows makes the blocks. Throws ConfigError where rows without a time came before, or while features
  /// differ in row count.
  void at(TimePoint time) {
    const std::uint64_t rows = rows_of_all("a time came");
    if (rows > 0 && !time_blocks_.used()) throw ConfigError("builder: a time came after rows without one");
    time_ = time;
  }

  /// A batch with one column for each feature, in the schema's order; categorical features hold integer codes.
  /// Throws ConfigError if the number of columns differs.
  template <std::floating_point Value>
  void add(const BatchView<Value>& batch) {
    require_columns(batch.columns(), schema_.size(), "the schema's features");
    for (std::size_t i = 0; i < schema_.size(); ++i) add_column(i, batch, i);
  }
  /// A batch of the numeric features and one column for each categorical feature, both in the schema's order.
  /// Throws ConfigError if the shapes do not fit.
  template <std::floating_point Value>
  void add(const BatchView<Value>& numeric, std::span<const CategoryColumn> categorical) {
    require_columns(numeric.columns(), schema_.count(Kind::numeric), "the numeric features");
    require_columns(categorical.size(), schema_.count(Kind::categorical), "the categorical features");
    const std::size_t rows = numeric.columns() > 0 ? numeric.rows() : categorical.front().size();
    for (const CategoryColumn& column : categorical) {
      if (column.size() != rows) throw ConfigError("builder: the columns of a batch differ in length");
    }
    std::size_t next_numeric = 0;
    std::size_t next_categorical = 0;
    for (std::size_t i = 0; i < schema_.size(); ++i) {
      if (schema_[i].kind == Kind::numeric) {
        add_column(i, numeric, next_numeric++);
      } else {
        add_column(i, categorical[next_categorical++]);
      }
    }
  }
  template <StridedMatrix Matrix>
  void add(const Matrix& batch) {
    add(BatchView<typename Matrix::Scalar>(batch));
  }
  template <StridedMatrix Matrix>
  void add(const Matrix& numeric, std::initializer_list<CategoryColumn> categorical) {
    add(BatchView<typename Matrix::Scalar>(numeric),
        std::span<const CategoryColumn>(categorical.begin(), categorical.size()));
  }

  /// More values of one feature, a std::vector<float> for instance; a categorical one takes them as integer codes.
  /// Throws ConfigError if there is no such feature.
  template <std::ranges::contiguous_range Column>
  requires std::floating_point<std::ranges::range_value_t<Column>>
  void add_column(std::size_t feature, const Column& values) {
    require_feature(feature);
    add_column(feature,
               BatchView<std::ranges::range_value_t<Column>>(std::ranges::data(values), std::ranges::size(values), 1),
               0);
  }
  /// More values of one categorical feature. Throws ConfigError if there is no such feature or it is not categorical.
  void add_column(std::size_t feature, const CategoryColumn& values) {
    require_feature(feature);
    auto* column = std::get_if<CategoricalBuilder>(&columns_[feature]);
    if (column == nullptr) throw ConfigError("builder: feature '" + schema_[feature].name + "' is not categorical");
    if (values.size() > 0) begin_rows();
    values.for_each([&](auto value) { column->add(value); });
  }

  /// One record of the user's own type. Throws ConfigError if the binding was made for another schema.
  template <class Record, class... Members>
  void add(const Binding<Record, Members...>& binding, const Record& record) {
    if (binding.schema_fingerprint() != schema_fingerprint_) {
      throw ConfigError("builder: the binding was made for another schema");
    }
    begin_rows();
    binding.for_each(record, [&](std::size_t feature, auto value) {
      auto& column = columns_[feature];  // the binding has checked that values fit their features' kinds
      if constexpr (std::is_floating_point_v<decltype(value)>) {
        std::get<NumericBuilder>(column).add(static_cast<double>(value));
      } else {
        std::get<CategoricalBuilder>(column).add(value);
      }
    });
  }

  /// An empty builder of the same features for another thread; `merge` takes its rows back:
  ///
  ///     builder.add(first_rows);                       // numeric cells are frozen as these have them
  ///     std::vector<BaselineBuilder> parts;
  ///     for (...) parts.push_back(builder.fork());     // then each thread adds rows of its own to its part
  ///     for (const auto& part : parts) builder.merge(part);
  ///
  /// Counts come out as if all rows had been added here: exactly those of one builder that saw `exact_rows` rows first.
  /// Throws ConfigError before the first row.
  [[nodiscard]] BaselineBuilder fork() {
    if (std::visit([](const auto& column) { return column.rows(); }, columns_.front()) == 0) {
      throw ConfigError("builder: add the first rows before forking, for the cells are made of them");
    }
    BaselineBuilder empty(*this, Empty{});
    for (auto& column : columns_) {
      if (auto* numeric = std::get_if<NumericBuilder>(&column)) {
        empty.columns_.emplace_back(numeric->fork(forks_ + 2));
      } else {
        empty.columns_.emplace_back(std::get<CategoricalBuilder>(column).fork());
      }
    }
    ++forks_;
    return empty;
  }

  /// Adds the rows of another builder of the same features, exactly. Any two builders merge while one of them holds no
  /// more than `exact_rows` rows and `max_remembered` categories, and so do forks of one. Throws ConfigError, and
  /// merges nothing, if the features differ, if both parts have frozen the cells of one and not the same, or if rows
  /// came with times, whose order in time merging would lose.
  void merge(const BaselineBuilder& other) {
    if (other.schema_fingerprint_ != schema_fingerprint_) {
      throw ConfigError("builder: merging a builder of other features");
    }
    if (time_blocks_.used() || other.time_blocks_.used() || season_ != Season::none || other.season_ != Season::none) {
      throw ConfigError("builder: parts with times or seasons do not merge; add their rows to one builder");
    }
    const auto same_feature = [&](std::size_t i, auto&& call) {
      return std::visit(
          [&](auto& mine) { return call(mine, std::get<std::decay_t<decltype(mine)>>(other.columns_[i])); },
          columns_[i]);
    };
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (same_feature(i, [](const auto& mine, const auto& theirs) { return mine.can_merge(theirs); })) continue;
      throw ConfigError("builder: both parts have frozen the cells of feature '" + schema_[i].name +
                        "', and not the same: let the parts be forks of one builder");
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      same_feature(i, [](auto& mine, const auto& theirs) { mine.merge(theirs); });
    }
  }

  /// Freezes what was added; the builder is empty afterwards. Throws ConfigError if features differ in row count or
  /// there are no rows, or none has a time but a season was asked for.
  [[nodiscard]] Baseline build(std::string name = {}) {
    Timeline timeline{season_, time_blocks_.finish([this](auto renumber) { coalesce(renumber); })};
    if (season_ != Season::none && timeline.blocks.empty()) {
      throw ConfigError("builder: a season needs the times of rows: call at(time) before adding them");
    }
    time_blocks_ = TimeBlocks(season_);
    if (!ordered_) timeline.blocks.clear();
    time_.reset();
    std::vector<FeatureBaseline> features;
    features.reserve(columns_.size());
    for (auto& column : columns_) {
      features.push_back(std::visit([](auto& builder) -> FeatureBaseline { return builder.build(); }, column));
      if (!ordered_) std::visit([](auto& statistics) { statistics.blocks = {}; }, features.back());
    }
    Baseline baseline(schema_, std::move(features),
                      {std::move(name), format_utc(now_in_seconds()), LEEWAY_VERSION_STRING}, std::move(timeline));
    if (baseline.rows() == 0) throw ConfigError("builder: no training rows were added");
    return baseline;
  }

 private:
  struct Empty {};
  BaselineBuilder(const BaselineBuilder& like, Empty)
      : schema_(like.schema_),
        season_(like.season_),
        time_blocks_(like.season_),
        schema_fingerprint_(like.schema_fingerprint_) {
    columns_.reserve(schema_.size());
  }

  template <std::floating_point Value>
  void add_column(std::size_t feature, const BatchView<Value>& batch, std::size_t batch_column) {
    if (batch.rows() > 0) begin_rows();
    const Value* values = batch.column(batch_column);
    std::visit(
        [&](auto& column) {
          for (std::size_t row = 0; row < batch.rows(); ++row) {
            const Value value = values[static_cast<std::ptrdiff_t>(row) * batch.row_stride()];
            if constexpr (std::is_same_v<std::decay_t<decltype(column)>, NumericBuilder>) {
              column.add(static_cast<double>(value));
            } else {
              column.add(code_of(value));
            }
          }
        },
        columns_[feature]);
  }

  /// Rows come: at the time that was told last. Not before, for a time without rows shall make no block.
  void begin_rows() {
    if (!time_) return;
    const Stretch stretch = time_blocks_.stretch(*time_, [this](auto renumber) { coalesce(renumber); });
    for (auto& column : columns_) std::visit([&](auto& builder) { builder.at(stretch); }, column);
    time_.reset();
  }

  template <class Renumber>
  void coalesce(Renumber& renumber) {
    for (auto& column : columns_) std::visit([&](auto& builder) { builder.coalesce(renumber); }, column);
  }

  [[nodiscard]] std::uint64_t rows_of_all(const char* when) const {
    const auto rows_of = [](const auto& column) { return std::visit([](const auto& b) { return b.rows(); }, column); };
    const std::uint64_t rows = rows_of(columns_.front());
    for (std::size_t i = 1; i < columns_.size(); ++i) {
      if (rows_of(columns_[i]) == rows) continue;
      throw ConfigError("builder: " + std::string(when) + " while '" + schema_[i].name + "' and '" + schema_[0].name +
                        "' differ in row count");
    }
    return rows;
  }

  void require_feature(std::size_t feature) const {
    if (feature < columns_.size()) return;
    throw ConfigError("builder: there is no feature number " + std::to_string(feature) + ", only " +
                      std::to_string(columns_.size()) + " of them");
  }
  static void require_columns(std::size_t got, std::size_t wanted, const char* of_what) {
    if (got == wanted) return;
    throw ConfigError("builder: a batch has " + std::to_string(got) + " columns, " + of_what + " are " +
                      std::to_string(wanted));
  }

  Schema schema_;
  bool ordered_ = true;
  Season season_ = Season::none;
  TimeBlocks time_blocks_;
  std::optional<TimePoint> time_;  // of the rows to come, until they do
  std::uint64_t schema_fingerprint_ = 0;
  std::vector<std::variant<NumericBuilder, CategoricalBuilder>> columns_;
  std::uint64_t forks_ = 0;
};

}  // namespace leeway::inline v0_1
