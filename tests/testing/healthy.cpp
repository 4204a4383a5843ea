#include "leeway/testing/healthy.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/compare/chi_squared.hpp"
#include "leeway/testing/population.hpp"

using namespace leeway::testing;
using leeway::Baseline;
using leeway::CategoricalBaseline;
using leeway::NumericBaseline;

namespace {

/// A baseline with all there can be: a value that repeats, missing and infinite values, categories too rare to list.
Baseline awkward(std::size_t rows = 20'000) {
  Population people(3);
  people.add({.name = "wait"}, [](Random& random) {
    if (random.chance(0.3)) return 0.0;
    if (random.chance(0.02)) return HUGE_VAL;
    return random.exponential();
  });
  people.add({.name = "stars"}, with_missing(0.1, integers(1, 5)));
  people.add({.name = "city"}, with_missing(0.05, [](Random& random) {
               return std::to_string(static_cast<int>(300 * random.uniform() * random.uniform()));
             }));
  return people.baseline(rows, {.max_listed = 16});
}

/// Counts of rows over the baseline's slots of one feature.
std::vector<std::uint64_t> counted(const Baseline& baseline, std::size_t feature, const Rows& rows) {
  std::vector<std::uint64_t> counts(leeway::slot_count(baseline[feature]));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (const auto* numeric = std::get_if<NumericBaseline>(&baseline[feature])) {
      ++counts[numeric->cells.partition().slot(rows.number(feature, row))];
    } else {
      ++counts[std::get<CategoricalBaseline>(baseline[feature]).vocabulary.slot(rows.text(feature, row))];
    }
  }
  return counts;
}

double worst_z(std::span<const std::uint64_t> reference, const std::vector<std::uint64_t>& drawn) {
  double n = 0;
  double m = 0;
  for (const std::uint64_t count : reference) n += static_cast<double>(count);
  for (const std::uint64_t count : drawn) m += static_cast<double>(count);
  double worst = 0;
  for (std::size_t slot = 0; slot < drawn.size(); ++slot) {
    const double share = static_cast<double>(reference[slot]) / n;
    if (share == 0) {
      if (drawn[slot] != 0) return 1e9;
      continue;
    }
    const double z = (static_cast<double>(drawn[slot]) - m * share) / std::sqrt(m * share * (1 - share) + 1e-12);
    worst = std::max(worst, std::abs(z));
  }
  return worst;
}

std::span<const std::uint64_t> counts_of(const leeway::FeatureBaseline& feature) {
  if (const auto* numeric = std::get_if<NumericBaseline>(&feature)) return numeric->cells.counts();
  return std::get<CategoricalBaseline>(feature).counts;
}

}  // namespace

TEST_CASE("healthy: rows have the baseline's shares in every slot, and none where it has none") {
  const Baseline baseline = awkward();
  Healthy healthy(baseline, 5, Shares::as_counted);
  const Rows rows = healthy(20'000);
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    INFO(baseline.schema()[i].name);
    CHECK(worst_z(counts_of(baseline[i]), counted(baseline, i, rows)) < 4.5);
  }
}

TEST_CASE("healthy: values that repeat repeat, others spread over their lanes") {
  const Baseline baseline = awkward();
  Healthy healthy(baseline, 6);
  const Rows rows = healthy(10'000);
  std::size_t zeros = 0;
  std::size_t whole = 0;
  std::size_t stars = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    zeros += rows.number(0, row) == 0 ? 1 : 0;
    const double star = rows.number(1, row);
    stars += std::isnan(star) ? 0 : 1;
    whole += star == std::floor(star) ? 1 : 0;
  }
  CHECK(static_cast<double>(zeros) == Approx(3'000).margin(250));
  CHECK(whole == stars);  // a scale of five values stays one

  const auto& numeric = std::get<NumericBaseline>(baseline[0]);
  std::vector<std::uint64_t> lanes(numeric.lanes.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const double value = rows.number(0, row);
    if (std::isfinite(value))
      ++lanes[numeric.cells.partition().slot(value) * leeway::hash_lanes + leeway::hash_lane(value)];
  }
  CHECK(worst_z(numeric.lanes, lanes) < 5.5);  // the baseline's shares are off, too, by as much again
}

TEST_CASE("healthy: equal seeds give equal rows, in portions of any size; others give others") {
  const Baseline baseline = awkward(2'000);
  Healthy one(baseline, 7);
  Healthy two(baseline, 7);
  const Rows whole = one(60);
  std::size_t row = 0;
  bool same = true;
  for (const std::size_t portion : {1U, 29U, 30U}) {
    const Rows part = two(portion);
    for (std::size_t i = 0; i < portion; ++i, ++row) {
      same = same && part.text(2, i) == whole.text(2, row) &&
             (part.number(0, i) == whole.number(0, row) || std::isnan(part.number(0, i)));
    }
  }
  CHECK(same);
  Healthy other(baseline, 8);
  const Rows others = other(60);
  bool differs = false;
  for (std::size_t i = 0; i < 60; ++i) differs = differs || others.number(0, i) != whole.number(0, i);
  CHECK(differs);
}

TEST_CASE("healthy: a small baseline's rows are as unsure as it is") {
  Population people(2);
  people.add({.name = "coin"}, categories({{"a", 1}, {"b", 1}}));
  const Baseline baseline = people.baseline(100);
  const auto variance = [&](Shares shares) {
    double sum = 0;
    double squares = 0;
    constexpr int streams = 200;
    constexpr std::size_t rows = 400;
    for (int seed = 0; seed < streams; ++seed) {
      Healthy healthy(baseline, static_cast<std::uint64_t>(seed), shares);
      const double a = static_cast<double>(counted(baseline, 0, healthy(rows))[0]) / rows;
      sum += a / streams;
      squares += a * a / streams;
    }
    return squares - sum * sum;
  };
  // Binomial: p q / 400. Polya's urn of 100 balls: p q / 400 * (1 + 399/101), five times that.
  const double p_q = 0.25;
  CHECK(variance(Shares::as_counted) == Approx(p_q / 400).epsilon(0.35));
  CHECK(variance(Shares::as_estimated) == Approx(p_q / 400 * 500 / 101).epsilon(0.35));
}

TEST_CASE("healthy: a season's hours are drawn as they were") {
  leeway::BaselineBuilder builder(leeway::Schema{{"load"}}, {.season = leeway::Season::hour_of_day});
  const leeway::TimePoint midnight = *leeway::parse_utc("2024-01-01T00:00:00Z");
  for (int hour = 0; hour < 48; ++hour) {
    builder.at(midnight + std::chrono::hours(hour));
    std::vector<double> loads;
    for (int i = 0; i < 40; ++i) loads.push_back((hour % 24 < 12 ? 0 : 100) + i);
    builder.add_column(0, loads);
  }
  const Baseline baseline = builder.build();
  Healthy healthy(baseline, 4);
  const Rows morning = healthy(200, midnight + std::chrono::hours(3));
  const Rows evening = healthy(200, midnight + std::chrono::hours(20));
  const Rows any = healthy(200);
  const auto& numeric = std::get<NumericBaseline>(baseline[0]);
  const auto drawn_in_hour = [&](const Rows& rows, std::size_t hour) {
    const std::vector<std::uint64_t> drawn = counted(baseline, 0, rows);
    bool all = true;
    for (std::size_t slot = 0; slot < drawn.size(); ++slot)
      all = all && (drawn[slot] == 0 || numeric.seasons[hour][slot] > 0);
    return all;
  };
  CHECK(drawn_in_hour(morning, 3));
  CHECK(drawn_in_hour(evening, 20));
  CHECK_FALSE(drawn_in_hour(any, 3));
  CHECK_FALSE(drawn_in_hour(any, 20));
}

TEST_CASE("healthy: a baseline without rows has none to draw") {
  CHECK_THROWS_AS(Healthy(Baseline()), leeway::ConfigError);
}
