// The same assertions with GoogleTest; with_catch2.cpp has more of them.
#include <string>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "service_data.hpp"

namespace lt = leeway::testing;
using pizza::setup;
using pizza::trained_on;

TEST(DriftSetup, StaysQuietOnHealthyOrders) {
  EXPECT_TRUE(lt::stays_quiet(setup(), lt::Healthy(trained_on()), 10'000));
  EXPECT_TRUE(lt::few_false_alarms(setup(), {.count = 50, .rows = 4'000}));
}

TEST(DriftSetup, FindsNewSuburb) {
  const lt::Stream suburb =
      lt::Stream(lt::Healthy(trained_on())).with(lt::mean_shift(trained_on(), "distance_km", 0.5));
  ASSERT_TRUE(lt::alarms_within(setup(), suburb, 1'000, {.feature = "distance_km"}));
}

// Not for services: shows that a failing EXPECT_TRUE has the words, without which nobody knows what to do about it.
TEST(Outcome, SaysInWordsWhatWasSeen) {
  EXPECT_NONFATAL_FAILURE(EXPECT_TRUE(lt::alarms_within(setup(), lt::Healthy(trained_on()), 1'000)),
                          "no drift was found in 1000 rows in 5 windows");
  EXPECT_EQ(::testing::PrintToString(lt::Outcome(false, "words")), "words");
}
