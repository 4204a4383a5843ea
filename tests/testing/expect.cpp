#include "leeway/testing/expect.hpp"

#include <string>

#include "catch.hpp"
#include "leeway/testing/healthy.hpp"
#include "leeway/testing/population.hpp"

using namespace leeway::testing;
using leeway::Baseline;

namespace {

Baseline baseline_of(std::size_t rows) {
  Population people(1);
  people.add({.name = "age"}, normal(40, 10)).add({.name = "device"}, categories({{"phone", 3}, {"desktop", 1}}));
  return people.baseline(rows);
}

const Baseline& baseline() {
  static const Baseline made = baseline_of(10'000);
  return made;
}

Stream healthy() { return Healthy(baseline(), 3); }
Stream older(double std_devs) { return healthy().with(mean_shift(baseline(), "age", std_devs)); }

}  // namespace

TEST_CASE("expect: what holds holds, and says when") {
  const Setup setup{baseline()};
  const Outcome found = alarms_within(setup, older(1), 2'000, {.feature = "age"});
  CHECK(found);
  CHECK_THAT(found.message(), ContainsSubstring("drift of 'age' was found after 250 rows in 1 window"));
  const Outcome quiet = stays_quiet(setup, healthy(), 3'000);
  CHECK(quiet);
  CHECK_THAT(quiet.message(), ContainsSubstring("no drift was found in 3000 rows in 12 windows"));
}

TEST_CASE("expect: a missing alarm says how many rows were seen, what was nearest and what helps") {
  const Outcome too_few = alarms_within(Setup{baseline(), {}, 50}, older(0.1), 100);
  CHECK_FALSE(too_few);
  CHECK_THAT(too_few.message(), ContainsSubstring("no drift was found in 100 rows in 2 windows"));
  CHECK_THAT(too_few.message(), ContainsSubstring("age: "));
  CHECK_THAT(too_few.message(), ContainsSubstring("device: "));
  CHECK_THAT(too_few.message(), ContainsSubstring("more rows: a drift of the tolerated size takes about"));

  const Outcome too_small = alarms_within(Setup{baseline()}, healthy(), 6'000, {.feature = "device"});
  CHECK_FALSE(too_small);
  CHECK_THAT(too_small.message(), ContainsSubstring("no drift of 'device'"));
  CHECK_THAT(too_small.message(), !ContainsSubstring("age: "));
  CHECK_THAT(too_small.message(), ContainsSubstring("smaller tolerance"));

  const Baseline small = baseline_of(200);
  const Outcome hopeless = alarms_within(Setup{small}, Healthy(small), 3'000);
  CHECK_FALSE(hopeless);
  CHECK_THAT(hopeless.message(), ContainsSubstring("more training rows"));
}

TEST_CASE("expect: what is sure but tolerated asks for a smaller tolerance") {
  leeway::Plan plan;
  plan.tolerance = 0.3;
  const Outcome tolerated = alarms_within(Setup{baseline(), {.plan = plan}}, older(0.5), 5'000);
  CHECK_FALSE(tolerated);
  CHECK_THAT(tolerated.message(), ContainsSubstring("'age' moved for sure"));
  CHECK_THAT(tolerated.message(), ContainsSubstring("a tolerance below 0."));
  plan.tolerance = 0.1;
  CHECK(alarms_within(Setup{baseline(), {.plan = plan}}, older(0.5), 5'000));  // which helps
}

TEST_CASE("expect: an alarm that should not have come says of which features, and why") {
  const Outcome alarmed = stays_quiet(Setup{baseline()}, healthy().with(new_category("device", 0.2, "watch")), 3'000);
  CHECK_FALSE(alarmed);
  CHECK_THAT(alarmed.message(), ContainsSubstring("drift was found after 250 rows in 1 window"));
  CHECK_THAT(alarmed.message(), ContainsSubstring("device: drift"));
  CHECK_THAT(alarmed.message(), ContainsSubstring("new category 'watch'"));
  CHECK_THAT(alarmed.message(), !ContainsSubstring("age: "));
}

TEST_CASE("expect: plans of limits show their limits") {
  const Setup setup{baseline(), {.plan = leeway::Plan::limits()}, 2'000};
  const Outcome found = alarms_within(setup, older(0.01), 2'000, {.feature = "age"});
  CHECK_FALSE(found);
  CHECK_THAT(found.message(), ContainsSubstring("mean_shift_in_std"));
  CHECK_THAT(found.message(), ContainsSubstring("(limit 0.1)"));
  CHECK(alarms_within(setup, older(0.3), 2'000, {.feature = "age"}));
}

TEST_CASE("expect: batches of another schema alarm, and are named") {
  Population others;
  others.add({.name = "age"}, normal(40, 10));
  const Outcome rejected = stays_quiet(Setup{baseline()}, others, 500);
  CHECK_FALSE(rejected);
  CHECK_THAT(rejected.message(), ContainsSubstring("250 rows of batches that do not fit the schema"));
}

TEST_CASE("expect: monitors of one's own") {
  leeway::Monitor monitor(baseline(), {.window_rows = 250, .evaluation = leeway::Evaluation::on_poll});
  CHECK(stays_quiet(monitor, healthy(), 2'000));
  CHECK(alarms_within(monitor, older(1), 2'000));
  CHECK(monitor.rows_seen() > 2'000);
}
