#include "leeway/report/seasonal_urns.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/report/dependence.hpp"
#include "leeway/report/watch.hpp"

using namespace leeway;
using leeway::detail::SeasonalUrns;
using Counts = std::vector<std::uint64_t>;

namespace {

const TimePoint monday = *parse_utc("2026-01-05T00:00:00Z");

double mean_of(int hour, double swing) { return hour % 24 < 12 ? -swing : swing; }

/// `rows` an hour of day, normal, lower in the first half of the day.
Baseline numeric(std::uint64_t seed, double swing, int rows) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  BaselineBuilder builder(Schema{{"x"}}, {.season = Season::hour_of_day});
  for (int hour = 0; hour < 24 * rows / 20; ++hour) {
    builder.at(monday + std::chrono::hours(hour));
    std::vector<double> values(20);
    for (double& x : values) x = normal(random) + mean_of(hour, swing);
    builder.add_column(0, values);
  }
  return builder.build();
}

}  // namespace

TEST_CASE("seasonal_urns: without a season there is one urn, which learns, and lanes") {
  BaselineBuilder builder(Schema{{"x"}});
  builder.add_column(0, std::vector<double>(100, 1.0));
  const Baseline baseline = builder.build();
  const auto& statistics = std::get<NumericBaseline>(baseline[0]);
  SeasonalUrns urns(statistics, detail::urn_masses(statistics));
  CHECK_FALSE(urns.seasonal());
  CHECK(urns.has_lanes());
  const double before = urns.slots().masses()[2];
  Counts counts(statistics.cells.counts().size());
  counts[2] = 7;
  CHECK(urns.seen(counts).data() == counts.data());
  urns.at(5);
  urns.add(counts, Counts(urns.lane_count()), 5);
  CHECK(urns.slots().masses()[2] == before + 7);
}

TEST_CASE("seasonal_urns: a slice's slots are grouped until each group holds rows of its own, and none is lost") {
  const Baseline baseline = numeric(1, 1, 400);
  const auto& statistics = std::get<NumericBaseline>(baseline[0]);
  SeasonalUrns urns(statistics, detail::urn_masses(statistics));
  CHECK(urns.seasonal());
  CHECK_FALSE(urns.has_lanes());
  for (const std::size_t slice : {0U, 20U}) {
    urns.at(slice);
    CHECK(urns.slots().total() == Approx(400).margin(3));
    const auto own = statistics.seasons[slice];
    const auto seen = urns.seen(own);
    std::uint64_t rows = 0;
    for (std::size_t slot = 0; slot < seen.size(); ++slot) {
      rows += seen[slot];
      if (seen[slot] == 0) continue;
      CHECK(seen[slot] >= 8);
      CHECK(urns.slots().masses()[slot] == Approx(static_cast<double>(seen[slot])));
    }
    CHECK(rows == 400);
  }
  // What one slice has seen changes that slice; of what hardly occurs all slices learn.
  Counts missing(statistics.cells.counts().size());
  missing.back() = 50;
  urns.at(3);
  const double before = urns.slots().masses().back();
  urns.add(missing, {}, 7);
  urns.at(3);
  CHECK(urns.slots().masses().back() > 3 * before);
  CHECK(urns.slots().total() == Approx(400).margin(4));
}

TEST_CASE("seasonal_urns: rare categories of a slice are with other") {
  BaselineBuilder builder(Schema{{"c", Kind::categorical}}, {.season = Season::hour_of_day});
  for (int hour = 0; hour < 24; ++hour) {
    builder.at(monday + std::chrono::hours(hour));
    std::vector<std::string> names(50, hour < 12 ? "day" : "night");
    names[0] = "rare";
    builder.add_column(0, names);
  }
  const Baseline baseline = builder.build();
  const auto& statistics = std::get<CategoricalBaseline>(baseline[0]);
  SeasonalUrns urns(statistics, detail::urn_masses(statistics));
  urns.at(3);
  const auto seen = urns.seen(statistics.seasons[3]);
  CHECK(seen[statistics.vocabulary.slot("day")] == 49);
  CHECK(seen[statistics.vocabulary.slot("rare")] == 0);
  CHECK(seen[statistics.vocabulary.other_slot()] == 1);
}

TEST_CASE("seasonal_urns: strong and weak days raise no false alarms, and a shift at one's hour is found") {
  for (const double swing : {0.1, 0.3, 1.0}) {
    int alarms = 0;
    constexpr int streams = 12;
    for (std::uint64_t seed = 0; seed < streams; ++seed) {
      const Baseline baseline = numeric(100 + seed, swing, 400);
      Plan plan;
      plan.mode = WatchMode::exchangeable;
      Watch watch(baseline, plan);
      const auto& partition = std::get<NumericBaseline>(baseline[0]).cells.partition();
      std::mt19937_64 random(seed);
      std::normal_distribution<double> normal;
      const auto window_at = [&](int hour, double shift) {
        Window window(baseline);
        auto& live = std::get<NumericWindow>(window.features[0]);
        for (int row = 0; row < 50; ++row) {
          const double x = normal(random) + mean_of(hour, swing) + shift;
          live.add(partition.slot(x), x);
        }
        window.rows = 50;
        window.begin = monday + std::chrono::hours(hour);
        return window;
      };
      for (int hour = 0; hour < 240 && !watch[0].evidence().alarmed; ++hour) watch.update(window_at(hour, 0));
      alarms += watch[0].evidence().alarmed ? 1 : 0;
      if (watch[0].evidence().alarmed || seed > 2) continue;
      int more = 0;
      while (!watch[0].evidence().alarmed && more < 60) watch.update(window_at(240 + more++, 0.4));
      CHECK(more < 60);
      CHECK(watch[0].evidence().increases);
    }
    INFO(alarms << " of " << streams << " at " << swing);
    CHECK(alarms <= 3);
  }
}
