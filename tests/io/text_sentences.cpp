#include "leeway/io/text_sentences.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"

using namespace leeway;

TEST_CASE("text_sentences: the headline says of how many features the verdict is made") {
  DriftReport report = samples::report();
  CHECK(text::headline(report).sentence == "1 of 4 features drifted");
  CHECK(text::headline(report).with_names);
  report.verdict = Verdict::minor;
  CHECK(text::headline(report).sentence == "only 1 of 4 features drifted");
  report.features = {samples::report().features[2]};
  report.verdict = Verdict::drift;
  report.rejected_rows = 1;
  CHECK(text::headline(report).sentence == "batches do not fit the schema; none of 1 feature can be judged yet");
  CHECK_FALSE(text::headline(report).with_names);
  CHECK(text::headline(DriftReport{}).sentence == "0 features look as in training");
  CHECK(text::worst_of(DriftReport{}) == Verdict::stable);
}

TEST_CASE("text_sentences: warnings, what is needed, where the figures come from") {
  DriftReport report = samples::report();
  CHECK(text::warnings(report).empty());
  report.rejected_rows = 1'200;
  report.attribution_drift = ThresholdResult{Status::ok, 0.2, 0.1};
  const std::vector<std::string> warnings = text::warnings(report);
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0] ==
        "Other features matter now: the order of their importances agrees with training to 0.80 (NDCG), less than "
        "0.90.");
  CHECK(warnings[1] == "1,200 rows left out: the shape of their batch did not fit the schema.");
  CHECK(text::rows_needed(report) == "a drift of the tolerated size shows from about 2,300 live rows on");
  CHECK(text::baseline_of(report) == "credit [00c0ffee]");
  CHECK(text::plan_of(report) == "plan default, alpha 0.05");
  CHECK(text::window_times(report).begin == "2026-01-31T12:00:00Z");
  CHECK(text::window_times(report).end.empty());
  report.window_end = *report.window_begin + std::chrono::minutes(90);
  CHECK(text::window_times(report).end == "13:30:00Z");
  report.baseline_name.clear();
  report.plan.clear();
  CHECK(text::baseline_of(report) == "[00c0ffee]");
  CHECK(text::plan_of(report) == "plan of the caller, alpha 0.05");
}

TEST_CASE("text_sentences: a diagnosis loses the name in front, and nothing else") {
  FeatureReport feature = samples::report().features[0];
  CHECK(text::diagnosis_of(feature) == "mean 34.1 -> 41.7 (+0.9 std), older");
  feature.diagnosis = "user_age is odd";
  CHECK(text::diagnosis_of(feature) == "user_age is odd");
  feature.diagnosis = "user_age";
  CHECK(text::diagnosis_of(feature) == "user_age");
}

TEST_CASE("text_sentences: the evidence is said as far as there is any") {
  FeatureReport feature = samples::report().features[0];
  CHECK(text::evidence_sentences(feature) ==
        std::vector<std::string>{"effect 0.310 [0.290, 0.330], tolerated 0.05; importance 3, score 0.18"});
  feature.reference_values = 10;
  feature.impact = Impact{2, 0.5, 3, 1, 0};
  feature.sequential = SequentialEvidence{};
  const auto sentences = text::evidence_sentences(feature);
  REQUIRE(sentences.size() == 4);
  CHECK(sentences[1] == "impact on the output 2 (standard error 0.5), both directions added up 3");
  CHECK(sentences[2].find("10 values in training, 0 live") == 0);
  CHECK(sentences[3].find("watched for 0 windows (exchangeable mode)") == 0);
}
