#include "leeway/baseline/sketched.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/baseline/window.hpp"
#include "leeway/report/evaluate.hpp"

using namespace leeway;

namespace {

std::vector<double> normal(std::uint64_t seed, std::size_t count, double mean = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> values(mean, 1);
  std::vector<double> sample(count);
  for (double& x : sample) x = values(random);
  return sample;
}

Quantiles<double> sketch_of(const std::vector<double>& values, std::size_t k, std::uint64_t seed = 1) {
  Quantiles<double> sketch(k, seed);
  for (const double x : values) sketch.add(x);
  return sketch;
}

Window window_of(const Baseline& baseline, const std::vector<double>& values) {
  Window window(baseline);
  window.rows = values.size();
  const auto& cells = std::get<NumericBaseline>(baseline[0]).cells.partition();
  for (const double x : values) std::get<NumericWindow>(window.features[0]).add(cells.slot(x), x);
  return window;
}

Baseline of_sketch(const Quantiles<double>& sketch) {
  return baseline_from_sketches(Schema({{"x"}}), {numeric_baseline(sketch)}, {});
}

}  // namespace

TEST_CASE("sketched: an exact sketch makes the builder's cells, counts and quantiles") {
  auto values = normal(1, 3'000);
  for (std::size_t i = 0; i < values.size(); i += 3) values[i] = std::round(values[i]);  // atoms
  BaselineBuilder builder(Schema({{"x"}}));
  builder.add_column(0, values);
  builder.add_column(0, std::vector<double>(7, std::numeric_limits<double>::quiet_NaN()));
  builder.add_column(0, std::vector<double>(2, std::numeric_limits<double>::infinity()));
  const Baseline reference = builder.build();
  const auto& built = std::get<NumericBaseline>(reference[0]);
  const auto imported = numeric_baseline(sketch_of(values, 4'096), {.missing = 7, .positive_infinite = 2});
  CHECK(imported.cells == built.cells);
  CHECK(imported.quantiles == built.quantiles);
  CHECK(imported.extrema == built.extrema);
  CHECK(imported.rank_error == 0);
  CHECK(imported.moments.mean() == Approx(built.moments.mean()).margin(1e-14));
  CHECK(imported.moments.std_dev() == Approx(built.moments.std_dev()).epsilon(1e-12));
  CHECK(imported.moments.kurtosis() == Approx(built.moments.kurtosis()).epsilon(1e-10));
  CHECK(baseline_from_sketches(Schema({{"x"}}), {imported}, {}).rows() == 3'009);  // nothing is taken off
}

TEST_CASE("sketched: a large sketch keeps its counts to its error, and its quantiles") {
  const auto values = normal(2, 300'000);
  const auto sketch = sketch_of(values, 800);
  const auto imported = numeric_baseline(sketch);
  CHECK(imported.rows() == values.size());
  CHECK(imported.rank_error == sketch.rank_error());
  const auto& cells = imported.cells;
  Cells<double> exact(cells.partition());
  for (const double x : values) exact.add(x);
  double ours = 0;
  double theirs = 0;
  for (std::size_t slot = 0; slot < cells.counts().size(); ++slot) {
    ours += static_cast<double>(cells.counts()[slot]);
    theirs += static_cast<double>(exact.counts()[slot]);
    REQUIRE(std::fabs(ours - theirs) / static_cast<double>(values.size()) < 2 * imported.rank_error);
  }
  CHECK(imported.quantiles[3].value == Approx(0).margin(0.02));
  CHECK(imported.extrema.count() == values.size());
  CHECK(imported.moments.count() == values.size());
}

TEST_CASE("sketched: figures that the engine knows exactly are taken") {
  const auto values = normal(3, 50'000, 1e6);
  const auto imported = numeric_baseline(sketch_of(values, 200), {.mean = 1e6, .variance = 4});
  CHECK(imported.moments.mean() == 1e6);
  CHECK(imported.moments.variance() == Approx(4).epsilon(1e-14));
  const auto empty = numeric_baseline(Quantiles<double>(200), {.missing = 5});
  CHECK(empty.rows() == 5);
  CHECK(empty.quantiles.empty());
  const auto huge = numeric_baseline(sketch_of({1e300, 3e300}, 200), {.mean = 2e300});
  CHECK(huge.moments.mean() == Approx(2e300));
  CHECK(std::isfinite(huge.moments.std_dev()));
}

TEST_CASE("sketched: as many rows as the error is worth") {
  CHECK(rows_worth(1'000'000, 0) == 1'000'000);
  CHECK(rows_worth(0, 0.1) == 0);
  CHECK(rows_worth(1'000'000'000, 0.01) == Approx(16'587).epsilon(0.01));  // 1 / (4 (.01 / 2.576)^2)
  CHECK(rows_worth(100, 0.01) <= 100);

  const auto numeric = numeric_baseline(sketch_of(normal(4, 200'000), 200), {.missing = 20'000});
  CategoricalBaseline categorical;
  categorical.vocabulary = Vocabulary({"a", "b"}, {"c"}, false);
  categorical.counts = {150'000, 69'000, 990, 0, 10};
  categorical.singletons = 100;
  const Baseline baseline =
      baseline_from_sketches(Schema({{"x"}, {"c", Kind::categorical}}), {numeric, categorical}, {});
  CHECK(baseline.rows() == rows_worth(220'000, numeric.rank_error));
  CHECK(baseline.rows() < 10'000);
  const auto& scaled = std::get<CategoricalBaseline>(baseline[1]);
  CHECK(static_cast<double>(scaled.counts[0]) / static_cast<double>(baseline.rows()) ==
        Approx(150.0 / 220).margin(1e-3));
  CHECK(scaled.singletons == Approx(100.0 * static_cast<double>(baseline.rows()) / 220'000).margin(0.5));
  const auto& x = std::get<NumericBaseline>(baseline[0]);
  CHECK(x.moments.std_dev() == Approx(numeric.moments.std_dev()).epsilon(1e-3));
  CHECK(x.moments.count() == x.extrema.count());
  CHECK(x.rank_error == numeric.rank_error);
}

TEST_CASE("sketched: healthy windows do not drift from a sketch, whatever its size") {
  // Every run has a sketch and a window of its own. With all 100,000 rows counted as certain the test would reject more
  // often than it promises: the sketch's error would pass for drift.
  constexpr int runs = 400;
  int rejected = 0;
  int rejected_at_face_value = 0;
  for (int run = 0; run < runs; ++run) {
    const auto seed = static_cast<std::uint64_t>(run);
    const auto sketch = sketch_of(normal(1'000 + seed, 100'000), 60, seed);
    const auto live = normal(5'000 + seed, 20'000);
    const auto p_of = [&](const Baseline& baseline) {
      const auto report = evaluate(baseline, window_of(baseline, live), Plan::p_value());
      return std::get<TestResult>(report.features[0].findings[0].result).p_value;
    };
    rejected += p_of(of_sketch(sketch)) < 0.05 ? 1 : 0;
    rejected_at_face_value += p_of(Baseline(Schema({{"x"}}), {numeric_baseline(sketch)}, {})) < 0.05 ? 1 : 0;
  }
  INFO(rejected << " and " << rejected_at_face_value << " of " << runs);
  CHECK(rejected <= 34);  // 20 expected at .05; more than 34 has a chance of .002
  CHECK(rejected_at_face_value > 60);
}

TEST_CASE("sketched: drift is found") {
  const Baseline baseline = of_sketch(sketch_of(normal(6, 300'000), 800));
  CHECK(evaluate(baseline, window_of(baseline, normal(7, 3'000, 0.5))).drifted());
  CHECK_FALSE(evaluate(baseline, window_of(baseline, normal(8, 3'000))).drifted());
}

TEST_CASE("sketched: features of different row counts are refused") {
  const auto a = numeric_baseline(sketch_of(normal(1, 100), 200));
  const auto b = numeric_baseline(sketch_of(normal(1, 99), 200));
  CHECK_THROWS_AS(baseline_from_sketches(Schema({{"a"}, {"b"}}), {a, b}, {}), ConfigError);
  CHECK_THROWS_AS(baseline_from_sketches(Schema({{"a"}}), {numeric_baseline(Quantiles<double>(200))}, {}), ConfigError);
}

TEST_CASE("sketched: counted categories make the builder's list") {
  std::mt19937_64 random(9);
  std::vector<std::string> names;
  std::map<std::string, std::uint64_t> counts;
  for (int i = 0; i < 5'000; ++i) {
    names.push_back(random() % 50 == 0 ? "" : "n" + std::to_string((random() % 30) * (random() % 30)));
    if (random() % 500 == 0) names.back() = std::string(80, 'x') + std::to_string(random() % 3);
    ++counts[names.back()];
  }
  const BuilderOptions options{.max_listed = 20};
  BaselineBuilder builder(Schema({{"c", Kind::categorical}}), options);
  builder.add_column(0, names);
  const Baseline baseline = builder.build();
  const auto& built = std::get<CategoricalBaseline>(baseline[0]);
  const std::vector<std::pair<std::string, std::uint64_t>> pairs(counts.begin(), counts.end());
  const auto counted = categorical_baseline(pairs, options);
  CHECK(counted.vocabulary == built.vocabulary);
  CHECK(counted.counts == built.counts);
  CHECK(counted.singletons == built.singletons);
  CHECK(counted.singletons > 0);
  CHECK(categorical_baseline(pairs, {.max_listed = 20, .max_remembered = 30}).vocabulary.open_ended());
}
