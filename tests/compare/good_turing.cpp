#include "leeway/compare/good_turing.hpp"

#include <cmath>
#include <random>
#include <vector>

#include "catch.hpp"

using namespace leeway;
using Counts = std::vector<std::uint64_t>;

TEST_CASE("good_turing: singletons estimate what was not seen") {
  CHECK(unseen_categories(Counts{5, 1, 3, 1, 0}) == Proportion{3, 11});
  CHECK(unseen_categories(Counts{50, 49}) == Proportion{1, 100});  // never impossible
  CHECK(unseen_categories(Counts{}) == Proportion{1, 1});
}

TEST_CASE("good_turing: a stationary feature with many rare levels is not called new") {
  std::mt19937_64 random(12);
  constexpr int runs = 1000;
  constexpr std::size_t levels = 2000;
  int with_mass = 0, with_token = 0;
  for (int run = 0; run < runs; ++run) {
    Counts counts(levels);
    const auto draw = [&] {  // density falls as 1 / x: Zipf's law with exponent 1
      return static_cast<std::size_t>(std::pow(double{levels}, double(random() >> 11) * 0x1p-53)) % levels;
    };
    for (int i = 0; i < 2000; ++i) ++counts[draw()];
    std::uint64_t fresh = 0;
    for (int i = 0; i < 500; ++i) fresh += counts[draw()] == 0 ? 1 : 0;
    const Proportion current{fresh, 500};
    with_mass += ShareTest{Alternative::greater}(unseen_categories(counts), current).significant(0.05) ? 1 : 0;
    with_token += ShareTest{Alternative::greater}({1, 2001}, current).significant(0.05) ? 1 : 0;
  }
  INFO("alarms with the mass " << with_mass << ", with a token count " << with_token);
  CHECK(with_mass <= 0.072 * runs);  // .05 and three standard errors
  CHECK(with_token >= 0.99 * runs);
}

TEST_CASE("good_turing: a truly new category is seen") {
  Counts counts(50, 400);  // every level seen often
  CHECK(ShareTest{}(unseen_categories(counts), {25, 2000}).significant(1e-9));
  CHECK_FALSE(ShareTest{}(unseen_categories(counts), {0, 2000}).significant());
}
