#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/compare/chi_squared.hpp"
#include "leeway/compare/good_turing.hpp"
#include "leeway/compare/kolmogorov_smirnov.hpp"
#include "leeway/compare/noise.hpp"
#include "leeway/compare/proportions.hpp"
#include "leeway/compare/thresholds.hpp"
#include "leeway/core/result.hpp"
#include "leeway/report/drift_report.hpp"
#include "leeway/report/plan.hpp"

namespace leeway::detail {

/// A test of one feature on its way into the report: what it found, and how much of it chance does not explain.
struct TestedEffect {
  std::string check;
  TestResult result;
  double effect = 0;  ///< magnitude, 0..1
  double excess = 0;  ///< effect less its mean without drift
  double tolerance = 0;
};

/// Everything checked about one feature.
struct FeatureChecks {
  std::vector<TestedEffect> tests;
  std::vector<std::pair<std::string, ThresholdResult>> thresholds;
};

[[nodiscard]] inline double beyond(double effect, double noise) noexcept { return (std::max)(0.0, effect - noise); }

/// Compares the share of values of a kind (missing, new, ...). Where neither side has any there is nothing to test, and
/// leaving the test out is fair: the pooled number is fixed under the null.
inline void check_share(FeatureChecks& checks, std::string name, Alternative alternative, Proportion reference,
                        Proportion current, double tolerance) {
  if (reference.successes + current.successes == 0) return;
  const TestResult result = ShareTest{alternative}(reference, current);
  if (!result.ok()) return;
  const double pooled = static_cast<double>(reference.successes + current.successes) /
                        static_cast<double>(reference.trials + current.trials);
  const double noise = noise::share_difference(pooled, reference.trials, current.trials);
  const double effect = std::fabs(result.effect_size);
  checks.tests.push_back({std::move(name), result, effect, beyond(effect, noise), tolerance});
}

inline void test_numeric(FeatureChecks& checks, const NumericBaseline& baseline, const NumericWindow& window,
                         double tolerance, double share_tolerance) {
  const Partition<double>& partition = baseline.cells.partition();
  const std::span<const std::uint64_t> reference = baseline.cells.counts();
  const std::span<const std::uint64_t> current = window.counts;
  const std::size_t missing = partition.missing_slot();

  // A window is judged in tens of microseconds a feature; beyond this much work the bridge is as good (METHODS).
  constexpr double exact_work = 2e5;
  const TestResult ks =
      KolmogorovSmirnov{.exact_work_limit = exact_work}(baseline.cells.ordered_counts(), current.first(missing));
  // D never exceeds the total variation, which knows how few values a discrete feature has.
  const double noise_level =
      (std::min)(noise::ks_distance(ks.reference_count, ks.current_count),
                 noise::total_variation(baseline.cells.ordered_counts(), current.first(missing)));
  checks.tests.push_back({"kolmogorov_smirnov", ks, ks.ok() ? ks.effect_size : 0,
                          ks.ok() ? beyond(ks.effect_size, noise_level) : 0, tolerance});

  const std::uint64_t reference_rows = baseline.rows();
  std::uint64_t current_rows = 0;
  for (const std::uint64_t count : current) current_rows += count;
  const auto count_in = [](std::span<const std::uint64_t> counts, std::size_t a, std::size_t b) {
    return counts[a] + counts[b];
  };
  check_share(checks, "missing_share", Alternative::two_sided, {reference[missing], reference_rows},
              {current[missing], current_rows}, share_tolerance);
  const std::size_t low = partition.negative_infinity_slot();
  const std::size_t high = partition.positive_infinity_slot();
  check_share(checks, "infinite_share", Alternative::two_sided, {count_in(reference, low, high), reference_rows},
              {count_in(current, low, high), current_rows}, share_tolerance);
  // The training extremes are two training values: of the next N + 1 values from the same source two are expected
  // to be its extremes, so two count as seen on the baseline's side.
  const std::size_t below = partition.below_range_slot();
  const std::size_t above = partition.above_range_slot();
  const std::uint64_t out_now = count_in(current, below, above);
  if (out_now > 0) {
    check_share(checks, "out_of_range_share", Alternative::greater,
                {count_in(reference, below, above) + 2, reference_rows + 2}, {out_now, current_rows}, share_tolerance);
  }
}

/// Categories seen exactly twice. Those without a slot of their own that were seen more than once may have been, too:
/// an upper bound, which errs towards silence.
[[nodiscard]] inline std::uint64_t doubletons_at_most(const CategoricalBaseline& baseline) noexcept {
  const auto listed = std::span(baseline.counts).first(baseline.vocabulary.listed().size());
  const auto seen = [&](std::uint64_t times) {
    return static_cast<std::uint64_t>(std::count(listed.begin(), listed.end(), times));
  };
  return seen(2) + baseline.vocabulary.rare().size() - (baseline.singletons - seen(1));
}

inline void test_categorical(FeatureChecks& checks, const CategoricalBaseline& baseline,
                             const CategoricalWindow& window, double tolerance, double share_tolerance) {
  const Vocabulary& vocabulary = baseline.vocabulary;
  const std::size_t other = vocabulary.other_slot();
  const std::size_t unseen = vocabulary.new_slot();
  const std::size_t missing = vocabulary.missing_slot();
  const std::vector<std::uint64_t>& before = baseline.counts;
  const std::vector<std::uint64_t>& now = window.counts;

  // Categories seen a few times in training look more frequent there than they are (they were chosen for having been
  // seen), and what they lack is in the new ones. Together the rare and the new have no such bias: one cell for all.
  // Who is rare is decided by both samples together, which under the null hypothesis tells nothing about either;
  // decided by the baseline alone, six healthy windows of ten drift at 1,000 + 5,000 rows of 100 Zipf categories.
  std::uint64_t reference_total = 0;
  std::uint64_t current_total = 0;
  for (std::size_t slot = 0; slot < missing; ++slot) {
    reference_total += before[slot];
    current_total += now[slot];
  }
  const double reference_part =
      static_cast<double>(reference_total) / static_cast<double>(reference_total + current_total);
  constexpr double rare_below = 5;  // expected in the baseline
  std::vector<std::uint64_t> reference{before[other]};
  std::vector<std::uint64_t> current{now[other] + now[unseen]};
  for (std::size_t slot = 0; slot < other; ++slot) {
    if (static_cast<double>(before[slot] + now[slot]) * reference_part < rare_below) {
      reference[0] += before[slot];
      current[0] += now[slot];
    } else {
      reference.push_back(before[slot]);
      current.push_back(now[slot]);
    }
  }
  const TestResult chi_squared = ChiSquared{}(reference, current);
  double variation = 0;
  if (chi_squared.reference_count > 0 && chi_squared.current_count > 0) {
    for (std::size_t i = 0; i < reference.size(); ++i) {
      variation += std::fabs(static_cast<double>(current[i]) / static_cast<double>(chi_squared.current_count) -
                             static_cast<double>(reference[i]) / static_cast<double>(chi_squared.reference_count));
    }
    variation /= 2;
  }
  checks.tests.push_back({"chi_squared", chi_squared, variation,
                          beyond(variation, noise::total_variation(reference, current)), tolerance});

  const std::uint64_t reference_rows = baseline.rows();
  std::uint64_t current_rows = 0;
  for (const std::uint64_t count : now) current_rows += count;
  check_share(checks, "missing_share", Alternative::two_sided, {before[missing], reference_rows},
              {now[missing], current_rows}, share_tolerance);
  // A category seen once was new when its row came, so the baseline's singletons say how many new ones to expect.
  if (now[unseen] > 0) {
    check_share(checks, "new_category_share", Alternative::greater,
                unseen_categories(baseline.singletons, doubletons_at_most(baseline), reference_rows),
                {now[unseen], current_rows}, share_tolerance);
  }
}

/// A feature's own limits, the plan's where it has none.
[[nodiscard]] inline Thresholds effective_thresholds(const Thresholds& own, const Thresholds& plan) {
  const auto pick = [](const std::optional<double>& first, const std::optional<double>& second) {
    return first ? first : second;
  };
  return {pick(own.mean_shift, plan.mean_shift),
          pick(own.mean_shift_in_std, plan.mean_shift_in_std),
          pick(own.std_shift, plan.std_shift),
          pick(own.std_shift_relative, plan.std_shift_relative),
          pick(own.frequency_change, plan.frequency_change),
          pick(own.new_category_share, plan.new_category_share),
          pick(own.missing_share, plan.missing_share),
          pick(own.out_of_range_share, plan.out_of_range_share),
          pick(own.tolerance, plan.tolerance)};
}

inline void check_limits(FeatureChecks& checks, const NumericBaseline& baseline, const NumericWindow& window,
                         const Thresholds& limits) {
  const Partition<double>& partition = baseline.cells.partition();
  auto add = [&](const char* name, const ThresholdResult& result) { checks.thresholds.emplace_back(name, result); };
  const auto& before = baseline.moments;
  const auto& now = window.moments;
  if (limits.mean_shift) add("mean_shift", MeanShift{*limits.mean_shift}(before, now));
  if (limits.mean_shift_in_std) add("mean_shift_in_std", MeanShiftInStd{*limits.mean_shift_in_std}(before, now));
  if (limits.std_shift) add("std_shift", StdShift{*limits.std_shift}(before, now));
  if (limits.std_shift_relative) add("std_shift_relative", StdShiftRelative{*limits.std_shift_relative}(before, now));
  std::uint64_t rows = 0;
  for (const std::uint64_t count : window.counts) rows += count;
  if (limits.missing_share) {
    add("missing_share_limit", ShareLimit{*limits.missing_share}(window.counts[partition.missing_slot()], rows));
  }
  if (limits.out_of_range_share) {
    const std::uint64_t outside =
        window.counts[partition.below_range_slot()] + window.counts[partition.above_range_slot()];
    add("out_of_range_limit", ShareLimit{*limits.out_of_range_share}(outside, window.moments.count()));
  }
}

inline void check_limits(FeatureChecks& checks, const CategoricalBaseline& baseline, const CategoricalWindow& window,
                         const Thresholds& limits) {
  const Vocabulary& vocabulary = baseline.vocabulary;
  const std::size_t missing = vocabulary.missing_slot();
  auto add = [&](const char* name, const ThresholdResult& result) { checks.thresholds.emplace_back(name, result); };
  const std::span<const std::uint64_t> before(baseline.counts);
  const std::span<const std::uint64_t> now(window.counts);
  if (limits.frequency_change) {
    add("frequency_change", FrequencyChange{*limits.frequency_change}(before.first(missing), now.first(missing)));
  }
  std::uint64_t rows = 0;
  for (const std::uint64_t count : now) rows += count;
  if (limits.new_category_share) {
    add("new_category_limit", ShareLimit{*limits.new_category_share}(now[vocabulary.new_slot()], rows - now[missing]));
  }
  if (limits.missing_share) add("missing_share_limit", ShareLimit{*limits.missing_share}(now[missing], rows));
}

}  // namespace leeway::detail
