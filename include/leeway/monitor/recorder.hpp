#pragma once

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/binding.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/core/batch.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"

namespace leeway {

/// Counts live rows over a baseline's cells, from many threads at once.
///
/// `observe` stands before the forward pass: it never throws, allocates, locks or calls the system. Bad data are
/// counted (missing, infinite, out of range, new category); a batch of the wrong shape is counted as rejected rows.
///
/// How: each observing thread works in a shard of its own, so nobody shares a cache line; a shard has two panes, and
/// an epoch says which of them is being written. `drain` turns the epoch and empties the pane that was left, after
/// the calls that still write to it have ended: observers never wait for a drain, and every row is drained exactly
/// once. Observers wait for each other only if more than `shards` threads are inside `observe` at the same moment.
/// Memory: `memory_bytes()`, all of it taken at construction.
class Recorder {
 public:
  /// `shards` 0 means two a processor. Keeps what it needs of the baseline; the baseline may go.
  explicit Recorder(const Baseline& baseline, std::size_t shards = 0) : baseline_hash_(baseline.content_hash()) {
    if (shards == 0) shards = 2 * std::size_t{(std::max)(1U, std::thread::hardware_concurrency())};
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      if (const auto* numeric = std::get_if<NumericBaseline>(&baseline[i])) {
        const Partition<double>& partition = numeric->cells.partition();
        probes_.emplace_back(NumericProbe{partition, partition.rounded_to<float>()});
        ++numeric_features_;
      } else {
        probes_.emplace_back(std::get<CategoricalBaseline>(baseline[i]).vocabulary);
      }
    }
    shards_.reserve(shards);
    for (std::size_t i = 0; i < shards; ++i) shards_.push_back(std::make_unique<Shard>(Window(baseline)));
  }

  /// A batch with one column for each feature, in the schema's order; categorical features hold integer codes.
  template <std::floating_point Value>
  void observe(const BatchView<Value>& batch) noexcept {
    Turn turn(*this);
    if (batch.columns() != probes_.size()) {
      turn.window().rejected_rows += batch.rows();
      return;
    }
    turn.window().rows += batch.rows();
    for (std::size_t i = 0; i < probes_.size(); ++i) count_column(turn.window(), i, batch, i);
  }

  /// A batch of the numeric features and one column for each categorical feature, both in the schema's order.
  template <std::floating_point Value>
  void observe(const BatchView<Value>& numeric, std::span<const CategoryColumn> categorical) noexcept {
    Turn turn(*this);
    const std::size_t rows = numeric.columns() > 0 || categorical.empty() ? numeric.rows() : categorical.front().size();
    const bool fits =
        numeric.columns() == numeric_features_ && categorical.size() == probes_.size() - numeric_features_ &&
        std::all_of(categorical.begin(), categorical.end(), [&](const auto& column) { return column.size() == rows; });
    if (!fits) {
      turn.window().rejected_rows += rows;
      return;
    }
    turn.window().rows += rows;
    std::size_t next_numeric = 0;
    std::size_t next_categorical = 0;
    for (std::size_t i = 0; i < probes_.size(); ++i) {
      if (std::holds_alternative<NumericProbe>(probes_[i])) {
        count_column(turn.window(), i, numeric, next_numeric++);
      } else {
        categorical[next_categorical++].for_each([&](auto value) { count(turn.window(), i, value); });
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

  /// One request of the user's own type.
  template <class Record, class... Members>
  void observe(const Binding<Record, Members...>& binding, const Record& record) noexcept {
    Turn turn(*this);
    if (binding.feature_count() != probes_.size()) {
      ++turn.window().rejected_rows;
      return;
    }
    ++turn.window().rows;
    binding.for_each(record, [&](std::size_t feature, auto value) { count(turn.window(), feature, value); });
  }

  /// Adds everything recorded since the last drain to `into`, a window of the same baseline, and forgets it here.
  /// A call of observe that runs at the same time lands wholly in this drain or wholly in the next. Drains exclude
  /// each other and wait for the observers inside the old pane, which takes as long as their batch does; they belong
  /// off the serving path. Throws ConfigError, before anything is taken, if `into` belongs to another baseline.
  void drain(Window& into) {
    if (into.baseline_hash != baseline_hash_) throw ConfigError("recorder: drained into a window of another baseline");
    const std::lock_guard lock(drain_mutex_);
    const std::uint64_t left = epoch_.fetch_add(1);  // from here on observers enter the other pane
    for (const auto& shard : shards_) {
      // Sequential consistency: if this load misses an observer's claim, that observer reads the new epoch.
      const std::uint64_t turn = shard->turn.load();
      if (turn % 2 == 1) {
        while (shard->turn.load() == turn) std::this_thread::yield();
      }
      Window& pane = shard->panes[left % 2];
      into.merge(pane);
      pane.reset();
    }
  }

  /// Rows recorded so far, drained or not; grows only. Cheap enough to ask after each batch.
  [[nodiscard]] std::uint64_t rows_seen() const noexcept {
    std::uint64_t rows = 0;
    for (const auto& shard : shards_) rows += shard->rows_seen.load(std::memory_order_relaxed);
    return rows;
  }

  /// Memory held by the shards, in bytes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    std::size_t bytes = 0;
    for (const auto& shard : shards_) bytes += sizeof(Shard) + 2 * shard->panes[0].memory_bytes();
    return bytes;
  }

 private:
  struct NumericProbe {
    Partition<double> of_double;
    Partition<float> of_float;
    [[nodiscard]] const auto& partition(double) const noexcept { return of_double; }
    [[nodiscard]] const auto& partition(float) const noexcept { return of_float; }
  };
  using Probe = std::variant<NumericProbe, Vocabulary>;

  struct alignas(64) Shard {
    explicit Shard(const Window& empty) : panes{empty, empty} {}
    std::atomic<std::uint64_t> turn{0};  // odd while an observer is inside
    std::atomic<std::uint64_t> rows_seen{0};
    alignas(64) Window panes[2];
  };

  /// One observer's stay in a shard: claims a free one, knows which pane to write, frees it at the end.
  class Turn {
   public:
    explicit Turn(Recorder& recorder) noexcept {
      const std::size_t shards = recorder.shards_.size();
      for (std::size_t attempt = thread_number();; ++attempt) {
        shard_ = recorder.shards_[attempt % shards].get();
        turn_ = shard_->turn.load(std::memory_order_relaxed);
        if (turn_ % 2 == 0 && shard_->turn.compare_exchange_strong(turn_, turn_ + 1)) break;
        if ((attempt + 1 - thread_number()) % shards == 0) std::this_thread::yield();  // more observers than shards
      }
      window_ = &shard_->panes[recorder.epoch_.load() % 2];
      rows_before_ = window_->rows;
    }
    ~Turn() {
      const std::uint64_t rows = window_->rows - rows_before_;
      shard_->rows_seen.store(shard_->rows_seen.load(std::memory_order_relaxed) + rows, std::memory_order_relaxed);
      shard_->turn.store(turn_ + 2, std::memory_order_release);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    [[nodiscard]] Window& window() const noexcept { return *window_; }

   private:
    /// Threads are numbered as they come, so that few of them prefer the same shard.
    static std::size_t thread_number() noexcept {
      static std::atomic<std::size_t> next{0};
      thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
      return mine;
    }

    Shard* shard_ = nullptr;
    Window* window_ = nullptr;
    std::uint64_t turn_ = 0;
    std::uint64_t rows_before_ = 0;
  };

  template <std::floating_point Value>
  void count_column(Window& window, std::size_t feature, const BatchView<Value>& batch, std::size_t column) noexcept {
    const Value* values = batch.column(column);
    const std::ptrdiff_t stride = batch.row_stride();
    const auto rows = static_cast<std::ptrdiff_t>(batch.rows());
    if (const auto* probe = std::get_if<NumericProbe>(&probes_[feature])) {
      const Partition<Value>& partition = probe->partition(Value{});
      auto& counts = *std::get_if<NumericWindow>(&window.features[feature]);
      for (std::ptrdiff_t row = 0; row < rows; ++row) {
        const Value x = values[row * stride];
        counts.add(partition.slot(x), static_cast<double>(x));
      }
    } else {
      for (std::ptrdiff_t row = 0; row < rows; ++row) count(window, feature, code_of(values[row * stride]));
    }
  }

  template <std::floating_point Value>
  void count(Window& window, std::size_t feature, Value x) noexcept {
    const auto* probe = std::get_if<NumericProbe>(&probes_[feature]);
    std::get_if<NumericWindow>(&window.features[feature])->add(probe->partition(x).slot(x), static_cast<double>(x));
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
  std::vector<Probe> probes_;  // how a value finds its slot, in the schema's order
  std::size_t numeric_features_ = 0;
  std::vector<std::unique_ptr<Shard>> shards_;
  alignas(64) std::atomic<std::uint64_t> epoch_{0};
  std::mutex drain_mutex_;
};

}  // namespace leeway
