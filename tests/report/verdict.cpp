#include "leeway/report/verdict.hpp"

#include "catch.hpp"
#include "leeway/report/evaluate.hpp"
#include "report/people.hpp"

using namespace leeway;

namespace {

const Baseline& baseline() {
  static const Baseline made = People{}.baseline(10'000);
  return made;
}

}  // namespace

TEST_CASE("verdict: sure and large is drift, sure and small is minor, the interval decides") {
  // A shift of .125 std is D = .05, the tolerance: sure with 50,000 rows, never large for sure.
  const Baseline large = People{}.baseline(100'000);
  const DriftReport at_tolerance = evaluate(large, People{.older = 0.125 * 9, .seed = 2}.window(large, 50'000));
  const FeatureReport& age = *at_tolerance.find("age");
  CHECK(age.verdict == Verdict::minor);
  CHECK(age.effect == Approx(0.05).margin(0.01));
  CHECK(age.effect_lower < 0.05);
  CHECK(age.effect_upper > 0.05);
  CHECK(age.adjusted_p_value < 1e-12);
  const DriftReport beyond = evaluate(large, People{.older = 2, .seed = 2}.window(large, 50'000));
  CHECK(beyond.find("age")->verdict == Verdict::drift);
  CHECK(beyond.find("age")->effect_lower > 0.05);
}

TEST_CASE("verdict: what could not have been found is insufficient, with the rows that are missing") {
  const DriftReport report = evaluate(baseline(), People{.seed = 3}.window(baseline(), 300));
  const FeatureReport& age = *report.find("age");
  CHECK(age.verdict == Verdict::insufficient);
  CHECK(report.verdict == Verdict::insufficient);
  REQUIRE(age.rows_needed.has_value());
  CHECK(age.detectable_effect > 0.05);
  CHECK(age.diagnosis.find("live rows on") != std::string::npos);
  const auto rows = static_cast<int>(*age.rows_needed);
  // An eighth more: a window with values out of range runs a test more, and alpha is shared by all of them.
  const DriftReport enough = evaluate(baseline(), People{.seed = 4}.window(baseline(), rows + rows / 8));
  CHECK(enough.find("age")->verdict == Verdict::stable);
  CHECK(enough.find("age")->detectable_effect <= 0.05);
  // Importance buys sensitivity: age has half of all importance, income a quarter.
  CHECK(*age.rows_needed < *report.find("income")->rows_needed);
}

TEST_CASE("verdict: the false discovery rate grows down the ranked list") {
  const DriftReport report =
      evaluate(baseline(), People{.older = 7, .mobile = 0.7, .seed = 5}.window(baseline(), 5'000));
  double previous = 0;
  for (const FeatureReport& feature : report.features) {
    CHECK(feature.false_discovery_rate >= previous);
    previous = feature.false_discovery_rate;
  }
  CHECK(report.features[0].false_discovery_rate < 1e-6);
  CHECK(report.features[2].false_discovery_rate > 0.01);
}

TEST_CASE("verdict: the raw values' distance lies in its bracket") {
  const DriftReport report = evaluate(baseline(), People{.older = 3, .seed = 6}.window(baseline(), 5'000));
  const FeatureReport& age = *report.find("age");
  CHECK(age.distance_low == Approx(age.effect));
  CHECK(age.distance_high >= age.distance_low);
  CHECK(age.distance_high < age.distance_low + 0.08);
  CHECK(std::isnan(report.find("device")->distance_low));
}

TEST_CASE("verdict: with a watch the alarm decides, not the window's own tests") {
  Watch watch(baseline());
  const Window odd = People{.older = 1.2, .seed = 7}.window(baseline(), 1'500);
  watch.update(odd);
  const DriftReport one_look = evaluate(baseline(), odd);
  const DriftReport watched = evaluate(baseline(), odd, watch);
  CHECK(one_look.find("age")->verdict != Verdict::stable);
  CHECK_FALSE(watched.drifted());  // one window of a small shift is not yet sure for a stream
  CHECK(watched.watched);
  CHECK(watched.windows == 1);
  REQUIRE(watched.find("age")->sequential.has_value());
  CHECK_FALSE(watched.find("age")->sequential->alarmed);

  std::uint64_t windows = 1;
  DriftReport report;
  do {
    const Window next = People{.older = 4, .seed = 8 + windows}.window(baseline(), 500);
    watch.update(next);
    ++windows;
    report = evaluate(baseline(), next, watch);
  } while (!report.drifted() && windows < 40);
  const FeatureReport& age = *report.find("age");
  CHECK(windows < 6);
  CHECK(age.verdict == Verdict::drift);
  CHECK(age.effect_lower > age.tolerance);
  CHECK(age.sequential->change == Change::location);
  CHECK(age.sequential->increases);
  CHECK(age.sequential->e_value >= age.sequential->alarm_at);
  CHECK(age.diagnosis.find("since about window ") == 0);
  CHECK(report.find("income")->verdict != Verdict::drift);
  CHECK(report.guarantee.find("5% chance of any false alarm within 720 windows") != std::string::npos);
}
