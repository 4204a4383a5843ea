#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "leeway/compare/proportions.hpp"

namespace leeway::inline v0_1 {

/// What the reference says about categories it has never seen: their share of all rows is about (N1 + 1) / (N0 + 1),
/// with N1 the number of categories seen exactly once and N0 the number of rows (Good 1953,
/// doi:10.1093/biomet/40.3-4.237, with one pseudo-observation so that a reference without singletons does not call the
/// unseen impossible).
///
/// That estimate varies more than a share of N0 rows does: its variance is (N1 (1 - N1/N0) + 2 N2) / N0^2, with N2 the
/// number of categories seen exactly twice (each category contributes its chance of one row less its own share times
/// its chance of none: Robbins 1968). It is therefore answered as the count and size of a
/// smaller sample that varies as much, to put on the reference's side of the `new` cell:
/// ShareTest{Alternative::greater}(unseen_categories(counts), {new_rows, current_rows}).
/// Measured, 1,000 + 5,000 rows of 100,000 equal categories, three features: false alarms in .02 reports; .15 without.
[[nodiscard]] inline Proportion unseen_categories(std::uint64_t singletons, std::uint64_t doubletons,
                                                  std::uint64_t rows) noexcept {
  const double once = static_cast<double>(singletons) + 1;
  const double all = static_cast<double>(rows) + 1;
  const double binomial = once * (1 - once / all);
  const double extra = 2 * static_cast<double>(doubletons);
  const double successes = extra > 0 ? (std::max)(1.0, std::floor(once * binomial / (binomial + extra))) : once;
  return {static_cast<std::uint64_t>(successes),
          static_cast<std::uint64_t>((std::max)(successes, std::floor(successes * all / once)))};
}

/// The same from the counts of all categories of the reference. O(k).
[[nodiscard]] inline Proportion unseen_categories(std::span<const std::uint64_t> reference_counts) noexcept {
  std::uint64_t singletons = 0;
  std::uint64_t doubletons = 0;
  std::uint64_t rows = 0;
  for (const std::uint64_t count : reference_counts) {
    rows += count;
    singletons += count == 1 ? 1 : 0;
    doubletons += count == 2 ? 1 : 0;
  }
  return unseen_categories(singletons, doubletons, rows);
}

}  // namespace leeway::inline v0_1
