#include "leeway/stream/tolerance_detector.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"
#include "streams.hpp"

using leeway::Change;
using leeway::ConfigError;
using leeway::ToleranceDetector;
using leeway::WatchedShare;
using Counts = std::vector<std::uint64_t>;

namespace {

constexpr double alpha = 0.05;
constexpr double known = 1e13;  // rows of a baseline whose shares are as good as known

/// Exact mean over windows of `rows` rows with so large a true share of slot 0 (of two) after the first window: the
/// mean e-value of all bets.
double mean_evidence(const ToleranceDetector& detector, double share, std::uint64_t rows) {
  double mean = 0;
  double ways = 1;
  for (std::uint64_t hits = 0; hits <= rows; ++hits) {
    ToleranceDetector fresh = detector;
    fresh.update(Counts{hits, rows - hits});
    mean += ways * std::pow(share, static_cast<double>(hits)) * std::pow(1 - share, static_cast<double>(rows - hits)) *
            fresh.statistic().value();
    ways = ways * static_cast<double>(rows - hits) / static_cast<double>(hits + 1);
  }
  return mean;
}

ToleranceDetector watching(double share, double tolerance, double rows = known, double design_effect = 1) {
  return ToleranceDetector({{0, 1, 2, tolerance, Change::cell}}, std::vector<double>{share * rows, (1 - share) * rows},
                           alpha, design_effect);
}

}  // namespace

TEST_CASE("tolerance_detector: the mean e-value is at most 1 at the limits and inside, and above 1 far beyond") {
  const ToleranceDetector detector = watching(0.3, 0.05);
  REQUIRE(detector.statistic().size() == 10);  // five steps either way
  for (const std::uint64_t rows : {1, 5, 40}) {
    for (const double inside : {0.25, 0.28, 0.3, 0.33, 0.35}) CHECK(mean_evidence(detector, inside, rows) <= 1 + 1e-9);
  }
  CHECK(mean_evidence(detector, 0.6, 40) > 1.1);
  CHECK(mean_evidence(detector, 0.03, 40) > 1.1);
}

TEST_CASE("tolerance_detector: the mean e-value is exactly 1 at the limit of one side and falls inside") {
  const ToleranceDetector rare = watching(0.005, 0.01);  // a share cannot fall by more than it is: one side
  REQUIRE(rare.statistic().size() == 5);
  CHECK(mean_evidence(rare, 0.015, 20) == Approx(1).epsilon(1e-5));
  CHECK(mean_evidence(rare, 0.014, 20) < 0.995);
  CHECK(mean_evidence(rare, 0.016, 20) > 1.005);
}

TEST_CASE("tolerance_detector: what a small baseline leaves uncertain is granted") {
  CHECK(mean_evidence(watching(0.005, 0.01), 0.018, 20) > 1.01);
  CHECK(mean_evidence(watching(0.005, 0.01, 1000), 0.018, 20) < 0.99);
}

TEST_CASE("tolerance_detector: the design effect divides the evidence and the baseline's size") {
  ToleranceDetector plain = watching(0.3, 0.05, 2000);
  ToleranceDetector divided = watching(0.3, 0.05, 4000, 2);
  plain.update(Counts{50, 50});
  divided.update(Counts{100, 100});
  CHECK(plain.statistic().value() > 2);
  CHECK(divided.statistic().value() == Approx(plain.statistic().value()).epsilon(1e-12));
}

TEST_CASE("tolerance_detector: wobble inside the tolerance never alarms, a move beyond does and says which") {
  std::mt19937_64 random(9);
  const std::vector<double> masses{2000, 3000, 5000, 100};
  const std::vector<WatchedShare> shares{
      {0, 1, 3, 0.05, Change::location}, {0, 2, 3, 0.05, Change::location}, {3, 4, 4, 0.01, Change::missing}};
  constexpr int windows = 100;
  int alarms = 0;
  for (int run = 0; run < 40; ++run) {
    ToleranceDetector detector(shares, masses, alpha);
    for (int i = 0; i < windows; ++i) {
      const double move = 400 * std::sin(i * 0.3 + run);
      detector.update(test::draw_counts({2000 + move, 3000, 5000 - move, 100}, 200, random));
      if (detector.statistic().value() >= windows / (0.8 * alpha)) {
        ++alarms;
        break;
      }
    }
  }
  CHECK(alarms <= 2);

  const auto leading_after = [&](const std::vector<double>& live) {
    ToleranceDetector detector(shares, masses, alpha);
    for (int i = 0; i < windows && detector.statistic().value() < 1e6; ++i) {
      detector.update(test::draw_counts(live, 200, random));
    }
    CHECK(detector.statistic().value() >= 1e6);
    return std::pair(detector.leading_share(), detector.leading_increases());
  };
  const auto [lower, lower_up] = leading_after({3200, 1800, 5000, 100});
  CHECK(lower.last == 1);
  CHECK(lower_up);
  const auto [upper, upper_up] = leading_after({2000, 1500, 6500, 100});
  CHECK(upper.last == 2);
  CHECK_FALSE(upper_up);
  const auto [missing, missing_up] = leading_after({2000, 3000, 5000, 800});
  CHECK(missing.change == Change::missing);
  CHECK(missing_up);
}

TEST_CASE("tolerance_detector: a tolerance that nothing can exceed leaves nothing to bet on") {
  ToleranceDetector detector = watching(0.5, 0.6);
  CHECK(detector.statistic().size() == 0);
  detector.update(Counts{100, 0});
  CHECK(detector.statistic().value() == 0);
  CHECK(detector.memory_bytes() > 0);
}

TEST_CASE("tolerance_detector: shares that do not fit and a design effect below 1 are refused") {
  const std::vector<double> masses{1, 1, 1};
  for (const WatchedShare& bad :
       {WatchedShare{1, 1, 3}, WatchedShare{2, 1, 3}, WatchedShare{0, 3, 2}, WatchedShare{0, 1, 4}}) {
    CHECK_THROWS_AS(ToleranceDetector({bad}, masses, alpha), ConfigError);
  }
  for (const double bad : {0.5, std::nan("")}) {
    CHECK_THROWS_AS(ToleranceDetector({{0, 1, 3}}, masses, alpha, bad), ConfigError);
  }
}
