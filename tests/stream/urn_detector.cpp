#include "leeway/stream/urn_detector.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"
#include "leeway/stream/hypotheses.hpp"

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

TEST_CASE("urn_detector: weighs each window against the urn it is given, and adds up") {
  const Hypotheses hypotheses(vocabulary);
  for (const double design_effect : {1.0, 2.5}) {
    UrnDetector<Hypotheses> detector(hypotheses, design_effect);
    ShiryaevRoberts statistic = hypotheses.statistic();
    PolyaUrn urn(masses);
    std::vector<double> scratch;
    std::vector<double> evidence(hypotheses.size());
    for (const Counts& window : windows) {
      detector.update(urn, window, scratch);
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

TEST_CASE("urn_detector: a design effect below 1 is refused") {
  const Hypotheses hypotheses(vocabulary);
  for (const double bad : {0.99, -1.0, std::nan("")}) {
    CHECK_THROWS_AS(UrnDetector<Hypotheses>(hypotheses, bad), ConfigError);
  }
}
