#include "leeway/report/checks.hpp"

#include <algorithm>
#include <random>
#include <string>

#include "catch.hpp"
#include "report/people.hpp"

using leeway::CategoricalBaseline;
using leeway::CategoricalWindow;
using leeway::NumericBaseline;
using leeway::NumericWindow;
using leeway::Thresholds;
using leeway::detail::ComparedCounts;
using leeway::detail::TestedEffect;
using Tests = std::vector<TestedEffect>;

namespace {

const TestedEffect* find(const Tests& tests, const std::string& name) {
  const auto found = std::find_if(tests.begin(), tests.end(), [&](const auto& test) { return test.check == name; });
  return found == tests.end() ? nullptr : &*found;
}

/// All tests of one feature of a window.
template <class Statistics, class Live>
Tests tests_of(const leeway::Baseline& baseline, const leeway::Window& window, std::size_t feature,
               const leeway::detail::TestTerms& terms) {
  const auto& statistics = std::get<Statistics>(baseline[feature]);
  const auto& live = std::get<Live>(window.features[feature]);
  ComparedCounts counts{leeway::detail::all_counts(statistics), live.counts};
  if constexpr (requires { live.lanes; }) {
    counts.reference_lanes = statistics.lanes;
    counts.current_lanes = live.lanes;
  }
  return leeway::detail::run_tests(statistics, counts, terms);
}
Tests numeric_tests(const leeway::Baseline& baseline, const leeway::Window& window,
                    const leeway::detail::TestTerms& terms = {}) {
  return tests_of<NumericBaseline, NumericWindow>(baseline, window, 0, terms);
}

}  // namespace

TEST_CASE("checks: what neither side has is not tested") {
  const leeway::Baseline baseline = People{}.baseline(2'000);
  const leeway::Window window = People{.seed = 2}.window(baseline, 500);
  const Tests checks = numeric_tests(baseline, window);
  REQUIRE(find(checks, "kolmogorov_smirnov") != nullptr);
  CHECK(find(checks, "missing_share") == nullptr);
  CHECK(find(checks, "infinite_share") == nullptr);
  const auto& ks = find(checks, "kolmogorov_smirnov")->result;
  CHECK(ks.reference_count == 2'000);
  CHECK(ks.current_count == 500);
  CHECK(ks.ok());
}

TEST_CASE("checks: values outside the training range hold their level when nothing drifted") {
  // The null of the two counted extremes: 2000 fresh baselines of 200 rows, windows of 400. Level .05.
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  int alarms = 0;
  constexpr int rounds = 2'000;
  for (int round = 0; round < rounds; ++round) {
    leeway::BaselineBuilder builder(leeway::Schema{{"x"}});
    builder.add(Eigen::MatrixXd(Eigen::MatrixXd::NullaryExpr(200, 1, [&] { return normal(random); })));
    const leeway::Baseline baseline = builder.build();
    leeway::Recorder recorder(baseline, 1);
    recorder.observe(Eigen::MatrixXd(Eigen::MatrixXd::NullaryExpr(400, 1, [&] { return normal(random); })));
    leeway::Window window(baseline);
    recorder.drain(window);
    const Tests checks = numeric_tests(baseline, window);
    const auto* outside = find(checks, "out_of_range_share");
    alarms += outside != nullptr && outside->result.significant(0.05) ? 1 : 0;
  }
  INFO(alarms << " of " << rounds);
  CHECK(alarms <= 0.05 * rounds + 30);  // three standard errors
  CHECK(alarms > 0);                    // and it is not dead
}

TEST_CASE("checks: a long tail of rare categories, some always new, holds its level when nothing drifted") {
  // Zipf: most of 2,000 categories are unseen in 1,000 rows, so every window brings new ones; and a window larger than
  // the baseline shows how much the baseline's own counts of its rare categories flatter them.
  struct Case {
    std::size_t categories;
    int reference_rows;
    int current_rows;
  };
  std::mt19937_64 random(4);
  for (const auto& [categories, reference_rows, current_rows] :
       {Case{2'000, 1'000, 500}, Case{100, 1'000, 5'000}, Case{2'000, 1'000, 5'000}}) {
    std::vector<double> weights(categories);
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 1 / static_cast<double>(i + 1);
    std::discrete_distribution<std::int64_t> category(weights.begin(), weights.end());
    auto draw = [&](int rows) {
      std::vector<std::int64_t> codes(static_cast<std::size_t>(rows));
      for (auto& code : codes) code = category(random);
      return codes;
    };
    constexpr int rounds = 300;
    int chi_squared_alarms = 0;
    int new_category_alarms = 0;
    for (int round = 0; round < rounds; ++round) {
      leeway::BaselineBuilder builder(leeway::Schema{{"c", leeway::Kind::categorical}});
      builder.add_column(0, draw(reference_rows));
      const leeway::Baseline baseline = builder.build();
      leeway::Recorder recorder(baseline, 1);
      const auto codes = draw(current_rows);
      recorder.observe({codes});
      leeway::Window window(baseline);
      recorder.drain(window);
      const Tests checks = tests_of<CategoricalBaseline, CategoricalWindow>(baseline, window, 0, {});
      chi_squared_alarms += find(checks, "chi_squared")->result.significant(0.05) ? 1 : 0;
      const auto* unseen = find(checks, "new_category_share");
      new_category_alarms += unseen != nullptr && unseen->result.significant(0.05) ? 1 : 0;
    }
    INFO(categories << " categories, " << reference_rows << " + " << current_rows << ": " << chi_squared_alarms
                    << " and " << new_category_alarms << " of " << rounds);
    CHECK(chi_squared_alarms <= 0.05 * rounds + 12);  // three standard errors
    CHECK(new_category_alarms <= 0.05 * rounds + 12);
  }
}

TEST_CASE("checks: the noise of a feature with two values is that of one share, not of any continuous feature") {
  leeway::BaselineBuilder builder(leeway::Schema{{"x"}});
  Eigen::MatrixXd values(1'000, 1);
  for (int i = 0; i < 1'000; ++i) values(i, 0) = i % 5 < 2 ? 1 : 0;
  builder.add(values);
  const leeway::Baseline baseline = builder.build();
  leeway::Recorder recorder(baseline, 1);
  recorder.observe(values);
  leeway::Window window(baseline);
  recorder.drain(window);
  std::get<NumericWindow>(window.features[0]).counts[2] -= 100;  // a tenth moves from 0 to 1
  std::get<NumericWindow>(window.features[0]).counts[3] += 100;
  const Tests checks = numeric_tests(baseline, window);
  const auto* ks = find(checks, "kolmogorov_smirnov");
  CHECK(ks->effect.value == Approx(0.1));
  CHECK(ks->effect.value - ks->excess == Approx(leeway::noise::share_difference(0.45, 1'000, 1'000)));
}
