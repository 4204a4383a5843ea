#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "leeway/core/floating.hpp"
#include "leeway/report/drift_report.hpp"

namespace leeway::inline v0_1::html {

/// A cell with the shares of both sides' values in it, baseline and live, infinite ones counted as values.
struct ComparedCell {
  double from = 0;
  double to = 0;
  std::array<double, 2> shares{};
  ComparedCell(double low, double high, double before, double now) : from(low), to(high), shares{before, now} {}
  [[nodiscard]] bool finite() const noexcept { return is_finite(from) && is_finite(to); }
  [[nodiscard]] double width() const noexcept { return to - from; }
};

/// Where two distribution functions are apart: the share of each side's values below `at`.
struct Gap {
  double at = 0;
  std::array<double, 2> below{};
  [[nodiscard]] double size() const noexcept { return std::fabs(below[0] - below[1]); }
};

/// A numeric feature's cells on the way to a picture of them: which stretch of values to show, and what is in it.
class ComparedCells {
 public:
  /// O(cells). Sides whose cells differ, which evaluate() never makes, are as good as none.
  explicit ComparedCells(const Sides<NumericProfile>& sides) {
    const std::vector<CellCount>& before = sides.reference.cells;
    const std::vector<CellCount>& now = sides.current.cells;
    if (before.size() != now.size()) return;
    for (std::size_t i = 0; i < before.size(); ++i) {
      total_[0] += static_cast<double>(before[i].count);
      total_[1] += static_cast<double>(now[i].count);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      cells_.push_back({before[i].from, before[i].to, share(before[i].count, 0), share(now[i].count, 1)});
    }
    set_view();
  }

  /// Whether there is anything to show: finite values, not too far apart for a picture.
  [[nodiscard]] bool visible() const noexcept { return to_ > from_; }
  /// The stretch of values to show.
  [[nodiscard]] double from() const noexcept { return from_; }
  [[nodiscard]] double to() const noexcept { return to_; }
  [[nodiscard]] bool has_values(std::size_t side) const noexcept { return total_[side] > 0; }
  [[nodiscard]] const std::vector<ComparedCell>& all() const noexcept { return cells_; }

  /// As a screen can show them: narrow cells are put together or get room from their neighbour, gaps between cells are
  /// cells without values.
  [[nodiscard]] std::vector<ComparedCell> visible_cells() const {
    const double narrow = (to_ - from_) / 80;
    std::vector<ComparedCell> visible;
    for (const ComparedCell& cell : cells_) {
      if (!cell.finite()) continue;
      if (visible.empty()) {
        visible.push_back(cell);
        continue;
      }
      ComparedCell& last = visible.back();
      if (cell.from - last.to < narrow && cell.width() < narrow && (last.width() < narrow || cell.width() == 0)) {
        last.to = cell.to;
        for (std::size_t side = 0; side < 2; ++side) last.shares[side] += cell.shares[side];
        continue;
      }
      last.to = (std::max)(last.to, last.from + narrow);
      if (cell.from - last.to >= narrow) visible.emplace_back(last.to, cell.from, 0, 0);
      visible.push_back(cell);
      visible.back().from = visible[visible.size() - 2].to;
      visible.back().to = (std::max)(cell.to, visible.back().from);
    }
    if (!visible.empty()) visible.back().to = (std::max)(visible.back().to, visible.back().from + narrow);
    return visible;
  }

  [[nodiscard]] Gap largest_gap() const {
    Gap largest;
    std::array<double, 2> below{};
    for (const ComparedCell& cell : cells_) {
      for (std::size_t side = 0; side < 2; ++side) below[side] += cell.shares[side];
      const Gap gap{cell.to, below};
      if (gap.size() > largest.size()) largest = gap;
    }
    return largest;
  }

  /// Share of a side's values below x, evenly spread inside cells.
  [[nodiscard]] double share_below(double at, std::size_t side) const noexcept {
    double below = 0;
    for (const ComparedCell& cell : cells_) {
      if (cell.to <= at) {
        below += cell.shares[side];
      } else if (cell.finite() && cell.from < at) {
        below += cell.shares[side] * (at - cell.from) / cell.width();
      }
    }
    return below;
  }

 private:
  [[nodiscard]] double share(std::uint64_t count, std::size_t side) const noexcept {
    return total_[side] > 0 ? static_cast<double>(count) / total_[side] : 0;
  }

  /// From the .5th to the 99.5th percentile of both, so that one outlier does not squeeze all else, and a little more.
  void set_view() {
    widen_last_value();
    bool any = false;
    for (std::size_t side = 0; side < 2; ++side) {
      double below = 0;
      for (const ComparedCell& cell : cells_) {
        const double before = below;
        below += cell.shares[side];
        if (!cell.finite() || cell.shares[side] == 0 || below < 0.005 || before > 0.995) continue;
        const auto at = [&](double p) {
          return cell.from + (std::min)((std::max)((p - before) / cell.shares[side], 0.0), 1.0) * cell.width();
        };
        from_ = any ? (std::min)(from_, at(0.005)) : at(0.005);
        to_ = any ? (std::max)(to_, at(0.995)) : at(0.995);
        any = true;
      }
    }
    if (!any) return;
    const double margin = to_ > from_ ? 0.02 * (to_ - from_) : (std::max)(0.05 * std::fabs(from_), 0.5);
    from_ -= margin;
    to_ += margin;
    if (!is_finite(to_ - from_)) from_ = to_ = 0;
  }

  /// A feature of few values has a cell [value, next value) each, but the last one has no next: it gets as much room as
  /// the one before.
  void widen_last_value() {
    const auto last =
        std::find_if(cells_.rbegin(), cells_.rend(), [](const ComparedCell& cell) { return cell.finite(); });
    if (last == cells_.rend() || last->width() > 0) return;
    if ((std::max)(last->shares[0], last->shares[1]) < 0.01) return;  // the single largest value, most likely
    const auto before = std::next(last);
    const bool any = before != cells_.rend() && before->finite() && before->width() > 0;
    last->to += any ? before->width() : (std::max)(0.05 * std::fabs(last->to), 0.5);
  }

  std::vector<ComparedCell> cells_;
  std::array<double, 2> total_{};
  double from_ = 0;
  double to_ = 0;
};

}  // namespace leeway::inline v0_1::html
