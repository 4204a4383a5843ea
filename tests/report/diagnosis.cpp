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

TEST_CASE("diagnosis: the cause stands first, chance is not put into words") {
  FeatureReport feature = ages();
  feature.findings = {test("kolmogorov_smirnov", 0.03, 0.4, Verdict::stable),
                      test("missing_share", 2, 1e-6, Verdict::drift)};
  diagnose(feature);
  CHECK(feature.diagnosis == "missing 0.1% -> 4.0%; mean 34.1 -> 41.7 (+0.9 std); KS D=0.03, p=0.4");
}

TEST_CASE("diagnosis: a changed unit or constant is a fault upstream") {
  FeatureReport unit = ages();
  std::get<Sides<NumericProfile>>(unit.profile).current.out_of_range = 400;
  unit.findings.push_back(test("out_of_range_share", 2, 1e-9, Verdict::drift));
  diagnose(unit);
  CHECK(unit.action == Action::inspect_upstream);

  FeatureReport constant = ages();
  constant.profile = Sides<NumericProfile>{{.rows = 1000, .mean = 5, .std_dev = 0, .lowest = 5, .highest = 5},
                                           {.rows = 500, .mean = 7, .std_dev = 0, .lowest = 7, .highest = 7}};
  diagnose(constant);
  CHECK(constant.action == Action::inspect_upstream);
}

TEST_CASE("diagnosis: large numbers keep the digits that moved") {
  FeatureReport feature = ages();
  auto& sides = std::get<Sides<NumericProfile>>(feature.profile);
  sides.reference.mean = 1e9;
  sides.reference.std_dev = sides.current.std_dev = 1;
  sides.current.mean = 1e9 + 0.5;
  diagnose(feature);
  CHECK(feature.diagnosis.find("mean 1000000000 -> 1000000000.5 (+0.5 std), higher") == 0);
}

TEST_CASE("diagnosis: columns without values on a side") {
  FeatureReport feature = ages();
  auto& sides = std::get<Sides<NumericProfile>>(feature.profile);
  sides.reference = NumericProfile{.rows = 1000, .missing = 1000};
  feature.findings.clear();
  diagnose(feature);
  CHECK(feature.diagnosis == "no finite value in training, now mean 41.7");
  sides.current = NumericProfile{.rows = 500, .missing = 500};
  diagnose(feature);
  CHECK(feature.diagnosis == "no finite value, neither in training nor in the window");

  CategoricalProfile before{.rows = 1000, .categories = {{"mobile", 1}}};
  CategoricalProfile now{.rows = 100, .missing = 100, .categories = {{"mobile", 0}}};
  feature.profile = Sides<CategoricalProfile>{before, now};
  feature.findings = {test("missing_share", 2, 1e-9, Verdict::drift)};
  diagnose(feature);
  CHECK(feature.diagnosis == "no value in the window; missing 0.0% -> 100.0%");
}

TEST_CASE("diagnosis: codes are quoted, rare ones told, one new category speaks for the others only if it is most") {
  FeatureReport feature;
  feature.verdict = Verdict::drift;
  CategoricalProfile before{.rows = 1000, .other = 100, .categories = {{"0", 0.6}, {"1", 0.3}}};
  CategoricalProfile now{.rows = 1000, .other = 300, .unseen = 200, .categories = {{"0", 0.3}, {"1", 0.2}}};
  now.new_categories = {{"77", 0.01}, {"78", 0.002}};
  feature.profile = Sides<CategoricalProfile>{before, now};
  feature.findings.push_back(test("chi_squared", 500, 1e-20, Verdict::drift));
  diagnose(feature);
  CHECK(feature.diagnosis ==
        "'0' 60.0% -> 30.0%; '1' 30.0% -> 20.0%; rare categories 10.0% -> 30.0%; new categories 20.0%, such as '77'; "
        "chi-squared 500, p<1e-12");
}

TEST_CASE("diagnosis: a repeated value is told unless it is a small part of a shift of the whole") {
  const auto told = [](double of_whole, leeway::Verdict whole_verdict) {
    leeway::FeatureReport feature;
    feature.verdict = leeway::Verdict::drift;
    leeway::Finding whole{"kolmogorov_smirnov", leeway::TestResult{.status = leeway::Status::ok}};
    whole.effect.value = of_whole;
    whole.verdict = whole_verdict;
    leeway::Finding repeated{"repeated_value", leeway::TestResult{.status = leeway::Status::ok}};
    repeated.effect.value = 0.03;
    repeated.verdict = leeway::Verdict::drift;
    repeated.note = "one exact value between 1 and 2";
    feature.findings = {whole, repeated};
    feature.profile = leeway::Sides<leeway::NumericProfile>{};
    leeway::diagnose(feature);
    const bool said = feature.diagnosis.find("one exact value") != std::string::npos;
    CHECK(said == (feature.action == leeway::Action::inspect_upstream));
    return said;
  };
  CHECK(told(0.03, leeway::Verdict::minor));
  CHECK(told(0.3, leeway::Verdict::stable));
  CHECK_FALSE(told(0.3, leeway::Verdict::drift));
}
