#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "leeway/math/ranks.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// Possible sums with their probabilities, ascending.
using CvmLaw = std::vector<std::pair<std::int64_t, double>>;

/// Adds `weight` times `law`, moved by `shift`, to `target`.
inline void add_moved(CvmLaw& target, const CvmLaw& law, std::int64_t shift, double weight) {
  if (law.empty()) return;
  CvmLaw merged;
  merged.reserve(target.size() + law.size());
  std::size_t i = 0;
  for (const auto& [value, probability] : law) {
    const std::int64_t moved = value + shift;
    while (i < target.size() && target[i].first < moved) merged.push_back(target[i++]);
    if (i < target.size() && target[i].first == moved) {
      merged.emplace_back(moved, target[i++].second + probability * weight);
    } else {
      merged.emplace_back(moved, probability * weight);
    }
  }
  merged.insert(merged.end(), target.begin() + static_cast<std::ptrdiff_t>(i), target.end());
  target.swap(merged);
}

/// What one group of equal values adds to the integer 12 n m N^2 T, but for a constant.
struct CvmGroupTerm {
  std::int64_t n, m;

  [[nodiscard]] std::int64_t operator()(const TieGroup& group) const noexcept {
    const auto a = static_cast<std::int64_t>(group.reference);
    const auto b = static_cast<std::int64_t>(group.current);
    const std::int64_t difference = m * (2 * static_cast<std::int64_t>(group.reference_before) + a) -
                                    n * (2 * static_cast<std::int64_t>(group.current_before) + b);
    return 3 * (a + b) * difference * difference + (n * n + n * m + m * m) * (a * a * a + b * b * b) -
           3 * n * m * a * b * (a + b);
  }
};

}  // namespace detail

/// P(T >= observed T) of the two-sample Cramer-von Mises statistic with mid-ranks, over all assignments of the pooled
/// sample to the two sides, given its ties. T is compared as an integer, so no assignment is misjudged by rounding.
///
/// Walks the groups of equal values and keeps, for each number of reference values so far, the possible sums with their
/// probabilities: for small samples only (20 and 20: below 1 ms; 20 and 19: tens of ms, as sums coincide less often).
/// n and m must stay below 2,000 for the integers to fit.
[[nodiscard]] inline double cramer_von_mises_exact_sf(std::span<const TieGroup> groups) {
  if (groups.empty()) return 1;
  const auto n = groups.back().reference_through();
  const auto m = groups.back().current_through();
  const detail::CvmGroupTerm term{static_cast<std::int64_t>(n), static_cast<std::int64_t>(m)};
  std::int64_t observed = 0;
  for (const TieGroup& group : groups) observed += term(group);

  std::vector<detail::CvmLaw> laws(n + 1);  // by the number of reference values seen
  laws[0] = {{0, 1.0}};
  for (const TieGroup& pooled : groups) {
    const std::uint64_t seen = pooled.before();
    const std::uint64_t size = pooled.size();
    std::vector<detail::CvmLaw> next(n + 1);
    for (std::uint64_t before = 0; before <= (std::min)(n, seen); ++before) {
      const auto& law = laws[before];
      if (law.empty()) continue;
      const std::uint64_t fewest = size > m - (seen - before) ? size - (m - (seen - before)) : 0;
      const std::uint64_t most = (std::min)(size, n - before);
      for (std::uint64_t taken = fewest; taken <= most; ++taken) {
        // Hypergeometric: `taken` of the n - before reference values left fall among the next `size`.
        double weight = 1;
        const auto left = static_cast<double>(n + m - seen);
        const auto free = static_cast<double>(n - before);
        for (std::uint64_t k = 0; k < size; ++k) {
          const auto step = static_cast<double>(k);
          if (k < taken) {
            weight *= (free - step) / (left - step) * (static_cast<double>(size) - step) / (step + 1);
          } else {
            weight *= (left - free - (step - static_cast<double>(taken))) / (left - step);
          }
        }
        const TieGroup group{before, seen - before, taken, size - taken};
        detail::add_moved(next[before + taken], law, term(group), weight);
      }
    }
    laws.swap(next);
  }
  double tail = 0;
  for (const auto& [value, probability] : laws[n]) {
    if (value >= observed) tail += probability;
  }
  return (std::min)(tail, 1.0);
}

}  // namespace leeway::inline v0_1
