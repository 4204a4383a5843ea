#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/accumulate/block.hpp"
#include "leeway/accumulate/cells.hpp"
#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/lanes.hpp"
#include "leeway/accumulate/moments.hpp"
#include "leeway/accumulate/quantiles.hpp"
#include "leeway/accumulate/slot_table.hpp"
#include "leeway/accumulate/tally.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/block_counter.hpp"
#include "leeway/core/error.hpp"
#include "leeway/math/sample_quantile.hpp"
#include "leeway/math/sort.hpp"

namespace leeway::inline v0_1 {

/// One numeric feature's training values in, its NumericBaseline out, in one pass.
///
/// The first `exact_rows` finite values are kept and sorted. If that is all, edges and quantiles are exact order
/// statistics. If more come, the edges are frozen there and the rest is counted over them exactly, chunk by chunk;
/// quantiles then come from a KLL sketch. Frozen edges may be rough, counts never are: no test's validity depends on
/// the sketch. The edges suit the whole only if the first rows resemble it.
/// Memory: 8 bytes x `exact_rows`, and as much again three times while sorting.
class NumericBuilder {
 public:
  /// `seasons`: slices counted apart; 1 for none.
  explicit NumericBuilder(std::size_t exact_rows, std::size_t seasons = 1, std::uint64_t sketch_seed = 1)
      : chunk_(exact_rows), seasons_(seasons), order_(seasons), sketch_(sketch_size, sketch_seed) {
    if (exact_rows == 0) throw ConfigError("builder: exact_rows must be at least 1");
  }

  void add(double x) {
    tally_.add(x);
    if (is_finite(x)) {
      if (buffer_.size() >= chunk_) {
        if (!frozen_) freeze();
        count_buffer();
      }
      run().add(x);
      buffer_.push_back(x + 0.0);  // -0 becomes 0: sorting leaves equals in any order, which no hash must show
    } else {
      run().add(x);
    }
    order_.advance([this](auto renumber) { renumber_runs(renumber); });
  }
  /// Where the rows to come stand in time; without it blocks are made by their number of rows.
  void at(Stretch stretch) noexcept { order_.at(stretch); }
  /// Gives blocks of time other numbers, in which several become one.
  template <class Renumber>
  void coalesce(Renumber&& renumber) {
    order_.coalesce(renumber);
    renumber_runs(renumber);
  }

  /// An empty builder whose values are counted over the same cells, which are frozen now; `merge` takes it back. Its
  /// sketch needs another seed than its siblings'.
  [[nodiscard]] NumericBuilder fork(std::uint64_t sketch_seed) {
    if (!frozen_) freeze();
    count_buffer();
    NumericBuilder empty(chunk_, seasons_, sketch_seed);
    empty.freeze_over(cells_.partition());
    return empty;
  }

  /// False if both parts have frozen cells, and different ones.
  [[nodiscard]] bool can_merge(const NumericBuilder& other) const noexcept {
    return !frozen_ || !other.frozen_ || cells_.partition() == other.cells_.partition();
  }
  /// Adds what another builder took in, as if its rows came now: counts exactly. Neither may have met a time. Throws
  /// ConfigError unless can_merge().
  void merge(NumericBuilder other) {
    if (!can_merge(other)) throw ConfigError("builder: merging parts with different cells");
    if (!frozen_ && other.frozen_) freeze_over(other.cells_.partition());
    if (frozen_ && !other.frozen_) other.freeze_over(cells_.partition());
    if (frozen_) {
      count_buffer();
      other.count_buffer();
    }
    order_.append(
        std::move(other.order_), [this](auto renumber) { renumber_runs(renumber); },
        [&](auto renumber) { other.renumber_runs(renumber); });
    runs_.insert(runs_.end(), other.runs_.begin(), other.runs_.end());
    buffer_.insert(buffer_.end(), other.buffer_.begin(), other.buffer_.end());
    tally_.merge(other.tally_);
    cells_.merge(other.cells_);
    for (std::size_t place = 0; place < lanes_.size(); ++place) lanes_[place] += other.lanes_[place];
    moments_.merge(other.moments_);
    extrema_.merge(other.extrema_);
    sketch_.merge(other.sketch_);
    if (buffer_.size() >= 2 * chunk_) {  // two parts that fit stay exact; many must not pile up
      freeze();
      count_buffer();
    }
  }

  [[nodiscard]] std::uint64_t rows() const noexcept { return tally_.seen(); }

  /// The statistics of all values added; the builder is empty afterwards.
  [[nodiscard]] NumericBaseline build() {
    NumericBaseline baseline;
    const bool exact = !frozen_;
    if (exact) freeze();
    if (exact) {
      for (const double p : reported_probabilities) {
        if (!buffer_.empty()) baseline.quantiles.push_back({p, sample_quantile(std::span<const double>(buffer_), p)});
      }
    }
    count_buffer();
    if (!exact) {
      for (const double p : reported_probabilities) baseline.quantiles.push_back({p, sketch_.quantile(p)});
      baseline.rank_error = sketch_.rank_error();
    }
    const Partition<double>& partition = cells_.partition();
    cells_.add_to_slot(partition.missing_slot(), tally_.missing());
    cells_.add_to_slot(partition.positive_infinity_slot(), tally_.positive_infinite());
    cells_.add_to_slot(partition.negative_infinity_slot(), tally_.negative_infinite());
    baseline.cells = std::move(cells_);
    baseline.moments = moments_;
    baseline.extrema = extrema_;
    baseline.lanes = std::move(lanes_);
    baseline.blocks = order_.blocks(baseline.cells.partition().slot_count());
    baseline.seasons = order_.seasons(baseline.cells.partition().slot_count());
    *this = NumericBuilder(chunk_, seasons_);
    return baseline;
  }

 private:
  /// Consecutive rows of one stretch: how many of them are finite (the next so many of the buffer) and what the rest
  /// is.
  struct Run {
    Stretch stretch{};
    std::size_t finite = 0;
    Tally<double> special{};
    void add(double x) noexcept {
      if (is_finite(x)) {
        ++finite;
      } else {
        special.add(x);
      }
    }
  };

  Run& run() {
    if (runs_.empty() || runs_.back().stretch != order_.here()) runs_.push_back({order_.here()});
    return runs_.back();
  }
  template <class Renumber>
  void renumber_runs(Renumber& renumber) {
    for (Run& run : runs_) run.stretch.block = renumber(run.stretch.block);
  }

  /// The buffer's rows in the order in which they came. Must stand before they are sorted.
  void count_runs() {
    auto next = buffer_.cbegin();
    const Partition<double>& partition = cells_.partition();
    for (const Run& run : runs_) {
      for (std::size_t i = 0; i < run.finite; ++i) order_.count(run.stretch, table_.slot(*next++));
      const Tally<double>& special = run.special;
      if (special.seen() == 0) continue;
      order_.count(run.stretch, partition.missing_slot(), special.missing());
      order_.count(run.stretch, partition.positive_infinity_slot(), special.positive_infinite());
      order_.count(run.stretch, partition.negative_infinity_slot(), special.negative_infinite());
    }
    runs_.clear();
  }

  void freeze() {
    std::vector<double> sorted(buffer_);
    sort_values(std::span<double>(sorted));
    freeze_over(quantile_partition(std::span<const double>(sorted)));
    count_runs();
    buffer_ = std::move(sorted);
    sorted_ = true;
  }
  void freeze_over(Partition<double> partition) {
    lanes_.assign(partition.slot_count() * hash_lanes, 0);
    table_ = SlotTable<double>(partition);
    cells_ = Cells<double>(std::move(partition));
    frozen_ = true;
  }

  /// Everything buffered goes into counts, moments, extrema and sketch. Sorting costs more than the rest together.
  void count_buffer() {
    if (!sorted_) {
      count_runs();
      sort_values(std::span<double>(buffer_));
    }
    const Partition<double>& partition = cells_.partition();
    auto from = buffer_.cbegin();
    auto count_up_to = [&](auto to, std::size_t slot) {
      cells_.add_to_slot(slot, static_cast<std::uint64_t>(to - from));
      for (; from != to; ++from) ++lanes_[slot * hash_lanes + hash_lane(*from)];
    };
    count_up_to(std::lower_bound(from, buffer_.cend(), partition.lowest()), partition.below_range_slot());
    std::size_t slot = partition.first_cell_slot();
    for (const double edge : partition.edges()) count_up_to(std::lower_bound(from, buffer_.cend(), edge), slot++);
    count_up_to(std::upper_bound(from, buffer_.cend(), partition.highest()), slot);
    count_up_to(buffer_.cend(), partition.above_range_slot());

    const auto summary = summarise_block<4>(std::span<const double>(buffer_));
    moments_.merge(summary.moments);
    extrema_.merge(summary.extrema);
    sketch_.add_sorted(buffer_);
    buffer_.clear();
    sorted_ = false;
  }

  static constexpr std::size_t sketch_size = 400;  // rank error .68 %: a quantile shown to people needs no more

  std::size_t chunk_;
  std::size_t seasons_;
  BlockCounter order_;
  std::vector<Run> runs_;  // of the rows not yet counted
  Tally<double> tally_;
  std::vector<double> buffer_;
  bool sorted_ = false;
  bool frozen_ = false;
  Cells<double> cells_;
  SlotTable<double> table_;
  std::vector<std::uint64_t> lanes_;  // as NumericBaseline has them
  Moments<double> moments_;
  Extrema<double> extrema_;
  Quantiles<double> sketch_;
};

}  // namespace leeway::inline v0_1
