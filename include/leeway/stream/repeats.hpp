#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "leeway/accumulate/lanes.hpp"
#include "leeway/stream/polya_urn.hpp"
#include "leeway/stream/shiryaev_roberts.hpp"

namespace leeway::inline v0_1 {

/// How much each hash lane of each slot of a Partition is worth as evidence, from the baseline's lane counts and slot
/// masses. A cell's mass is spread as its values were, drawn towards equal parts by a prior of eight values, for a cell
/// of continuous values that holds one or two tells nothing about its lanes.
///
/// Infinite and missing values have no lanes: their slots get next to nothing, however many there were. With their
/// masses the urn would expect rows that never come, and 7 of 20 healthy streams with 60 % missing values alarm.
[[nodiscard]] inline std::vector<double> lane_masses(std::span<const double> slot_masses,
                                                     std::span<const std::uint64_t> lanes) {
  constexpr double prior = 8;
  constexpr double nothing = 1e-9;  // the urn needs a positive mass
  const std::size_t slots = slot_masses.size();
  std::vector<double> masses;
  masses.reserve(lanes.size());
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const bool finite = slot > 0 && slot + 2 < slots;
    const double mass = finite ? slot_masses[slot] : nothing;
    const auto of_slot = lanes.subspan(slot * hash_lanes, hash_lanes);
    double values = 0;
    for (const std::uint64_t count : of_slot) values += static_cast<double>(count);
    for (const std::uint64_t count : of_slot) {
      masses.push_back(mass * (static_cast<double>(count) + prior / hash_lanes) / (values + prior));
    }
  }
  return masses;
}

/// Looks for one exact value that turns up again and again inside a cell of many values: a default filled in upstream,
/// a sensor that is stuck. Such a value moves no quantile much, but it falls into one hash lane of its cell every time.
///
/// The hypotheses are that a share of the rows (each of `shares`) has gone to one lane of one slot; the null hypothesis
/// is a PolyaUrn over lane_masses(). All have the same weight.
class Repeats {
 public:
  static constexpr std::array<double, 3> shares{0.01, 0.03, 0.12};

  Repeats() = default;
  explicit Repeats(std::size_t lanes) : lanes_(lanes) {}

  [[nodiscard]] std::size_t size() const noexcept { return shares.size() * lanes_; }
  /// A statistic over these hypotheses.
  [[nodiscard]] ShiryaevRoberts statistic() const { return ShiryaevRoberts(size()); }
  /// The slot whose lane a hypothesis is about.
  [[nodiscard]] static constexpr std::size_t slot_of(std::size_t hypothesis) noexcept {
    return hypothesis / shares.size() / hash_lanes;
  }

  [[nodiscard]] static constexpr std::size_t memory_bytes() noexcept { return 0; }

  /// ln of the e-value of each hypothesis for one window's lane counts. O(lanes).
  void log_evidence(const PolyaUrn& null, std::span<const std::uint64_t> counts, std::span<double> out) const noexcept {
    double rows = 0;
    double common = -null.log_probability(counts);
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      if (counts[lane] == 0) continue;
      const auto count = static_cast<double>(counts[lane]);
      rows += count;
      common += count * std::log(null.masses()[lane] / null.total());
    }
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const double stays = 1 - shares[i];
      const double none = common + rows * std::log(stays);
      for (std::size_t lane = 0; lane < lanes_; ++lane) {
        double& evidence = out[lane * shares.size() + i];
        evidence = none;
        if (counts[lane] == 0) continue;
        const double share = null.masses()[lane] / null.total();
        evidence += static_cast<double>(counts[lane]) * std::log1p(shares[i] / (stays * share));
      }
    }
  }

 private:
  std::size_t lanes_ = 0;
};

}  // namespace leeway::inline v0_1
