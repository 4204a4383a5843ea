#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include "leeway/accumulate/partition.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/math/log_rising.hpp"
#include "leeway/stream/hypothesis.hpp"
#include "leeway/stream/polya_urn.hpp"
#include "leeway/stream/shiryaev_roberts.hpp"
#include "leeway/stream/slot_scores.hpp"

namespace leeway::inline v0_1 {

/// The dictionary of changes that a sequential detector looks for, with prior weights that sum to 1.
///
/// Each hypothesis multiplies the null hypothesis' shares: by e^(theta s_j) for a score s (location, spread, ...), or
/// by a factor on a range of slots (a tail, a cell, the missing values). The likelihood ratio of a window's counts
/// under such a tilt of a PolyaUrn's present shares, against that urn, is an e-value. Any change that resembles one of
/// the hypotheses is found nearly as fast as if it had been the only one looked for: a dictionary costs ln(1 / weight)
/// of evidence. Delays measured in benchmarks/validity/.
class Hypotheses {
 public:
  Hypotheses() = default;

  /// For a numeric feature: `masses` as slot_masses() gives them.
  Hypotheses(const Partition<double>& partition, std::span<const double> masses) {
    present_ = partition.missing_slot();
    double total = 0;
    for (const double mass : masses) total += mass;
    add_tilts(masses, total);

    const std::size_t first_cell = partition.first_cell_slot();
    const std::size_t above = partition.above_range_slot();
    const auto [low_end, high_begin] = tails(partition, masses, total);
    add(Change::tail, Form::inflow, 1, low_end, {0.005, 0.02, 0.08}, 0.1);
    add(Change::tail, Form::inflow, high_begin, above + 1, {0.005, 0.02, 0.08}, 0.1);
    add(Change::tail, Form::factor, 0, low_end, {0.3, 1.5, 3}, 0.02);
    add(Change::tail, Form::factor, high_begin, present_, {0.3, 1.5, 3}, 0.02);
    const double cell_weight = 0.04 / static_cast<double>(partition.cell_count());
    for (std::size_t slot = first_cell; slot < above; ++slot) {
      add(Change::cell, Form::inflow, slot, slot + 1, {0.02, 0.1}, cell_weight);
      add(Change::cell, Form::factor, slot, slot + 1, {0.3}, cell_weight / 2);
    }
    add(Change::missing, Form::inflow, present_, present_ + 1, {0.002, 0.01, 0.05, 0.3}, 0.03);
    add(Change::missing, Form::factor, present_, present_ + 1, {0.3}, 0.005);
    add(Change::infinite, Form::inflow, 0, 1, {0.002, 0.05}, 0.005);
    add(Change::infinite, Form::inflow, above + 1, above + 2, {0.002, 0.05}, 0.005);
    add(Change::out_of_range, Form::inflow, 1, 2, {0.002, 0.02}, 0.01);
    add(Change::out_of_range, Form::inflow, above, above + 1, {0.002, 0.02}, 0.01);
    normalise();
  }

  /// For a categorical feature.
  explicit Hypotheses(const Vocabulary& vocabulary) {
    present_ = vocabulary.missing_slot();
    const std::size_t unseen = vocabulary.new_slot();
    const double each = 0.6 / static_cast<double>(unseen);  // the listed categories and `other`
    const bool many = unseen > 64;                          // then coarser, for the memory's sake
    for (std::size_t slot = 0; slot < unseen; ++slot) {
      if (many) {
        add(Change::cell, Form::inflow, slot, slot + 1, {0.02, 0.1}, each * 2 / 3);
        add(Change::cell, Form::factor, slot, slot + 1, {0.5}, each / 3);
      } else {
        add(Change::cell, Form::inflow, slot, slot + 1, {0.01, 0.04, 0.16}, each / 2);
        add(Change::cell, Form::factor, slot, slot + 1, {0.3, 0.6, 0.8, 1.25}, each / 2);
      }
    }
    add(Change::unseen, Form::inflow, unseen, unseen + 1, {0.002, 0.01, 0.05, 0.3}, 0.12);
    add(Change::missing, Form::inflow, present_, present_ + 1, {0.002, 0.01, 0.05, 0.3}, 0.06);
    add(Change::missing, Form::factor, present_, present_ + 1, {0.3}, 0.01);
    add(Change::mixture, Form::scatter, 0, present_, {20, 100, 500}, 0.2);
    normalise();
  }

  /// Takes the scores that tilts use from other masses of the same slots; a score that is constant there tells nothing.
  void score_by(std::span<const double> masses) {
    if (scores_.empty()) return;
    std::vector<SlotScores> scores = hermite_scores(masses);
    scores.resize(scores_.size(), SlotScores(masses.size(), 0.0));
    scores_ = std::move(scores);
    set_units();
  }

  [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }
  [[nodiscard]] const Hypothesis& operator[](std::size_t index) const noexcept { return list_[index]; }
  /// A statistic over these hypotheses.
  [[nodiscard]] ShiryaevRoberts statistic() const {
    std::vector<double> weights;
    for (const Hypothesis& hypothesis : list_) weights.push_back(hypothesis.weight);
    return ShiryaevRoberts(std::move(weights));
  }

  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    std::size_t bytes = list_.capacity() * sizeof(Hypothesis);
    for (const SlotScores& score : scores_) bytes += 2 * score.capacity() * sizeof(double);  // and its unit
    return bytes;
  }

  /// ln of the e-value of each hypothesis for one window's counts (all slots), given what the urn has seen before:
  /// what ShiryaevRoberts::update takes. O(slots x scores + hypotheses), a few microseconds; nothing is allocated.
  void log_evidence(const PolyaUrn& null, std::span<const std::uint64_t> counts, std::span<double> out) const noexcept {
    if (list_.empty()) return;
    const std::span<const double> masses = null.masses();
    double rows = 0;
    double present_rows = 0;
    double present_mass = 0;
    double common = -null.log_probability(counts);  // what all hypotheses share: ln of the untilted shares' ratio
    for (std::size_t slot = 0; slot < masses.size(); ++slot) {
      const auto count = static_cast<double>(counts[slot]);
      rows += count;
      if (count > 0) common += count * std::log(masses[slot] / null.total());
      if (slot < present_) {
        present_rows += count;
        present_mass += masses[slot];
      }
    }
    const std::size_t tilts = tilt_by_scores(masses, counts, present_rows, present_mass, common, out);
    for (std::size_t i = tilts; i < list_.size(); ++i) {
      const Hypothesis& hypothesis = list_[i];
      switch (hypothesis.form) {
        case Form::tilt: break;
        case Form::factor: out[i] = common + factor_ratio(hypothesis, null, counts, rows); break;
        case Form::inflow: out[i] = common + inflow_ratio(hypothesis, null, counts, rows); break;
        case Form::scatter: out[i] = scatter_ratio(hypothesis, null, counts, rows); break;
      }
    }
  }

 private:
  static constexpr double weakest = 0.0625;
  static constexpr std::size_t most_strengths = 4;

  void add(Change change, Form form, std::size_t first, std::size_t last, std::initializer_list<double> amounts,
           double weight) {
    for (const double amount : amounts) {
      list_.push_back({change, form, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last),
                       static_cast<float>(amount), static_cast<float>(weight / static_cast<double>(amounts.size()))});
    }
  }

  /// Strengths double from the weakest that the baseline's own uncertainty leaves detectable.
  void add_tilts(std::span<const double> masses, double total) {
    scores_ = hermite_scores(masses);
    first_strength_ = 0;
    while (first_strength_ < 2 && strength(first_strength_) * std::sqrt(total) < 4.5) ++first_strength_;
    for (std::size_t d = 0; d < scores_.size(); ++d) {
      constexpr std::array<Change, 4> changes{Change::location, Change::spread, Change::shape, Change::shape};
      constexpr std::array<double, 4> weights{0.34, 0.37, 0.03, 0.06};
      double sum = 0;
      for (std::size_t i = first_strength_; i < end_strength(d); ++i) sum += preference(i);
      for (std::size_t i = first_strength_; i < end_strength(d); ++i) {
        add(changes[d], Form::tilt, 0, present_, {strength(i), -strength(i)}, weights[d] * preference(i) / sum);
      }
    }
    set_units();
  }
  void set_units() {
    units_ = scores_;
    for (SlotScores& unit : units_) {
      for (double& score : unit) score = std::exp(strength(first_strength_) * score);
    }
  }
  static double strength(std::size_t i) noexcept { return weakest * std::exp2(static_cast<double>(i)); }
  /// An oracle needs fewer units of evidence for weak changes: what a low weight costs them is a larger share of their
  /// delay.
  static double preference(std::size_t i) noexcept { return i < 2 ? 1.25 : 1; }
  /// Strong tilts of the higher scores put all mass into the outermost cells.
  static std::size_t end_strength(std::size_t score) noexcept { return score < 2 ? most_strengths : 3; }

  /// End of the low and begin of the high tail: the outermost slots that hold up to 2.5 % of the present values, at
  /// least one cell.
  static std::pair<std::size_t, std::size_t> tails(const Partition<double>& partition, std::span<const double> masses,
                                                   double total) noexcept {
    const double most = 0.025 * total;
    std::size_t low_end = partition.first_cell_slot();
    std::size_t high_begin = partition.above_range_slot();
    double mass = 0;
    do mass += masses[low_end++];
    while (low_end < high_begin && mass + masses[low_end] <= most);
    mass = 0;
    do mass += masses[--high_begin];
    while (high_begin > low_end && mass + masses[high_begin - 1] <= most);
    return {low_end, high_begin};
  }

  /// Hypotheses that a feature of few values does not have leave their weight to the rest.
  void normalise() {
    double sum = 0;
    for (const Hypothesis& hypothesis : list_) sum += hypothesis.weight;
    for (Hypothesis& hypothesis : list_) hypothesis.weight = static_cast<float>(hypothesis.weight / sum);
  }

  /// Each tilt of a score is the square of the one before. Returns the number of tilts.
  std::size_t tilt_by_scores(std::span<const double> masses, std::span<const std::uint64_t> counts, double present_rows,
                             double present_mass, double common, std::span<double> out) const noexcept {
    std::size_t next = 0;
    for (std::size_t d = 0; d < scores_.size(); ++d) {
      const std::size_t strengths = end_strength(d) - first_strength_;
      std::array<double, most_strengths> up{};
      std::array<double, most_strengths> down{};
      double sum = 0;
      for (std::size_t slot = 0; slot < present_; ++slot) {
        sum += static_cast<double>(counts[slot]) * scores_[d][slot];
        double tilt = units_[d][slot];
        double inverse = 1 / tilt;
        for (std::size_t i = 0; i < strengths; ++i) {
          up[i] += masses[slot] * tilt;
          down[i] += masses[slot] * inverse;
          tilt *= tilt;
          inverse *= inverse;
        }
      }
      for (std::size_t i = 0; i < strengths; ++i) {
        const double shift = list_[next].amount * sum;
        out[next++] = common + shift - present_rows * std::log(up[i] / present_mass);
        out[next++] = common - shift - present_rows * std::log(down[i] / present_mass);
      }
    }
    return next;
  }

  static double factor_ratio(const Hypothesis& hypothesis, const PolyaUrn& null, std::span<const std::uint64_t> counts,
                             double rows) noexcept {
    double hits = 0;
    double mass = 0;
    for (std::size_t slot = hypothesis.first; slot < hypothesis.last; ++slot) {
      hits += static_cast<double>(counts[slot]);
      mass += null.masses()[slot];
    }
    const double factor = hypothesis.amount;
    return hits * std::log(factor) - rows * std::log1p(mass / null.total() * (factor - 1));
  }

  static double inflow_ratio(const Hypothesis& hypothesis, const PolyaUrn& null, std::span<const std::uint64_t> counts,
                             double rows) noexcept {
    const double stays = 1 - static_cast<double>(hypothesis.amount);
    const std::size_t slots = hypothesis.last - hypothesis.first;
    double sum = rows * std::log(stays);
    double into = hypothesis.amount;  // the outermost slot takes half, the next half of the rest, ...
    for (std::size_t i = 0; i < slots; ++i) {
      const std::size_t slot = hypothesis.first == 1 ? 1 + i : hypothesis.last - 1 - i;
      if (i + 1 < slots) into /= 2;
      if (counts[slot] == 0) continue;
      const double share = null.masses()[slot] / null.total();
      sum += static_cast<double>(counts[slot]) * std::log1p(into / (stays * share));
    }
    return sum;
  }

  /// Present shares drawn afresh around the urn's; the missing share stays.
  double scatter_ratio(const Hypothesis& hypothesis, const PolyaUrn& null, std::span<const std::uint64_t> counts,
                       double rows) const noexcept {
    const std::span<const double> masses = null.masses();
    const double present_mass = null.total() - masses[present_];
    const double missing = static_cast<double>(counts[present_]);
    const double present_rows = rows - missing;
    double sum = -log_rising(hypothesis.amount, present_rows);
    for (std::size_t slot = 0; slot < present_; ++slot) {
      if (counts[slot] == 0) continue;
      sum += log_rising(hypothesis.amount * masses[slot] / present_mass, static_cast<double>(counts[slot]));
    }
    if (present_rows > 0) sum += present_rows * std::log(present_mass / null.total());
    if (missing > 0) sum += missing * std::log(masses[present_] / null.total());
    return sum - null.log_probability(counts);
  }

  std::vector<Hypothesis> list_;  // tilts first, by score and strength, up before down
  std::size_t present_ = 0;       // slots before the missing one
  std::size_t first_strength_ = 0;
  std::vector<SlotScores> scores_;
  std::vector<SlotScores> units_;  // e^(first strength x score)
};

}  // namespace leeway::inline v0_1
