#include "leeway/report/attributed.hpp"

#include "catch.hpp"
#include "leeway/baseline/explanation.hpp"
#include "leeway/report/evaluate.hpp"
#include "report/people.hpp"

using leeway::Baseline;
using leeway::DriftReport;
using leeway::evaluate;
using leeway::FeatureReport;

namespace {

/// The price model 0.1 age + `per_income` ln income, against the people's means, explained exactly; devices do nothing.
Baseline explained(double per_income) {
  People people;
  const Baseline baseline = people.baseline(10'000);
  Eigen::MatrixXd rows(people.numbers.rows(), 3);
  rows << people.numbers.col(0), Eigen::VectorXd::Zero(people.numbers.rows()), people.numbers.col(1);
  leeway::Explanation explanation{.features = 3};
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const double age = 0.1 * (rows(i, 0) - 34);
    const double income = per_income * (std::log(rows(i, 2)) - 10);
    explanation.attributions.insert(explanation.attributions.end(), {age, 0, income});
    explanation.outputs.push_back(age + income);
    explanation.expected.push_back(0);
  }
  return with_explanation(baseline, rows, explanation);
}

}  // namespace

TEST_CASE("attributed: the impact of a shift is what it does to the output") {
  const Baseline baseline = explained(2);
  const DriftReport report = evaluate(baseline, People{.older = 5, .seed = 2}.window(baseline, 5'000));
  const FeatureReport& age = *report.find("age");
  REQUIRE(age.impact);
  // Five years at 0.1 each; cells hold means, which the shift moves by less than itself inside a cell.
  CHECK(age.impact->expected == Approx(0.5).epsilon(0.1));
  CHECK(age.impact->standard_error == Approx(std::sqrt(.81 / 10'000 + .81 / 5'000)).epsilon(0.15));
  CHECK(age.score == age.impact->beyond_chance);
  CHECK(age.score > 0.3);
  CHECK_THAT(age.diagnosis, ContainsSubstring("moves the output by 0."));
  CHECK_THAT(age.diagnosis, ContainsSubstring("standard error 0.0"));
  const FeatureReport& income = *report.find("income");
  CHECK(income.score == 0);  // nothing there is more than chance
  CHECK(std::fabs(income.impact->expected) < 4 * income.impact->standard_error);
  CHECK_THAT(income.diagnosis, !ContainsSubstring("output"));
  CHECK(report.find("device")->impact->magnitude == 0);
  REQUIRE(report.attribution_drift);
  CHECK_FALSE(report.attribution_drift->exceeded());
}

TEST_CASE("attributed: impact ranks, not the size of the drift") {
  // Devices drift most and matter nothing to the model; age drifts less.
  const People people{.older = 3, .mobile = 0.2, .seed = 2};
  const Baseline baseline = explained(2);
  const DriftReport ranked = evaluate(baseline, People(people).window(baseline, 5'000));
  REQUIRE(ranked.count(leeway::Verdict::drift) == 2);
  CHECK(ranked.features[0].name == "age");
  CHECK(ranked.find("device")->effect > ranked.find("age")->effect);

  const Baseline without = baseline.with_attributions({}).with_schema(People::schema());
  const DriftReport fallback = evaluate(without, People(people).window(without, 5'000));
  CHECK_FALSE(fallback.features[0].impact);
  CHECK_FALSE(fallback.attribution_drift);
  CHECK(fallback.features[0].score == Approx(fallback.features[0].importance / 4 * fallback.features[0].excess_effect));
}

TEST_CASE("attributed: plans without tests rank by impact, too") {
  const Baseline baseline = explained(2);
  const auto report = evaluate(baseline, People{.older = 9, .seed = 2}.window(baseline, 5'000), leeway::Plan::limits());
  CHECK(report.features[0].name == "age");
  CHECK(report.features[0].score > 0.6);
}

TEST_CASE("attributed: another order of importances is said") {
  const Baseline baseline = explained(2);  // income matters 0.8, age 0.72
  CHECK_FALSE(evaluate(baseline, People{.seed = 2}.window(baseline, 5'000)).attribution_drift->exceeded());
  // Ages far out: age matters most now. Both are nearly as important, so the order is still worth most of it.
  const auto close = evaluate(baseline, People{.older = 40, .seed = 2}.window(baseline, 5'000)).attribution_drift;
  CHECK(close->value > 0);
  CHECK_FALSE(close->exceeded());
  const Baseline dominated = explained(20);
  const auto far = evaluate(dominated, People{.seed = 2}.window(dominated, 5'000)).attribution_drift;
  CHECK(far->value == 0);
  CHECK_FALSE(evaluate(baseline, leeway::Window(baseline)).attribution_drift);  // nothing came: no order
}
