#include "leeway/compare/distance_interval.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "catch.hpp"

using leeway::ConfigError;
using leeway::detectable_distance;
using leeway::Distance;
using leeway::kolmogorov_interval;
using leeway::rows_to_detect;
using leeway::Status;
using leeway::total_variation_interval;
using Counts = std::vector<std::uint64_t>;
using Shares = std::vector<double>;

namespace {

template <class Random>
Counts draw(const Shares& shares, int rows, Random& random) {
  std::discrete_distribution<std::size_t> cell(shares.begin(), shares.end());
  Counts counts(shares.size());
  for (int i = 0; i < rows; ++i) ++counts[cell(random)];
  return counts;
}
double true_kolmogorov(const Shares& p, const Shares& q) {
  double difference = 0;
  double largest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    difference += p[i] - q[i];
    largest = (std::max)(largest, std::fabs(difference));
  }
  return largest;
}
double true_total_variation(const Shares& p, const Shares& q) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) sum += std::fabs(p[i] - q[i]) / 2;
  return sum;
}
/// Moves a share of the mass from the cells of one half to those of the other.
Shares moved(Shares shares, double share) {
  const std::size_t half = shares.size() / 2;
  for (std::size_t i = 0; i < half; ++i) {
    shares[i] -= share / static_cast<double>(half);
    shares[shares.size() - 1 - i] += share / static_cast<double>(half);
  }
  return shares;
}

}  // namespace

TEST_CASE("distance_interval: both cover the true distance at least as often as they say") {
  std::mt19937_64 random(1);
  constexpr int rounds = 400;
  for (const std::size_t cells : {std::size_t{2}, std::size_t{8}, std::size_t{30}}) {
    const Shares p(cells, 1.0 / static_cast<double>(cells));
    for (const double share : {0.0, 0.05, 0.25}) {
      const Shares q = moved(p, share);
      int kolmogorov = 0;
      int total_variation = 0;
      for (int i = 0; i < rounds; ++i) {
        const Counts reference = draw(p, 300, random);
        const Counts current = draw(q, 150, random);
        const Distance d = kolmogorov_interval(reference, current, 0.9);
        const Distance tv = total_variation_interval(reference, current, 0.9);
        const double true_d = true_kolmogorov(p, q);
        const double true_tv = true_total_variation(p, q);
        kolmogorov += d.lower <= true_d + 1e-12 && true_d - 1e-12 <= d.upper ? 1 : 0;
        total_variation += tv.lower <= true_tv + 1e-12 && true_tv - 1e-12 <= tv.upper ? 1 : 0;
      }
      CAPTURE(cells, share);
      const double least = 0.9 * rounds - 3 * std::sqrt(0.09 * rounds);
      CHECK(kolmogorov >= least);
      CHECK(total_variation >= least);
    }
  }
}

TEST_CASE("distance_interval: a small tail share is covered, too, and more tightly than by Kolmogorov's law") {
  std::mt19937_64 random(2);
  const Shares p{0.98, 0.02};
  int covered = 0;
  double width = 0;
  constexpr int rounds = 400;
  for (int i = 0; i < rounds; ++i) {
    const Distance d = kolmogorov_interval(draw(p, 1000, random), draw(p, 300, random), 0.95);
    covered += d.lower == 0 ? 1 : 0;
    width += (d.upper - d.value) / rounds;
  }
  CHECK(covered >= 0.95 * rounds - 3 * std::sqrt(0.0475 * rounds));
  CHECK(width < 1.358 * std::sqrt(1.0 / 1000 + 1.0 / 300) / 2);
}

TEST_CASE("distance_interval: the figures, by hand") {
  const Counts reference{100, 300, 400, 200};
  const Counts current{100, 100, 100, 200};
  const Distance d = kolmogorov_interval(reference, current);
  REQUIRE(d.ok());
  CHECK(d.value == Approx(0.2).epsilon(1e-14));  // .1, .4, .8 against .2, .4, .6
  CHECK(d.upper - d.value == Approx(d.value - d.lower).epsilon(1e-12));
  CHECK(d.upper - d.value <= 1.3581 * std::sqrt(1.0 / 1000 + 1.0 / 500));
  const Distance tv = total_variation_interval(reference, current);
  CHECK(tv.value == Approx((0.1 + 0.1 + 0.2 + 0.2) / 2).epsilon(1e-14));
  // The first and the last became more frequent, together from 300 of 1000 to 300 of 500; all have clearly moved.
  const double variance = 301.0 / 1002 * 701 / 1002 / 1000 + 301.0 / 502 * 201 / 502 / 500;
  CHECK(tv.upper - tv.value == Approx(1.959963985 * std::sqrt(variance)).epsilon(1e-8));
  CHECK(tv.value - tv.lower == Approx(tv.upper - tv.value).epsilon(1e-12));
  // What chance gives the others, which have not, is taken off.
  const Distance one =
      total_variation_interval(Counts{400, 100, 100, 100, 100, 100, 100}, Counts{300, 117, 117, 117, 117, 116, 116});
  CHECK(one.value - one.lower > one.upper - one.value + 0.01);
  const Distance little = total_variation_interval(Counts{400, 300, 200, 100}, Counts{205, 150, 97, 48});
  CHECK(little.lower == 0);
  CHECK(little.upper > 0.05);
}

TEST_CASE("distance_interval: the design effect divides the rows") {
  const Counts reference{1000, 3000, 4000, 2000};
  const Counts current{1000, 1000, 1000, 2000};
  const Counts quarter_reference{250, 750, 1000, 500};
  const Counts quarter_current{250, 250, 250, 500};
  const auto close = [](const Distance& a, const Distance& b) {
    CHECK(a.value == Approx(b.value).epsilon(1e-12));
    CHECK(a.lower == Approx(b.lower).epsilon(0.01));
    CHECK(a.upper == Approx(b.upper).epsilon(0.01));
  };
  close(kolmogorov_interval(reference, current, 0.95, 4), kolmogorov_interval(quarter_reference, quarter_current));
  close(total_variation_interval(reference, current, 0.95, 4),
        total_variation_interval(quarter_reference, quarter_current));
}

TEST_CASE("distance_interval: limits stay between 0 and 1, an empty side has no distance") {
  for (const Distance& d :
       {kolmogorov_interval(Counts{3, 0}, Counts{0, 2}), total_variation_interval(Counts{3, 0}, Counts{0, 2}),
        kolmogorov_interval(Counts{5}, Counts{7})}) {
    CHECK(d.ok());
    CHECK(d.lower >= 0);
    CHECK(d.upper <= 1);
  }
  CHECK(kolmogorov_interval(Counts{3, 0}, Counts{0, 2}).value == 1);
  CHECK(kolmogorov_interval(Counts{5}, Counts{7}).value == 0);
  CHECK(kolmogorov_interval(Counts{0, 0}, Counts{1, 2}).status == Status::too_few_samples);
  CHECK(total_variation_interval(Counts{1, 2}, Counts{0, 0}).status == Status::too_few_samples);
}

TEST_CASE("distance_interval: what it cannot work with is refused") {
  const Counts two{1, 2};
  const Counts three{1, 2, 3};
  CHECK_THROWS_AS(kolmogorov_interval(two, three), ConfigError);
  CHECK_THROWS_AS(total_variation_interval(two, three), ConfigError);
  for (const double bad : {0.0, 1.0, std::nan("")}) CHECK_THROWS_AS(kolmogorov_interval(two, two, bad), ConfigError);
  for (const double bad : {0.9, std::nan("")}) {
    CHECK_THROWS_AS(total_variation_interval(two, two, 0.95, bad), ConfigError);
  }
}

TEST_CASE("distance_interval: rows to detect a distance are the fewest with which it is detectable") {
  for (const double distance : {0.03, 0.05, 0.2}) {
    for (const double alpha : {0.05, 0.001}) {
      const double rows = rows_to_detect(distance, 20'000, alpha);
      REQUIRE(std::isfinite(rows));
      CHECK(detectable_distance(20'000, rows, alpha) <= distance);
      CHECK(detectable_distance(20'000, rows - 1, alpha) > distance);
    }
  }
  CHECK(rows_to_detect(0.05, 20'000, 0.05, 0.95) > rows_to_detect(0.05, 20'000, 0.05, 0.8));
  constexpr double inf = std::numeric_limits<double>::infinity();
  CHECK(rows_to_detect(0.01, 1'000, 0.05) == inf);  // such a baseline never can
  CHECK(rows_to_detect(0.01, 0, 0.05) == inf);
  CHECK(detectable_distance(0, 100, 0.05) == inf);
  CHECK(detectable_distance(100, 0, 0.05) == inf);
}

TEST_CASE("distance_interval: a distance that is said to be detectable is found about as often as asked") {
  std::mt19937_64 random(3);
  const double distance = detectable_distance(1000, 500, 0.05, 0.8);
  const Shares p(20, 0.05);
  const Shares q = moved(p, distance);
  int found = 0;
  constexpr int rounds = 400;
  for (int i = 0; i < rounds; ++i) {
    const Counts reference = draw(p, 1000, random);
    const Counts current = draw(q, 500, random);
    double difference = 0;
    double largest = 0;
    for (std::size_t cell = 0; cell < p.size(); ++cell) {
      difference += static_cast<double>(reference[cell]) / 1000 - static_cast<double>(current[cell]) / 500;
      largest = (std::max)(largest, std::fabs(difference));
    }
    found += largest > leeway::kolmogorov_isf(0.05) * std::sqrt(1.0 / 1000 + 1.0 / 500) ? 1 : 0;
  }
  CHECK(found >= 0.75 * rounds);
  CHECK(found <= 0.95 * rounds);
}
