#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "leeway/compare/proportions.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/point_mass.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// Exact binomial test of a share against a value that is known, not estimated: a service-level target, a coin.
/// Null hypothesis: every trial succeeds with probability `share`.
///
/// The two-sided p-value sums the outcomes no likelier than the observed one, as in R and scipy; `greater` means a
/// larger share. A share outside [0, 1] or no trials: too_few_samples. 5 us at 1,000 trials.
/// Not against a share estimated from a reference: use ShareTest, which counts the reference's own noise.
struct BinomialTest {
  double share = 0.5;
  Alternative alternative = Alternative::two_sided;

  [[nodiscard]] TestResult operator()(Proportion observed) const noexcept {
    TestResult result;
    result.alternative = alternative;
    result.effect_kind = EffectKind::share_difference;
    result.current_count = observed.trials;
    if (!observed.valid() || !(share >= 0 && share <= 1)) return result;
    result.status = Status::ok;
    result.method = Method::exact;
    result.statistic = static_cast<double>(observed.successes);
    result.effect_size = observed.share() - share;
    const std::uint64_t x = observed.successes;
    const std::uint64_t n = observed.trials;
    switch (alternative) {
      case Alternative::greater: result.p_value = binomial_upper_tail(x, n, share); break;
      case Alternative::less: result.p_value = binomial_lower_tail(x, n, share); break;
      case Alternative::two_sided: result.p_value = two_sided(x, n); break;
    }
    return result;
  }

 private:
  [[nodiscard]] double two_sided(std::uint64_t x, std::uint64_t n) const noexcept {
    if (share == 0 || share == 1) return x == (share == 0 ? 0 : n) ? 1 : 0;
    const double limit = log_binomial_pmf(x, n, share) + std::log1p(detail::fisher_tie_margin);
    const auto no_likelier = [&](std::uint64_t y) { return log_binomial_pmf(y, n, share) <= limit; };
    const auto mode = (std::min)(n, static_cast<std::uint64_t>(share * (static_cast<double>(n) + 1)));
    if (no_likelier(mode)) return 1;
    const bool above = x > mode;
    const double tail = above ? binomial_upper_tail(x, n, share) : binomial_lower_tail(x, n, share);
    std::uint64_t inside = mode;
    std::uint64_t end = above ? 0 : n;
    if (!no_likelier(end)) return tail;
    while ((above ? inside - end : end - inside) > 1) {
      const std::uint64_t middle = above ? end + (inside - end) / 2 : inside + (end - inside) / 2;
      (no_likelier(middle) ? end : inside) = middle;
    }
    return (std::min)(1.0, tail + (above ? binomial_lower_tail(end, n, share) : binomial_upper_tail(end, n, share)));
  }
};

/// An interval that holds the true share with at least the given confidence, whatever it is (Clopper and Pearson 1934,
/// doi:10.1093/biomet/26.4.404). Without trials: [0, 1].
struct ShareInterval {
  double lower = 0;
  double upper = 1;
};

[[nodiscard]] inline ShareInterval share_interval(Proportion observed, double confidence = 0.95) noexcept {
  ShareInterval interval;
  if (!observed.valid()) return interval;
  const double outside = (1 - confidence) / 2;
  const auto x = static_cast<double>(observed.successes);
  const auto failures = static_cast<double>(observed.trials - observed.successes);
  if (observed.successes > 0) interval.lower = beta_quantile(x, failures + 1, outside);
  if (observed.successes < observed.trials) interval.upper = beta_quantile(x + 1, failures, 1 - outside);
  return interval;
}

}  // namespace leeway::inline v0_1
