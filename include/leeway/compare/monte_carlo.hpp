#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "leeway/compare/counts.hpp"
#include "leeway/compare/fisher.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"

namespace leeway::inline v0_1 {

/// Random contingency tables with given margins, distributed as under independence (the same law as Patefield's
/// algorithm AS 159). The same seed gives the same tables on every platform: no std distribution is used.
///
/// Small tables are dealt from an urn of all observations, O(N); large ones cell by cell from hypergeometric
/// distributions, O(sum of their standard deviations), whichever is less work.
class TableSampler {
 public:
  TableSampler(std::vector<std::uint64_t> row_totals, std::vector<std::uint64_t> column_totals, std::uint64_t seed)
      : rows_(std::move(row_totals)), columns_(std::move(column_totals)), random_(seed) {
    total_ = std::accumulate(rows_.begin(), rows_.end(), std::uint64_t{0});
    if (total_ != std::accumulate(columns_.begin(), columns_.end(), std::uint64_t{0})) {
      throw ConfigError("table sampler: rows and columns must add up to the same number");
    }
    constexpr std::uint64_t urn_cost_of_a_cell = 40;  // a hypergeometric draw costs as much as some 40 of the urn's
    if (total_ / urn_cost_of_a_cell <= rows_.size() * columns_.size() && total_ < (std::uint64_t{1} << 32)) {
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        urn_.insert(urn_.end(), static_cast<std::size_t>(columns_[c]), static_cast<std::uint32_t>(c));
      }
    }
    remaining_.resize(columns_.size());
  }

  /// Writes the next table row by row into rows x columns counts.
  void draw(std::span<std::uint64_t> table) noexcept {
    if (urn_.empty()) {
      draw_cells(table);
    } else {
      deal(table);
    }
  }

 private:
  void deal(std::span<std::uint64_t> table) noexcept {
    std::fill(table.begin(), table.end(), std::uint64_t{0});
    // The last row's observations are what is left; a partial shuffle of the rest is enough. The urn stays a uniformly
    // shuffled one, so it need not be refilled.
    std::size_t dealt = 0;
    const std::size_t width = columns_.size();
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const bool last = r + 1 == rows_.size();
      for (std::uint64_t i = 0; i < rows_[r]; ++i, ++dealt) {
        if (!last) std::swap(urn_[dealt], urn_[dealt + static_cast<std::size_t>(below(urn_.size() - dealt))]);
        ++table[r * width + urn_[dealt]];
      }
    }
  }

  void draw_cells(std::span<std::uint64_t> table) noexcept {
    const std::size_t width = columns_.size();
    std::copy(columns_.begin(), columns_.end(), remaining_.begin());
    std::uint64_t left = total_;  // observations in this row and below
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      std::uint64_t in_row = rows_[r];
      std::uint64_t in_columns = left;  // of those, in this column and to the right of it
      for (std::size_t c = 0; c < width; ++c) {
        const std::uint64_t hits = hypergeometric(in_row, remaining_[c], in_columns);
        table[r * width + c] = hits;
        in_columns -= remaining_[c];
        in_row -= hits;
        remaining_[c] -= hits;
      }
      left -= rows_[r];
    }
  }

  /// How many of `draws` items are marked, when `marked` of `total` are.
  [[nodiscard]] std::uint64_t hypergeometric(std::uint64_t draws, std::uint64_t marked, std::uint64_t total) noexcept {
    const detail::FixedMargins law(Table2x2{0, draws, marked, total - draws - marked});
    if (law.low == law.high) return law.low;
    // Inversion that starts at the mode and alternates outwards: about as many steps as standard deviations.
    std::uint64_t up = law.mode(), down = up;
    double mass_up = std::exp(law.log_mass(up)), mass_down = mass_up;
    double u = static_cast<double>(random_() >> 11) * 0x1p-53 - mass_up;
    if (u < 0) return up;
    while (up < law.high || down > law.low) {
      if (up < law.high) {
        mass_up *= law.gain(up) / law.loss(up);
        ++up;
        if ((u -= mass_up) < 0) return up;
      }
      if (down > law.low) {
        mass_down *= law.loss(down - 1) / law.gain(down - 1);
        --down;
        if ((u -= mass_down) < 0) return down;
      }
      if (mass_up + mass_down < 1e-30) break;  // rounding left a crumb of probability
    }
    return law.mode();
  }

  /// Uniform below `bound`, without bias (Lemire 2019, doi:10.1145/3230636).
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept {
    __extension__ using Wide = unsigned __int128;
    Wide product = static_cast<Wide>(random_()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
      const std::uint64_t threshold = (0 - bound) % bound;
      while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<Wide>(random_()) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  std::vector<std::uint64_t> rows_, columns_, remaining_;
  std::vector<std::uint32_t> urn_;
  std::uint64_t total_ = 0;
  std::mt19937_64 random_;
};

/// Pearson's X^2 of two lists of counts with a Monte-Carlo p-value. Null hypothesis: both samples come from one
/// distribution over the categories, as for ChiSquared; p is the share of random tables with the same margins whose
/// X^2 is at least as large, the observed one included, (b + 1) / (B + 1). Valid at every size and sparsity, and
/// never below 1 / (B + 1).
///
/// For sparse tables that must be judged at levels of .001 and below, at which the moment-matched p-value rejects
/// up to 2.6 times too often. The seed is part of the configuration: the same data give the same p. Cost B times a
/// table: 0.5 s for B = 9999 at k = 1000, N = 2000. Throws ConfigError if the lists differ in length or for no
/// replicates.
struct MonteCarloChiSquared {
  std::uint64_t replicates = 9999;
  std::uint64_t seed = 1;

  [[nodiscard]] TestResult operator()(std::span<const std::uint64_t> reference,
                                      std::span<const std::uint64_t> current) const {
    if (reference.size() != current.size()) {
      throw ConfigError("chi-squared: the two lists of counts must be over the same categories");
    }
    if (replicates == 0) throw ConfigError("chi-squared: Monte Carlo needs at least one replicate");
    TestResult result;
    const std::uint64_t m = result.reference_count = detail::total_count(reference);
    const std::uint64_t n = result.current_count = detail::total_count(current);
    result.effect_kind = EffectKind::cramers_v;
    if (m == 0 || n == 0) return result;

    std::vector<std::uint64_t> totals, observed;
    for (std::size_t j = 0; j < reference.size(); ++j) {
      if (reference[j] + current[j] == 0) continue;
      totals.push_back(reference[j] + current[j]);
      observed.push_back(reference[j]);
    }
    if (totals.size() < 2) {
      result.status = Status::degenerate;
      return result;
    }
    const double share = static_cast<double>(m) / static_cast<double>(m + n);
    const auto statistic = [&](std::span<const std::uint64_t> first_row) {
      double sum = 0;
      for (std::size_t j = 0; j < totals.size(); ++j) {
        const auto total = static_cast<double>(totals[j]);
        const double excess = static_cast<double>(first_row[j]) - share * total;
        sum += excess * excess / total;
      }
      return sum / (share * (1 - share));
    };
    result.statistic = statistic(observed);
    result.degrees_of_freedom = static_cast<double>(totals.size() - 1);
    result.effect_size = std::sqrt((std::min)(1.0, result.statistic / static_cast<double>(m + n)));

    const double at_least = result.statistic * (1 - 1e-9);  // equal tables must not differ by rounding
    std::vector<std::uint64_t> table(2 * totals.size());
    TableSampler sampler({m, n}, totals, seed);
    std::uint64_t as_extreme = 0;
    for (std::uint64_t i = 0; i < replicates; ++i) {
      sampler.draw(table);
      as_extreme += statistic(std::span(table).first(totals.size())) >= at_least ? 1 : 0;
    }
    result.status = Status::ok;
    result.method = Method::monte_carlo;
    result.p_value = static_cast<double>(as_extreme + 1) / static_cast<double>(replicates + 1);
    return result;
  }
};

}  // namespace leeway::inline v0_1
