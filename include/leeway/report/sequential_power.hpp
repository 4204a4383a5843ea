#pragma once

#include <cmath>
#include <limits>

#include "leeway/report/sequential_evidence.hpp"

namespace leeway::inline v0_1 {

namespace detail {

/// The evidence that an alarm takes: ln of the statistic's threshold, and what it costs that the kind of drift is not
/// known (the weight of one strength of a shift among all hypotheses is about 1/27).
[[nodiscard]] inline double nats_to_alarm(const SequentialEvidence& evidence) noexcept {
  constexpr double of_dictionary = 3.3;
  return std::log(static_cast<double>(evidence.horizon_windows) * evidence.alarm_at) + of_dictionary;
}
/// Evidence that each row of a shift by the distance D brings: a shift of a normal distribution by D / phi(0) standard
/// deviations gives half its square.
[[nodiscard]] inline double nats_per_row(double distance) noexcept {
  return 3.14159265358979323846 * distance * distance;
}

}  // namespace detail

/// The Kolmogorov-Smirnov distance that watching a stream would have found with a probability of about .8, had it been
/// there for so many live rows. Calibrated by simulation for shifts (benchmarks/validity/); changes of other kinds take
/// up to half as many rows more.
[[nodiscard]] inline double sequential_detectable_distance(double reference_rows, double current_rows,
                                                           const SequentialEvidence& evidence) noexcept {
  if (!(reference_rows > 0 && current_rows > 0)) return std::numeric_limits<double>::infinity();
  return std::sqrt(detail::nats_to_alarm(evidence) / detail::nats_per_row(1) * (1 / reference_rows + 1 / current_rows));
}

/// How many live rows it takes to find that distance; infinite where the baseline is too small for it.
[[nodiscard]] inline double sequential_rows_to_detect(double distance, double reference_rows,
                                                      const SequentialEvidence& evidence) noexcept {
  const double left = detail::nats_per_row(distance) / detail::nats_to_alarm(evidence) - 1 / reference_rows;
  return left > 0 ? std::ceil(1 / left) : std::numeric_limits<double>::infinity();
}

}  // namespace leeway::inline v0_1
