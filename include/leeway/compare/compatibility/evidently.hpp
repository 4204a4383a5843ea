#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "leeway/compare/compatibility/evidently_scores.hpp"
#include "leeway/compare/compatibility/numpy.hpp"
#include "leeway/compare/compatibility/scipy.hpp"
#include "leeway/compare/counts.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/result.hpp"
#include "leeway/core/sorted.hpp"

/// Evidently's drift scores and default verdicts (0.4 to 0.7, `stattests`), so that a dashboard can be moved over and
/// show the same numbers. NaN and infinities are dropped first, as it does.
///
/// | reference rows | distinct values, both samples | default test                        | drift if       |
/// |----------------|-------------------------------|-------------------------------------|----------------|
/// | up to 1000     | numeric, more than 5          | ks_2samp                            | p <= .05       |
/// | up to 1000     | 3 or more                     | chi-squared against the reference   | p < .05        |
/// | up to 1000     | 1 or 2                        | z of two proportions                | p < .05        |
/// | above 1000     | numeric, more than 5          | Wasserstein / std of the reference  | score >= .1    |
/// | above 1000     | otherwise                     | Jensen-Shannon distance, nats       | score >= .1    |
///
/// A data set has drifted if at least half of its columns have. Mind what that means: above 1000 rows there is no error
/// rate at all, below it one of twenty undrifted columns alarms, and chi-squared takes the reference for the truth.

namespace leeway::inline v0_1::compatibility::evidently {

enum class Kind : std::uint8_t { numeric, categorical };
enum class Test : std::uint8_t { kolmogorov_smirnov, chi_squared, z, wasserstein, jensen_shannon };

[[nodiscard]] constexpr std::string_view to_string(Test test) noexcept {
  switch (test) {
    case Test::kolmogorov_smirnov: return "ks";
    case Test::chi_squared: return "chisquare";
    case Test::z: return "z";
    case Test::wasserstein: return "wasserstein";
    case Test::jensen_shannon: return "jensenshannon";
  }
  return "unknown";
}

/// The default choice; `distinct` counts the values of both samples together.
[[nodiscard]] constexpr Test default_test(Kind kind, std::uint64_t reference_rows, std::size_t distinct) noexcept {
  const bool continuous = kind == Kind::numeric && distinct > 5;
  if (reference_rows > 1000) return continuous ? Test::wasserstein : Test::jensen_shannon;
  if (continuous) return Test::kolmogorov_smirnov;
  return distinct > 2 ? Test::chi_squared : Test::z;
}

[[nodiscard]] constexpr double default_threshold(Test test) noexcept {
  return test == Test::wasserstein || test == Test::jensen_shannon ? 0.1 : 0.05;
}

/// The default share of drifted columns from which the whole data set counts as drifted.
inline constexpr double dataset_share = 0.5;

/// One column's verdict. `drifted` is false unless the score could be computed.
struct Score {
  Status status = Status::too_few_samples;
  Test test = Test::z;
  double score = TestResult::undefined;  ///< a p-value or a distance, whichever the test gives
  double threshold = 0;
  bool drifted = false;
};

namespace detail {

[[nodiscard]] inline Score judge(Test test, Status status, double score) noexcept {
  Score verdict;
  verdict.test = test;
  verdict.status = status;
  verdict.threshold = default_threshold(test);
  if (status != Status::ok) return verdict;
  verdict.score = score;
  switch (test) {
    case Test::kolmogorov_smirnov: verdict.drifted = score <= verdict.threshold; break;
    case Test::chi_squared:
    case Test::z: verdict.drifted = score < verdict.threshold; break;
    case Test::wasserstein:
    case Test::jensen_shannon: verdict.drifted = score >= verdict.threshold; break;
  }
  return verdict;
}

[[nodiscard]] inline Score judge_counts(Test test, std::span<const std::uint64_t> reference,
                                        std::span<const std::uint64_t> current) {
  if (test == Test::jensen_shannon) {
    const Distance distance = jensen_shannon(reference, current);
    return judge(test, distance.status, distance.value);
  }
  if (test == Test::chi_squared) {
    const TestResult result = chi_squared(reference, current);
    return judge(test, result.status, result.p_value);
  }
  std::uint64_t hits[2] = {0, 0};  // of the last category; with at most two it does not matter which
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    if (reference[cell] == 0 && current[cell] == 0) continue;
    hits[0] = reference[cell];
    hits[1] = current[cell];
  }
  const TestResult result =
      z_test(hits[0], leeway::detail::total_count(reference), hits[1], leeway::detail::total_count(current));
  return judge(test, result.status, result.p_value);
}

}  // namespace detail

/// The default verdict on a categorical feature, from counts over the categories of both samples (missing left out).
[[nodiscard]] inline Score categorical(std::span<const std::uint64_t> reference,
                                       std::span<const std::uint64_t> current) {
  if (reference.size() != current.size()) throw ConfigError("evidently: counts over different numbers of categories");
  std::size_t distinct = 0;
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    distinct += static_cast<std::size_t>(reference[cell] != 0 || current[cell] != 0);
  }
  const Test test = default_test(Kind::categorical, leeway::detail::total_count(reference), distinct);
  return detail::judge_counts(test, reference, current);
}

/// The default verdict on a numeric feature.
template <std::floating_point Value>
[[nodiscard]] Score numeric(std::span<const Value> reference, std::span<const Value> current) {
  const std::vector<Value> x = detail::sorted_finite_values(reference);
  const std::vector<Value> y = detail::sorted_finite_values(current);
  const numpy::ValueCounts counts = numpy::value_counts(std::span<const Value>(x), std::span<const Value>(y));
  const Test test = default_test(Kind::numeric, x.size(), counts.values.size());
  if (test == Test::wasserstein) {
    const Distance distance = wasserstein_normed(Sorted<Value>(x), Sorted<Value>(y));
    return detail::judge(test, distance.status, distance.value);
  }
  if (test == Test::kolmogorov_smirnov) {
    const TestResult result = scipy::ks_2samp(Sorted<Value>(x), Sorted<Value>(y));
    return detail::judge(test, result.status, result.p_value);
  }
  return detail::judge_counts(test, counts.reference, counts.current);
}

/// Whether the data set as a whole counts as drifted.
[[nodiscard]] constexpr bool dataset_drifted(std::size_t drifted_columns, std::size_t columns,
                                             double share = dataset_share) noexcept {
  return columns != 0 && static_cast<double>(drifted_columns) / static_cast<double>(columns) >= share;
}

}  // namespace leeway::inline v0_1::compatibility::evidently
