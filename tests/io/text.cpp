#include "leeway/io/text.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"

using namespace leeway;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The text without SGR sequences (ESC [ ... m).
std::string without_colour(const std::string& text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') {
      at = text.find('m', at);
    } else {
      plain += text[at];
    }
  }
  return plain;
}

}  // namespace

TEST_CASE("text: a small report, to the letter") {
  CHECK(to_text(samples::report(), {.width = 80}) ==
        "✗ DRIFT  1 of 4 features drifted: user_age  (10,000 live rows)\n"
        "\n"
        "verdict  feature      weight  effect  adj. p  baseline     live\n"
        "✗ drift  user_age        60%   0.310  <1e-12  ·▂█▆▃▁       ··▂▆█▄\n"
        "    mean 34.1 -> 41.7 (+0.9 std), older\n"
        "    → the population moved: check the model on recent data, retrain on it\n"
        "≈ minor  device_type     20%   0.030   0.004  ██ ▆▆ ▁▁ ··  ██ ▅▅ ▁▁ ▁▁\n"
        "\n"
        "? 1 with too little data: sensor\n"
        "    a drift of the tolerated size shows from about 2,300 live rows on\n"
        "✓ 1 stable: income\n"
        "\n"
        "Rule: any feature drifts; plan default, alpha 0.05\n"
        "Baseline credit [00c0ffee], 1,000,000 rows; window 2026-01-31T12:00:00Z\n");
}

TEST_CASE("text: where there is room it says how large a difference is for sure") {
  const std::string wide = to_text(samples::report(), {.width = 100});
  CHECK(wide.find("effect  at least  adj. p") != std::string::npos);
  CHECK(wide.find("0.310     0.290  <1e-12") != std::string::npos);
}

TEST_CASE("text: guarantee and caveats stand below the rule, the usual assumption only in the long form") {
  DriftReport report = samples::report();
  report.guarantee = "at most 5% chance";
  report.assumptions = {"rows are exchangeable", "2 features vary more"};
  const std::string brief = to_text(report, {.width = 100});
  CHECK(brief.find("False alarms: at most 5% chance\n") != std::string::npos);
  CHECK(brief.find("Assumes: 2 features vary more\n") != std::string::npos);
  CHECK(brief.find("Assumes: rows are exchangeable") == std::string::npos);
  CHECK(to_text(report, {.width = 100, .verbose = true}).find("Assumes: rows are exchangeable") != std::string::npos);
}

TEST_CASE("text: the same in ASCII on a narrow terminal") {
  CHECK(to_text(samples::report(), {.unicode = false, .width = 52}) ==
        "X DRIFT  1 of 4 features drifted  (10,000 live rows)\n"
        "\n"
        "verdict  feature      weight  effect  adj. p\n"
        "X drift  user_age        60%   0.310  <1e-12\n"
        "    mean 34.1 -> 41.7 (+0.9 std), older\n"
        "    -> the population moved: check the model on\n"
        "    recent data, retrain on it\n"
        "~ minor  device_type     20%   0.030   0.004\n"
        "\n"
        "? 1 with too little data: sensor\n"
        "    a drift of the tolerated size shows from about\n"
        "    2,300 live rows on\n"
        ". 1 stable: income\n"
        "\n"
        "Rule: any feature drifts; plan default, alpha 0.05\n"
        "Baseline credit [00c0ffee], 1,000,000 rows\n");
}

TEST_CASE("text: colour adds escape sequences and nothing else") {
  const std::string plain = to_text(samples::report(), {.verbose = true});
  const std::string coloured = to_text(samples::report(), {.color = true, .verbose = true});
  CHECK(plain.find('\x1b') == std::string::npos);
  CHECK(coloured.starts_with("\x1b[1;31m✗ DRIFT\x1b[0m  1 of 4"));
  CHECK(without_colour(coloured) == plain);
}

TEST_CASE("text: no line is wider than asked, whatever the names") {
  DriftReport report = samples::report();
  report.features[0].name = std::string(300, 'x');
  report.features[1].name.clear();
  for (int i = 0; i < 80; ++i) report.features[1].name += "\xe5\xb9\xb4";
  report.features[2].name = "\x1b[31mred\n\xe2\x80\xae" + std::string(200, 'y');
  report.features[0].diagnosis = std::string(200, 'z') + " and words and words and words and words";
  report.baseline_name = std::string(150, 'b');
  for (int i = 0; i < 200; ++i) report.features.push_back(report.features[3]);
  for (const bool unicode : {true, false}) {
    for (const std::size_t width : {40U, 60U, 64U, 80U, 96U, 100U, 120U, 200U}) {
      for (const std::string& line : lines_of(to_text(report, {.unicode = unicode, .width = width}))) {
        if (text::columns_of(line) > width) FAIL("width " << width << ": " << line);
      }
    }
  }
}

TEST_CASE("text: hostile names, rules and diagnoses are shown, not obeyed") {
  DriftReport report = samples::report();
  const std::string hostile = "\x1b[31mred\r\n\xc2\x9b\xe2\x80\xae\xff\x07";
  report.baseline_name = report.rule = report.plan = hostile;
  for (FeatureReport& feature : report.features) {
    feature.name = feature.diagnosis = hostile;
    for (Finding& finding : feature.findings) finding.check = hostile;
  }
  const std::string text = to_text(report, {.width = 120, .verbose = true});
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') FAIL("control character " << static_cast<int>(c));
  }
  CHECK(is_utf8(text));
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  CHECK(text.find("\\x1b[31mred\\r\\n\\u009b\\u202e\\xff\\x07") != std::string::npos);
}

TEST_CASE("text: the first line says what the verdict is made of") {
  const auto first = [](const DriftReport& report) { return lines_of(to_text(report, {.width = 120})).front(); };
  DriftReport report = samples::report();
  report.verdict = Verdict::minor;  // a rule that wants more than one
  CHECK(first(report) == "≈ NO DRIFT THAT MATTERS  only 1 of 4 features drifted: user_age  (10,000 live rows)");
  report.features.erase(report.features.begin());
  CHECK(first(report) ==
        "≈ NO DRIFT THAT MATTERS  1 of 3 features moved, but within tolerance: device_type  (10,000 live rows)");
  report.features.erase(report.features.begin());
  report.verdict = Verdict::stable;
  CHECK(first(report) ==
        "✓ NO DRIFT  1 of 2 features looks as in training, 1 cannot be judged yet: sensor  (10,000 live rows)");
  report.features.pop_back();
  report.verdict = Verdict::insufficient;
  report.window_rows = 1;
  CHECK(first(report) == "? TOO LITTLE DATA  none of 1 feature can be judged yet  (1 live row)");
  report = samples::report();
  report.verdict = Verdict::stable;
  report.features.erase(report.features.begin(), report.features.begin() + 3);
  CHECK(first(report) == "✓ NO DRIFT  1 feature looks as in training  (10,000 live rows)");
  CHECK(to_text(DriftReport{}).starts_with("✓ NO DRIFT  0 features look as in training  (0 live rows)\n"));
}

TEST_CASE("text: a verdict that the caller raised says so") {
  const auto first = [](const DriftReport& report) { return lines_of(to_text(report)).front(); };
  DriftReport report = samples::report();
  report.features.erase(report.features.begin());
  CHECK(first(report) ==
        "✗ DRIFT  raised by the caller; 1 of 3 features moved, but within tolerance  (10,000 live rows)");
  report.features.erase(report.features.begin(), report.features.begin() + 2);
  CHECK(first(report) == "✗ DRIFT  raised by the caller; 1 feature looks as in training  (10,000 live rows)");
  report.rejected_rows = 300;
  CHECK(first(report) == "✗ DRIFT  batches do not fit the schema; 1 feature looks as in training  (10,000 live rows)");
  report = samples::report();
  report.add("income", {"own_check", ThresholdResult{Status::ok, 2, 1}, TestResult::undefined, Verdict::drift});
  CHECK(first(report) == "✗ DRIFT  2 of 4 features drifted: user_age, income  (10,000 live rows)");
}

TEST_CASE("text: names stand on the first line as far as they fit") {
  DriftReport report = samples::report();
  report.features.assign(30, report.features[0]);
  const auto first = [&](std::size_t width) { return lines_of(to_text(report, {.width = width})).front(); };
  CHECK(first(100) ==
        "✗ DRIFT  30 of 30 features drifted: user_age, user_age, user_age, and 27 more  (10,000 live rows)");
  CHECK(first(60) == "✗ DRIFT  30 of 30 features drifted  (10,000 live rows)");
  CHECK(first(50) == "✗ DRIFT  30 of 30 features drifted");  // the rows on a line of their own
}

TEST_CASE("text: the footer is two lines that drop what does not fit, verbose drops nothing") {
  DriftReport report = samples::report();
  report.window_end = *report.window_begin + std::chrono::minutes(90);
  report.rule = "drift if " + std::string(200, 'r');
  const auto last = [&](std::size_t width) {
    auto lines = lines_of(to_text(report, {.width = width}));
    return std::vector(lines.end() - 3, lines.end());
  };
  const std::string facts = "Baseline credit [00c0ffee], 1,000,000 rows; window 2026-01-31T12:00:00Z to 13:30:00Z";
  CHECK(last(100) == std::vector<std::string>{"", "Rule: drift if " + std::string(84, 'r') + "…", facts});
  CHECK(last(80).back() == facts.substr(0, facts.find(" to ")));
  CHECK(last(60).back() == facts.substr(0, facts.find(';')));
  report.baseline_name = std::string(100, 'b');
  CHECK(last(60).back() == "Baseline " + std::string(50, 'b') + "…");
  report = samples::report();
  report.window_end = *report.window_begin + std::chrono::hours(24);
  const std::string verbose = to_text(report, {.width = 60, .verbose = true});
  CHECK(verbose.find("\nBaseline credit [00c0ffee], 1,000,000 rows; window\n2026-01-31T12:00:00Z to "
                     "2026-02-01T12:00:00Z\n") != std::string::npos);
}

TEST_CASE("text: long lists are cut and counted, rejected rows are a warning") {
  DriftReport report = samples::report();
  report.rejected_rows = 1200;
  for (int i = 0; i < 30; ++i) report.features.push_back(report.features[0]);
  for (int i = 0; i < 50; ++i) report.features.push_back(report.features[3]);
  const auto lines = lines_of(to_text(report, {.max_features = 5}));
  CHECK(std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.starts_with("✗ drift"); }) +
            std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.starts_with("≈ minor"); }) ==
        5);
  CHECK(std::count(lines.begin(), lines.end(),
                   "! 1,200 rows left out: the shape of their batch did not fit the schema.") == 1);
  CHECK(std::any_of(lines.begin(), lines.end(),
                    [](const auto& line) { return line.starts_with("✗ 27 more drift: user_age, user_age, "); }));
  CHECK(std::any_of(lines.begin(), lines.end(), [](const auto& line) {
    return line.starts_with("✓ 51 stable: income, income, ") && line.ends_with(" more");
  }));
}

TEST_CASE("text: verbose shows every feature with every finding") {
  DriftReport report = samples::report();
  const std::string text = to_text(report, {.verbose = true, .max_features = 1});
  for (const FeatureReport& feature : report.features) {
    CHECK(text.find(text::details(feature, {.verbose = true})) != std::string::npos);
  }
  CHECK(text.find("? insufficient  sensor") != std::string::npos);
  CHECK(text.find("stable: ") == std::string::npos);
}

TEST_CASE("text: quiet is the verdict in one line, however long") {
  const std::string line = "✗ DRIFT  1 of 4 features drifted: user_age  (10,000 live rows)\n";
  CHECK(to_text(samples::report(), {.width = 80, .quiet = true}) == line);
  CHECK(lines_of(to_text(samples::report(), {.width = 40, .quiet = true})).size() == 1);
}

TEST_CASE("text: says how many rows sampling passed over") {
  DriftReport report = samples::report();
  CHECK(to_text(report).find("Sampled") == std::string::npos);
  report.skipped_rows = 15 * report.window_rows;
  CHECK(to_text(report).find("Sampled: 10,000 of 160,000 rows (6.2%) were looked at.\n") != std::string::npos);
}
