#include "leeway/stream/slot_scores.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include "catch.hpp"

using leeway::hermite_scores;
using leeway::Partition;
using leeway::slot_masses;
using leeway::SlotScores;
using leeway::Vocabulary;
using Counts = std::vector<std::uint64_t>;

TEST_CASE("slot_scores: a numeric cell is worth its count and a half, the slots outside the range one") {
  const Partition<double> partition(0, {1, 2}, 3);
  // -inf, below, three cells, above, +inf, missing
  const std::vector<double> masses = slot_masses(partition, Counts{1, 0, 10, 20, 30, 2, 0, 4});
  CHECK(masses == std::vector<double>{1.5, 1, 10.5, 20.5, 30.5, 3, 0.5, 4.5});
}

TEST_CASE("slot_scores: categories give what they owe to having been chosen to the new ones") {
  const Vocabulary vocabulary({"a", "b", "c"}, {"d", "e"}, false);
  const Counts counts{10, 2, 1, 2, 0, 5};                                    // a b c, other, new, missing
  const std::vector<double> masses = slot_masses(vocabulary, counts, 3, 1);  // d = 3 / (3 + 2)
  const std::vector<double> expected{9.4, 1.4, 0.4, 0.8, 3.5, 5.5};
  REQUIRE(masses.size() == expected.size());
  for (std::size_t i = 0; i < masses.size(); ++i) CHECK(masses[i] == Approx(expected[i]).epsilon(1e-14));

  // No categories seen once: nothing is taken. All seen once: a mass is left to each all the same.
  CHECK(slot_masses(vocabulary, counts, 0, 1) == std::vector<double>{10, 2, 1, 2, 0.5, 5.5});
  const std::vector<double> all_once = slot_masses(vocabulary, Counts{1, 1, 1, 2, 0, 0}, 5, 0);
  for (const double mass : all_once) CHECK(mass > 0);
  CHECK(std::accumulate(all_once.begin(), all_once.end(), 0.0) == Approx(5 + 1).epsilon(1e-14));
}

TEST_CASE("slot_scores: a list that was cut leaves `other` and `new` a mass") {
  const Vocabulary all_listed({"a"}, {}, false);
  for (const double mass : slot_masses(all_listed, Counts{0, 0, 0, 0}, 0, 0)) CHECK(mass > 0);
}

TEST_CASE("slot_scores: Hermite scores have mean 0 and variance 1 over the present values") {
  const std::vector<double> masses{0.5, 1, 300, 20, 45.5, 800, 61, 7, 1, 0.5, 90};
  const std::vector<SlotScores> scores = hermite_scores(masses);
  REQUIRE(scores.size() == 4);
  const double present = std::accumulate(masses.begin(), masses.end() - 1, 0.0);
  for (const SlotScores& score : scores) {
    REQUIRE(score.size() == masses.size());
    double mean = 0;
    double square = 0;
    for (std::size_t slot = 0; slot + 1 < masses.size(); ++slot) {
      mean += masses[slot] / present * score[slot];
      square += masses[slot] / present * score[slot] * score[slot];
    }
    CHECK(mean == Approx(0).margin(1e-12));
    CHECK(square == Approx(1).epsilon(1e-12));
    CHECK(score.back() == 0);  // of missing values
  }
  CHECK(std::is_sorted(scores[0].begin(), scores[0].end() - 1));
}

TEST_CASE("slot_scores: four equal cells have the normal law's quarter means") {
  const SlotScores location = hermite_scores(std::vector<double>{25, 25, 25, 25, 0.5})[0];
  // E[Z | Z in the quarter] = (phi(lower) - phi(upper)) / .25, with the quartile .67449
  const double outer = 0.3177765726841 / 0.25;
  const double inner = (0.3989422804014 - 0.3177765726841) / 0.25;
  const double deviation = std::sqrt((outer * outer + inner * inner) / 2);
  const std::vector<double> expected{-outer, -inner, inner, outer};
  for (std::size_t i = 0; i < 4; ++i) CHECK(location[i] == Approx(expected[i] / deviation).epsilon(1e-9));
}

TEST_CASE("slot_scores: over many cells they are the Hermite polynomials of the normal score") {
  constexpr std::size_t cells = 4000;
  std::vector<double> masses(cells + 1, 2.0);
  const std::vector<SlotScores> scores = hermite_scores(masses);
  REQUIRE(scores.size() == 4);
  for (const std::size_t cell : {cells / 20, cells / 4, cells / 2, 3 * cells / 4, 19 * cells / 20}) {
    const double z = -leeway::normal_isf((static_cast<double>(cell) + 0.5) / cells);
    CHECK(scores[0][cell] == Approx(z).margin(0.01));
    CHECK(scores[1][cell] == Approx((z * z - 1) / std::sqrt(2.0)).margin(0.01));
    CHECK(scores[2][cell] == Approx((z * z * z - 3 * z) / std::sqrt(6.0)).margin(0.02));
    CHECK(scores[3][cell] == Approx((z * z * z * z - 6 * z * z + 3) / std::sqrt(24.0)).margin(0.04));
  }
}

TEST_CASE("slot_scores: what is constant is left out") {
  CHECK(hermite_scores(std::vector<double>{100, 5}).empty());
  CHECK(hermite_scores(std::vector<double>{100, 100, 5}).size() == 2);  // two halves: odd orders only
}

TEST_CASE("slot_scores: a slot that training never hit has its neighbour's score, and a constant feature none") {
  // -inf, below, five cells of which the third is empty, above, +inf, missing
  const std::vector<double> masses{0.5, 1, 20.5, 30.5, 0.5, 30.5, 20.5, 1, 0.5, 0.5};
  for (const leeway::SlotScores& score : leeway::hermite_scores(masses)) {
    REQUIRE(score.size() == masses.size());
    CHECK(score[0] == score[2]);
    CHECK(score[1] == score[2]);
    CHECK(score[4] == score[5]);
    CHECK(score[7] == score[6]);
    CHECK(score[8] == score[6]);
    CHECK(score[9] == 0);
  }
  CHECK(leeway::hermite_scores(std::vector<double>{0.5, 1, 1000.5, 1, 0.5, 0.5}).empty());
  CHECK(leeway::hermite_scores(std::vector<double>{0.5, 0.5, 0.5, 0.5, 0.5, 1000.5}).empty());
}
