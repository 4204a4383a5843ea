#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "leeway/compare/counts.hpp"
#include "leeway/core/error.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

/// What stands in for the share of an empty cell where a distance takes its logarithm.
///
/// | policy        | share of a cell with `count` of n, k cells | for                                           |
/// |---------------|--------------------------------------------|-----------------------------------------------|
/// | `none()`      | count / n                                  | those who want an infinite distance (below)   |
/// | `floor(e)`    | max(count / n, e), not renormalised        | the folklore of PSI; jumps at e               |
/// | `additive(a)` | (count + a) / (n + a k)                    | smooth, sums to one; a = 1/2 is Jeffreys'     |
///
/// An empty cell is never dropped in silence: without smoothing the distance is infinite, and is answered as
/// `Status::degenerate` with the value +infinity.
class Smoothing {
 public:
  [[nodiscard]] static constexpr Smoothing none() noexcept { return {0, 0}; }
  /// Throws ConfigError unless 0 < e < 1.
  [[nodiscard]] static constexpr Smoothing floor(double smallest_share) {
    if (!(smallest_share > 0 && smallest_share < 1)) throw ConfigError("smoothing: the floor must lie in (0, 1)");
    return {smallest_share, 0};
  }
  /// Throws ConfigError unless a > 0 and finite.
  [[nodiscard]] static constexpr Smoothing additive(double pseudo_count) {
    if (!(pseudo_count > 0) || !is_finite(pseudo_count)) {
      throw ConfigError("smoothing: the pseudo-count must be positive and finite");
    }
    return {0, pseudo_count};
  }

  [[nodiscard]] constexpr double smallest_share() const noexcept { return smallest_share_; }
  [[nodiscard]] constexpr double pseudo_count() const noexcept { return pseudo_count_; }
  friend bool operator==(const Smoothing&, const Smoothing&) = default;

 private:
  constexpr Smoothing(double smallest_share, double pseudo_count) noexcept
      : smallest_share_(smallest_share), pseudo_count_(pseudo_count) {}
  double smallest_share_;
  double pseudo_count_;
};

/// One cell's shares. The difference is kept beside them because it is computed from the counts: subtracting two
/// rounded shares would lose exactly the digits that a small distance is made of.
struct SharePair {
  double reference = 0;
  double current = 0;
  double difference = 0;  ///< current - reference
};

namespace detail {

/// a b - c d with one rounding's error even where the products cancel (Kahan; Jeannerod et al. 2013,
/// doi:10.1090/S0025-5718-2013-02679-8).
[[nodiscard]] inline double share_cross_product(double a, double b, double c, double d) noexcept {
  const double product = c * d;
  const double lost = std::fma(-c, d, product);
  return std::fma(a, b, -product) + lost;
}

}  // namespace detail

/// Calls `visit(SharePair)` for every cell of two count vectors, cells that are empty on both sides included.
/// False, and nothing visited, if one of them is empty altogether. Throws ConfigError if they differ in length, because
/// then they do not speak of the same cells. No memory, a division or two a cell.
template <class Visit>
bool for_each_share(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                    Smoothing smoothing, Visit&& visit) {
  if (reference.size() != current.size()) throw ConfigError("divergence: counts over different numbers of cells");
  const auto reference_count = static_cast<double>(detail::total_count(reference));
  const auto current_count = static_cast<double>(detail::total_count(current));
  if (reference_count == 0 || current_count == 0) return false;
  const double extra = smoothing.pseudo_count();
  const double n = reference_count + extra * static_cast<double>(reference.size());
  const double m = current_count + extra * static_cast<double>(current.size());
  // Products of whole and half numbers below 2^51 are exact doubles, which spares a multiplication with its rest.
  constexpr double exact_limit = 2251799813685248;
  const bool products_are_exact = (extra == 0 || extra == 0.5) && n * m < exact_limit;
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    const double a = static_cast<double>(reference[cell]) + extra;
    const double b = static_cast<double>(current[cell]) + extra;
    const double numerator = products_are_exact ? b * n - a * m : detail::share_cross_product(b, n, a, m);
    SharePair pair{a / n, b / m, numerator / n / m};
    const double floor = smoothing.smallest_share();
    if (pair.reference < floor || pair.current < floor) {
      if (pair.reference < floor) pair.reference = floor;
      if (pair.current < floor) pair.current = floor;
      pair.difference = pair.current - pair.reference;
    }
    visit(static_cast<const SharePair&>(pair));
  }
  return true;
}

}  // namespace leeway::inline v0_1
