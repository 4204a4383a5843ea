#include "leeway/report/plan.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"

using leeway::Plan;

TEST_CASE("plan: the named plans differ in what they say") {
  CHECK(Plan::calibrated().adjustment == leeway::Adjustment::holm);
  CHECK(Plan::p_value(0.01).alpha == 0.01);
  CHECK(Plan::p_value().adjustment == leeway::Adjustment::none);
  CHECK(Plan::p_value().tolerance == 0);
  CHECK_FALSE(Plan::limits().tests);
  CHECK(Plan::limits().thresholds.mean_shift_in_std == 0.1);
  for (const Plan& plan : {Plan::calibrated(), Plan::p_value(), Plan::limits()}) CHECK_NOTHROW(plan.validate());
  CHECK(to_string(leeway::Adjustment::benjamini_hochberg) == "benjamini_hochberg");
}

TEST_CASE("plan: figures that cannot work are refused") {
  for (const double alpha : {0.0, 1.0, -0.1, std::nan("")}) {
    CHECK_THROWS_AS(Plan{.alpha = alpha}.validate(), leeway::ConfigError);
  }
  CHECK_THROWS_AS(Plan{.tolerance = -1}.validate(), leeway::ConfigError);
  CHECK_THROWS_AS(Plan{.share_tolerance = std::nan("")}.validate(), leeway::ConfigError);
}

TEST_CASE("plan: alpha is shared out by importance, and evenly, and altogether") {
  const leeway::Schema schema{
      {.name = "a", .importance = 3}, {.name = "b", .importance = 1}, {.name = "c", .importance = 0}};
  const auto check = [&](double importance_share, const std::vector<double>& expected) {
    const std::vector<double> shares = leeway::alpha_shares(schema, importance_share);
    REQUIRE(shares.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(shares[i] == Approx(expected[i]).epsilon(1e-14));
  };
  check(0, {1.0 / 3, 1.0 / 3, 1.0 / 3});
  check(1, {0.75, 0.25, 0});
  check(0.5, {1.0 / 6 + 0.375, 1.0 / 6 + 0.125, 1.0 / 6});
  const leeway::Schema unimportant{{.name = "a", .importance = 0}, {.name = "b", .importance = 0}};
  CHECK(leeway::alpha_shares(unimportant, 0.5) == std::vector<double>{0.5, 0.5});
}

TEST_CASE("plan: every way of watching has a name") {
  CHECK(to_string(leeway::WatchMode::automatic) == "automatic");
  CHECK(to_string(leeway::WatchMode::exchangeable) == "exchangeable");
  CHECK(to_string(leeway::WatchMode::tempered) == "tempered");
  CHECK(to_string(leeway::WatchMode::tolerance) == "tolerance");
  CHECK(to_string(leeway::WatchMode::block_conformal) == "block_conformal");
  CHECK_THROWS_AS(Plan{.power = 1}.validate(), leeway::ConfigError);
  CHECK_THROWS_AS(Plan{.importance_share = 1.1}.validate(), leeway::ConfigError);
}
