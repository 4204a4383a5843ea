#include "leeway/report/sequential_evidence.hpp"

#include "catch.hpp"
#include "leeway/report/feature_watch.hpp"
#include "report/streams.hpp"

using leeway::SequentialEvidence;

TEST_CASE("sequential_evidence: says nothing before anything was seen") {
  const SequentialEvidence none;
  CHECK_FALSE(none.alarmed);
  CHECK(none.windows == 0);
  CHECK(none.e_value == 0);
  CHECK(none.p_value == 1);
  CHECK(none.start_window == 0);
  CHECK_FALSE(none.alarm_time.has_value());
}

TEST_CASE("sequential_evidence: p is one over the largest e-value, an alarm is p below the feature's alpha") {
  Stream stream;
  const leeway::Baseline baseline = stream.baseline();
  const auto& numeric = std::get<leeway::NumericBaseline>(baseline[0]);
  leeway::FeatureWatch watch(baseline.schema()[0], numeric, 0.5, leeway::Plan{});
  std::vector<double> scratch;
  double largest = 0;
  for (int i = 0; i < 60; ++i) {
    if (i == 20) stream.shift = 0.25;
    const leeway::Window window = stream.window(baseline);
    const auto& live = std::get<leeway::NumericWindow>(window.features[0]);
    watch.update(live.counts, live.lanes, 0, scratch);
    const SequentialEvidence& evidence = watch.evidence();
    largest = (std::max)(largest, evidence.e_value);
    REQUIRE(evidence.largest_e_value == largest);
    REQUIRE(evidence.p_value == (largest > 1 ? 1 / largest : 1));
    REQUIRE(evidence.alarmed == (evidence.p_value <= evidence.alpha));
  }
  CHECK(watch.evidence().alarmed);
  CHECK(watch.evidence().alpha == 0.025);
  CHECK(watch.evidence().alarm_at == Approx(40));
  CHECK(watch.evidence().horizon_windows == 720);
}
