#include "leeway/io/html_feature.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/html_samples.hpp"
#include "io/samples.hpp"

using namespace leeway;

namespace {

std::string section(const FeatureReport& feature, const std::vector<PastWindow>& past = {}) {
  return html::feature_section(feature, 7, 5, past);
}

}  // namespace

TEST_CASE("html_feature: a line of figures as in the text report, its diagnosis below opens to the rest") {
  const std::string page = section(samples::report().features[0]);
  CHECK(page.find("<tbody data-v=drift>") == 0);
  CHECK(page.find("<span class=drift>✗ drift</span><th scope=row>user_age<td>60%<td>0.310<td>0.290<td>&lt;1e-12") !=
        std::string::npos);
  CHECK(page.find("<details id=f7><summary><span>mean 34.1 -&gt; 41.7 (+0.9 std), older<b class=o>→ the population "
                  "moved: check the model on recent data, retrain on it</b></span></summary>") != std::string::npos);
  CHECK(page.find("<tr><th>missing<td>0.10%<td>0.30%<tr><th>out of range<td>0%<td>0.40%") != std::string::npos);
  CHECK(page.find("<tr><th>quantile 0.5<td>33<td>41.2") != std::string::npos);
  CHECK(page.find("<tr><th>kolmogorov_smirnov<td>0.31<td>0.310 [0.290, 0.330]<td>0.05<td>&lt;1e-12<td>&lt;1e-12<td>"
                  "<span class=drift>✗ drift</span><td>exact_ties") != std::string::npos);
  CHECK(page.find("<tr><th>mean_shift<td>7.6<td>-<td>5<td>-<td>-<td><span class=drift>✗ drift</span><td>threshold") !=
        std::string::npos);
  for (const std::string& sentence : text::evidence_sentences(samples::report().features[0])) {
    CHECK(page.find("<li>" + html::escaped(sentence)) != std::string::npos);
  }
}

TEST_CASE("html_feature: categories have bars on one scale, new ones are marked") {
  const std::string page = section(samples::report().features[1]);
  CHECK(page.find("<tr><th>mobile<td>60%<td>63%<td><svg class=hb aria-hidden=true><rect class=b y=0 height=6 "
                  "width=95.2% /><rect class=w y=8 height=6 width=100.0% /></svg>") != std::string::npos);
  CHECK(page.find("<tr><th>tv <b class=n>new</b><td>-<td>0.20%<td>") != std::string::npos);
  CHECK(page.find("a real but small shift: watch whether it grows") != std::string::npos);
  CHECK(samples::coordinates_are_numbers(page));
}

TEST_CASE("html_feature: a test that could not be done says why; a past is drawn") {
  const FeatureReport sensor = samples::report().features[2];
  CHECK(section(sensor).find("<td><span class=insufficient>? insufficient</span><td>too_few_samples") !=
        std::string::npos);
  CHECK(section(sensor).find("over time") == std::string::npos);
  const TimePoint now{std::chrono::hours(1)};
  CHECK(section(sensor, {{now, 0, Verdict::stable}, {now + std::chrono::hours(1), 0, Verdict::drift}})
            .find("Drift of sensor over time") != std::string::npos);
}

TEST_CASE("html_feature: whose rows the tests are of is said where a stream is watched") {
  FeatureReport feature = samples::report().features[0];
  CHECK(section(feature).find("<caption>Tests and limits</caption>") != std::string::npos);
  feature.sequential = SequentialEvidence{};
  CHECK(section(feature).find("of this window alone, they decide nothing while the stream is watched") !=
        std::string::npos);
  feature.sequential->alarmed = true;
  CHECK(section(feature).find("of the rows since the drift began") != std::string::npos);
}

TEST_CASE("html_feature: everything that comes from outside is escaped") {
  FeatureReport feature = samples::report().features[1];
  const std::string hostile = "\"><img src=x onerror=alert(1)>\xff\x01";
  feature.name = feature.diagnosis = hostile;
  auto& sides = std::get<Sides<CategoricalProfile>>(feature.profile);
  sides.reference.categories[0].name = sides.current.new_categories[0].name = hostile;
  feature.findings = {{hostile, TestResult{}, 0.5, Verdict::stable, {}, 0.05, hostile},
                      {hostile, ThresholdResult{}, 0.5, Verdict::stable, {}, 0.05, hostile}};
  const std::string page = section(feature);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find('\x01') == std::string::npos);
  CHECK(samples::occurrences(page, "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\\xff\\x01") >= 8);
}
