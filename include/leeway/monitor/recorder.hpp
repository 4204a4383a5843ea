#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/accumulate/slot_table.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/binding.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"
#include "leeway/monitor/sharded.hpp"

namespace leeway {

/// Counts live rows over a baseline's cells, from many threads at once.
///
/// `observe` stands before the forward pass: it never throws, allocates, locks or calls the system. Bad data are
/// counted (missing, infinite, out of range, new category); a batch of the wrong shape is counted as rejected rows.
///
/// Sharded says how threads stay out of each other's way. Memory: `memory_bytes()`, all of it taken at construction.
class Recorder {
 public:
  /// `shards` 0 means two a processor. Keeps what it needs of the baseline; the baseline may go.
  explicit Recorder(const Baseline& baseline, std::size_t shards = 0)
      : baseline_hash_(baseline.content_hash()),
        schema_fingerprint_(baseline.schema().fingerprint()),
        panes_(shards, Window(baseline)) {
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      if (const auto* numeric = std::get_if<NumericBaseline>(&baseline[i])) {
        const Partition<double>& partition = numeric->cells.partition();
        probes_.emplace_back(
            NumericProbe{SlotTable(partition.before_rounding_to<float>()), SlotTable(partition.rounded_to<float>())});
        numeric_features_.push_back(i);
      } else {
        probes_.emplace_back(std::get<CategoricalBaseline>(baseline[i]).vocabulary);
      }
      all_features_.push_back(i);
    }
  }

  /// A batch with one column for each feature, in the schema's order; categorical features hold integer codes.
  template <std::floating_point Value>
  void observe(const BatchView<Value>& batch) noexcept {
    const Turn turn(panes_);
    if (batch.columns() != probes_.size()) {
      reject(turn, batch.rows());
      return;
    }
    accept(turn, batch.rows());
    count_batch(turn, batch, all_features_);
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
    accept(turn, rows);
    count_batch(turn, numeric, numeric_features_);
    std::size_t next = 0;
    for (std::size_t i = 0; i < probes_.size(); ++i) {
      if (std::holds_alternative<NumericProbe>(probes_[i])) continue;
      categorical[next++].for_each([&](auto value) { count(turn.pane(), i, value); });
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
    accept(turn, 1);
    binding.for_each(record, [&](std::size_t feature, auto value) { count(turn.pane(), feature, value); });
  }

  /// Adds everything recorded since the last drain to `into`, a window of the same baseline, and forgets it here.
  /// A call of observe that runs at the same time lands wholly in this drain or wholly in the next. Drains exclude
  /// each other and wait for the observers inside the old pane, which takes as long as their batch does; they belong
  /// off the serving path. Throws ConfigError if `into` belongs to another baseline; then, and when memory runs out,
  /// `into` is as before and the rows come with a later drain.
  void drain(Window& into) {
    if (into.baseline_hash != baseline_hash_) throw ConfigError("recorder: drained into a window of another baseline");
    Window sum = into;
    panes_.drain([&](const Window& pane) { sum.merge(pane); }, [](Window& pane) { pane.reset(); });
    into = std::move(sum);
  }

  /// Rows that came so far, rejected or not, drained or not; grows only. Cheap enough to ask after each batch.
  [[nodiscard]] std::uint64_t rows_seen() const noexcept { return panes_.progress(); }

  /// Memory held by the shards, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return panes_.memory_bytes([](const Window& pane) { return pane.memory_bytes(); });
  }

 private:
  struct NumericProbe {
    SlotTable<double> of_double;
    SlotTable<float> of_float;
    [[nodiscard]] const auto& table(double) const noexcept { return of_double; }
    [[nodiscard]] const auto& table(float) const noexcept { return of_float; }
  };
  using Probe = std::variant<NumericProbe, Vocabulary>;

  static constexpr std::size_t tile_rows = 256;
  static constexpr std::size_t tile_columns = 16;  // floats of one cache line
  /// Sixteen more than needed: columns a power of two apart would share cache sets (1.7 times slower, measured).
  template <class Value>
  using Tile = std::array<std::array<Value, tile_rows + 16>, tile_columns>;

  /// Scratch of a shard, because a service's threads may have small stacks.
  struct Tiles {
    Tile<double> of_double;
    Tile<float> of_float;
    [[nodiscard]] auto& tile(double) noexcept { return of_double; }
    [[nodiscard]] auto& tile(float) noexcept { return of_float; }
  };
  using Panes = Sharded<Window, Tiles>;
  using Turn = Panes::Turn;

  static void accept(const Turn& turn, std::uint64_t rows) noexcept {
    turn.pane().rows += rows;
    turn.advance(rows);
  }
  static void reject(const Turn& turn, std::uint64_t rows) noexcept {
    turn.pane().rejected_rows += rows;
    turn.advance(rows);
  }

  /// Counts a batch whose column i is feature `features[i]`. Batches are mostly row-major, so a tile of rows and
  /// columns is copied to columns first: each cache line of the batch is then read once, whatever its width.
  template <std::floating_point Value>
  void count_batch(const Turn& turn, const BatchView<Value>& batch, std::span<const std::size_t> features) noexcept {
    auto& tile = turn.scratch().tile(Value{});
    for (std::size_t row = 0; row < batch.rows(); row += tile_rows) {
      const std::size_t rows = (std::min)(tile_rows, batch.rows() - row);
      for (std::size_t column = 0; column < features.size(); column += tile_columns) {
        const std::size_t columns = (std::min)(tile_columns, features.size() - column);
        for (std::size_t r = 0; r < rows; ++r) {
          for (std::size_t c = 0; c < columns; ++c) tile[c][r] = batch(row + r, column + c);
        }
        for (std::size_t c = 0; c < columns; ++c) {
          const std::size_t feature = features[column + c];
          const std::span<Value> values(tile[c].data(), rows);
          if (const auto* probe = std::get_if<NumericProbe>(&probes_[feature])) {
            std::get_if<NumericWindow>(&turn.pane().features[feature])->add(probe->table(Value{}), values);
          } else {
            for (const Value value : values) count(turn.pane(), feature, code_of(value));
          }
        }
      }
    }
  }

  template <std::floating_point Value>
  void count(Window& window, std::size_t feature, Value x) noexcept {
    const auto* probe = std::get_if<NumericProbe>(&probes_[feature]);
    std::get_if<NumericWindow>(&window.features[feature])->add(probe->table(x).slot(x), static_cast<double>(x));
  }
  void count(Window& window, std::size_t feature, std::string_view text) noexcept {
    const auto* vocabulary = std::get_if<Vocabulary>(&probes_[feature]);
    count_category(window, feature, vocabulary->slot(text), text);
  }
  void count(Window& window, std::size_t feature, std::int64_t code) noexcept {
    const auto* vocabulary = std::get_if<Vocabulary>(&probes_[feature]);
    const std::size_t slot = vocabulary->slot(code);
    if (slot != vocabulary->new_slot()) [[likely]] {
      ++std::get_if<CategoricalWindow>(&window.features[feature])->counts[slot];
    } else {
      count_category(window, feature, slot, CodeText(code).view());
    }
  }
  void count_category(Window& window, std::size_t feature, std::size_t slot, std::string_view text) noexcept {
    auto& counts = *std::get_if<CategoricalWindow>(&window.features[feature]);
    ++counts.counts[slot];
    if (slot == std::get_if<Vocabulary>(&probes_[feature])->new_slot()) [[unlikely]]
      counts.unseen.add(text);
  }

  std::uint64_t baseline_hash_ = 0;
  std::uint64_t schema_fingerprint_ = 0;
  std::vector<Probe> probes_;  // how a value finds its slot, in the schema's order
  std::vector<std::size_t> all_features_;
  std::vector<std::size_t> numeric_features_;
  Panes panes_;
};

}  // namespace leeway
