#include "leeway/stream/block_scores.hpp"

#include <vector>

#include "catch.hpp"

using leeway::block_scores;
using leeway::Partition;
using leeway::ScoreSummer;
using leeway::SlotScores;
using leeway::Vocabulary;

TEST_CASE("block_scores: a numeric feature's are the Hermite scores and the missing share") {
  const Partition<double> partition(0, {1, 2}, 3);
  const std::vector<double> masses{0.5, 1, 10, 20, 30, 1, 0.5, 3};
  const std::vector<SlotScores> scores = block_scores(partition, masses);
  const std::vector<SlotScores> hermite = leeway::hermite_scores(masses);
  REQUIRE(scores.size() == hermite.size() + 1);
  CHECK(std::equal(hermite.begin(), hermite.end(), scores.begin()));
  CHECK(scores.back() == SlotScores{0, 0, 0, 0, 0, 0, 0, 1});
}

TEST_CASE("block_scores: a categorical feature's are its four largest shares, the rest's and the missing one") {
  const Vocabulary vocabulary({"a", "b", "c", "d", "e"}, {}, false);  // then other, new, missing
  const std::vector<SlotScores> scores = block_scores(vocabulary, std::vector<double>{3, 50, 1, 9, 20, 4, 0.5, 70});
  REQUIRE(scores.size() == 6);
  CHECK(scores[0] == SlotScores{0, 1, 0, 0, 0, 0, 0, 0});
  CHECK(scores[1] == SlotScores{0, 0, 0, 0, 1, 0, 0, 0});
  CHECK(scores[2] == SlotScores{0, 0, 0, 1, 0, 0, 0, 0});
  CHECK(scores[3] == SlotScores{0, 0, 0, 0, 0, 1, 0, 0});
  CHECK(scores[4] == SlotScores{1, 0, 1, 0, 0, 0, 1, 0});
  CHECK(scores[5] == SlotScores{0, 0, 0, 0, 0, 0, 0, 1});
}

TEST_CASE("block_scores: of few categories each slot is in one score") {
  const Vocabulary vocabulary({"a"}, {}, false);
  const std::vector<SlotScores> scores = block_scores(vocabulary, std::vector<double>{5, 0.1, 0.5, 1});
  REQUIRE(scores.size() == 5);
  for (std::size_t slot = 0; slot < 4; ++slot) {
    double sum = 0;
    for (const SlotScores& score : scores) sum += score[slot];
    CHECK(sum == 1);
  }
}

TEST_CASE("block_scores: sums and means of a block") {
  const std::vector<SlotScores> scores{{1, 0, -1}, {0.5, 2, 0}};
  const ScoreSummer summer(scores);
  const std::vector<std::uint64_t> counts{3, 4, 1};
  CHECK(summer.sums(counts) == std::vector<double>{2, 9.5});
  CHECK(summer.means(counts) == std::vector<double>{2.0 / 8, 9.5 / 8});
  CHECK(summer.means(std::vector<std::uint64_t>(3)) == std::vector<double>{0, 0});
  CHECK(ScoreSummer({}).means(counts).empty());
}
