#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/core/floating.hpp"
#include "leeway/math/log_rising.hpp"

namespace leeway::inline v0_1 {

/// The null hypothesis of a sequential test on counts: live rows fall into the slots as the baseline's rows did.
///
/// The true shares are not known, only the baseline's counts; taking these for the truth makes .62 of healthy streams
/// alarm within 72,000 rows (baseline of 10,000). The urn knows how little it knows: given prior masses `r` and live
/// counts `C`, the next row falls into slot j with probability (r_j + C_j) / (R + n). For cells between order
/// statistics of a continuous feature that is the exact predictive law (the cells' true masses follow a Dirichlet law),
/// so likelihood ratios against it are e-values at any baseline size. See slot_masses() for the masses of real
/// baselines.
///
/// Memory: 8 bytes a slot. Throws ConfigError for a mass that is not positive and finite.
class PolyaUrn {
 public:
  PolyaUrn() = default;
  explicit PolyaUrn(std::vector<double> masses) : masses_(std::move(masses)) {
    for (const double mass : masses_) {
      if (!is_finite(mass) || mass <= 0) throw ConfigError("urn: masses must be positive and finite");
      total_ += mass;
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return masses_.size(); }
  /// Prior mass and live counts of all slots.
  [[nodiscard]] std::span<const double> masses() const noexcept { return masses_; }
  [[nodiscard]] double total() const noexcept { return total_; }

  /// ln of the probability of rows with these counts in any one order, each row changing the urn for the next:
  /// prod_j Gamma(a_j + c_j) / Gamma(a_j) / (Gamma(A + n) / Gamma(A)). O(slots that are hit).
  [[nodiscard]] double log_probability(std::span<const std::uint64_t> counts) const noexcept {
    double sum = 0;
    double rows = 0;
    for (std::size_t slot = 0; slot < counts.size(); ++slot) {
      if (counts[slot] == 0) continue;
      const auto count = static_cast<double>(counts[slot]);
      sum += log_rising(masses_[slot], count);
      rows += count;
    }
    return sum - log_rising(total_, rows);
  }

  void add(std::span<const std::uint64_t> counts) noexcept {
    for (std::size_t slot = 0; slot < counts.size(); ++slot) {
      masses_[slot] += static_cast<double>(counts[slot]);
      total_ += static_cast<double>(counts[slot]);
    }
  }

  friend bool operator==(const PolyaUrn&, const PolyaUrn&) = default;

 private:
  std::vector<double> masses_;
  double total_ = 0;
};

}  // namespace leeway::inline v0_1
