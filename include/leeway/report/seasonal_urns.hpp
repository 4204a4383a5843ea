#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/count_table.hpp"
#include "leeway/stream/polya_urn.hpp"
#include "leeway/stream/repeats.hpp"

namespace leeway::inline v0_1::detail {

/// What the null hypothesis knows: one urn over a feature's slots (and one over its hash lanes), or, with a season,
/// what is known of each of its slices: their own rows, training and live ones.
///
/// A slice has few rows, and its values may lie anywhere among the whole's cells. So before each window its slots are
/// grouped: neighbouring cells of a numeric feature until each group holds `least` of the slice's own rows, categories
/// that are rare in the whole with `other`. Groups are to a slice what quantile cells are to the whole, and the urn
/// over them is as well calibrated: with means of -1 and +1 std by day and night and 400 rows a slice 4 of 100 healthy
/// streams alarm within 720 windows; ungrouped, with half a row for each slot that the slice never hit, all of them
/// did. What hardly occurs at all (missing, infinite, new) has a slot of its own, its share drawn towards the whole's.
///
/// Lanes are not watched by season: groups have no lanes.
class SeasonalUrns {
 public:
  SeasonalUrns() = default;
  /// `masses` of the whole's slots; the baseline's slices may be empty: no season then.
  SeasonalUrns(const NumericBaseline& baseline, std::vector<double> masses)
      : SeasonalUrns(std::move(masses), baseline.lanes, baseline.seasons) {
    const Partition<double>& partition = baseline.cells.partition();
    first_ = partition.below_range_slot();
    end_ = partition.positive_infinity_slot();
    ordered_ = true;
  }
  SeasonalUrns(const CategoricalBaseline& baseline, std::vector<double> masses)
      : SeasonalUrns(std::move(masses), {}, baseline.seasons) {
    end_ = baseline.vocabulary.new_slot();
  }

  [[nodiscard]] bool has_lanes() const noexcept { return lanes_.size() > 0; }
  [[nodiscard]] std::size_t lane_count() const noexcept { return lanes_.size(); }
  [[nodiscard]] bool seasonal() const noexcept { return !slices_.empty(); }

  /// The urns before a window of a slice: call at() first, then add().
  void at(std::size_t slice) {
    if (seasonal()) group(slices_[slice % slices_.size()]);
  }
  [[nodiscard]] const PolyaUrn& slots() const noexcept { return slots_; }
  [[nodiscard]] const PolyaUrn& lanes() const noexcept { return lanes_; }
  /// A window's counts as the urn of its slice sees them; valid until the next call.
  [[nodiscard]] std::span<const std::uint64_t> seen(std::span<const std::uint64_t> counts) {
    if (!seasonal()) return counts;
    seen_.assign(counts.size(), 0);
    for (std::size_t slot = 0; slot < counts.size(); ++slot) seen_[group_of_[slot]] += counts[slot];
    return seen_;
  }

  void add(std::span<const std::uint64_t> counts, std::span<const std::uint64_t> lanes, std::size_t slice) noexcept {
    if (!seasonal()) {
      slots_.add(counts);
      if (has_lanes()) lanes_.add(lanes);
      return;
    }
    std::vector<double>& own = slices_[slice % slices_.size()];
    for (std::size_t slot = 0; slot < counts.size(); ++slot) {
      masses_[slot] += static_cast<double>(counts[slot]);
      own[slot] += static_cast<double>(counts[slot]);
    }
  }

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    const std::size_t own = slices_.empty() ? 0 : slices_.size() * slices_.front().size();
    return (masses_.capacity() + own + slots_.size() + lanes_.size() + group_of_.capacity() + seen_.capacity()) *
           sizeof(double);
  }

 private:
  SeasonalUrns(std::vector<double> masses, std::span<const std::uint64_t> lanes, const CountTable& slices) {
    for (std::size_t i = 0; i < slices.size(); ++i) slices_.emplace_back(slices[i].begin(), slices[i].end());
    if (seasonal()) {
      masses_ = std::move(masses);
    } else {
      if (!lanes.empty()) lanes_ = PolyaUrn(lane_masses(masses, lanes));
      slots_ = PolyaUrn(std::move(masses));
    }
  }

  void group(const std::vector<double>& own) {
    double total = 0;
    double rows = 0;
    for (std::size_t slot = 0; slot < own.size(); ++slot) {
      total += masses_[slot];
      rows += own[slot];
    }
    // Rows that are expected where `held` were counted and the whole has `mass`.
    const auto drawn = [&](double held, double mass) { return rows * (held + least) / (rows + least * total / mass); };
    std::vector<double> masses(own.size(), never);
    group_of_.resize(own.size());
    for (std::size_t slot = 0; slot < own.size(); ++slot) {
      group_of_[slot] = slot;
      if (slot < first_ || slot >= end_) masses[slot] += drawn(own[slot], masses_[slot]);
    }
    if (ordered_) {
      group_neighbours(own, masses);
    } else {
      const auto [held, mass] = group_rare(own, rows / total, masses);
      masses[end_ - 1] += drawn(held, mass);
    }
    slots_ = PolyaUrn(std::move(masses));
  }

  void group_neighbours(const std::vector<double>& own, std::vector<double>& masses) {
    double held = 0;
    std::size_t begin = first_;
    std::size_t last = end_;  // the group before
    const auto close = [&](std::size_t end) {
      // Groups stand at their outer end, where hypotheses about tails look for them.
      last = begin < (first_ + end_) / 2 ? begin : end - 1;
      for (std::size_t slot = begin; slot < end; ++slot) group_of_[slot] = last;
      masses[last] += held;
      begin = end;
      held = 0;
    };
    for (std::size_t slot = first_; slot < end_; ++slot) {
      held += own[slot];
      if (held >= least) close(slot + 1);
    }
    if (begin == end_) return;
    if (last == end_) {  // the slice has hardly any rows: one group
      held += 1;
      close(end_);
      return;
    }
    for (std::size_t slot = begin; slot < end_; ++slot) group_of_[slot] = last;
    masses[last] += held;
  }

  /// Rows and mass of the rare categories, which are one group with `other`. The whole says which are rare: chosen by
  /// the slice's own counts they would look rarer, and the others more frequent, than they are.
  std::pair<double, double> group_rare(const std::vector<double>& own, double part, std::vector<double>& masses) {
    const std::size_t other = end_ - 1;
    std::pair<double, double> rare{own[other], masses_[other]};
    for (std::size_t slot = first_; slot < other; ++slot) {
      if (masses_[slot] * part >= least) {
        masses[slot] += own[slot] + 0.5;
        continue;
      }
      group_of_[slot] = other;
      rare.first += own[slot];
      rare.second += masses_[slot];
    }
    return rare;
  }

  static constexpr double least = 8;
  static constexpr double never = 1e-9;  // an urn's masses must be positive

  std::vector<double> masses_;               // of the whole with its live rows, where there is a season
  std::vector<std::vector<double>> slices_;  // counts of each slice, with its live rows
  std::size_t first_ = 0;                    // slots [first, end) are grouped
  std::size_t end_ = 0;
  bool ordered_ = false;
  std::vector<std::size_t> group_of_;
  std::vector<std::uint64_t> seen_;
  PolyaUrn slots_;
  PolyaUrn lanes_;
};

}  // namespace leeway::inline v0_1::detail
