#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/binding.hpp"
#include "leeway/baseline/numeric_counter.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/columns.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/feature_column.hpp"
#include "leeway/core/time_point.hpp"
#include "leeway/monitor/pane.hpp"
#include "leeway/monitor/row_sampler.hpp"
#include "leeway/monitor/sharded.hpp"

namespace leeway::inline v0_1 {

struct RecorderOptions {
  std::size_t shards = 0;        ///< threads inside observe() at once before one yields to another; 0: two a processor
  std::size_t sample_every = 1;  ///< of every so many rows one is counted (RowSampler says which)
  /// Most time that counting may take, in nanoseconds a row on average; 0: no limit. The constructor measures what a
  /// row of a batch costs on this machine and raises `sample_every` until it fits. A row that comes alone costs about
  /// four times that, and each call some 15 ns more, whether it counts or not.
  double budget_ns_a_row = 0;
};

/// Counts live rows over a baseline's cells, from many threads at once.
///
/// `observe` stands before the forward pass: it never throws, allocates, locks or calls the system. Bad data are
/// counted (missing, infinite, out of range, new category); a batch of the wrong shape is counted as rejected rows.
///
/// Sharded says how threads stay out of each other's way. Memory: `memory_bytes()`, all of it taken at construction.
class Recorder {
 public:
  explicit Recorder(const Baseline& baseline, std::size_t shards = 0) : Recorder(baseline, {.shards = shards}) {}
  /// Keeps what it needs of the baseline; the baseline may go. Throws ConfigError for options that cannot work.
  Recorder(const Baseline& baseline, const RecorderOptions& options)
      : Recorder(baseline, options.shards, sampling(baseline, options)) {}

  /// A batch with one column for each feature, in the schema's order; categorical features hold integer codes.
  template <std::floating_point Value>
  void observe(const BatchView<Value>& batch) noexcept {
    const Turn turn(panes_);
    if (batch.columns() != probes_.size()) {
      reject(turn, batch.rows());
      return;
    }
    const RowSampler::Choice chosen = accept(turn, batch.rows());
    count_batch(turn, batch.every(chosen.first, sample_every_, chosen.count), all_features_);
  }

  /// A batch of the numeric features and one column for each categorical feature, both in the schema's order.
  template <std::floating_point Value>
  void observe(const BatchView<Value>& numeric, std::span<const CategoryColumn> categorical) noexcept {
    const Turn turn(panes_);
    const std::size_t rows = numeric.columns() > 0 || categorical.empty() ? numeric.rows() : categorical.front().size();
    const bool fits =
        numeric.columns() == numeric_features_.size() &&
        categorical.size() == probes_.size() - numeric_features_.size() &&
        std::all_of(categorical.begin(), categorical.end(), [&](const auto& column) { return column.size() == rows; });
    if (!fits) {
      reject(turn, rows);
      return;
    }
    const RowSampler::Choice chosen = accept(turn, rows);
    count_batch(turn, numeric.every(chosen.first, sample_every_, chosen.count), numeric_features_);
    std::size_t next = 0;
    for (std::size_t i = 0; i < probes_.size(); ++i) {
      if (std::holds_alternative<NumericProbe>(probes_[i])) continue;
      categorical[next++].for_each([&](auto value) { turn.pane().count(i, value); }, chosen.first, sample_every_);
    }
  }

  /// A batch of columns that lie apart, one for each feature in the schema's order. A numeric column of a categorical
  /// feature holds integer codes; categories of a numeric feature do not fit.
  void observe(std::span<const FeatureColumn> columns) noexcept {
    const Turn turn(panes_);
    const std::size_t rows = columns.empty() ? 0 : row_count(columns.front());
    bool fits = columns.size() == probes_.size();
    for (std::size_t i = 0; fits && i < columns.size(); ++i) {
      const bool kind_fits =
          std::holds_alternative<Vocabulary>(probes_[i]) || !std::holds_alternative<CategoryColumn>(columns[i]);
      fits = kind_fits && is_one_column(columns[i]) && row_count(columns[i]) == rows;
    }
    if (!fits) {
      reject(turn, rows);
      return;
    }
    const RowSampler::Choice chosen = accept(turn, rows);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::span<const std::size_t> feature = std::span<const std::size_t>(all_features_).subspan(i, 1);
      if (const auto* floats = std::get_if<BatchView<float>>(&columns[i])) {
        count_batch(turn, floats->every(chosen.first, sample_every_, chosen.count), feature);
      } else if (const auto* doubles = std::get_if<BatchView<double>>(&columns[i])) {
        count_batch(turn, doubles->every(chosen.first, sample_every_, chosen.count), feature);
      } else {
        std::get_if<CategoryColumn>(&columns[i])
            ->for_each([&](auto value) { turn.pane().count(i, value); }, chosen.first, sample_every_);
      }
    }
  }

  template <StridedMatrix Matrix>
  void observe(const Matrix& batch) noexcept {
    observe(BatchView<typename Matrix::Scalar>(batch));
  }
  template <StridedMatrix Matrix>
  void observe(const Matrix& numeric, std::initializer_list<CategoryColumn> categorical) noexcept {
    observe(BatchView<typename Matrix::Scalar>(numeric),
            std::span<const CategoryColumn>(categorical.begin(), categorical.size()));
  }

  /// A batch of a schema that has categorical features only.
  void observe(std::span<const CategoryColumn> categorical) noexcept { observe(BatchView<double>(), categorical); }
  void observe(std::initializer_list<CategoryColumn> categorical) noexcept {
    observe(std::span<const CategoryColumn>(categorical.begin(), categorical.size()));
  }

  /// One request of the user's own type.
  template <class Record, class... Members>
  void observe(const Binding<Record, Members...>& binding, const Record& record) noexcept {
    const Turn turn(panes_);
    if (binding.schema_fingerprint() != schema_fingerprint_) {
      reject(turn, 1);
      return;
    }
    if (accept(turn, 1).count == 0) return;
    binding.for_each(record, [&](std::size_t feature, auto value) { turn.pane().count(feature, value); });
  }

  /// Adds everything recorded since the last drain to `into`, a window of the same baseline, and forgets it here.
  /// A call of observe that runs at the same time lands wholly in this drain or wholly in the next. Drains exclude
  /// each other and wait for the observers inside the panes they take, which takes as long as their batch does; they
  /// belong off the serving path. Throws ConfigError if `into` belongs to another baseline. When memory runs out `into`
  /// holds what some shards counted, and the rest comes with a later drain.
  void drain(Window& into) {
    if (into.baseline_hash != baseline_hash_) throw ConfigError("recorder: drained into a window of another baseline");
    panes_.drain(
        [&](const detail::Pane& pane) {
          if (pane.rows + pane.rejected_rows + pane.skipped_rows == 0) return;
          Window sum = into;  // all of a pane or nothing
          pane.add_to(sum);
          into = std::move(sum);
        },
        [](detail::Pane& pane) { pane.reset(); });
  }

  /// Rows that came so far, rejected or not, drained or not; grows only. Cheap enough to ask after each batch.
  [[nodiscard]] std::uint64_t rows_seen() const noexcept { return panes_.progress(); }

  /// One row of so many is counted: `sample_every`, or more to keep the budget.
  [[nodiscard]] std::size_t sample_every() const noexcept { return sample_every_; }

  /// Memory held, in bytes; it does not grow.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    std::size_t bytes = panes_.memory_bytes([](const detail::Pane& pane) { return pane.memory_bytes(); });
    bytes += probes_.capacity() * sizeof(detail::FeatureProbe);
    for (const detail::FeatureProbe& probe : probes_)
      bytes += std::visit([](const auto& some) { return some.memory_bytes(); }, probe);
    return bytes + (all_features_.capacity() + numeric_features_.capacity()) * sizeof(std::size_t);
  }

 private:
  static constexpr std::size_t tile_rows = NumericCounter::block_size;
  static constexpr std::size_t tile_bytes = 64;  // of a row: one cache line
  /// Sixteen more than needed: columns a power of two apart would share cache sets (1.7 times slower, measured).
  static constexpr std::size_t tile_stride = tile_rows + 16;

  /// What else belongs to a shard. The tile is here because a service's threads may have small stacks.
  struct Scratch {
    explicit Scratch(std::size_t sample_every) : sampler(sample_every) {}
    RowSampler sampler;
    alignas(64) std::array<float, tile_stride * tile_bytes / sizeof(float)> of_float;
    alignas(64) std::array<double, tile_stride * tile_bytes / sizeof(double)> of_double;
    [[nodiscard]] float* tile(float) noexcept { return of_float.data(); }
    [[nodiscard]] double* tile(double) noexcept { return of_double.data(); }
  };
  using Pane = detail::Pane;
  using Panes = Sharded<Pane, Scratch>;
  using Turn = typename Panes::Turn;

  struct Sampling {
    std::size_t every = 1;
  };
  Recorder(const Baseline& baseline, std::size_t shards, Sampling sampling)
      : baseline_hash_(baseline.content_hash()),
        schema_fingerprint_(baseline.schema().fingerprint()),
        sample_every_(sampling.every),
        probes_(detail::probes_of(baseline)),
        panes_(shards, Pane(probes_), sampling.every) {
    for (std::size_t i = 0; i < probes_.size(); ++i) {
      if (std::holds_alternative<NumericProbe>(probes_[i])) numeric_features_.push_back(i);
      all_features_.push_back(i);
    }
  }
  static Sampling sampling(const Baseline& baseline, const RecorderOptions& options) {
    if (options.sample_every == 0) throw ConfigError("recorder: sample_every must be at least 1");
    if (!(options.budget_ns_a_row >= 0)) throw ConfigError("recorder: budget_ns_a_row must not be negative");
    if (options.budget_ns_a_row == 0) return {options.sample_every};
    const double needed = std::ceil(Recorder(baseline, 1, Sampling{}).measure_ns_a_row() / options.budget_ns_a_row);
    return {(std::max)(options.sample_every, static_cast<std::size_t>((std::min)(needed, 1e9)))};
  }

  /// What a row of a batch costs here: the least of several runs, because others use the processor too.
  [[nodiscard]] double measure_ns_a_row() {
    constexpr std::size_t rows = 256;
    constexpr int runs = 8;
    const std::size_t columns = numeric_features_.size();
    std::vector<float> numbers(rows * columns);
    std::vector<std::vector<std::string_view>> names;
    for (std::size_t i = 0, column = 0; i < probes_.size(); ++i) {
      if (const auto* numeric = std::get_if<NumericProbe>(&probes_[i])) {
        const auto edges = numeric->of_float.partition().edges();  // in turns: values of all cells
        for (std::size_t row = 0; row < rows && !edges.empty(); ++row) {
          numbers[row * columns + column] = edges[mix_bits(row) % edges.size()];
        }
        ++column;
      } else {
        const auto listed = std::get<Vocabulary>(probes_[i]).listed();
        names.emplace_back(rows);
        for (std::size_t row = 0; row < rows && !listed.empty(); ++row) {
          names.back()[row] = listed[mix_bits(row) % listed.size()];
        }
      }
    }
    const std::vector<CategoryColumn> categorical(names.begin(), names.end());
    auto least = (std::chrono::steady_clock::duration::max)();
    for (int run = 0; run < runs; ++run) {
      const auto begin = std::chrono::steady_clock::now();
      observe(BatchView<float>(numbers.data(), rows, columns), std::span<const CategoryColumn>(categorical));
      least = (std::min)(least, std::chrono::steady_clock::now() - begin);
    }
    return std::chrono::duration<double, std::nano>(least).count() / rows;
  }

  static RowSampler::Choice accept(const Turn& turn, std::size_t rows) noexcept {
    const RowSampler::Choice chosen = turn.scratch().sampler.choose(rows);
    turn.pane().rows += chosen.count;
    turn.pane().skipped_rows += rows - chosen.count;
    turn.advance(rows);
    return chosen;
  }
  static void reject(const Turn& turn, std::uint64_t rows) noexcept {
    turn.pane().rejected_rows += rows;
    turn.advance(rows);
  }

  /// Counts a batch whose column i is feature `features[i]`. Batches are mostly row-major, so a tile of rows and
  /// columns is copied to columns first: each cache line of the batch is then read once, whatever its width.
  template <std::floating_point Value>
  void count_batch(const Turn& turn, const BatchView<Value>& batch, std::span<const std::size_t> features) noexcept {
    if (batch.row_stride() == 1) {
      for (std::size_t i = 0; i < features.size(); ++i) {
        turn.pane().count_column(features[i], std::span<const Value>(batch.column(i), batch.rows()));
      }
      return;
    }
    constexpr std::size_t tile_columns = tile_bytes / sizeof(Value);
    Value* const tile = turn.scratch().tile(Value{});
    for (std::size_t row = 0; row < batch.rows(); row += tile_rows) {
      const std::size_t rows = (std::min)(tile_rows, batch.rows() - row);
      for (std::size_t column = 0; column < features.size(); column += tile_columns) {
        const std::size_t columns = (std::min)(tile_columns, features.size() - column);
        copy_to_columns(batch.block(row, rows, column, columns), tile, tile_stride);
        for (std::size_t c = 0; c < columns; ++c) {
          turn.pane().count_column(features[column + c], std::span<const Value>(tile + c * tile_stride, rows));
        }
      }
    }
  }

  std::uint64_t baseline_hash_ = 0;
  std::uint64_t schema_fingerprint_ = 0;
  std::size_t sample_every_ = 1;
  std::vector<detail::FeatureProbe> probes_;  // how a value finds its slot, in the schema's order
  std::vector<std::size_t> all_features_;
  std::vector<std::size_t> numeric_features_;
  Panes panes_;
};

}  // namespace leeway::inline v0_1
