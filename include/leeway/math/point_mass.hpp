#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

/// Probabilities of single outcomes of the binomial and hypergeometric distributions by Loader's saddle-point expansion
/// (C. Loader, "Fast and accurate computation of binomial probabilities", 2000). Differences of log-gamma functions
/// lose every digit at counts of 1e15; here the large parts cancel on paper, and what is left keeps its relative
/// accuracy.

namespace leeway::inline v0_1 {

namespace detail {

inline constexpr double ln_two_pi = 1.83787706640934548356065947281;

/// ln n! - [(n + 1/2) ln n - n + ln sqrt(2 pi)]: what Stirling's formula leaves, for integer n >= 0.
[[nodiscard]] inline double stirling_error(double n) noexcept {
  constexpr std::array<double, 16> first_terms = {0.0,
                                                  0.0810614667953272582196702,
                                                  0.0413406959554092940938221,
                                                  0.02767792568499833914878929,
                                                  0.02079067210376509311152277,
                                                  0.01664469118982119216319487,
                                                  0.01387612882307074799874573,
                                                  0.01189670994589177009505572,
                                                  0.010411265261972096497478567,
                                                  0.009255462182712732917728637,
                                                  0.008330563433362871256469318,
                                                  0.007573675487951840794972024,
                                                  0.006942840107209529865664152,
                                                  0.006408994188004207068439631,
                                                  0.005951370112758847735624416,
                                                  0.00555473355196280137103869};
  if (n < 16) return first_terms[static_cast<std::size_t>(n)];
  const double square = n * n;
  return (1.0 / 12 - (1.0 / 360 -
                      (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - 691.0 / 360360 / square) / square) / square) / square) /
                         square) /
         n;
}

/// observed ln(observed / expected) - (observed - expected), given their difference: half a term of the G statistic.
/// Never negative; free of cancellation where the two are close.
[[nodiscard]] inline double deviance_part(double observed, double expected, double difference) noexcept {
  if (observed <= 0) return expected;
  const double sum = observed + expected;
  if (std::abs(difference) < 0.1 * sum) {
    const double v = difference / sum;
    const double square = v * v;
    double total = difference * v;
    double power = 2 * observed * v;
    for (int odd = 3; odd < 60; odd += 2) {
      power *= square;
      const double next = total + power / odd;
      if (next == total) break;
      total = next;
    }
    return total;
  }
  return observed * std::log(observed / expected) - difference;
}

/// ln C(n, x) p^x (1-p)^(n-x), where n p and n (1-p), and their differences from x and n - x, are known better than p.
[[nodiscard]] inline double log_binomial_mass(double x, double n, double mean, double co_mean,
                                              double difference) noexcept {
  if (n == 0) return 0;
  // Loader's formula has its own cases at the ends, where Stirling's expansion of 0! would be asked for.
  if (x == 0) return n * (co_mean > 0.9 * n ? std::log1p(-mean / n) : std::log(co_mean / n));
  if (x == n) return n * (mean > 0.9 * n ? std::log1p(-co_mean / n) : std::log(mean / n));
  return stirling_error(n) - stirling_error(x) - stirling_error(n - x) - deviance_part(x, mean, difference) -
         deviance_part(n - x, co_mean, -difference) - 0.5 * (ln_two_pi + std::log(x) + std::log((n - x) / n));
}

}  // namespace detail

/// ln P(X = successes) of a binomial distribution; -inf where it is impossible.
[[nodiscard]] inline double log_binomial_pmf(std::uint64_t successes, std::uint64_t trials, double p) noexcept {
  if (!(p >= 0 && p <= 1)) return std::numeric_limits<double>::quiet_NaN();
  const auto x = static_cast<double>(successes);
  const auto n = static_cast<double>(trials);
  if (successes > trials || (p == 0 && x > 0) || (p == 1 && x < n)) return -std::numeric_limits<double>::infinity();
  if (p == 0 || p == 1) return 0;
  return detail::log_binomial_mass(x, n, n * p, n * (1 - p), x - n * p);
}

/// ln of the probability that `draws` without replacement from `marked + unmarked` items hit `hits` marked ones;
/// -inf where that is impossible. Absolute error near 1e-15 times the logarithm, whatever the counts (below 2^53).
[[nodiscard]] inline double log_hypergeometric_pmf(std::uint64_t hits, std::uint64_t marked, std::uint64_t unmarked,
                                                   std::uint64_t draws) noexcept {
  if (hits > draws || hits > marked || draws > marked + unmarked || draws - hits > unmarked) {
    return -std::numeric_limits<double>::infinity();
  }
  const auto x = static_cast<double>(hits);
  const auto r = static_cast<double>(marked);
  const auto b = static_cast<double>(unmarked);
  const auto n = static_cast<double>(draws);
  const double total = r + b;
  const double rest = total - n;
  if (n == 0 || rest == 0 || r == 0 || b == 0) return 0;  // one outcome only
  // C(r,x) C(b,n-x) / C(r+b,n) as a ratio of binomials with p = n / (r+b), whose differences from the mean all equal
  // +-(x - r n / total).
  __extension__ using Wide = __int128;
  const Wide cross = static_cast<Wide>(hits) * static_cast<Wide>(marked + unmarked) -
                     static_cast<Wide>(marked) * static_cast<Wide>(draws);
  const double difference = static_cast<double>(cross) / total;
  const double in_marked = detail::log_binomial_mass(x, r, r * n / total, r * rest / total, difference);
  const double in_unmarked = detail::log_binomial_mass(n - x, b, b * n / total, b * rest / total, -difference);
  const double in_all = detail::log_binomial_mass(n, total, n, rest, 0);
  return in_marked + in_unmarked - in_all;
}

}  // namespace leeway::inline v0_1
