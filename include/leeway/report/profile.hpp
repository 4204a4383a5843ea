#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/accumulate/partition.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// Counts over cells seen as a distribution of finite values: evenly spread inside each cell. The outermost cells have
/// no edge of their own, so the sample's own extremes bound them.
class CellDistribution {
 public:
  CellDistribution(const Partition<double>& partition, std::span<const std::uint64_t> counts, double lowest,
                   double highest) {
    const std::size_t first = partition.below_range_slot();
    const std::size_t last = partition.above_range_slot();
    lower_.reserve(last - first + 1);
    cumulative_.push_back(0);
    for (std::size_t slot = first; slot <= last; ++slot) {
      lower_.push_back(lower_edge(partition, slot, lowest));
      cumulative_.push_back(cumulative_.back() + static_cast<double>(counts[slot]));
    }
    upper_end_ = (std::max)(highest, partition.highest());
    if (counts[last] == 0) upper_end_ = (std::min)(highest, partition.highest());
    total_ = cumulative_.back();
  }

  [[nodiscard]] bool empty() const noexcept { return total_ == 0; }

  /// Share of the finite values below `x`.
  [[nodiscard]] double cdf(double x) const noexcept {
    const auto above = std::upper_bound(lower_.begin(), lower_.end(), x);
    if (above == lower_.begin()) return 0;
    const auto cell = static_cast<std::size_t>(above - lower_.begin()) - 1;
    const double width = upper(cell) - lower_[cell];
    const double inside = width > 0 ? (std::min)(1.0, (x - lower_[cell]) / width) : 1.0;
    return (cumulative_[cell] + inside * (cumulative_[cell + 1] - cumulative_[cell])) / total_;
  }

  /// The value below which a share `p` of the finite values lies.
  [[nodiscard]] double quantile(double p) const noexcept {
    const double rank = p * total_;
    const auto reached = std::lower_bound(cumulative_.begin() + 1, cumulative_.end(), rank);
    const auto cell = (std::min)(static_cast<std::size_t>(reached - cumulative_.begin()) - 1, lower_.size() - 1);
    const double inside = cumulative_[cell + 1] - cumulative_[cell];
    const double part = inside > 0 ? (rank - cumulative_[cell]) / inside : 0;
    return lower_[cell] + part * (upper(cell) - lower_[cell]);
  }

 private:
  static double lower_edge(const Partition<double>& partition, std::size_t slot, double lowest) noexcept {
    return slot == partition.below_range_slot() ? (std::min)(lowest, partition.lowest()) : partition.bounds(slot).from;
  }
  double upper(std::size_t cell) const noexcept {
    return cell + 1 < lower_.size() ? lower_[cell + 1] : (std::max)(upper_end_, lower_[cell]);
  }

  std::vector<double> lower_;       // of each cell
  std::vector<double> cumulative_;  // counts below each cell, then the total
  double upper_end_ = 0;
  double total_ = 0;
};

/// Fills in the cells that hold values on either side.
inline void add_cells(const Partition<double>& partition, std::span<const std::uint64_t> before,
                      std::span<const std::uint64_t> now, Sides<NumericProfile>& sides) {
  const double lowest = std::fmin(sides.reference.lowest, sides.current.lowest);  // NaN where a side has no value
  const double highest = std::fmax(sides.reference.highest, sides.current.highest);
  const auto limit = [&](double x) { return (std::min)((std::max)(x, lowest), highest); };
  for (std::size_t slot = 0; slot < partition.missing_slot(); ++slot) {
    if (before[slot] + now[slot] == 0) continue;
    const auto [from, to] = partition.bounds(slot);
    CellCount cell{from, to, before[slot]};
    if (slot != partition.negative_infinity_slot() && slot != partition.positive_infinity_slot()) {
      cell.from = limit(cell.from);
      cell.to = limit(cell.to);
    }
    sides.reference.cells.push_back(cell);
    cell.count = now[slot];
    sides.current.cells.push_back(cell);
  }
}

}  // namespace detail

/// Bins of the histograms in a report.
inline constexpr std::size_t histogram_bins = 12;

/// A numeric feature's baseline and window side by side.
[[nodiscard]] inline Sides<NumericProfile> profile(const NumericBaseline& baseline, const NumericWindow& window) {
  const Partition<double>& partition = baseline.cells.partition();
  Sides<NumericProfile> sides;
  auto fill = [&](NumericProfile& side, std::span<const std::uint64_t> counts, const auto& moments,
                  const auto& extrema) {
    for (const std::uint64_t count : counts) side.rows += count;
    side.missing = counts[partition.missing_slot()];
    side.infinite = counts[partition.negative_infinity_slot()] + counts[partition.positive_infinity_slot()];
    side.out_of_range = counts[partition.below_range_slot()] + counts[partition.above_range_slot()];
    side.mean = moments.mean();
    side.std_dev = moments.std_dev();
    side.lowest = extrema.lowest();
    side.highest = extrema.highest();
  };
  fill(sides.reference, baseline.cells.counts(), baseline.moments, baseline.extrema);
  fill(sides.current, window.counts, window.moments, window.extrema);
  detail::add_cells(partition, baseline.cells.counts(), window.counts, sides);
  sides.reference.quantiles = baseline.quantiles;

  const detail::CellDistribution reference(partition, baseline.cells.counts(), sides.reference.lowest,
                                           sides.reference.highest);
  const detail::CellDistribution current(partition, window.counts, sides.current.lowest, sides.current.highest);
  if (!current.empty()) {
    for (const double p : reported_probabilities) sides.current.quantiles.push_back({p, current.quantile(p)});
  }
  if (reference.empty()) return sides;

  // From the 1st to the 99th percentile of both, so that one outlier does not squeeze all else into a bin.
  const detail::CellDistribution& other = current.empty() ? reference : current;
  const double from = (std::min)(reference.quantile(0.01), other.quantile(0.01));
  const double to = (std::max)(reference.quantile(0.99), other.quantile(0.99));
  for (std::size_t bin = 0; bin < histogram_bins; ++bin) {
    auto share = [&](const detail::CellDistribution& of) {
      if (of.empty()) return 0.0;
      auto edge = [&](std::size_t i) {
        return from + (to - from) * static_cast<double>(i) / static_cast<double>(histogram_bins);
      };
      const double below = bin == 0 ? 0 : of.cdf(edge(bin));
      return (bin + 1 == histogram_bins ? 1 : of.cdf(edge(bin + 1))) - below;
    };
    sides.reference.histogram.push_back(share(reference));
    sides.current.histogram.push_back(share(current));
  }
  return sides;
}

/// A categorical feature's baseline and window side by side.
[[nodiscard]] inline Sides<CategoricalProfile> profile(const CategoricalBaseline& baseline,
                                                       const CategoricalWindow& window) {
  const Vocabulary& vocabulary = baseline.vocabulary;
  auto side_of = [&](std::span<const std::uint64_t> counts) {
    CategoricalProfile side;
    for (const std::uint64_t count : counts) side.rows += count;
    side.missing = counts[vocabulary.missing_slot()];
    side.other = counts[vocabulary.other_slot()];
    side.unseen = counts[vocabulary.new_slot()];
    const double present = static_cast<double>(side.rows - side.missing);
    for (std::size_t slot = 0; slot < vocabulary.listed().size(); ++slot) {
      side.categories.push_back(
          {vocabulary.listed()[slot], present > 0 ? static_cast<double>(counts[slot]) / present : 0});
    }
    return side;
  };
  Sides<CategoricalProfile> sides{side_of(baseline.counts), side_of(window.counts)};
  const double present = static_cast<double>(sides.current.rows - sides.current.missing);
  for (const auto& entry : window.unseen.entries()) {
    sides.current.new_categories.push_back({std::string(entry.key.view()), static_cast<double>(entry.count) / present});
  }
  return sides;
}

}  // namespace leeway::inline v0_1
