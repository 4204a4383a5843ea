#include "leeway/report/impact.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"
#include "leeway/accumulate/moments.hpp"

using leeway::FeatureAttribution;
using leeway::Impact;
using leeway::detail::AttributedSlots;
using Counts = std::vector<std::uint64_t>;

TEST_CASE("impact: expected change and magnitude of moved shares") {
  const AttributedSlots slots({{1000, -2, 0}, {1000, 0, 0}, {1000, 3, 0}}, 3);
  const Impact impact = slots.impact(Counts{500, 300, 200}, Counts{20, 30, 50});
  CHECK(impact.expected == Approx((.2 - .5) * -2 + (.5 - .2) * 3));
  CHECK(impact.magnitude == Approx(.3 * 2 + .3 * 3));
  CHECK(impact.beyond_chance > 0);
  CHECK(impact.beyond_chance < impact.magnitude);
  CHECK(impact.unknown_share == 0);
  CHECK(slots.importance(Counts{500, 300, 200}) == Approx(.5 * 2 + .2 * 3));
}

TEST_CASE("impact: opposite movements cancel in the mean, not in the magnitude") {
  const AttributedSlots slots({{100, -4, 0}, {100, 0, 0}, {100, 4, 0}}, 3);
  const Impact impact = slots.impact(Counts{100, 800, 100}, Counts{300, 400, 300});
  CHECK(impact.expected == Approx(0).margin(1e-12));
  CHECK(impact.magnitude == Approx(1.6));
}

TEST_CASE("impact: the standard error is that of simulated windows and baselines") {
  const std::vector<double> attribution{-3, -1, 0, 2, 10};
  const std::vector<double> p{.3, .3, .2, .15, .05};
  const std::vector<double> q{.2, .3, .2, .2, .1};
  FeatureAttribution known;
  for (const double a : attribution) known.push_back({1'000'000, a, 0});
  const AttributedSlots slots(known, 5);
  std::mt19937_64 random(5);
  const auto draw = [&](const std::vector<double>& shares, int rows) {
    std::discrete_distribution<std::size_t> slot(shares.begin(), shares.end());
    Counts counts(5);
    for (int i = 0; i < rows; ++i) ++counts[slot(random)];
    return counts;
  };
  leeway::Moments<double, 2> expected;
  leeway::Moments<double, 2> standard_error;
  for (int i = 0; i < 2'000; ++i) {
    const Impact impact = slots.impact(draw(p, 900), draw(q, 300));
    expected.add(impact.expected);
    standard_error.add(impact.standard_error);
  }
  double truth = 0;
  for (std::size_t i = 0; i < 5; ++i) truth += (q[i] - p[i]) * attribution[i];
  CHECK(std::fabs(expected.mean() - truth) < 4 * expected.standard_error());
  CHECK(standard_error.mean() == Approx(expected.std_dev()).epsilon(0.07));  // 2,000 runs know it to 1.6 %
}

TEST_CASE("impact: without drift nothing is beyond chance on average, with few explained rows the error grows") {
  const AttributedSlots sure({{10'000, -2, 1}, {10'000, 2, 1}}, 2);
  const AttributedSlots vague({{4, -2, 1}, {1, 2, 0}}, 2);
  const Counts before{500, 500};
  const Counts now{100, 300};
  CHECK(vague.impact(before, now).expected == sure.impact(before, now).expected);
  const double sampling = std::pow(sure.impact(before, now).standard_error, 2) - 2 * .25 * .25 * 1 / 10'000;
  CHECK(std::pow(vague.impact(before, now).standard_error, 2) ==
        Approx(sampling + .25 * .25 * (1.0 / 4 + 1.0)));  // the single row borrows the variance of the others
  CHECK(sure.impact(before, Counts{101, 99}).beyond_chance == 0);
}

TEST_CASE("impact: what was never explained borrows from its neighbour, or counts with caution") {
  const FeatureAttribution known{{0, 0, 0}, {10, -1, 0}, {10, 5, 0}, {0, 0, 0}, {0, 0, 0}};
  const Counts before{0, 500, 500, 0, 0};
  const AttributedSlots ordered(known, 4);
  const Impact beyond = ordered.impact(before, Counts{0, 0, 0, 100, 0});  // above the range: as the highest cell
  CHECK(beyond.expected == Approx(5 - 2));
  CHECK(beyond.unknown_share == 1);
  const Impact missing = ordered.impact(before, Counts{0, 50, 0, 0, 50});
  CHECK(missing.expected == Approx(-.5 - 2));
  CHECK(missing.magnitude == Approx(.5 * 5 + .5 * 5));  // half of all left the cell of 5; half is unknown: the largest
  CHECK(missing.unknown_share == .5);
  const Impact category = AttributedSlots(known, 0).impact(before, Counts{0, 0, 0, 100, 0});
  CHECK(category.expected == Approx(-2));
  CHECK(category.magnitude == Approx(.5 * 1 + .5 * 5 + 5));
}

TEST_CASE("impact: nothing without rows") {
  const AttributedSlots slots({{10, 1, 0}}, 1);
  CHECK(slots.impact(Counts{0}, Counts{5}).magnitude == 0);
  CHECK(slots.impact(Counts{5}, Counts{0}).standard_error == 0);
  CHECK(slots.importance(Counts{0}) == 0);
}
