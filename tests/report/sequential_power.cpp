#include "leeway/report/sequential_power.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"

using namespace leeway;

namespace {

SequentialEvidence evidence(double alpha) {
  SequentialEvidence evidence;
  evidence.horizon_windows = 720;
  evidence.alpha = alpha;
  evidence.alarm_at = 1 / alpha;
  return evidence;
}

}  // namespace

TEST_CASE("sequential_power: rows and distance are each other's inverse") {
  for (const double distance : {0.03, 0.05, 0.1}) {
    const double rows = sequential_rows_to_detect(distance, 100'000, evidence(0.05));
    CHECK(sequential_detectable_distance(100'000, rows, evidence(0.05)) <= distance * (1 + 1e-9));
    CHECK(sequential_detectable_distance(100'000, rows - 1, evidence(0.05)) > distance);
  }
}

TEST_CASE("sequential_power: less alpha and smaller baselines need more rows, too small ones can never tell") {
  const double rows = sequential_rows_to_detect(0.05, 100'000, evidence(0.05));
  CHECK(rows > 1'000);
  CHECK(rows < 4'000);
  CHECK(sequential_rows_to_detect(0.05, 100'000, evidence(0.001)) > rows);
  CHECK(sequential_rows_to_detect(0.05, 5'000, evidence(0.05)) > rows);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(sequential_rows_to_detect(0.05, 1'000, evidence(0.05)) == infinity);
  CHECK(sequential_detectable_distance(0, 10, evidence(0.05)) == infinity);
}
