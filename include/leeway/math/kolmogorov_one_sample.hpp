#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "leeway/core/result.hpp"
#include "leeway/math/kolmogorov.hpp"
#include "leeway/math/kolmogorov_expansion.hpp"
#include "leeway/math/special.hpp"

namespace leeway::inline v0_1 {

namespace detail {

inline constexpr std::uint64_t one_sided_exact_limit = 100'000;

/// ln(n! / (sqrt(2 pi n) (n / e)^n)), what Stirling's formula leaves out; n a whole number. Relative error 1e-15.
[[nodiscard]] inline double stirling_rest(double n) noexcept {
  static constexpr std::array<double, 16> first_terms{0,
                                                      0.08106146679532726,
                                                      0.0413406959554093,
                                                      0.02767792568499834,
                                                      0.020790672103765093,
                                                      0.016644691189821193,
                                                      0.013876128823070748,
                                                      0.01189670994589177,
                                                      0.010411265261972096,
                                                      0.009255462182712733,
                                                      0.00833056343336287,
                                                      0.007573675487951841,
                                                      0.00694284010720953,
                                                      0.006408994188004207,
                                                      0.0059513701127588475,
                                                      0.005554733551962801};
  if (n < 16) return first_terms[static_cast<std::size_t>(n)];
  const double square = n * n;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square) / n;
}

/// x ln(x / expected) + expected - x without cancellation; `excess` = expected - x, known better than by subtraction.
/// Loader (2000), "Fast and accurate computation of binomial probabilities".
[[nodiscard]] inline double deviance(double x, double expected, double excess) noexcept {
  const double ratio = excess / (x + expected);
  if (std::abs(ratio) >= 0.1) return excess - x * std::log(expected / x);
  const double square = ratio * ratio;  // ln(expected / x) = ln((1 + ratio) / (1 - ratio)) as a series
  double sum = 0;
  double power = ratio * square;
  for (int k = 3; k < 40; k += 2) {
    const double before = sum;
    sum += power / k;
    power *= square;
    if (sum == before) break;
  }
  return excess * ratio - 2 * x * sum;
}

/// P(D < d) and P(D >= d) for n uniform values: both sums of positive terms, so both keep their relative accuracy.
///
/// F_n must stay within d of the diagonal. Times in units of 1/n: at t = i - n d there must be fewer than i values, at
/// s = j + n d more than j. Between these times the count of values seen advances by Poisson steps; that all n arrive
/// in time is weighed in only where a path ends, outside or at n. Cost O(n^2 d * 25) multiplications.
class OneSampleBand {
 public:
  OneSampleBand(std::int64_t count, double d) : count_(count), n_(static_cast<double>(count)) {
    // 2 n d with the fraction kept exactly: P(D < d) vanishes with it, and with it would go all digits.
    const double high = 2 * n_ * d;
    const double low = std::fma(2 * n_, d, -high);
    double whole = std::floor(high);
    double gap = (high - whole) + low;  // from a time t to the next s
    if (gap < 0) {
      whole -= 1;
      gap += 1;
    }
    const double nd = 0.5 * high;
    const std::vector<double> kernels[3] = {poisson(gap), poisson(1 - gap), poisson(1)};
    const auto last_j = static_cast<std::int64_t>(std::ceil(n_ - nd)) - 1;
    auto i = static_cast<std::int64_t>(std::floor(nd)) + 1;
    std::int64_t j = 0;
    bool was_t = false;
    double time = 0;
    while ((i <= count_ || j <= last_j) && !mass_.empty()) {
      const bool is_t = i <= count_ && (j > last_j || i - j <= static_cast<std::int64_t>(whole));
      const double before = time;
      time = is_t ? static_cast<double>(i) - nd : static_cast<double>(j) + nd;
      const std::size_t step = was_t == is_t ? 2 : is_t ? 1 : 0;
      // The three steps are all there are, but for the first and for the one between the last t and the first s that
      // a d above 1/2 leaves.
      const bool regular = before > 0 && time - before < 1.5 && (step == 2 || d < 0.5);
      // Paths that have reached the next i cannot come back below it, so they may leave before its time.
      advance(time, regular ? kernels[step] : poisson(time - before), i, is_t ? -1 : j);
      was_t = is_t;
      (is_t ? i : j) += 1;
    }
    if (!mass_.empty()) advance(n_, poisson(n_ - time), count_ + 1, count_ - 1);
    const double end_weight = weight(count_, n_);
    below_ = mass_.empty() ? 0 : mass_.back() * end_weight;
  }
  [[nodiscard]] double below() const noexcept { return below_; }
  [[nodiscard]] double at_least() const noexcept { return outside_.value(); }

 private:
  /// Probability that `seen` values at `time` become n at n, relative to the Poisson process that starts at 0.
  [[nodiscard]] double weight(std::int64_t seen, double time) const noexcept {
    if (seen == count_) return std::exp(time - n_ + stirling_rest(n_)) * std::sqrt(2 * kolmogorov_pi * n_);
    const auto left = static_cast<double>(count_ - seen);
    const double exponent =
        stirling_rest(n_) - stirling_rest(left) - deviance(left, n_ - time, static_cast<double>(seen) - time);
    return std::exp(exponent) * std::sqrt(n_ / left);
  }

  /// Probabilities of 0, 1, ... arrivals; the rest, below 1e-40, cannot matter where this is used (p above 1e-7).
  [[nodiscard]] std::vector<double> poisson(double mean) const {
    std::vector<double> kernel;
    double term = std::exp(-mean);
    for (std::int64_t x = 0; x <= count_ && (term > 1e-40 || static_cast<double>(x) < mean); ++x) {
      kernel.push_back(term);
      term *= mean / static_cast<double>(x + 1);
    }
    return kernel;
  }

  /// Moves on to `time`; paths with `first_above` values or more, or `last_below` or fewer, leave.
  void advance(double time, const std::vector<double>& kernel, std::int64_t first_above, std::int64_t last_below) {
    for (std::int64_t seen = first_above; seen <= count_; ++seen) {
      double sum = 0;
      for (std::size_t k = 0; k < mass_.size(); ++k) {
        const std::int64_t arrivals = seen - lowest_ - static_cast<std::int64_t>(k);
        if (arrivals >= 0 && arrivals < static_cast<std::int64_t>(kernel.size())) {
          sum += mass_[k] * kernel[static_cast<std::size_t>(arrivals)];
        }
      }
      const double term = sum * weight(seen, time);
      outside_ += term;
      if (term <= 1e-18 * outside_.value()) break;
    }
    const std::int64_t last = (std::min)(first_above - 1, count_);
    next_.assign(static_cast<std::size_t>((std::max)(last - lowest_ + 1, std::int64_t{0})), 0.0);
    for (std::size_t k = 0; k < mass_.size(); ++k) {
      const std::size_t end = k < next_.size() ? (std::min)(kernel.size(), next_.size() - k) : 0;
      for (std::size_t x = 0; x < end; ++x) next_[k + x] += mass_[k] * kernel[x];
    }
    std::size_t drop = 0;
    for (; drop < next_.size() && lowest_ <= last_below; ++drop, ++lowest_) {
      outside_ += next_[drop] * weight(lowest_, time);
    }
    mass_.assign(next_.begin() + static_cast<std::ptrdiff_t>(drop), next_.end());
  }

  std::int64_t count_;
  double n_;
  std::vector<double> mass_{1.0};  // of lowest_, lowest_ + 1, ... values seen
  std::vector<double> next_;
  std::int64_t lowest_ = 0;
  StableSum outside_;
  double below_ = 0;
};

}  // namespace detail

/// One-sample Kolmogorov-Smirnov, one side: P(D+ >= d) for n independent values from the continuous distribution
/// tested. Birnbaum & Tingey (1951), doi:10.1214/aoms/1177729550, each term by its own logarithm: relative error below
/// 1e-12 down to 1e-300. O(n), 10 ms at 100,000; above, an expansion of its logarithm: 3e-9 at
/// p = 1e-8, 1.4e-6 at 1e-282.
[[nodiscard]] inline double kolmogorov_one_sample_one_sided_sf(double d, std::uint64_t count) noexcept {
  if (is_missing(d) || count == 0) return TestResult::undefined;
  if (d <= 0) return 1;
  if (d >= 1) return 0;
  const auto n = static_cast<double>(count);
  if (count > detail::one_sided_exact_limit) {
    return std::exp(detail::kolmogorov_one_sided_log_expansion(std::sqrt(n) * d, n));
  }
  const double nd = n * d;
  StableSum p;
  p += std::exp(n * std::log1p(-d));
  for (double j = 1; j < n; ++j) {
    const double expected_left = std::fma(-n, d, n - j);
    if (expected_left <= 0) break;
    const double exponent = detail::stirling_rest(n) - detail::stirling_rest(j) - detail::stirling_rest(n - j) -
                            detail::deviance(j, j + nd, nd) - detail::deviance(n - j, expected_left, -nd);
    p += std::exp(exponent) * std::sqrt(n / (2 * detail::kolmogorov_pi * j * (n - j))) * (nd / (j + nd));
  }
  return (std::min)(1.0, p.value());
}

namespace detail {

inline constexpr std::uint64_t one_sample_exact_limit = 4000;
/// Beyond this n d^2 both sides are never seen together (5e-19 of p), and p is twice the one-sided.
inline constexpr double one_sample_sides_apart = 7;

}  // namespace detail

/// P(D >= d), two-sided: exact to 1e-12 relative up to n = 4000 (5 to 60 ms there) and, in the tail n d^2 > 7, up to
/// 100,000. Between, and beyond, the expansion of Pelz and Good; above the median twice the exact one-sided tail less
/// the expansion of what both sides have in common. Relative error 5e-9 at n = 4001 and falling with n^2.
[[nodiscard]] inline double kolmogorov_one_sample_sf(double d, std::uint64_t count) {
  if (is_missing(d) || count == 0) return TestResult::undefined;
  const auto n = static_cast<double>(count);
  if (2 * n * d < 1) return 1;
  if (d >= 1) return 0;
  if (d >= 0.5 || n * d * d > detail::one_sample_sides_apart) {
    return (std::min)(1.0, 2 * kolmogorov_one_sample_one_sided_sf(d, count));
  }
  if (count <= detail::one_sample_exact_limit) {
    const detail::OneSampleBand band(static_cast<std::int64_t>(count), d);
    return (std::min)(1.0, band.at_least());
  }
  const double z = std::sqrt(n) * d;
  if (z < detail::kolmogorov_median) return 1 - detail::kolmogorov_lower_expansion(z).at(n);
  return 2 * kolmogorov_one_sample_one_sided_sf(d, count) + detail::kolmogorov_upper_expansion(z, 2).at(n);
}

/// P(D < d): as exact up to n = 4000; beyond, relative error 1e-7 at .04, 1e-4 at 1e-7.
[[nodiscard]] inline double kolmogorov_one_sample_cdf(double d, std::uint64_t count) {
  if (is_missing(d) || count == 0) return TestResult::undefined;
  const auto n = static_cast<double>(count);
  if (2 * n * d < 1) return 0;
  if (d >= 1) return 1;
  if (n * d * d > detail::one_sample_sides_apart) return 1 - kolmogorov_one_sample_sf(d, count);
  if (count <= detail::one_sample_exact_limit) {
    return (std::min)(1.0, detail::OneSampleBand(static_cast<std::int64_t>(count), d).below());
  }
  const double z = std::sqrt(n) * d;
  // Far below, where the terms no longer fall, the expansion may be negative.
  if (z < detail::kolmogorov_median) return (std::max)(0.0, detail::kolmogorov_lower_expansion(z).at(n));
  return 1 - kolmogorov_one_sample_sf(d, count);
}

/// What the two functions above, and the one-sided one, answer with: `exact` or `asymptotic_corrected`.
[[nodiscard]] inline Method kolmogorov_one_sample_method(double d, std::uint64_t count,
                                                         Alternative alternative) noexcept {
  const auto n = static_cast<double>(count);
  const bool trivial = d <= 0 || d >= 1 || (alternative == Alternative::two_sided && 2 * n * d < 1);
  const bool one_sided_sum =
      alternative != Alternative::two_sided || d >= 0.5 || n * d * d > detail::one_sample_sides_apart;
  const std::uint64_t limit = one_sided_sum ? detail::one_sided_exact_limit : detail::one_sample_exact_limit;
  return trivial || count <= limit ? Method::exact : Method::asymptotic_corrected;
}

}  // namespace leeway::inline v0_1
