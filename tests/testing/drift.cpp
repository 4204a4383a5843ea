#include "leeway/testing/drift.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"
#include "leeway/testing/population.hpp"

using namespace leeway::testing;
using leeway::Baseline;
using leeway::ConfigError;

namespace {

struct People {
  Population population{1};
  Baseline baseline;
  Rows rows;

  People() {
    population.add({.name = "age"}, normal(40, 10)).add({.name = "device"}, categories({{"phone", 3}, {"desktop", 1}}));
    population.add({.name = "unit"}, constant(1));
    baseline = population.baseline(5'000);
    rows = population(10'000);
  }
};

double mean_of(const Rows& rows) {
  double sum = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) sum += rows.number(0, row);
  return sum / static_cast<double>(rows.size());
}

double std_of(const Rows& rows) {
  const double mean = mean_of(rows);
  double sum = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) sum += std::pow(rows.number(0, row) - mean, 2);
  return std::sqrt(sum / static_cast<double>(rows.size()));
}

template <class Holds>
double share_of(const Rows& rows, Holds holds) {
  double count = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) count += holds(row) ? 1 : 0;
  return count / static_cast<double>(rows.size());
}

}  // namespace

TEST_CASE("drift: shifts and scales move mean and std by what was asked for") {
  const People people;
  const double mean = mean_of(people.rows);
  const double std_dev = std_of(people.rows);
  CHECK(mean_of(drifted(people.rows, shift("age", 5))) == Approx(mean + 5));
  CHECK(mean_of(drifted(people.rows, mean_shift(people.baseline, "age", -0.5))) == Approx(mean - 5).margin(0.2));
  const Rows wider = drifted(people.rows, scale(people.baseline, "age", 2));
  CHECK(std_of(wider) == Approx(2 * std_dev));
  CHECK(mean_of(wider) == Approx(mean).margin(0.3));
  CHECK(mean_of(drifted(people.rows, multiply("age", 3))) == Approx(3 * mean));
}

TEST_CASE("drift: shares of rows become missing, stuck, new or out of range") {
  const People people;
  const Rows gone = drifted(people.rows, missing("age", 0.3));
  CHECK(share_of(gone, [&](auto row) { return std::isnan(gone.number(0, row)); }) == Approx(0.3).margin(0.02));
  const Rows no_device = drifted(people.rows, missing("device", 0.3));
  CHECK(share_of(no_device, [&](auto row) { return no_device.text(1, row).empty(); }) == Approx(0.3).margin(0.02));
  const Rows stuck = drifted(people.rows, stuck_at("age", -1, 0.25));
  CHECK(share_of(stuck, [&](auto row) { return stuck.number(0, row) == -1; }) == Approx(0.25).margin(0.02));
  const Rows novel = drifted(people.rows, new_category("device", 0.1, "watch"));
  CHECK(share_of(novel, [&](auto row) { return novel.text(1, row) == "watch"; }) == Approx(0.1).margin(0.015));
  const double highest = std::get<leeway::NumericBaseline>(people.baseline[0]).cells.partition().highest();
  const Rows far = drifted(people.rows, out_of_range(people.baseline, "age", 0.2));
  CHECK(share_of(far, [&](auto row) { return far.number(0, row) > highest; }) == Approx(0.2).margin(0.02));
  const Rows all = drifted(people.rows, stuck_at("device", std::string("tablet")));
  CHECK(share_of(all, [&](auto row) { return all.text(1, row) == "tablet"; }) == 1);
}

TEST_CASE("drift: a share of a category moves to another, the rest stays") {
  const People people;
  const Rows moved = drifted(people.rows, move_share("device", "phone", "desktop", 0.4));
  CHECK(share_of(moved, [&](auto row) { return moved.text(1, row) == "phone"; }) == Approx(0.75 * 0.6).margin(0.02));
  CHECK(share_of(moved, [&](auto row) {
          return people.rows.text(1, row) == "desktop" && moved.text(1, row) == "phone";
        }) == 0);
}

TEST_CASE("drift: begins at a row of the stream and grows evenly") {
  const Drift late = shift("age", 8).from_row(100).ramp(40);
  CHECK(late.strength_at(99) == 0);
  CHECK(late.strength_at(100) == 0);
  CHECK(late.strength_at(110) == Approx(0.25));
  CHECK(late.strength_at(140) == 1);
  CHECK(shift("age", 8).strength_at(0) == 1);

  const People people;
  Rows rows = people.rows;
  Random random(1);
  late.apply(rows, random, 95);
  CHECK(rows.number(0, 4) == people.rows.number(0, 4));
  CHECK(rows.number(0, 15) == Approx(people.rows.number(0, 15) + 2));
  CHECK(rows.number(0, 60) == Approx(people.rows.number(0, 60) + 8));
}

TEST_CASE("drift: one made by hand works as the others do") {
  const Drift swapped{"age", leeway::Kind::numeric,
                      [](Rows& rows, std::size_t feature, std::size_t row, double, Random&) {
                        rows.number(feature, row) = 100 - rows.number(feature, row);
                      }};
  const People people;
  CHECK(mean_of(drifted(people.rows, swapped)) == Approx(100 - mean_of(people.rows)));
}

TEST_CASE("drift: what cannot be is refused, by the feature's name") {
  const People people;
  CHECK_THROWS_WITH(drifted(people.rows, shift("agee", 5)), ContainsSubstring("agee"));
  CHECK_THROWS_WITH(drifted(people.rows, shift("device", 5)), ContainsSubstring("'device' is categorical"));
  CHECK_THROWS_WITH(drifted(people.rows, new_category("age", 0.1)), ContainsSubstring("'age' is numeric"));
  CHECK_THROWS_AS(missing("age", 1.5), ConfigError);
  CHECK_THROWS_AS(shift("age", std::numeric_limits<double>::infinity()), ConfigError);
  CHECK_THROWS_AS(mean_shift(people.baseline, "device", 1), ConfigError);
  CHECK_THROWS_AS(mean_shift(people.baseline, "unit", 1), ConfigError);  // it does not vary
  CHECK_THROWS_AS(scale(people.baseline, "unknown", 1), ConfigError);
}
