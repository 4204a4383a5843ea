#include "leeway/report/diagnosis.hpp"

#include "catch.hpp"

using leeway::Action;
using leeway::CategoricalProfile;
using leeway::FeatureReport;
using leeway::Finding;
using leeway::NumericProfile;
using leeway::Sides;
using leeway::TestResult;
using leeway::ThresholdResult;
using leeway::Verdict;

namespace {

Finding test(const char* check, double statistic, double p, Verdict verdict) {
  TestResult result;
  result.status = leeway::Status::ok;
  result.statistic = statistic;
  result.p_value = p;
  return {check, result, p, verdict};
}

FeatureReport ages() {
  FeatureReport feature;
  feature.name = "user_age";
  feature.verdict = Verdict::drift;
  feature.profile = Sides<NumericProfile>{
      {.rows = 1000, .missing = 1, .mean = 34.1, .std_dev = 8.4, .lowest = 18, .highest = 90},
      {.rows = 500, .missing = 20, .out_of_range = 5, .mean = 41.7, .std_dev = 6.0, .lowest = 20, .highest = 99}};
  feature.findings.push_back(test("kolmogorov_smirnov", 0.31, 1e-30, Verdict::drift));
  return feature;
}

}  // namespace

TEST_CASE("diagnosis: what moved, which way, how sure") {
  FeatureReport feature = ages();
  diagnose(feature);
  CHECK(feature.diagnosis == "mean 34.1 -> 41.7 (+0.9 std), higher and more clustered; KS D=0.31, p<1e-12");
  CHECK(feature.action == Action::retrain);
}

TEST_CASE("diagnosis: missing and out-of-range values point upstream") {
  FeatureReport feature = ages();
  feature.findings.push_back(test("missing_share", 2, 1e-6, Verdict::drift));
  feature.findings.push_back(test("out_of_range_share", 2, 1e-4, Verdict::minor));
  diagnose(feature);
  CHECK(feature.diagnosis ==
        "mean 34.1 -> 41.7 (+0.9 std), higher and more clustered; KS D=0.31, p<1e-12; missing 0.1% -> 4.0%; 1.0% "
        "outside the training range [18, 90]");
  CHECK(feature.action == Action::inspect_upstream);
}

TEST_CASE("diagnosis: values far out are a fault, unless the whole population moved there") {
  FeatureReport feature = ages();
  feature.findings.push_back(test("out_of_range_share", 2, 1e-9, Verdict::drift));
  diagnose(feature);
  CHECK(feature.action == Action::retrain);
  feature.findings.front().verdict = Verdict::minor;
  diagnose(feature);
  CHECK(feature.action == Action::inspect_upstream);
}

TEST_CASE("diagnosis: categories that changed most, new ones by name") {
  FeatureReport feature;
  feature.verdict = Verdict::drift;
  CategoricalProfile before{.rows = 1000};
  before.categories = {{"mobile", 0.6}, {"desktop", 0.3}, {"tablet", 0.1}};
  CategoricalProfile now{.rows = 1000, .unseen = 13};
  now.categories = {{"mobile", 0.8}, {"desktop", 0.095}, {"tablet", 0.092}};
  now.new_categories = {{"tv", 0.013}};
  feature.profile = Sides<CategoricalProfile>{before, now};
  feature.findings.push_back(test("chi_squared", 140.25, 2.5e-4, Verdict::drift));
  diagnose(feature);
  CHECK(feature.diagnosis ==
        "desktop 30.0% -> 9.5%; mobile 60.0% -> 80.0%; new category 'tv' 1.3%; chi-squared 140.2, p=0.00025");
}

TEST_CASE("diagnosis: a stuck sensor, a feature without values, a crossed limit") {
  FeatureReport stuck = ages();
  std::get<Sides<NumericProfile>>(stuck.profile).current.std_dev = 0;
  diagnose(stuck);
  CHECK(stuck.diagnosis.find("now constant") != std::string::npos);
  CHECK(stuck.action == Action::inspect_upstream);

  FeatureReport silent = ages();
  std::get<Sides<NumericProfile>>(silent.profile).current = NumericProfile{.rows = 500, .missing = 500};
  diagnose(silent);
  CHECK(silent.diagnosis.find("no finite value in the window") == 0);

  FeatureReport limited = ages();
  limited.findings.push_back(
      {"mean_shift", ThresholdResult{leeway::Status::ok, 7.6, 5}, TestResult::undefined, Verdict::drift});
  diagnose(limited);
  CHECK(limited.diagnosis.find("mean_shift 7.6 beyond the limit 5") != std::string::npos);
}

TEST_CASE("diagnosis: every verdict has its action, every action its advice") {
  FeatureReport feature = ages();
  for (const auto& [verdict, action] :
       {std::pair{Verdict::stable, Action::ignore}, std::pair{Verdict::insufficient, Action::collect_more},
        std::pair{Verdict::minor, Action::watch}}) {
    feature.verdict = verdict;
    diagnose(feature);
    CHECK(feature.action == action);
    CHECK_FALSE(leeway::advice(action).empty());
  }
}
