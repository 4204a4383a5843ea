#include "leeway/report/evaluate.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "report/people.hpp"

using leeway::Action;
using leeway::Baseline;
using leeway::DriftReport;
using leeway::evaluate;
using leeway::Plan;
using leeway::Verdict;

namespace {

const Baseline& baseline() {
  static const Baseline made = People{}.baseline(10'000);
  return made;
}

const leeway::Finding& finding(const DriftReport& report, const char* feature, const std::string& check) {
  for (const auto& found : report.find(feature)->findings) {
    if (found.check == check) return found;
  }
  throw std::runtime_error("no finding " + check);
}

}  // namespace

TEST_CASE("evaluate: healthy data are stable") {
  const DriftReport report = evaluate(baseline(), People{.seed = 2}.window(baseline(), 5'000));
  CHECK(report.verdict == Verdict::stable);
  CHECK_FALSE(report.drifted());
  CHECK(report.count(Verdict::stable) == 3);
  CHECK(report.window_rows == 5'000);
  CHECK(report.baseline_rows == 10'000);
  CHECK(report.features[0].action == Action::ignore);
  CHECK(report.features[0].score == 0);
}

TEST_CASE("evaluate: drifted features come first, by importance x drift") {
  const DriftReport report =
      evaluate(baseline(), People{.older = 7, .age_std = 6, .mobile = 0.8, .seed = 3}.window(baseline(), 5'000));
  CHECK(report.drifted());
  CHECK(report.features[0].name == "age");  // twice as important, and it moved further
  CHECK(report.features[1].name == "device");
  CHECK(report.features[2].verdict == Verdict::stable);
  CHECK(report.features[0].score > report.features[1].score);
  CHECK(report.features[1].score > 0);
  CHECK(report.features[0].action == Action::retrain);
  CHECK(report.features[0].diagnosis.find("higher and more clustered") != std::string::npos);
  CHECK(report.features[1].diagnosis.find("mobile 60.") == 0);
  CHECK(report.features[0].effect == Approx(0.38).margin(0.03));  // sup |Phi((x-34)/9) - Phi((x-41)/6)| = .371

  leeway::Schema device_matters = People::schema();
  device_matters.set_importance("device", 100);
  const Baseline weighed = baseline().with_schema(device_matters);
  const DriftReport other =
      evaluate(weighed, People{.older = 7, .age_std = 6, .mobile = 0.8, .seed = 3}.window(weighed, 5'000));
  CHECK(other.features[0].name == "device");
}

TEST_CASE("evaluate: sure but small is minor, and a tolerance of its own decides") {
  const DriftReport report = evaluate(baseline(), People{.older = 0.6, .seed = 4}.window(baseline(), 100'000));
  CHECK(report.find("age")->verdict == Verdict::minor);
  CHECK(report.find("age")->action == Action::watch);
  CHECK(report.verdict == Verdict::minor);

  leeway::Schema strict = People::schema();
  strict = leeway::Schema{{.name = "age", .thresholds = {.tolerance = 0.005}}, strict[1], strict[2]};
  const Baseline tight = baseline().with_schema(strict);
  CHECK(evaluate(tight, People{.older = 0.6, .seed = 4}.window(tight, 100'000)).find("age")->verdict == Verdict::drift);
}

TEST_CASE("evaluate: missing values, new categories, infinities and out-of-range values each raise the verdict") {
  const DriftReport missing = evaluate(baseline(), People{.missing_age = 0.05, .seed = 5}.window(baseline(), 5'000));
  CHECK(finding(missing, "age", "missing_share").verdict == Verdict::drift);
  CHECK(missing.find("age")->action == Action::inspect_upstream);

  const DriftReport unseen = evaluate(baseline(), People{.tv = 0.03, .seed = 6}.window(baseline(), 5'000));
  CHECK(finding(unseen, "device", "new_category_share").verdict == Verdict::drift);
  CHECK(unseen.find("device")->diagnosis.find("new category 'tv'") != std::string::npos);
  CHECK(unseen.find("device")->action == Action::inspect_upstream);

  People people{.seed = 7};
  people.draw(5'000);
  for (int i = 0; i < 100; ++i) people.numbers(i, 0) = i % 2 == 0 ? 500 : -500;
  for (int i = 0; i < 80; ++i) people.numbers(i, 1) = std::numeric_limits<double>::infinity();
  leeway::Recorder recorder(baseline(), 1);
  recorder.observe(people.numbers, {people.devices});
  leeway::Window window(baseline());
  recorder.drain(window);
  const DriftReport wild = evaluate(baseline(), window);
  CHECK(finding(wild, "age", "out_of_range_share").verdict == Verdict::drift);
  CHECK(finding(wild, "income", "infinite_share").verdict == Verdict::drift);
}

TEST_CASE("evaluate: one new row or two out-of-range values are no drift") {
  const DriftReport report = evaluate(baseline(), People{.tv = 0.0003, .seed = 8}.window(baseline(), 5'000));
  CHECK_FALSE(report.drifted());
}

TEST_CASE("evaluate: too few rows are insufficient, unless the difference is plain") {
  const DriftReport few = evaluate(baseline(), People{.seed = 9}.window(baseline(), 10));
  CHECK(few.verdict == Verdict::insufficient);
  CHECK(few.features[0].action == Action::collect_more);
  CHECK(evaluate(baseline(), leeway::Window(baseline())).verdict == Verdict::insufficient);
  CHECK(evaluate(baseline(), People{.older = 100, .seed = 9}.window(baseline(), 10)).drifted());
}

TEST_CASE("evaluate: an empty or all-missing feature is not a crash and not a p-value") {
  const DriftReport report = evaluate(baseline(), People{.missing_age = 1, .seed = 10}.window(baseline(), 500));
  CHECK(finding(report, "age", "missing_share").verdict == Verdict::drift);
  const auto& ks = std::get<leeway::TestResult>(finding(report, "age", "kolmogorov_smirnov").result);
  CHECK(ks.status == leeway::Status::too_few_samples);
  CHECK(std::isnan(finding(report, "age", "kolmogorov_smirnov").adjusted_p_value));
}

TEST_CASE("evaluate: a feature that is nearly all missing is short of data by itself") {
  const Baseline sparse = People{.missing_age = 0.98, .seed = 20}.baseline(1'000);
  const DriftReport report = evaluate(sparse, People{.missing_age = 0.98, .seed = 21}.window(sparse, 1'000));
  CHECK(report.find("age")->verdict == Verdict::insufficient);     // some twenty ages on either side
  CHECK_FALSE(report.find("age")->rows_needed.has_value());        // of twenty ages in training no number is enough
  CHECK(report.find("income")->verdict == Verdict::insufficient);  // 1,000 + 1,000 show .08, tolerated are .05
  CHECK(report.find("income")->detectable_effect == Approx(0.085).margin(0.01));
  CHECK_FALSE(report.drifted());
}

TEST_CASE("evaluate: a share of batches that do not fit is drift of the interface") {
  leeway::Window window = People{.seed = 2}.window(baseline(), 5'000);
  window.rejected_rows = 40;
  CHECK_FALSE(evaluate(baseline(), window).drifted());  // .8 %
  window.rejected_rows = 60;
  CHECK(evaluate(baseline(), window).drifted());
  leeway::Window nothing_else(baseline());
  nothing_else.rejected_rows = 1;
  CHECK(evaluate(baseline(), nothing_else).drifted());
  CHECK(evaluate(baseline(), nothing_else).rejected_rows == 1);
}

TEST_CASE("evaluate: effect and excess come from the finding that is sure") {
  // A 5 % rise of missing values, sure; the ages that are left do not differ surely.
  const DriftReport report = evaluate(baseline(), People{.missing_age = 0.05, .seed = 5}.window(baseline(), 1'000));
  const auto* age = report.find("age");
  REQUIRE(finding(report, "age", "kolmogorov_smirnov").verdict == Verdict::stable);
  REQUIRE(finding(report, "age", "missing_share").verdict == Verdict::drift);
  CHECK(age->effect ==
        std::fabs(std::get<leeway::TestResult>(finding(report, "age", "missing_share").result).effect_size));
  CHECK(age->excess_effect < age->effect);
}

TEST_CASE("evaluate: the plain plans") {
  // p_value: every p below alpha is drift, so a shift too small to matter alarms.
  const leeway::Window small_shift = People{.older = 0.6, .seed = 4}.window(baseline(), 100'000);
  CHECK(evaluate(baseline(), small_shift, Plan::p_value()).drifted());
  CHECK_FALSE(evaluate(baseline(), small_shift).drifted());

  // limits: no tests at all.
  const DriftReport limits =
      evaluate(baseline(), People{.older = 7, .seed = 3}.window(baseline(), 5'000), Plan::limits());
  CHECK(limits.drifted());
  CHECK(finding(limits, "age", "mean_shift_in_std").verdict == Verdict::drift);
  CHECK_THROWS(finding(limits, "age", "kolmogorov_smirnov"));
  CHECK(limits.find("device")->verdict == Verdict::stable);

  // A feature's own threshold holds under every plan: five years of mean age.
  leeway::Schema schema = People::schema();
  schema = leeway::Schema{{.name = "age", .thresholds = {.mean_shift = 5}}, schema[1], schema[2]};
  const Baseline with_limit = baseline().with_schema(schema);
  const DriftReport crossed = evaluate(with_limit, People{.older = 5.5, .seed = 3}.window(with_limit, 5'000));
  CHECK(finding(crossed, "age", "mean_shift").verdict == Verdict::drift);
  CHECK(crossed.find("age")->diagnosis.find("mean_shift 5.") != std::string::npos);
}

TEST_CASE("evaluate: an evaluator says of each window what evaluate says") {
  for (const Plan& plan : {Plan{}, Plan{.mode = leeway::WatchMode::tempered}, Plan::p_value()}) {
    const leeway::Evaluator evaluator(baseline(), plan);
    for (const double older : {0.0, 3.0}) {
      const leeway::Window window = People{.older = older, .seed = 3}.window(baseline(), 2'000);
      const DriftReport report = evaluator(window);
      const DriftReport expected = evaluate(baseline(), window, plan);
      CHECK(report.verdict == expected.verdict);
      REQUIRE(report.features.size() == expected.features.size());
      for (std::size_t i = 0; i < report.features.size(); ++i) {
        CHECK(report.features[i].name == expected.features[i].name);
        CHECK(report.features[i].verdict == expected.features[i].verdict);
        CHECK(report.features[i].design_effect == expected.features[i].design_effect);
        CHECK(report.features[i].score == expected.features[i].score);
      }
    }
  }
  CHECK_THROWS_AS(leeway::Evaluator(baseline(), Plan{.alpha = 2}), leeway::ConfigError);
}

TEST_CASE("evaluate: another baseline's window and a plan that cannot work are refused") {
  const Baseline other = People{.seed = 99}.baseline(1'000);
  CHECK_THROWS_AS(evaluate(baseline(), leeway::Window(other)), leeway::ConfigError);
  CHECK_THROWS_AS(evaluate(baseline(), leeway::Window(baseline()), Plan{.alpha = 0}), leeway::ConfigError);
}

TEST_CASE("evaluate: without drift at most alpha of the reports alarm, however many features") {
  // A guarantee, so a simulation: 400 reports of 20 healthy features, new baseline each 20 reports. With alpha = 5 %
  // and a tolerance of 0 (the tolerance would hide what the tests do) 20 are expected to alarm at most; 34 is the
  // 99.9th percentile of Binomial(400, .05).
  std::mt19937_64 random(2024);
  std::normal_distribution<double> normal;
  leeway::Schema schema;
  for (int i = 0; i < 10; ++i) schema.add({.name = "n" + std::to_string(i)});
  for (int i = 0; i < 10; ++i) schema.add({"c" + std::to_string(i), leeway::Kind::categorical});
  auto draw = [&](int rows) {
    Eigen::MatrixXd batch(rows, 20);
    for (int row = 0; row < rows; ++row) {
      for (int i = 0; i < 10; ++i) batch(row, i) = i % 2 == 0 ? normal(random) : std::round(2 * normal(random));
      // Categories from few to many, with tails full of rare ones: new ones turn up in every window.
      for (int i = 10; i < 20; ++i) batch(row, i) = std::floor(std::exp(std::fabs(normal(random)) * (i - 8) / 4));
    }
    return batch;
  };
  Plan plan;
  plan.tolerance = plan.share_tolerance = 0;
  int alarms = 0;
  int unadjusted_alarms = 0;
  for (int b = 0; b < 20; ++b) {
    leeway::BaselineBuilder builder(schema);
    builder.add(draw(2'000));
    const Baseline healthy = builder.build();
    leeway::Recorder recorder(healthy, 1);
    for (int w = 0; w < 20; ++w) {
      recorder.observe(draw(500));
      leeway::Window window(healthy);
      recorder.drain(window);
      alarms += evaluate(healthy, window, plan).drifted() ? 1 : 0;
      unadjusted_alarms += evaluate(healthy, window, Plan::p_value()).drifted() ? 1 : 0;
    }
  }
  INFO("alarms " << alarms << ", unadjusted " << unadjusted_alarms);
  CHECK(alarms <= 34);
  CHECK(unadjusted_alarms > 150);  // why the adjustment is there
}
