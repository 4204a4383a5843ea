#include "leeway/report/limits.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "report/people.hpp"

using leeway::CategoricalBaseline;
using leeway::CategoricalWindow;
using leeway::NumericBaseline;
using leeway::NumericWindow;
using leeway::Thresholds;

TEST_CASE("limits: a feature's own limits go before the plan's") {
  const Thresholds own{.mean_shift = 5};
  const Thresholds plan{.mean_shift = 1, .missing_share = 0.1};
  const Thresholds effective = leeway::detail::effective_thresholds(own, plan);
  CHECK(effective.mean_shift == 5.0);
  CHECK(effective.missing_share == 0.1);
  CHECK_FALSE(effective.std_shift.has_value());
}

TEST_CASE("limits: every limit that is set is checked, and no other") {
  const leeway::Baseline baseline = People{}.baseline(2'000);
  const leeway::Window window = People{.older = 10, .missing_age = 0.2, .seed = 2}.window(baseline, 2'000);
  const auto& numeric = std::get<NumericBaseline>(baseline[0]);
  const auto& live = std::get<NumericWindow>(window.features[0]);
  leeway::detail::CheckedLimits none;
  leeway::detail::check_limits(none, numeric, live, {});
  CHECK(none.empty());

  leeway::detail::CheckedLimits all;
  leeway::detail::check_limits(all, numeric, live,
                               {.mean_shift = 5,
                                .mean_shift_in_std = 0.5,
                                .std_shift = 5,
                                .std_shift_relative = 0.5,
                                .missing_share = 0.1,
                                .out_of_range_share = 0.5});
  REQUIRE(all.size() == 6);
  std::vector<std::string> exceeded;
  for (const auto& [name, result] : all) {
    CHECK(result.status == leeway::Status::ok);
    if (result.exceeded()) exceeded.push_back(name);
  }
  CHECK(exceeded == std::vector<std::string>{"mean_shift", "mean_shift_in_std", "missing_share_limit"});

  const leeway::Window more_mobile = People{.mobile = 0.8, .tv = 0.01, .seed = 3}.window(baseline, 2'000);
  leeway::detail::CheckedLimits categorical;
  leeway::detail::check_limits(categorical, std::get<CategoricalBaseline>(baseline[1]),
                               std::get<CategoricalWindow>(more_mobile.features[1]),
                               {.frequency_change = 0.05, .new_category_share = 0, .missing_share = 0});
  REQUIRE(categorical.size() == 3);
  CHECK(categorical[0].second.value == Approx(-0.21).margin(0.05));  // desktops: 30 % to 9 %
  CHECK(categorical[1].second.exceeded());
  CHECK_FALSE(categorical[2].second.exceeded());
}
