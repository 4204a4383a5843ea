#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "leeway/accumulate/partition.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/compare/chi_squared.hpp"
#include "leeway/compare/counts.hpp"
#include "leeway/compare/distance_interval.hpp"
#include "leeway/compare/good_turing.hpp"
#include "leeway/compare/kolmogorov_smirnov.hpp"
#include "leeway/compare/noise.hpp"
#include "leeway/compare/proportions.hpp"
#include "leeway/core/result.hpp"
#include "leeway/report/dependence.hpp"
#include "leeway/report/repeat_check.hpp"
#include "leeway/report/tested_effect.hpp"

/// The tests of one feature: a pure function of counts.
namespace leeway::inline v0_1::detail {

inline void test_numeric(std::vector<TestedEffect>& tests, const Partition<double>& partition,
                         const ComparedCounts& counts, const TestTerms& terms) {
  const std::size_t missing = partition.missing_slot();
  const auto reference = counts.reference.first(missing);
  const auto current = counts.current.first(missing);

  // A window is judged in tens of microseconds a feature; beyond this much work the bridge is as good (METHODS).
  constexpr double exact_work = 2e5;
  TestResult ks = KolmogorovSmirnov{.exact_work_limit = exact_work}(reference, current);
  ks.p_value = tempered_p(ks, terms.design_effect);
  // D never exceeds the total variation, which knows how few values a discrete feature has.
  const double noise_level =
      (std::min)(noise::ks_distance(ks.reference_count, ks.current_count), noise::total_variation(reference, current));
  const Distance distance = kolmogorov_interval(reference, current, terms.confidence, terms.design_effect);
  tests.push_back({"kolmogorov_smirnov",
                   ks,
                   distance,
                   ks.ok() ? beyond(ks.effect_size, noise_level * std::sqrt(terms.design_effect)) : 0,
                   terms.tolerance,
                   {}});

  const std::uint64_t reference_rows = total_count(counts.reference);
  const std::uint64_t current_rows = total_count(counts.current);
  const auto count_in = [](std::span<const std::uint64_t> side, std::size_t a, std::size_t b) {
    return side[a] + side[b];
  };
  check_share(tests, "missing_share", Alternative::two_sided, {counts.reference[missing], reference_rows},
              {counts.current[missing], current_rows}, terms);
  const std::size_t low = partition.negative_infinity_slot();
  const std::size_t high = partition.positive_infinity_slot();
  check_share(tests, "infinite_share", Alternative::two_sided, {count_in(counts.reference, low, high), reference_rows},
              {count_in(counts.current, low, high), current_rows}, terms);
  // The training extremes are two training values: of the next N + 1 values from the same source two are expected
  // to be its extremes, so two count as seen on the baseline's side.
  const std::size_t below = partition.below_range_slot();
  const std::size_t above = partition.above_range_slot();
  const std::uint64_t out_now = count_in(counts.current, below, above);
  if (out_now > 0) {
    check_share(tests, "out_of_range_share", Alternative::greater,
                {count_in(counts.reference, below, above) + 2, reference_rows + 2}, {out_now, current_rows}, terms);
  }
  check_repeats(tests, partition, counts, current_rows, terms);
}

inline void test_categorical(std::vector<TestedEffect>& tests, const CategoricalBaseline& baseline,
                             const ComparedCounts& counts, const TestTerms& terms) {
  const Vocabulary& vocabulary = baseline.vocabulary;
  const std::size_t other = vocabulary.other_slot();
  const std::size_t unseen = vocabulary.new_slot();
  const std::size_t missing = vocabulary.missing_slot();
  const std::span<const std::uint64_t> before = counts.reference;
  const std::span<const std::uint64_t> now = counts.current;

  // Categories seen a few times in training look more frequent there than they are (they were chosen for having been
  // seen), and what they lack is in the new ones. Together the rare and the new have no such bias: one cell for all.
  // Who is rare is decided by both samples together, which under the null hypothesis tells nothing about either;
  // decided by the baseline alone, six healthy windows of ten drift at 1,000 + 5,000 rows of 100 Zipf categories.
  const auto reference_total = static_cast<double>(total_count(before.first(missing)));
  const auto current_total = static_cast<double>(total_count(now.first(missing)));
  const double reference_part = reference_total / (reference_total + current_total);
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
  TestResult chi_squared = ChiSquared{}(reference, current);
  chi_squared.p_value = tempered_p(chi_squared, terms.design_effect);
  Distance variation = total_variation_interval(reference, current, terms.confidence, terms.design_effect);
  if (!variation.ok()) variation.value = 0;
  const double noise_level = noise::total_variation(reference, current) * std::sqrt(terms.design_effect);
  tests.push_back({"chi_squared", chi_squared, variation, beyond(variation.value, noise_level), terms.tolerance, {}});

  const std::uint64_t reference_rows = total_count(before);
  const std::uint64_t current_rows = total_count(now);
  check_share(tests, "missing_share", Alternative::two_sided, {before[missing], reference_rows},
              {now[missing], current_rows}, terms);
  // A category seen once was new when its row came, so the baseline's singletons say how many new ones to expect.
  if (now[unseen] > 0) {
    check_share(tests, "new_category_share", Alternative::greater,
                unseen_categories(baseline.singletons, doubletons_at_most(baseline), baseline.rows()),
                {now[unseen], current_rows}, terms);
  }
}

/// All tests of a feature; the one of the whole distribution comes first.
[[nodiscard]] inline std::vector<TestedEffect> run_tests(const NumericBaseline& baseline, const ComparedCounts& counts,
                                                         const TestTerms& terms) {
  std::vector<TestedEffect> tests;
  test_numeric(tests, baseline.cells.partition(), counts, terms);
  return tests;
}
[[nodiscard]] inline std::vector<TestedEffect> run_tests(const CategoricalBaseline& baseline,
                                                         const ComparedCounts& counts, const TestTerms& terms) {
  std::vector<TestedEffect> tests;
  test_categorical(tests, baseline, counts, terms);
  return tests;
}

}  // namespace leeway::inline v0_1::detail
