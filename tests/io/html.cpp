#include "leeway/io/html.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/html_samples.hpp"
#include "io/samples.hpp"
#include "leeway/io/text.hpp"
#include "leeway/io/utf8.hpp"
#include "leeway/monitor/monitor.hpp"

using namespace leeway;
using samples::body_of;

TEST_CASE("html: the first screen says verdict, counters, window and baseline in the words of the text report") {
  DriftReport report = samples::report();
  report.window_end = *report.window_begin + std::chrono::minutes(90);
  report.baseline_created = "2026-01-01T00:00:00Z";
  const std::string page = to_html(report);
  const std::string text = to_text(report, {.width = 120});
  CHECK(text.starts_with("✗ DRIFT  1 of 4 features drifted: user_age  (10,000 live rows)"));
  CHECK(page.find("<h1><b class=drift>✗ DRIFT</b>1 of 4 features drifted: user_age</h1>") != std::string::npos);
  CHECK(page.find("<title>DRIFT: 1 of 4 features drifted</title>") != std::string::npos);
  CHECK(page.find("<dt>features<dd>4</div>") != std::string::npos);
  CHECK(page.find("<dt>✗ drifted<dd class=drift>1</div>") != std::string::npos);
  CHECK(page.find("<dt>? insufficient<dd class=insufficient>1</div>") != std::string::npos);
  CHECK(page.find("10,000 live rows, <span class=nb>2026-01-31T12:00:00Z</span> to <span class=nb>13:30:00Z</span>") !=
        std::string::npos);
  CHECK(page.find("credit [00c0ffee], 1,000,000 rows, made <span class=nb>2026-01-01T00:00:00Z</span>") !=
        std::string::npos);
  CHECK(page.find("a drift of the tolerated size shows from about 2,300 live rows on") != std::string::npos);
  CHECK(page.find("<dt>Rule<dd>any feature drifts") != std::string::npos);
  CHECK(page.find("<dt>Plan<dd>plan default, alpha 0.05") != std::string::npos);
}

TEST_CASE("html: every figure of the text report's table stands on the page") {
  const DriftReport report = samples::report_of(8);
  const std::string page = to_html(report);
  for (const FeatureReport& feature : report.features) {
    const std::string line = "<th scope=row>" + feature.name + "<td>";
    CHECK(page.find(line) != std::string::npos);
    CHECK(page.find("<td>" + text::decimals(feature.effect, 3) + "<td>" + text::decimals(feature.effect_lower, 3) +
                    "<td>" + html::escaped(text::p_value(feature.adjusted_p_value)) + "<td>") != std::string::npos);
    CHECK(page.find(html::escaped(text::diagnosis_of(feature))) != std::string::npos);
    for (const Finding& finding : feature.findings) CHECK(page.find("<tr><th>" + finding.check) != std::string::npos);
  }
}

TEST_CASE("html: any number of features, each with an id of its own, nothing but numbers in pictures") {
  for (const int features : {0, 1, 3, 20, 300}) {
    const DriftReport report = samples::report_of(features, features > 100 ? 200 : 2'000);
    const std::string page = to_html(report);
    CHECK(page.starts_with("<!DOCTYPE html>\n"));
    CHECK(samples::occurrences(page, "<tbody ") == static_cast<std::size_t>(features));
    CHECK(samples::occurrences(page, "<details id=f") == static_cast<std::size_t>(features));
    const auto ids = samples::attributes(page, "id");
    CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
    CHECK(samples::coordinates_are_numbers(page));
    CHECK(body_of(page).find("nan") == std::string::npos);
    for (const char* element : {"svg", "details", "table", "summary", "div", "span", "dl"}) {
      const std::string name(element);
      const std::size_t opened =
          samples::occurrences(page, '<' + name + '>') + samples::occurrences(page, '<' + name + ' ');
      CHECK(opened == samples::occurrences(page, "</" + name + '>'));
    }
  }
}

TEST_CASE("html: twenty features take less than 100 kB") {
  const std::string page = to_html(samples::report_of(20));
  INFO(page.size());
  CHECK(page.size() < 100'000);
}

TEST_CASE("html: nothing is loaded from anywhere") {
  const std::string page = to_html(samples::report_of(3));
  for (const char* forbidden :
       {"http:", "https:", "//cdn", "src=", "@import", "url(", "<iframe", "<object", "<embed"}) {
    INFO(forbidden);
    CHECK(page.find(forbidden) == std::string::npos);
  }
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(samples::occurrences(page, "<script>") == 1);
}

TEST_CASE("html: names, rules and diagnoses can do no harm") {
  for (const std::string& hostile :
       {std::string("<script>alert(1)</script>"), std::string("\"><img src=x onerror=alert(1)>"),
        std::string("' onfocus='alert(1)"), std::string("</title><svg onload=alert(1)>"), std::string("\xff\xc0\xaf"),
        std::string("\0\x01\x1b[31m\r\n\x7f\xc2\x9b", 11), std::string("\xe2\x80\xae\xe2\x80\xa8")}) {
    DriftReport report = samples::report();
    const std::string clean = to_html(report);
    report.baseline_name = report.rule = report.plan = report.guarantee = report.baseline_created = hostile;
    report.assumptions = {hostile};
    for (FeatureReport& feature : report.features) {
      feature.name = feature.diagnosis = hostile;
      for (Finding& finding : feature.findings) finding.check = finding.note = hostile;
    }
    auto& sides = std::get<Sides<CategoricalProfile>>(report.features[1].profile);
    sides.reference.categories[0].name = hostile;
    sides.current.new_categories[0].name = hostile;
    const std::string page = to_html(report);
    CHECK(is_utf8(page));
    for (const char* harmful : {"<script", "<img", "<svg", "</title", "<a "}) {
      CHECK(samples::occurrences(page, harmful) <= samples::occurrences(clean, harmful));
    }
    for (const char c : body_of(page)) {
      if (static_cast<unsigned char>(c) < 0x20 && c != '\n') FAIL("control character " << static_cast<int>(c));
    }
    CHECK(page.find("\xe2\x80\xae") == std::string::npos);
  }
}

TEST_CASE("html: features with equal names stay apart") {
  DriftReport report = samples::report();
  report.features.assign(5, report.features[0]);
  const auto ids = samples::attributes(to_html(report), "id");
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
}

TEST_CASE("html: the same report gives the same bytes") {
  CHECK(to_html(samples::report_of(5)) == to_html(samples::report_of(5)));
}

TEST_CASE("html: figures that are not defined are dashes, whatever the report holds") {
  DriftReport report = samples::report();
  const double undefined = TestResult::undefined;
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double odd : {undefined, infinity, -infinity, 1e308, -1e308, 5e-324}) {
    for (FeatureReport& feature : report.features) {
      feature.importance = feature.effect = feature.effect_lower = feature.effect_upper = feature.tolerance = odd;
      feature.score = feature.adjusted_p_value = feature.detectable_effect = odd;
      for (Finding& finding : feature.findings) finding.effect = {Status::ok, odd, odd, odd};
    }
    auto& sides = std::get<Sides<NumericProfile>>(report.features[0].profile);
    sides.current.mean = sides.current.lowest = sides.reference.highest = odd;
    sides.reference.histogram = {odd, 0.5, odd};
    sides.current.histogram = {0.1, odd, 0.5};
    sides.reference.cells = {{odd, odd, 3}, {0, odd, 4}, {odd, 1, 5}};
    sides.current.cells = sides.reference.cells;
    const std::string page = to_html(report);
    INFO(odd);
    CHECK(samples::coordinates_are_numbers(page));
    CHECK(body_of(page).find("nan") == std::string::npos);
  }
}

TEST_CASE("html: a watched stream shows its windows, its e-values and its past") {
  BaselineBuilder builder({{.name = "age"}, {.name = "income"}});
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  const auto rows = [&](int count, double shift) {
    Eigen::MatrixXd matrix(count, 2);
    for (int i = 0; i < count; ++i) matrix.row(i) << normal(random) + shift, normal(random);
    return matrix;
  };
  builder.add(rows(5'000, 0));
  TimePoint now = *parse_utc("2026-03-01T00:00:00Z");
  HtmlOptions options;
  DriftReport last;
  Monitor monitor(builder.build("m"), {.cadence = hourly,
                                       .on_report =
                                           [&](const DriftReport& report) {
                                             options.history.add(report);
                                             last = report;
                                           },
                                       .evaluation = Evaluation::on_poll,
                                       .clock = [&] { return now; }});
  for (int hour = 0; hour < 12; ++hour) {
    monitor.observe(rows(500, hour < 6 ? 0 : 1));
    now += hourly;
    monitor.poll();
  }
  REQUIRE(last.drifted());
  const std::string page = to_html(last, options);
  CHECK(page.find("<dt>Watched<dd>12 windows") != std::string::npos);
  CHECK(page.find("e-value ") != std::string::npos);
  CHECK(page.find("alarmed at window ") != std::string::npos);
  CHECK(page.find("Drift of age over time") != std::string::npos);
  CHECK(page.find("Drift of income over time") != std::string::npos);
  CHECK(samples::coordinates_are_numbers(page));
  CHECK(to_html(last).find("over time") == std::string::npos);
}

TEST_CASE("html: warnings stand above everything") {
  DriftReport report = samples::report();
  report.rejected_rows = 1'200;
  report.skipped_rows = 30'000;
  const std::string page = to_html(report);
  const std::size_t warning = page.find("1,200 rows left out: the shape of their batch did not fit the schema.");
  CHECK(warning < page.find("<dl class=num>"));
  CHECK(page.find("of 40,000 rows that came") != std::string::npos);
}
