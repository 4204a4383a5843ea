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

namespace leeway {

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
/// lack belongs to the new ones. Absolute discounting takes the same d from each category seen and gives it all to
/// `new`: d = N1 / (N1 + 2 N2) (Ney, Essen and Kneser 1994, doi:10.1006/csla.1994.1001). Without it every stream of
/// 2,000 Zipf categories alarms.
[[nodiscard]] inline std::vector<double> slot_masses(const Vocabulary& vocabulary,
                                                     std::span<const std::uint64_t> counts, std::uint64_t singletons,
                                                     std::uint64_t doubletons) {
  const double once = static_cast<double>(singletons);
  const double discount = singletons == 0 ? 0 : once / (once + 2 * static_cast<double>(doubletons));
  const std::size_t listed = vocabulary.listed().size();
  constexpr double least = 0.05;  // of a category seen once among many: the urn needs a positive mass
  std::vector<double> masses;
  masses.reserve(counts.size());
  double taken = 0;
  const auto discounted = [&](std::uint64_t count, double categories) {
    const double mass = static_cast<double>(count);
    const double rest = (std::max)(mass - discount * categories, least * (std::max)(1.0, categories));
    taken += mass - rest;
    return rest;
  };
  for (std::size_t slot = 0; slot < listed; ++slot) masses.push_back(discounted(counts[slot], 1));
  masses.push_back(discounted(counts[vocabulary.other_slot()], static_cast<double>(vocabulary.rare().size())));
  masses.push_back(static_cast<double>(counts[vocabulary.new_slot()]) + (std::max)(0.0, taken) + 0.5);
  masses.push_back(static_cast<double>(counts[vocabulary.missing_slot()]) + 0.5);
  return masses;
}

/// The first four Hermite polynomials of the normal score of a value's rank (location, spread, skewness, tail weight),
/// averaged over each slot, with mean 0 and variance 1 over the present values. `masses` has one entry per slot of a
/// partition as slot_masses() gives them, the missing one last, whose score is 0. A score that is constant (a feature of
/// one value) is left out.
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

}  // namespace leeway
