#include "leeway/stream/urn_detector.hpp"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "leeway/stream/hypotheses.hpp"
#include "streams.hpp"

using leeway::ConfigError;
using leeway::Hypotheses;
using leeway::PolyaUrn;
using leeway::ShiryaevRoberts;
using leeway::UrnDetector;
using leeway::Vocabulary;
using Counts = std::vector<std::uint64_t>;

namespace {

const Vocabulary vocabulary({"a", "b", "c"}, {}, false);
const std::vector<double> masses{60, 30, 10, 0.5, 1, 2};
const std::vector<Counts> windows{{30, 10, 5, 0, 1, 0}, {3, 20, 5, 0, 0, 4}, {0, 0, 0, 0, 0, 0}, {9, 9, 9, 9, 9, 9}};

}  // namespace

TEST_CASE("urn_detector: weighs each window against the urn as it was before, and adds up") {
  const Hypotheses hypotheses(vocabulary);
  for (const double design_effect : {1.0, 2.5}) {
    UrnDetector<Hypotheses> detector(hypotheses, {PolyaUrn(masses)}, design_effect);
    ShiryaevRoberts statistic = hypotheses.statistic();
    PolyaUrn urn(masses);
    std::vector<double> scratch;
    std::vector<double> evidence(hypotheses.size());
    for (const Counts& window : windows) {
      detector.update(window, scratch);
      hypotheses.log_evidence(urn, window, evidence);
      for (double& e : evidence) e /= design_effect;
      statistic.update(evidence);
      urn.add(window);
      CHECK(detector.statistic() == statistic);
    }
    CHECK(detector.statistic().value() > 0);
    CHECK(detector.memory_bytes() > hypotheses.memory_bytes());
  }
}

TEST_CASE("urn_detector: each season has an urn of its own, all share one statistic") {
  std::mt19937_64 random(8);
  std::vector<double> day = masses;
  for (double& mass : day) mass *= 50;
  std::vector<double> night = day;
  std::swap(night[0], night[2]);
  const Hypotheses hypotheses(vocabulary);
  UrnDetector<Hypotheses> seasonal(hypotheses, {PolyaUrn(day), PolyaUrn(night)});
  UrnDetector<Hypotheses> blind(hypotheses, {PolyaUrn(day)});
  std::vector<double> scratch;
  for (std::size_t i = 0; i < 40; ++i) {
    const Counts window = test::draw_counts(i % 2 == 0 ? day : night, 100, random);
    seasonal.update(window, scratch, i % 2);
    blind.update(window, scratch, i % 2);
  }
  CHECK(seasonal.statistic().windows() == 40);
  CHECK(seasonal.statistic().value() < 40 / 0.05);
  CHECK(blind.statistic().value() > 1e8);
}

TEST_CASE("urn_detector: no urn and a design effect below 1 are refused") {
  const Hypotheses hypotheses(vocabulary);
  CHECK_THROWS_AS(UrnDetector<Hypotheses>(hypotheses, {}), ConfigError);
  for (const double bad : {0.99, -1.0, std::nan("")}) {
    CHECK_THROWS_AS(UrnDetector<Hypotheses>(hypotheses, {PolyaUrn(masses)}, bad), ConfigError);
  }
}
