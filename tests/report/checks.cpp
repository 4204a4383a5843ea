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
using leeway::detail::FeatureChecks;

namespace {

const leeway::detail::TestedEffect* find(const FeatureChecks& checks, const std::string& name) {
  const auto found =
      std::find_if(checks.tests.begin(), checks.tests.end(), [&](const auto& test) { return test.check == name; });
  return found == checks.tests.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("checks: what neither side has is not tested") {
  const leeway::Baseline baseline = People{}.baseline(2'000);
  const leeway::Window window = People{.seed = 2}.window(baseline, 500);
  FeatureChecks checks;
  leeway::detail::test_numeric(checks, std::get<NumericBaseline>(baseline[0]),
                               std::get<NumericWindow>(window.features[0]), 0.05, 0.01);
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
    FeatureChecks checks;
    leeway::detail::test_numeric(checks, std::get<NumericBaseline>(baseline[0]),
                                 std::get<NumericWindow>(window.features[0]), 0.05, 0.01);
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
      FeatureChecks checks;
      leeway::detail::test_categorical(checks, std::get<CategoricalBaseline>(baseline[0]),
                                       std::get<CategoricalWindow>(window.features[0]), 0.05, 0.01);
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
  FeatureChecks checks;
  leeway::detail::test_numeric(checks, std::get<NumericBaseline>(baseline[0]),
                               std::get<NumericWindow>(window.features[0]), 0.05, 0.01);
  const auto* ks = find(checks, "kolmogorov_smirnov");
  CHECK(ks->effect == Approx(0.1));
  CHECK(ks->effect - ks->excess == Approx(leeway::noise::share_difference(0.45, 1'000, 1'000)));
}

TEST_CASE("checks: a feature's own limits go before the plan's") {
  const Thresholds own{.mean_shift = 5};
  const Thresholds plan{.mean_shift = 1, .missing_share = 0.1};
  const Thresholds effective = leeway::detail::effective_thresholds(own, plan);
  CHECK(effective.mean_shift == 5.0);
  CHECK(effective.missing_share == 0.1);
  CHECK_FALSE(effective.std_shift.has_value());
}

TEST_CASE("checks: every limit that is set is checked, and no other") {
  const leeway::Baseline baseline = People{}.baseline(2'000);
  const leeway::Window window = People{.older = 10, .missing_age = 0.2, .seed = 2}.window(baseline, 2'000);
  const auto& numeric = std::get<NumericBaseline>(baseline[0]);
  const auto& live = std::get<NumericWindow>(window.features[0]);
  FeatureChecks none;
  leeway::detail::check_limits(none, numeric, live, {});
  CHECK(none.thresholds.empty());

  FeatureChecks all;
  leeway::detail::check_limits(all, numeric, live,
                               {.mean_shift = 5,
                                .mean_shift_in_std = 0.5,
                                .std_shift = 5,
                                .std_shift_relative = 0.5,
                                .missing_share = 0.1,
                                .out_of_range_share = 0.5});
  REQUIRE(all.thresholds.size() == 6);
  std::vector<std::string> exceeded;
  for (const auto& [name, result] : all.thresholds) {
    CHECK(result.status == leeway::Status::ok);
    if (result.exceeded()) exceeded.push_back(name);
  }
  CHECK(exceeded == std::vector<std::string>{"mean_shift", "mean_shift_in_std", "missing_share_limit"});

  const leeway::Window more_mobile = People{.mobile = 0.8, .tv = 0.01, .seed = 3}.window(baseline, 2'000);
  FeatureChecks categorical;
  leeway::detail::check_limits(categorical, std::get<CategoricalBaseline>(baseline[1]),
                               std::get<CategoricalWindow>(more_mobile.features[1]),
                               {.frequency_change = 0.05, .new_category_share = 0, .missing_share = 0});
  REQUIRE(categorical.thresholds.size() == 3);
  CHECK(categorical.thresholds[0].second.value == Approx(-0.21).margin(0.05));  // desktops: 30 % to 9 %
  CHECK(categorical.thresholds[1].second.exceeded());
  CHECK_FALSE(categorical.thresholds[2].second.exceeded());
}
