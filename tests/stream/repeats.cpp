#include "leeway/stream/repeats.hpp"

#include <numeric>
#include <random>
#include <vector>

#include "catch.hpp"
#include "enumerate.hpp"
#include "leeway/stream/slot_scores.hpp"
#include "leeway/stream/urn_detector.hpp"
#include "streams.hpp"

using leeway::hash_lanes;
using leeway::lane_masses;
using leeway::PolyaUrn;
using leeway::Repeats;
using leeway::UrnDetector;

TEST_CASE("repeats: e-values have mean exactly 1, over all windows the urn can give") {
  PolyaUrn urn({0.3, 5, 2, 0.7, 11, 0.1, 4, 1});  // two slots
  const Repeats repeats(urn.size());
  CHECK(repeats.size() == Repeats::shares.size() * urn.size());
  for (const std::vector<std::uint64_t>& seen : {std::vector<std::uint64_t>{1, 0, 0, 9, 0, 0, 0, 2}, {}}) {
    for (const std::uint64_t rows : {1, 3}) {
      for (const double mean : test::mean_evidence(repeats, urn, rows)) CHECK(mean == Approx(1).epsilon(1e-12));
    }
    urn.add(seen);
  }
}

TEST_CASE("repeats: a slot's mass is spread over its lanes as its values were, drawn towards equal parts") {
  const std::vector<double> slots{5, 20, 8, 3, 900};  // -inf, two finite ones, +inf, missing
  std::vector<std::uint64_t> lanes(slots.size() * hash_lanes);
  lanes[hash_lanes] = 92;
  const std::vector<double> masses = lane_masses(slots, lanes);
  REQUIRE(masses.size() == lanes.size());
  CHECK(masses[4] == Approx(20 * 94.0 / 100).epsilon(1e-14));
  CHECK(masses[5] == Approx(20 * 2.0 / 100).epsilon(1e-14));
  for (std::size_t lane = 8; lane < 12; ++lane) CHECK(masses[lane] == 2);
  // What has no lanes is not expected to fall into them.
  CHECK(std::accumulate(masses.begin(), masses.end(), 0.0) == Approx(28).epsilon(1e-9));
  for (const double mass : masses) CHECK(mass > 0);
}

TEST_CASE("repeats: one value that turns up again and again is found, and where it lies") {
  const test::NormalTraining training;
  const std::vector<double> masses =
      lane_masses(leeway::slot_masses(training.partition, training.counts), training.lanes);
  std::mt19937_64 random(6);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<double> scratch;
  const auto value_after = [&](double share, int windows, std::size_t& slot) {
    UrnDetector<Repeats> detector{Repeats(masses.size())};
    PolyaUrn urn(masses);
    for (int i = 0; i < windows; ++i) {
      const auto lanes = training.window_lanes(500, [&] { return uniform(random) < share ? 0.731 : normal(random); });
      detector.update(urn, lanes, scratch);
      urn.add(lanes);
    }
    slot = Repeats::slot_of(detector.statistic().leading());
    return detector.statistic().value();
  };
  std::size_t slot = 0;
  CHECK(value_after(0, 100, slot) < 20'000);  // of a hundred windows; an alarm at .05 needs 100 / .05 = 2,000 in mean
  CHECK(value_after(0.02, 10, slot) > 1e8);
  CHECK(slot == training.partition.slot(0.731));
}
