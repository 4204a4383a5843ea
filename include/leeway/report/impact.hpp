#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "leeway/baseline/attribution.hpp"
#include "leeway/compare/noise.hpp"

namespace leeway::inline v0_1 {

/// What a feature's drift does to the model's output, in units of the output, as far as the attributions that the
/// baseline holds for each slot tell: q and p are the live and the baseline share of a slot, a its mean attribution.
struct Impact {
  double expected = 0;        ///< mean change of the output, sum of (q - p) a; opposite directions cancel
  double standard_error = 0;  ///< of `expected`, from the finite size of window, baseline and explanation
  double magnitude = 0;       ///< sum of |q - p| |a|: nothing cancels
  double beyond_chance = 0;   ///< `magnitude` less its mean without drift; at least 0
  double unknown_share = 0;   ///< of the window: in slots that no explained row fell into
};

namespace detail {

/// One feature's attributions with the gaps filled. Nobody knows the output where nothing was explained: a slot of an
/// ordered feature borrows from the nearest one; any other counts nothing in the expected change and, for caution, as
/// the feature's largest in magnitude.
class AttributedSlots {
 public:
  /// The first `ordered_slots` stand in the order of the values they hold (0 for categories).
  AttributedSlots(const FeatureAttribution& known, std::size_t ordered_slots) {
    double squares = 0;
    double freedom = 0;
    double largest = 0;
    for (const SlotAttribution& slot : known) {
      largest = (std::max)(largest, std::fabs(slot.mean));
      if (slot.rows < 2) continue;
      squares += slot.variance * static_cast<double>(slot.rows - 1);
      freedom += static_cast<double>(slot.rows - 1);
    }
    const double variance_of_one_row = freedom > 0 ? squares / freedom : 0;
    for (std::size_t slot = 0; slot < known.size(); ++slot) {
      const SlotAttribution* source = slot < ordered_slots ? nearest(known, slot, ordered_slots) : &known[slot];
      Slot& filled = slots_.emplace_back();
      filled.unknown = known[slot].rows == 0;
      filled.magnitude = largest;
      if (source == nullptr || source->rows == 0) continue;
      filled.mean = source->mean;
      filled.magnitude = std::fabs(source->mean);
      filled.variance_of_mean =
          (source->rows > 1 ? source->variance : variance_of_one_row) / static_cast<double>(source->rows);
    }
  }

  /// Mean |attribution| of rows with these counts: the feature's importance, given the slots alone. 0 without rows.
  [[nodiscard]] double importance(std::span<const std::uint64_t> counts) const noexcept {
    double sum = 0;
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      sum += static_cast<double>(counts[slot]) * slots_[slot].magnitude;
    }
    const std::uint64_t total = total_of(counts);
    return total > 0 ? sum / static_cast<double>(total) : 0;
  }

  /// All 0 without rows on either side. The error is that of two independent multinomial samples and of each slot's
  /// mean attribution; a design effect above 1 says by how much dependence between rows inflates the variance.
  [[nodiscard]] Impact impact(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                              double design_effect = 1) const noexcept {
    const std::uint64_t m = total_of(reference);
    const std::uint64_t n = total_of(current);
    Impact impact;
    if (m == 0 || n == 0) return impact;
    double mean_before = 0, mean_now = 0, squares_before = 0, squares_now = 0, chance = 0, variance = 0;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const Slot& slot = slots_[i];
      const double p = static_cast<double>(reference[i]) / static_cast<double>(m);
      const double q = static_cast<double>(current[i]) / static_cast<double>(n);
      mean_before += p * slot.mean;
      mean_now += q * slot.mean;
      squares_before += p * slot.mean * slot.mean;
      squares_now += q * slot.mean * slot.mean;
      variance += (q - p) * (q - p) * slot.variance_of_mean;
      impact.magnitude += std::fabs(q - p) * slot.magnitude;
      const double pooled = static_cast<double>(reference[i] + current[i]) / static_cast<double>(m + n);
      chance += noise::share_difference(pooled, m, n) * slot.magnitude;
      if (slot.unknown) impact.unknown_share += q;
    }
    variance += (std::max)(0.0, squares_before - mean_before * mean_before) * design_effect / static_cast<double>(m);
    variance += (std::max)(0.0, squares_now - mean_now * mean_now) * design_effect / static_cast<double>(n);
    impact.expected = mean_now - mean_before;
    impact.standard_error = std::sqrt(variance);
    impact.beyond_chance = (std::max)(0.0, impact.magnitude - std::sqrt(design_effect) * chance);
    return impact;
  }

 private:
  struct Slot {
    double mean = 0;
    double magnitude = 0;
    double variance_of_mean = 0;
    bool unknown = false;
  };

  static const SlotAttribution* nearest(const FeatureAttribution& known, std::size_t slot, std::size_t end) noexcept {
    for (std::size_t step = 0; step < end; ++step) {
      if (slot >= step && known[slot - step].rows > 0) return &known[slot - step];
      if (slot + step < end && known[slot + step].rows > 0) return &known[slot + step];
    }
    return nullptr;
  }
  static std::uint64_t total_of(std::span<const std::uint64_t> counts) noexcept {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  }

  std::vector<Slot> slots_;
};

}  // namespace detail

}  // namespace leeway::inline v0_1
