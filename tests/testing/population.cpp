#include "leeway/testing/population.hpp"

#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "catch.hpp"

using namespace leeway::testing;
using leeway::ConfigError;

TEST_CASE("population: features have the kinds and distributions they were given") {
  Population people(1);
  people.add({.name = "age", .importance = 3}, normal(40, 10))
      .add({.name = "income"}, log_normal(1'000, 0.5))
      .add({.name = "score"}, uniform(-1, 3))
      .add({.name = "wait"}, exponential(2))
      .add({.name = "floor"}, integers(-1, 2))
      .add({.name = "version"}, constant(4))
      .add({.name = "device"}, categories({{"phone", 3}, {"never", 0}, {"desktop", 1}}));
  CHECK(people.schema()[0].importance == 3);
  CHECK(people.schema()[0].kind == leeway::Kind::numeric);
  CHECK(people.schema()[6].kind == leeway::Kind::categorical);

  const Rows rows = people(20'000);
  double mean_age = 0;
  double square_age = 0;
  double below_median = 0;
  double mean_score = 0;
  double mean_wait = 0;
  double phones = 0;
  std::set<double> floors;
  std::set<std::string> devices;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const double age = rows.number(0, row);
    mean_age += age / 20'000;
    square_age += (age - 40) * (age - 40) / 20'000;
    below_median += rows.number(1, row) < 1'000 ? 1 : 0;
    mean_score += rows.number(2, row) / 20'000;
    mean_wait += rows.number(3, row) / 20'000;
    floors.insert(rows.number(4, row));
    devices.insert(rows.text(6, row));
    phones += rows.text(6, row) == "phone" ? 1 : 0;
  }
  CHECK(mean_age == Approx(40).margin(0.3));
  CHECK(std::sqrt(square_age) == Approx(10).margin(0.2));
  CHECK(below_median == Approx(10'000).margin(300));
  CHECK(mean_score == Approx(1).margin(0.04));
  CHECK(mean_wait == Approx(2).margin(0.06));
  CHECK(phones == Approx(15'000).margin(250));
  CHECK(floors == std::set<double>{-1, 0, 1, 2});
  CHECK(devices == std::set<std::string>{"phone", "desktop"});
  CHECK(rows.number(5, 7) == 4);
}

TEST_CASE("population: a share of either kind may be missing") {
  Population people(2);
  people.add({.name = "age"}, with_missing(0.2, normal(40, 10)));
  people.add({.name = "device"}, with_missing(0.5, categories({{"phone"}})));
  const Rows rows = people(10'000);
  double ages = 0;
  double devices = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    ages += std::isnan(rows.number(0, row)) ? 1 : 0;
    devices += rows.text(1, row).empty() ? 1 : 0;
  }
  CHECK(ages == Approx(2'000).margin(170));
  CHECK(devices == Approx(5'000).margin(210));
}

TEST_CASE("population: makes a baseline, the same for the same seed") {
  const auto made = [](std::uint64_t seed) {
    Population people(seed);
    people.add({.name = "age"}, normal(40, 10)).add({.name = "device"}, categories({{"phone"}, {"desktop"}}));
    return people.baseline(1'000);
  };
  CHECK(made(1).rows() == 1'000);
  CHECK(made(1).content_hash() == made(1).content_hash());
  CHECK(made(1).content_hash() != made(2).content_hash());
  CHECK_THROWS_AS(Population().baseline(10), ConfigError);
}

TEST_CASE("population: parameters that cannot be are refused") {
  CHECK_THROWS_AS(normal(0, -1), ConfigError);
  CHECK_THROWS_AS(normal(std::nan(""), 1), ConfigError);
  CHECK_THROWS_AS(log_normal(0, 1), ConfigError);
  CHECK_THROWS_AS(uniform(1, 1), ConfigError);
  CHECK_THROWS_AS(exponential(0), ConfigError);
  CHECK_THROWS_AS(integers(2, 1), ConfigError);
  CHECK_THROWS_AS(categories({}), ConfigError);
  CHECK_THROWS_AS(categories({{"a", 0}}), ConfigError);
  CHECK_THROWS_AS(categories({{"a", -1}, {"b", 2}}), ConfigError);
  CHECK_THROWS_AS(with_missing(1.5, constant(1)), ConfigError);
  CHECK_THROWS_AS(Population().add({.name = ""}, constant(1)), ConfigError);
}
