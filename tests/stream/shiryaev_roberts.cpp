#include "leeway/stream/shiryaev_roberts.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::ShiryaevRoberts;

TEST_CASE("shiryaev_roberts: the recursion, by hand") {
  ShiryaevRoberts statistic(std::vector<double>{0.75, 0.25});
  CHECK(statistic.value() == 0);
  statistic.update(std::vector<double>{std::log(2.0), std::log(0.5)});  // M = 2 and .5
  CHECK(statistic.value() == Approx(0.75 * 2 + 0.25 * 0.5).epsilon(1e-14));
  statistic.update(std::vector<double>{std::log(3.0), std::log(10.0)});  // 9 and 15
  CHECK(statistic.value() == Approx(0.75 * 9 + 0.25 * 15).epsilon(1e-14));
  CHECK(statistic.leading() == 0);                                      // 6.75 against 3.75
  statistic.update(std::vector<double>{std::log(0.5), std::log(2.0)});  // 5 and 32
  CHECK(statistic.value() == Approx(0.75 * 5 + 0.25 * 32).epsilon(1e-14));
  CHECK(statistic.leading() == 1);
  CHECK(statistic.windows() == 3);
  CHECK(statistic.size() == 2);
}

TEST_CASE("shiryaev_roberts: without weights all hypotheses have the same") {
  ShiryaevRoberts plain(4);
  ShiryaevRoberts weighted(std::vector<double>(4, 0.25));
  for (const auto& step : {std::vector<double>{1, 0, -1, 2}, std::vector<double>{0.5, 1, 1, -3}}) {
    plain.update(step);
    weighted.update(step);
  }
  CHECK(plain.value() == Approx(weighted.value()).epsilon(1e-15));
  CHECK(plain.value() > 1);
  CHECK(plain.memory_bytes() < weighted.memory_bytes());
  CHECK(ShiryaevRoberts().value() == 0);
}

TEST_CASE("shiryaev_roberts: dates a change by when the evidence was last against it") {
  ShiryaevRoberts statistic(1);
  const auto update = [&](double step) { statistic.update(std::vector<double>{step}); };
  for (int i = 0; i < 20; ++i) update(-0.1);
  CHECK(statistic.windows_since_change(0) == 0);
  update(0.3);
  CHECK(statistic.windows_since_change(0) == 1);
  update(-0.2);  // less than was gained
  update(0.3);
  CHECK(statistic.windows_since_change(0) == 3);
  update(-1);
  CHECK(statistic.windows_since_change(0) == 0);
  ShiryaevRoberts at_once(1);
  at_once.update(std::vector<double>{1});
  CHECK(at_once.windows_since_change(0) == 1);
}

TEST_CASE("shiryaev_roberts: overwhelming evidence either way stays finite") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  ShiryaevRoberts statistic(2);
  for (int i = 0; i < 10; ++i) statistic.update(std::vector<double>{inf, -inf});
  CHECK(statistic.value() >= 1e299);
  CHECK(std::isfinite(statistic.value()));
  CHECK(statistic.leading() == 0);
  for (int i = 0; i < 10; ++i) statistic.update(std::vector<double>{-inf, 1});
  CHECK(statistic.leading() == 1);
  CHECK(statistic.value() < 1e6);  // and can come back
}

TEST_CASE("shiryaev_roberts: without a change it grows by one a window on average, and Doob's bound holds") {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  constexpr int runs = 4000;
  constexpr int windows = 50;
  constexpr double theta = 0.5;
  constexpr double alpha = 0.1;
  double after_five = 0;
  int alarms = 0;
  for (int run = 0; run < runs; ++run) {
    ShiryaevRoberts statistic(2);
    bool alarm = false;
    for (int window = 1; window <= windows; ++window) {
      const double z = normal(random);
      const double square = theta * theta / 2;
      statistic.update(std::vector<double>{theta * z - square, -theta * z - square});
      if (window == 5) after_five += statistic.value() / runs;
      alarm = alarm || statistic.value() >= windows / alpha;
    }
    alarms += alarm ? 1 : 0;
  }
  CHECK(after_five == Approx(5).margin(0.2));  // its standard error is .05
  CHECK(alarms <= runs * alpha + 4 * std::sqrt(runs * alpha * (1 - alpha)));
  CHECK(alarms > runs * alpha / 20);  // an alarm that cannot be raised would keep the bound, too
}
