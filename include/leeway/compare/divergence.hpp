#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include "leeway/compare/shares.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"

/// Distances between two count vectors over the same cells (bins of a numeric feature, categories of another).
///
/// All are 0 for equal shares and grow with the difference; none is a test: with few rows every one of them is biased
/// upwards (PSI by (cells - 1)(1/n + 1/m)), so a fixed threshold means something else at every sample size. For a value
/// with its bias taken out and a confidence interval see compare/divergence_interval.hpp.
///
/// Status: `too_few_samples` if one side is empty; `degenerate`, with the value +infinity, where the distance is
/// infinite because a cell is empty on one side only and no smoothing was asked for. Different numbers of cells throw
/// ConfigError. O(cells), no memory. Accurate to a few ulp even where the distance is tiny: 1e-20 keeps its digits.

namespace leeway::inline v0_1 {

/// The unit of an information distance: natural logarithm or base 2.
enum class InformationUnit : std::uint8_t { nats, bits };

namespace detail {

/// x - ln(1 + x) for x > -1, without the cancellation near 0, which is where small distances live.
[[nodiscard]] inline double log1p_shortfall(double x) noexcept {
  if (x > 0.25 || x < -0.2) return x - std::log1p(x);
  // ln(1 + x) = 2 atanh(r) = 2 (r + r^3/3 + r^5/5 + ...) and x - 2 r = r x; nine terms leave 1e-18 of the sum
  const double r = x / (2 + x);
  const double square = r * r;
  double tail = 0;
  for (const double coefficient :
       {1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3}) {
    tail = tail * square + coefficient;
  }
  return r * x - 2 * r * square * tail;
}

/// (1 - d) ln(1 - d) + (1 + d) ln(1 + d) = sum of d^2k / (k (2k - 1)), for 0 <= d <= 1.
[[nodiscard]] inline double jensen_shannon_term(double d) noexcept {
  if (d >= 1) return 2 * 0.69314718055994530942;
  if (d > 0.125) return (1 - d) * std::log1p(-d) + (1 + d) * std::log1p(d);
  const double square = d * d;
  double sum = 0;
  for (const double coefficient :
       {1.0 / 153, 1.0 / 120, 1.0 / 91, 1.0 / 66, 1.0 / 45, 1.0 / 28, 1.0 / 15, 1.0 / 6, 1.0}) {
    sum = sum * square + coefficient;
  }
  return square * sum;
}

/// ln(current / reference) of a pair of positive shares.
[[nodiscard]] inline double log_ratio(const SharePair& pair) noexcept {
  if (std::fabs(pair.difference) < pair.reference / 2) return std::log1p(pair.difference / pair.reference);
  return std::log(pair.current / pair.reference);
}

/// Sums a term over all cells and turns it into a Distance.
template <class Term, class Finish>
[[nodiscard]] Distance share_distance(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                                      Smoothing smoothing, Term&& term, Finish&& finish) {
  StableSum sum;
  bool infinite = false;
  const bool compared = for_each_share(reference, current, smoothing, [&](const SharePair& pair) {
    if (pair.difference == 0) return;  // equal shares, and cells empty on both sides, contribute nothing
    const double value = term(pair);
    if (is_finite(value)) {
      sum += value;
    } else {
      infinite = true;
    }
  });
  Distance distance;
  if (!compared) return distance;
  distance.value = infinite ? std::numeric_limits<double>::infinity() : finish(sum.value());
  distance.status = is_finite(distance.value) ? Status::ok : Status::degenerate;
  return distance;
}

/// (q - p) ln(q / p); infinite where one share is 0.
[[nodiscard]] inline double psi_term(const SharePair& pair) noexcept { return pair.difference * log_ratio(pair); }

/// p ln(p / q) - p + q, which is not negative. Summed over shares that add up to one it is the Kullback-Leibler
/// divergence, without the cancellation between cells of sum p ln(p / q).
[[nodiscard]] inline double kullback_leibler_term(const SharePair& pair) noexcept {
  if (pair.reference == 0) return pair.current;
  if (pair.current == 0) return std::numeric_limits<double>::infinity();
  if (pair.current < pair.reference / 2) {
    return pair.reference * std::log(pair.reference / pair.current) + pair.difference;
  }
  return pair.reference * log1p_shortfall(pair.difference / pair.reference);
}

/// The divergence of shares that do not add up to one, renormalised, from the sum of their terms, the reference's total
/// and the sum of differences.
[[nodiscard]] inline double renormalised_kullback_leibler(double sum_of_terms, double total,
                                                          double difference) noexcept {
  return (std::max)(0.0, sum_of_terms / total - log1p_shortfall(difference / total));
}

inline constexpr auto unchanged = [](double sum) noexcept { return sum; };

}  // namespace detail

/// Population stability index: sum of (q - p) ln(q / p), symmetric; also called Jeffreys divergence.
/// The default adds half an observation to every cell: a floor makes the same empty cell weigh more the lower it is set
/// (9 nats a unit of share at 1e-4), and without smoothing it makes PSI infinite.
/// Folklore: below .1 stable, above .25 drift, whatever the sample size: do not rely on it.
[[nodiscard]] inline Distance psi(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current,
                                  Smoothing smoothing = Smoothing::additive(0.5)) {
  return detail::share_distance(reference, current, smoothing, detail::psi_term, detail::unchanged);
}

/// Kullback-Leibler divergence of the current from the reference distribution, sum of p ln(p / q) in nats. Not
/// symmetric: swap the arguments for the other direction. Shares raised by a floor are renormalised, because a
/// "divergence" of numbers that do not sum to one can be negative.
[[nodiscard]] inline Distance kullback_leibler(std::span<const std::uint64_t> reference,
                                               std::span<const std::uint64_t> current,
                                               Smoothing smoothing = Smoothing::additive(0.5)) {
  Distance distance =
      detail::share_distance(reference, current, smoothing, detail::kullback_leibler_term, detail::unchanged);
  if (!distance.ok() || smoothing.smallest_share() == 0) return distance;
  StableSum total;
  StableSum difference;
  for_each_share(reference, current, smoothing, [&](const SharePair& pair) {
    total += pair.reference;
    difference += pair.difference;
  });
  distance.value = detail::renormalised_kullback_leibler(distance.value, total.value(), difference.value());
  return distance;
}

/// Jensen-Shannon divergence: the mean Kullback-Leibler divergence of both from their mixture. Symmetric, never
/// infinite, needs no smoothing; at most ln 2 nats = 1 bit (Lin 1991, doi:10.1109/18.61115).
[[nodiscard]] inline Distance jensen_shannon_divergence(std::span<const std::uint64_t> reference,
                                                        std::span<const std::uint64_t> current,
                                                        InformationUnit unit = InformationUnit::bits) {
  const double scale = unit == InformationUnit::bits ? 1.44269504088896340736 : 1.0;  // 1 / ln 2
  return detail::share_distance(
      reference, current, Smoothing::none(),
      [](const SharePair& pair) {
        const double mean = (pair.reference + pair.current) / 2;
        return mean * detail::jensen_shannon_term(std::fabs(pair.difference) / (2 * mean));
      },
      [scale](double sum) { return (std::min)(scale * sum / 2, scale * 0.69314718055994530942); });
}

/// Its square root, which is a metric: 0..1 in bits, 0..sqrt(ln 2) = .8326 in nats. Tools disagree about the base;
/// compare thresholds only in the same unit.
[[nodiscard]] inline Distance jensen_shannon_distance(std::span<const std::uint64_t> reference,
                                                      std::span<const std::uint64_t> current,
                                                      InformationUnit unit = InformationUnit::bits) {
  Distance distance = jensen_shannon_divergence(reference, current, unit);
  if (distance.ok()) distance.value = std::sqrt(distance.value);
  return distance;
}

/// Hellinger distance: sqrt of half the sum of (sqrt p - sqrt q)^2, a metric, 0..1.
[[nodiscard]] inline Distance hellinger(std::span<const std::uint64_t> reference,
                                        std::span<const std::uint64_t> current) {
  return detail::share_distance(
      reference, current, Smoothing::none(),
      [](const SharePair& pair) {
        const double root_difference = pair.difference / (std::sqrt(pair.reference) + std::sqrt(pair.current));
        return root_difference * root_difference;
      },
      [](double sum) { return (std::min)(1.0, std::sqrt(sum / 2)); });
}

/// Bhattacharyya distance: -ln of the sum of sqrt(p q), 0 to infinity; infinite (`degenerate`) where no cell is shared.
[[nodiscard]] inline Distance bhattacharyya(std::span<const std::uint64_t> reference,
                                            std::span<const std::uint64_t> current) {
  Distance distance = hellinger(reference, current);
  if (!distance.ok()) return distance;
  const double one_minus_coefficient = distance.value * distance.value;
  if (one_minus_coefficient < 0.5) {
    distance.value = -std::log1p(-one_minus_coefficient);
    return distance;
  }
  StableSum coefficient;
  for_each_share(reference, current, Smoothing::none(),
                 [&](const SharePair& pair) { coefficient += std::sqrt(pair.reference) * std::sqrt(pair.current); });
  distance.value = -std::log(coefficient.value());
  if (!is_finite(distance.value)) distance.status = Status::degenerate;
  return distance;
}

/// Total variation: half the sum of |q - p|, 0..1: the share of rows that would have to change cell.
[[nodiscard]] inline Distance total_variation(std::span<const std::uint64_t> reference,
                                              std::span<const std::uint64_t> current) {
  return detail::share_distance(
      reference, current, Smoothing::none(), [](const SharePair& pair) { return std::fabs(pair.difference); },
      [](double sum) { return (std::min)(1.0, sum / 2); });
}

/// L-infinity: the largest |q - p| of any one cell, 0..1. Blind to many small changes, easy to explain.
[[nodiscard]] inline Distance l_infinity(std::span<const std::uint64_t> reference,
                                         std::span<const std::uint64_t> current) {
  double largest = 0;
  const bool compared = for_each_share(reference, current, Smoothing::none(), [&](const SharePair& pair) {
    largest = (std::max)(largest, std::fabs(pair.difference));
  });
  Distance distance;
  if (!compared) return distance;
  distance.status = Status::ok;
  distance.value = largest;
  return distance;
}

/// Euclidean distance between the share vectors, 0..sqrt(2).
[[nodiscard]] inline Distance l2(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> current) {
  return detail::share_distance(
      reference, current, Smoothing::none(), [](const SharePair& pair) { return pair.difference * pair.difference; },
      [](double sum) { return std::sqrt(sum); });
}

}  // namespace leeway::inline v0_1
