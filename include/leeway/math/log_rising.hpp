#pragma once

#include <cmath>

namespace leeway::inline v0_1 {

/// ln(Gamma(x + n) / Gamma(x)), the logarithm of the rising factorial x (x + 1) ... (x + n - 1), for x from 1e-100 and
/// n from 0 to 1e19 that need not be an integer: what Polya urns and Dirichlet-multinomial likelihoods are made of.
///
/// The two log-gammas are never formed, because they cancel: at x = 1e9 and n = 1 their difference has lost nine
/// digits. Error at most 2e-14, and relative to the result 1e-14 where that is larger than 2. Three to four
/// logarithms, about 30 ns.
[[nodiscard]] inline double log_rising(double x, double n) noexcept {
  if (n == 0) return 0;
  if (n == 1) return std::log(x);
  // Gamma(x + n) / Gamma(x) = (x / (x + n)) Gamma(x + n + 1) / Gamma(x + 1): up to where Stirling's series is exact.
  constexpr double series_from = 10;
  double ratio = 1;
  while (x < series_from) {
    ratio *= x / (x + n);
    x += 1;
  }
  const auto series = [](double y) {  // ln Gamma(y) - [(y - 1/2) ln y - y + ln sqrt(2 pi)]
    const double square = 1 / (y * y);
    return (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188))))) /
           y;
  };
  const double end = x + n;
  const double main = (x - 0.5) * std::log1p(n / x) + n * std::log(end) - n;
  return main + (series(end) - series(x)) + (ratio == 1 ? 0 : std::log(ratio));
}

}  // namespace leeway::inline v0_1
