#pragma once

/// \file
/// For the unit tests of services that use Leeway: healthy and made-up rows, drifts to put into them, a clock that can
/// be moved, and assertions for any test framework. All of it is seeded, and gives the same on every platform.
///
///     #include "leeway/testing.hpp"
///     using namespace leeway::testing;
///
///     TEST_CASE("an older population is noticed") {
///       const Setup setup{leeway::load_baseline("baseline.json"), monitor_options()};
///       const Healthy healthy(setup.baseline);
///       CHECK(stays_quiet(setup, healthy, 10'000));
///       CHECK(alarms_within(setup, Stream(healthy).with(mean_shift(setup.baseline, "age", 0.5)), 4'000));
///       CHECK(few_false_alarms(setup));
///     }

#include "leeway/testing/drift.hpp"
#include "leeway/testing/expect.hpp"
#include "leeway/testing/fake_clock.hpp"
#include "leeway/testing/false_alarms.hpp"
#include "leeway/testing/healthy.hpp"
#include "leeway/testing/outcome.hpp"
#include "leeway/testing/population.hpp"
#include "leeway/testing/random.hpp"
#include "leeway/testing/rows.hpp"
#include "leeway/testing/run.hpp"
#include "leeway/testing/stream.hpp"
