#include "leeway/report/plan.hpp"

#include <cmath>

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
