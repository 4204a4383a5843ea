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
#include "leeway/accumulate/tally.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/core/error.hpp"
#include "leeway/math/sample_quantile.hpp"
#include "leeway/math/sort.hpp"

namespace leeway {

/// One numeric feature's training values in, its NumericBaseline out, in one pass.
///
/// The first `exact_rows` finite values are kept and sorted. If that is all, edges and quantiles are exact order
/// statistics. If more come, the edges are frozen there and the rest is counted over them exactly, chunk by chunk;
/// quantiles then come from a KLL sketch. Frozen edges may be rough, counts never are: no test's validity depends on
/// the sketch. The edges suit the whole only if the first rows resemble it, so shuffle data that are sorted.
/// Memory: 8 bytes x `exact_rows`, and as much again three times while sorting.
class NumericBuilder {
 public:
  explicit NumericBuilder(std::size_t exact_rows) : chunk_(exact_rows) {
    if (exact_rows == 0) throw ConfigError("builder: exact_rows must be at least 1");
  }

  void add(double x) {
    tally_.add(x);
    if (!is_finite(x)) return;
    if (buffer_.size() == chunk_) {
      if (!frozen_) freeze();
      count_buffer();
    }
    buffer_.push_back(x);
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
    *this = NumericBuilder(chunk_);
    return baseline;
  }

 private:
  void freeze() {
    sort_values(std::span<double>(buffer_));
    sorted_ = true;
    cells_ = Cells<double>(quantile_partition(std::span<const double>(buffer_)));
    lanes_.resize(cells_.partition().slot_count() * hash_lanes);
    frozen_ = true;
  }

  /// Everything buffered goes into counts, moments, extrema and sketch. Sorting costs more than the rest together.
  void count_buffer() {
    if (!sorted_) sort_values(std::span<double>(buffer_));
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
  Tally<double> tally_;
  std::vector<double> buffer_;
  bool sorted_ = false;
  bool frozen_ = false;
  Cells<double> cells_;
  std::vector<std::uint64_t> lanes_;  // as NumericBaseline has them
  Moments<double> moments_;
  Extrema<double> extrema_;
  Quantiles<double> sketch_{sketch_size};
};

}  // namespace leeway
