#include "leeway/testing/false_alarms.hpp"

#include <cstdint>

#include "catch.hpp"
#include "leeway/testing/population.hpp"

using namespace leeway::testing;
using leeway::Baseline;
using leeway::ConfigError;

namespace {

const Baseline& baseline() {
  static const Baseline made = [] {
    Population people(1);
    people.add({.name = "age"}, normal(40, 10)).add({.name = "device"}, categories({{"phone", 3}, {"desktop", 1}}));
    return people.baseline(2'000);
  }();
  return made;
}

}  // namespace

TEST_CASE("false_alarms: the most by chance is the binomial distribution's") {
  CHECK(most_by_chance(100, 0.05) == 13);  // R: qbinom(.999, 100, .05)
  CHECK(most_by_chance(60, 0.05) == 9);
  CHECK(most_by_chance(1'000, 0.05, 0.05) == 62);  // qbinom(.95, 1000, .05)
  CHECK(most_by_chance(10, 0) == 0);
  CHECK(most_by_chance(10, 1) == 10);
}

TEST_CASE("false_alarms: a watched stream keeps its promise") {
  const Outcome few = few_false_alarms(Setup{baseline()}, {.count = 60, .rows = 5'000});
  CHECK(few);
  CHECK_THAT(few.message(), ContainsSubstring("of 60 healthy streams of 5000 rows alarmed, 9 allowed"));
  CHECK_THAT(few.message(), ContainsSubstring("the plan promises 5 %"));
}

TEST_CASE("false_alarms: a set-up that alarms too often fails, and shows a stream to look at") {
  const Setup naive{baseline(), {.plan = leeway::Plan::p_value()}};
  const Outcome many = few_false_alarms(naive, {.count = 40, .rows = 5'000, .seed = 100}, 4);
  CHECK_FALSE(many);
  CHECK_THAT(many.message(), ContainsSubstring("Seeds of streams that alarmed: 100"));
  CHECK_THAT(many.message(), ContainsSubstring("drift was found after"));
  CHECK_THAT(many.message(), !ContainsSubstring("promises"));
  const AlarmCount count = count_false_alarms(naive, {.count = 40, .rows = 5'000, .seed = 100});
  CHECK(count.alarms > 30);
  CHECK(count.alarms == count.seeds.size());
  CHECK(count.rate().lower > 0.5);
  CHECK(count.rate().upper <= 1);
}

TEST_CASE("false_alarms: without alarms the rate may still be 3 / streams") {
  const AlarmCount none{100, 0, {}};
  CHECK(none.rate().lower == 0);
  CHECK(none.rate().upper == Approx(0.0362).margin(0.0001));  // 1 - .025^(1/100)
}

TEST_CASE("false_alarms: counts the alarms of any streams, as a test of what is found") {
  const AlarmCount found = count_alarms(Setup{baseline()}, {.count = 10, .rows = 3'000}, [](std::uint64_t seed) {
    return Stream(Healthy(baseline(), seed)).with(mean_shift(baseline(), "age", 1));
  });
  CHECK(found.alarms == 10);
  CHECK(found.seeds.back() == 10);
  CHECK_THROWS_AS(count_false_alarms(Setup{baseline()}, {.count = 0}), ConfigError);
}

TEST_CASE("false_alarms: where nothing is promised, the caller says how many are allowed") {
  CHECK_THROWS_AS(few_false_alarms(Setup{baseline(), {.plan = leeway::Plan::p_value()}}), ConfigError);
  CHECK_THROWS_AS(few_false_alarms(Setup{baseline(), {.plan = leeway::Plan::limits()}}), ConfigError);
  CHECK_THROWS_AS(few_false_alarms(Setup{baseline()}, {.count = 1, .rows = 1'000'000}), ConfigError);
}
