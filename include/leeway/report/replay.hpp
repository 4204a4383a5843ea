#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/count_table.hpp"
#include "leeway/core/result.hpp"
#include "leeway/report/dependence.hpp"
#include "leeway/report/feature_watch.hpp"

/// A baseline's own rows as live traffic: what the self-test is made of.
namespace leeway::inline v0_1::detail {

using Counts = std::vector<std::uint64_t>;

/// `rows` of a block's rows, drawn without replacement.
[[nodiscard]] inline Counts drawn_from(std::span<const std::uint64_t> counts, std::uint64_t rows,
                                       std::mt19937_64& random) {
  Counts left(counts.begin(), counts.end());
  std::uint64_t total = 0;
  for (const std::uint64_t count : left) total += count;
  Counts drawn(counts.size());
  for (std::uint64_t row = 0; row < rows && total > 0; ++row, --total) {
    std::uint64_t at = std::uniform_int_distribution<std::uint64_t>(0, total - 1)(random);
    std::size_t slot = 0;
    while (at >= left[slot]) at -= left[slot++];
    --left[slot];
    ++drawn[slot];
  }
  return drawn;
}

/// Blocks dealt out to a reference and to live windows.
struct Halves {
  CountTable reference;
  std::vector<Counts> live;
};

/// The first half of the blocks in `order` is the reference, the rest becomes windows: whole blocks added up until
/// there are `window_rows`, or a part of one block where blocks are larger.
[[nodiscard]] inline Halves halves(const CountTable& blocks, std::span<const std::size_t> order,
                                   std::uint64_t window_rows, std::mt19937_64& random) {
  Halves halves;
  const std::size_t middle = order.size() / 2;
  halves.reference = CountTable(middle, blocks.slots());
  for (std::size_t i = 0; i < middle; ++i) {
    std::copy(blocks[order[i]].begin(), blocks[order[i]].end(), halves.reference[i].begin());
  }
  Counts window(blocks.slots());
  std::uint64_t rows = 0;
  for (std::size_t i = middle; i < order.size(); ++i) {
    const auto block = blocks[order[i]];
    if (rows == 0 && blocks.rows(order[i]) > window_rows) {
      halves.live.push_back(drawn_from(block, window_rows, random));
      continue;
    }
    for (std::size_t slot = 0; slot < block.size(); ++slot) window[slot] += block[slot];
    rows += blocks.rows(order[i]);
    if (rows < window_rows) continue;
    halves.live.push_back(std::move(window));
    window.assign(blocks.slots(), 0);
    rows = 0;
  }
  return halves;
}

/// The statistics that the baseline would have, had it been built from these blocks only. Lanes and seasons are not
/// known of them.
[[nodiscard]] inline NumericBaseline with_blocks(const NumericBaseline& baseline, const CountTable& blocks) {
  NumericBaseline part;
  Counts counts(blocks.slots());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (std::size_t slot = 0; slot < counts.size(); ++slot) counts[slot] += blocks[i][slot];
  }
  part.cells = Cells<double>(baseline.cells.partition(), std::move(counts));
  part.blocks = blocks;
  return part;
}
[[nodiscard]] inline CategoricalBaseline with_blocks(const CategoricalBaseline& baseline, const CountTable& blocks) {
  CategoricalBaseline part{baseline.vocabulary, Counts(blocks.slots()), 0, blocks, {}};
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (std::size_t slot = 0; slot < part.counts.size(); ++slot) part.counts[slot] += blocks[i][slot];
  }
  for (std::size_t slot = 0; slot < baseline.vocabulary.listed().size(); ++slot) {
    part.singletons += part.counts[slot] == 1 ? 1 : 0;
  }
  return part;
}

/// Whether any of the windows raises the alarm.
inline bool replay(FeatureWatch& watch, std::span<const Counts> windows) {
  std::vector<double> scratch;
  const Counts no_lanes;
  for (const Counts& window : windows) {
    watch.update(window, no_lanes, 0, scratch);
    if (watch.evidence().alarmed) return true;
  }
  return false;
}

/// The baseline's shares moved by a distance: towards the upper end of an ordered feature, or to the categories that
/// come last. Missing values stay as they are.
[[nodiscard]] inline std::vector<double> shifted_shares(std::span<const std::uint64_t> counts, double distance) {
  const std::size_t present = counts.size() - 1;
  double total = 0;
  for (std::size_t slot = 0; slot < present; ++slot) total += static_cast<double>(counts[slot]);
  // Takes `distance` of the mass out of the lower half and spreads it over the upper one, in proportion.
  std::vector<double> shares(counts.begin(), counts.end());
  double below = 0;
  std::size_t middle = 0;
  while (middle + 1 < present && 2 * (below + shares[middle]) <= total) below += shares[middle++];
  if (below == 0 && present > 0) below = shares[0], middle = 1;
  const double above = total - below;
  const double moved = (std::min)(distance * total, below);
  for (std::size_t slot = 0; slot < present; ++slot) {
    if (slot < middle) {
      shares[slot] *= 1 - moved / below;
    } else if (above > 0) {
      shares[slot] *= 1 + moved / above;
    }
  }
  return shares;
}

/// See SelfTestFeature::detectable.
template <class Statistics>
[[nodiscard]] double smallest_detected(const FeatureWatch& fresh, const Statistics& baseline, std::uint64_t window_rows,
                                       std::size_t within, std::mt19937_64& random) {
  constexpr std::array<double, 11> distances{0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3};
  constexpr std::size_t trials = 20;
  constexpr std::size_t enough = 16;  // 80 %
  for (const double distance : distances) {
    const std::vector<double> shares = shifted_shares(all_counts(baseline), distance);
    std::discrete_distribution<std::size_t> slot_of(shares.begin(), shares.end());
    std::size_t found = 0;
    for (std::size_t trial = 0; trial < trials && found + (trials - trial) >= enough; ++trial) {
      FeatureWatch watch = fresh;
      bool alarmed = false;
      for (std::size_t i = 0; i < within && !alarmed; ++i) {
        Counts window(shares.size());
        for (std::uint64_t row = 0; row < window_rows; ++row) ++window[slot_of(random)];
        alarmed = replay(watch, std::span(&window, 1));
      }
      found += alarmed ? 1 : 0;
    }
    if (found >= enough) return distance;
  }
  return TestResult::undefined;
}

}  // namespace leeway::inline v0_1::detail
