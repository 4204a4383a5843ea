#include "leeway/report/drift_report.hpp"

#include "catch.hpp"

using leeway::DriftReport;
using leeway::FeatureReport;
using leeway::Finding;
using leeway::TestResult;
using leeway::Verdict;

namespace {

DriftReport three() {
  DriftReport report;
  for (const auto& [name, verdict, score] :
       {std::tuple{"c", Verdict::stable, 0.0}, std::tuple{"a", Verdict::drift, 0.1},
        std::tuple{"b", Verdict::drift, 0.2}, std::tuple{"d", Verdict::stable, 0.0}}) {
    FeatureReport feature;
    feature.name = name;
    feature.verdict = verdict;
    feature.score = score;
    report.features.push_back(feature);
  }
  report.verdict = Verdict::drift;
  report.rank();
  return report;
}

std::string order(const DriftReport& report) {
  std::string names;
  for (const auto& feature : report.features) names += feature.name;
  return names;
}

}  // namespace

TEST_CASE("drift_report: ranked by verdict, then score, then name") {
  const DriftReport report = three();
  CHECK(order(report) == "bacd");
  CHECK(report.count(Verdict::drift) == 2);
  CHECK(report.find("c")->verdict == Verdict::stable);
  CHECK(report.find("nobody") == nullptr);
}

TEST_CASE("drift_report: where scores are equal, importance decides") {
  DriftReport report = three();
  for (auto& feature : report.features) {
    feature.score = 0;
    feature.importance = feature.name == "a" ? 2 : 1;
  }
  report.rank();
  CHECK(order(report) == "abcd");
}

TEST_CASE("drift_report: a consumer's own finding raises the verdicts and the rank") {
  DriftReport report = three();
  report.verdict = Verdict::minor;
  Finding finding{"my_embedding_test", TestResult{}, 1e-9, Verdict::drift};
  report.add("d", finding);
  CHECK(report.drifted());
  CHECK(order(report) == "badc");
  CHECK(report.find("d")->findings.back().check == "my_embedding_test");
  CHECK(report.find("d")->action == leeway::Action::retrain);

  report.add("b", {"harmless", TestResult{}, 0.5, Verdict::stable});
  CHECK(report.find("b")->verdict == Verdict::drift);  // never lowers
  CHECK_THROWS_WITH(report.add("nobody", finding), ContainsSubstring("'nobody'"));
}
