#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "leeway/accumulate/partition.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// Functions of a value that are constant on each slot: entry j is the score of a value in slot j. What the change of a
/// distribution is summed up by: a window's mean score moves when its distribution does.
using SlotScores = std::vector<double>;

/// How much each slot of a numeric baseline is worth as evidence on live data: the masses of a PolyaUrn.
///
/// Between order statistics of continuous data a cell's true share follows a Dirichlet law whose masses are the counts,
/// and the two slots outside the training range have mass 1 each, for the extremes themselves could have fallen there.
/// Where values tie or edges were frozen before all rows were counted, half a count a slot (Jeffreys) makes up for the
/// approximation; it is harmless where none is needed.
[[nodiscard]] inline std::vector<double> slot_masses(const Partition<double>& partition,
                                                     std::span<const std::uint64_t> counts) {
  std::vector<double> masses;
  masses.reserve(counts.size());
  for (const std::uint64_t count : counts) masses.push_back(static_cast<double>(count) + 0.5);
  masses[partition.below_range_slot()] += 0.5;
  masses[partition.above_range_slot()] += 0.5;
  return masses;
}

/// The same for a categorical baseline, `singletons` and `doubletons` being the categories seen once and twice in it.
///
/// Categories in a list were chosen for having been seen, so rare ones look more frequent than they are, and what they
/// lack belongs to the new ones: as many rows as there are singletons (Good and Turing). Of these `other` lends
/// d = N1 / (N1 + 2 N2) for each category in it (absolute discounting; Ney, Essen and Kneser 1994,
/// doi:10.1006/csla.1994.1001), the listed ones the rest, the same amount each. Without all this every stream of 2,000
/// Zipf categories alarms; with what `doubletons` as an upper bound leaves to the discount alone, half of them.
[[nodiscard]] inline std::vector<double> slot_masses(const Vocabulary& vocabulary,
                                                     std::span<const std::uint64_t> counts, std::uint64_t singletons,
                                                     std::uint64_t doubletons) {
  const double once = static_cast<double>(singletons);
  const std::size_t listed = vocabulary.listed().size();
  const auto rare = static_cast<double>(vocabulary.rare().size());
  const double discount = singletons == 0 ? 0 : once / (once + 2 * static_cast<double>(doubletons));
  const double of_other = (std::min)(once, discount * rare);
  const double of_each = listed == 0 ? 0 : (once - of_other) / static_cast<double>(listed);
  constexpr double least = 0.05;  // of a category seen once among many: the urn needs a positive mass
  std::vector<double> masses;
  masses.reserve(counts.size());
  double taken = 0;
  const auto lend = [&](std::uint64_t count, double amount, double categories) {
    const double mass = static_cast<double>(count);
    const double rest = (std::max)(mass - amount, least * (std::max)(1.0, categories));
    taken += mass - rest;
    masses.push_back(rest);
  };
  for (std::size_t slot = 0; slot < listed; ++slot) lend(counts[slot], of_each, 1);
  lend(counts[vocabulary.other_slot()], of_other, rare);
  masses.push_back(static_cast<double>(counts[vocabulary.new_slot()]) + (std::max)(0.0, taken) + 0.5);
  masses.push_back(static_cast<double>(counts[vocabulary.missing_slot()]) + 0.5);
  return masses;
}

/// The first four Hermite polynomials of the normal score of a value's rank (location, spread, skewness, tail weight),
/// averaged over each slot, with mean 0 and variance 1 over the present values. `masses` has one entry per slot of a
/// partition as slot_masses() gives them, the missing one last, whose score is 0. A score that is constant (a feature
/// of one value) is left out.
///
/// A slot that training never hit has the score of its neighbour inwards. With one of its own its uncertain mass would
/// pass for spread that live data lack: every stream of a constant feature alarms.
[[nodiscard]] inline std::vector<SlotScores> hermite_scores(std::span<const double> masses) {
  const std::size_t present = masses.size() - 1;
  double total = 0;
  for (std::size_t slot = 0; slot < present; ++slot) total += masses[slot];

  constexpr std::size_t orders = 4;
  std::array<SlotScores, orders> scores;
  // The mean of He_d over a slot between ranks u and v is [He_(d-1)(z) phi(z)] at u less that at v, over v - u.
  const auto boundary_terms = [](double rank) -> std::array<double, orders> {
    if (rank <= 0 || rank >= 1) return {};
    const double z = rank < 0.5 ? -normal_isf(rank) : normal_isf(1 - rank);
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    return {density, z * density, (z * z - 1) * density, (z * z * z - 3 * z) * density};
  };
  constexpr double never_hit = 1;  // the most that slot_masses() gives to a slot without a training value
  double below = 0;
  std::array<double, orders> lower{};
  for (std::size_t slot = 0; slot < present;) {
    // Slots that share a score: those never hit go with the next one hit, after the last one hit with that.
    std::size_t end = slot;
    double mass = 0;
    do mass += masses[end];
    while (masses[end++] <= never_hit && end < present);
    if (std::all_of(masses.begin() + static_cast<std::ptrdiff_t>(end),
                    masses.begin() + static_cast<std::ptrdiff_t>(present), [](double m) { return m <= never_hit; })) {
      while (end < present) mass += masses[end++];
    }
    below += mass;
    const auto upper = end == present ? std::array<double, orders>{} : boundary_terms(below / total);
    for (std::size_t d = 0; d < orders; ++d) {
      scores[d].insert(scores[d].end(), end - slot, (lower[d] - upper[d]) / (mass / total));
    }
    lower = upper;
    slot = end;
  }
  std::vector<SlotScores> standardised;
  for (SlotScores& score : scores) {
    double mean = 0;
    double square = 0;
    for (std::size_t slot = 0; slot < present; ++slot) mean += masses[slot] / total * score[slot];
    for (double& value : score) value -= mean;
    for (std::size_t slot = 0; slot < present; ++slot) square += masses[slot] / total * score[slot] * score[slot];
    if (!(square > 1e-6)) continue;
    for (double& value : score) value /= std::sqrt(square);
    score.push_back(0);
    standardised.push_back(std::move(score));
  }
  return standardised;
}

}  // namespace leeway::inline v0_1
