#include "leeway/io/text_details.hpp"

#include <string>

#include "catch.hpp"
#include "io/samples.hpp"

using namespace leeway;

TEST_CASE("text_details: a numeric feature with every finding and both sides beside each other") {
  const DriftReport report = samples::report();
  CHECK(text::details(report.features[0], {.unicode = false, .width = 80}) ==
        R"(X user_age (numeric): drift
    effect 0.310 [0.290, 0.330], tolerated 0.05; importance 3, score 0.18
    check               value  limit       p  adjusted p  verdict  method
    kolmogorov_smirnov   0.31      -  <1e-12      <1e-12  X drift  exact_ties
    mean_shift            7.6      5       -           -  X drift  threshold

                   baseline    live
    rows          1,000,000  10,000
    missing           0.10%   0.30%
    out of range         0%   0.40%
    mean               34.1    41.7
    std dev             8.4     7.9
    lowest               17      18
    quantile 0.5         33    41.2
    highest              93      99
    baseline  .:@*-_
    live      ..:*@=
)");
}

TEST_CASE("text_details: a categorical feature lists its largest categories, then rare and new ones") {
  const DriftReport report = samples::report();
  CHECK(text::details(report.features[1], {.unicode = false, .width = 80}) ==
        R"(~ device_type (categorical): minor
    effect 0.030, tolerated 0.05; importance 1, score 0
                       baseline    live
    rows              1,000,000  10,000
    missing                  0%      0%
    'mobile'                60%     63%
    'desktop'               40%     36%
    rare in training      0.50%   0.50%
    new                      0%   0.20%
      'tv'                    -   0.20%
    baseline  @@ ** __ ..
    live      @@ ++ __ __
)");
}

TEST_CASE("text_details: sizes, power, dependence and the watch are said") {
  FeatureReport feature = samples::report().features[0];
  feature.reference_values = 999'000;
  feature.current_values = 9'970;
  feature.detectable_effect = 0.02;
  feature.design_effect = {.value = 12.5, .known = true, .exchangeable = false, .blocks = 21};
  SequentialEvidence watch;
  watch.mode = WatchMode::tempered;
  watch.windows = 40;
  watch.e_value = 900;
  watch.alarm_at = 80;
  watch.alarmed = true;
  watch.alarm_window = 38;
  watch.start_window = 36;
  feature.sequential = watch;
  const std::string shown = text::details(feature, {.unicode = false, .width = 200});
  CHECK(shown.find(
            "999,000 values in training, 9,970 live; detectable 0.020; design effect 12.5 (measured on 21 blocks)") !=
        std::string::npos);
  CHECK(shown.find(
            "watched for 40 windows (tempered mode): e-value 900, alarm at 80; alarmed at window 38 about location, "
            "begun about window 36") != std::string::npos);
}

TEST_CASE("text_details: many categories are cut, their names do no harm, undone tests say why") {
  FeatureReport feature;
  feature.name = "\x1b[2J";
  feature.kind = Kind::categorical;
  feature.findings.push_back({"own\ncheck", TestResult{}, TestResult::undefined, Verdict::insufficient});
  feature.findings.push_back({"limit", ThresholdResult{.limit = 3}, TestResult::undefined, Verdict::insufficient});
  Sides<CategoricalProfile> sides;
  for (int i = 0; i < 30; ++i) sides.reference.categories.push_back({"c\r" + std::to_string(i), 1.0 / 30});
  sides.current.categories = sides.reference.categories;
  feature.profile = sides;
  const std::string shown = text::details(feature, {.width = 80});
  CHECK(shown.find('\x1b') == std::string::npos);
  CHECK(shown.find('\r') == std::string::npos);
  CHECK(shown.find("'c\\r11'") != std::string::npos);
  CHECK(shown.find("'c\\r12'") == std::string::npos);
  CHECK(shown.find("18 smaller categories left out") != std::string::npos);
  CHECK(shown.find("own\\ncheck") != std::string::npos);
  CHECK(shown.find("too_few_samples") != std::string::npos);
}
