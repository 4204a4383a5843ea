#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "leeway/compare/moment_summary.hpp"
#include "leeway/core/result.hpp"
#include "leeway/math/special.hpp"
#include "leeway/math/tails.hpp"

namespace leeway::inline v0_1 {

/// The sums of a one-way analysis of variance. All groups in one unit, 2^exponent; sums of squares in its square.
struct AnovaTable {
  double between_dof = 0;
  double within_dof = 0;
  double between_squares = 0;
  double within_squares = 0;
  int exponent = 0;

  [[nodiscard]] double f() const noexcept { return (between_squares / between_dof) / (within_squares / within_dof); }
  /// Share of the variance that the groups explain, 0 .. 1.
  [[nodiscard]] double eta_squared() const noexcept { return between_squares / (between_squares + within_squares); }
};

/// Sums of squares between and within groups (raw samples, Moments or SampleMoments; NaN and infinities left out).
/// Group means are compared as pairs of doubles, so that an offset of 1e12 costs no digits of their differences.
template <MomentGroups Groups>
[[nodiscard]] AnovaTable anova_table(const Groups& samples) {
  const std::vector<SampleMoments> groups = detail::moment_summaries(samples);
  AnovaTable table;
  double total = 0;
  StableSum weighted;
  StableSum within;
  for (const SampleMoments& group : groups) {
    const auto size = static_cast<double>(group.count);
    total += size;
    weighted += size * detail::mean_difference(group, groups.front());
    within += group.sum_of_squares;
    table.exponent = group.exponent;
  }
  if (groups.empty() || !(total > 0)) return table;
  const double grand_mean = weighted.value() / total;  // relative to the first group's
  StableSum between;
  for (const SampleMoments& group : groups) {
    const double deviation = detail::mean_difference(group, groups.front()) - grand_mean;
    between += static_cast<double>(group.count) * deviation * deviation;
  }
  table.between_dof = static_cast<double>(groups.size()) - 1;
  table.within_dof = total - static_cast<double>(groups.size());
  table.between_squares = between.value();
  table.within_squares = within.value();
  return table;
}

namespace detail {

/// The F test of a table; what Levene's test makes of deviations as well.
[[nodiscard]] inline TestResult anova_result(const std::vector<SampleMoments>& groups) {
  TestResult result;
  bool empty_group = false;
  for (const SampleMoments& group : groups) {
    (&group == groups.data() ? result.reference_count : result.current_count) += group.count;
    empty_group = empty_group || group.count == 0;
  }
  const AnovaTable table = anova_table(groups);
  if (groups.size() < 2 || empty_group || !(table.within_dof > 0)) return result;
  result.status = Status::degenerate;
  const double f = table.f();
  if (!(table.within_squares > 0) || !is_finite(f)) return result;
  result.status = Status::ok;
  result.method = Method::exact;
  result.statistic = f;
  result.degrees_of_freedom = table.between_dof;
  result.p_value = f_sf(f, table.between_dof, table.within_dof);
  return result;
}

}  // namespace detail

/// One-way analysis of variance. Null hypothesis: all groups have the same mean, for normal data of equal variance,
/// where p is exact. For two groups F is the square of StudentT.
///
/// Takes a range of groups, or two samples: raw (NaN and infinities left out), Moments or SampleMoments. `statistic` is
/// F, `degrees_of_freedom` the numerator's, k - 1. No variance inside any group is `degenerate`. Accuracy: NIST's ANOVA
/// sets to 1e-12 and better, those of offset 1e12 included.
/// With unequal variances and sizes the error rate is off: use AlexanderGovern.
struct OneWayAnova {
  template <MomentSample Reference, MomentSample Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return (*this)(std::array{moment_summary(reference), moment_summary(current)});
  }
  template <MomentGroups Groups>
  [[nodiscard]] TestResult operator()(const Groups& samples) const {
    return detail::anova_result(detail::moment_summaries(samples));
  }
};

/// Alexander and Govern's test. Null hypothesis: all groups have the same mean, whatever their variances (1994,
/// doi:10.3102/10769986019002091): WelchT for more than two groups.
///
/// Input as OneWayAnova. Each group's t against the common mean is made normal; `statistic` is the sum of their
/// squares, chi-squared with k - 1 degrees of freedom. Each group needs two values; a group without variance is
/// `degenerate`. Simulated error rates at a nominal .05, three groups: .037 with three values each, .046 with five,
/// .048 with ten (exponential data: .046).
struct AlexanderGovern {
  template <MomentSample Reference, MomentSample Current>
  [[nodiscard]] TestResult operator()(const Reference& reference, const Current& current) const {
    return (*this)(std::array{moment_summary(reference), moment_summary(current)});
  }

  template <MomentGroups Groups>
  [[nodiscard]] TestResult operator()(const Groups& samples) const {
    const std::vector<SampleMoments> groups = detail::moment_summaries(samples);
    TestResult result;
    bool enough = groups.size() >= 2;
    bool varied = true;
    for (const SampleMoments& group : groups) {
      (&group == groups.data() ? result.reference_count : result.current_count) += group.count;
      enough = enough && group.count >= 2;
      varied = varied && group.sum_of_squares > 0 && is_finite(group.sum_of_squares);
    }
    if (!enough) return result;
    result.status = Status::degenerate;
    if (!varied) return result;

    StableSum weights;
    StableSum weighted;
    for (const SampleMoments& group : groups) {
      const double weight = static_cast<double>(group.count) / group.variance();
      weights += weight;
      weighted += weight * detail::mean_difference(group, groups.front());
    }
    const double common_mean = weighted.value() / weights.value();  // relative to the first group's
    StableSum squares;
    for (const SampleMoments& group : groups) {
      const double error = std::sqrt(group.variance() / static_cast<double>(group.count));
      const double z = normalised((detail::mean_difference(group, groups.front()) - common_mean) / error,
                                  static_cast<double>(group.count - 1));
      squares += z * z;
    }
    if (!is_finite(squares.value())) return result;
    result.status = Status::ok;
    result.method = Method::asymptotic_corrected;
    result.statistic = squares.value();
    result.degrees_of_freedom = static_cast<double>(groups.size()) - 1;
    result.p_value = chi_squared_sf(result.statistic, result.degrees_of_freedom);
    return result;
  }

 private:
  /// Hill's transformation of Student's t to a normal deviate (1970, doi:10.1145/355598.355599).
  [[nodiscard]] static double normalised(double t, double dof) noexcept {
    const double a = dof - 0.5;
    const double b = 48 * a * a;
    const double square = a * std::log1p(t * t / dof);
    const double c = std::sqrt(square);
    const double first = c * (square + 3) / b;
    const double second =
        c * (855 + square * (240 + square * (33 + square * 4))) / (b * (10 * b + 8 * square * square + 1000));
    return c + first - second;
  }
};

}  // namespace leeway::inline v0_1
