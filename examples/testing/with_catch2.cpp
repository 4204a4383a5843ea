// How a service tests its drift set-up, with Catch2: that harmful drift is found in time, harmless traffic is not, and
// that the service observes what it should. Copy what fits.
#include <chrono>
#include <vector>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif

#include "service_data.hpp"

namespace lt = leeway::testing;
using pizza::setup;
using pizza::trained_on;

TEST_CASE("healthy orders raise no alarm") {
  CHECK(lt::stays_quiet(setup(), lt::Healthy(trained_on()), 10'000));
  // One stream says little; a hundred bound the rate.
  CHECK(lt::few_false_alarms(setup(), {.count = 100, .rows = 4'000}));
}

TEST_CASE("a new suburb on the map is noticed within a thousand orders") {
  const lt::Stream suburb =
      lt::Stream(lt::Healthy(trained_on())).with(lt::mean_shift(trained_on(), "distance_km", 0.5));
  CHECK(lt::alarms_within(setup(), suburb, 1'000, {.feature = "distance_km"}));
  CHECK(lt::stays_quiet(setup(), suburb, 1'000, {.feature = "daypart"}));
}

TEST_CASE("faults upstream are told from the world") {
  const lt::Healthy healthy(trained_on());
  for (const lt::Drift& fault :
       {lt::missing("distance_km", 0.1), lt::multiply("distance_km", 0.621), lt::stuck_at("distance_km", 0, 0.15),
        lt::out_of_range(trained_on(), "distance_km", 0.05), lt::new_category("daypart", 0.05, "Evening")}) {
    CAPTURE(fault.feature);
    CHECK(lt::alarms_within(setup(), lt::Stream(healthy).with(fault), 2'000, {.feature = fault.feature}));
  }
}

TEST_CASE("a change that creeps in is found before it is complete") {
  const lt::Drift creeping = lt::move_share("daypart", "noon", "night", 0.8).from_row(2'000).ramp(10'000);
  const lt::Run run = lt::run(setup(), lt::Stream(lt::Healthy(trained_on())).with(creeping), 12'000);
  REQUIRE(run.alarmed);
  CHECK(run.rows > 2'000);
  CHECK(run.rows < 10'000);
}

TEST_CASE("the hour ends when the clock says so") {
  lt::FakeClock clock;
  std::vector<leeway::DriftReport> reports;
  leeway::MonitorOptions options;
  options.cadence = leeway::hourly;
  options.on_report = [&](const leeway::DriftReport& report) { reports.push_back(report); };
  options.evaluation = leeway::Evaluation::on_poll;
  options.clock = clock;
  pizza::DeliveryTimes service(trained_on(), options);
  CHECK(service.minutes({.distance_km = 2, .pizzas = 2, .daypart = "noon"}) == 20);
  clock.advance(std::chrono::hours(1));
  service.monitor().poll();
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].window_rows == 1);  // the service observed the order it answered
}

TEST_CASE("recorded orders of one's own, with a fault put into them") {
  // A real service reads these from a file.
  lt::Healthy source(trained_on(), 5);
  const lt::Rows recorded = source(2'000);
  CHECK(lt::stays_quiet(setup(), lt::Replay(recorded), 2'000));
  CHECK(lt::alarms_within(setup(), lt::Replay(lt::drifted(recorded, lt::shift("pizzas", 1))), 2'000));
}
