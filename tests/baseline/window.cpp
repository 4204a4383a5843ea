#include "leeway/baseline/window.hpp"

#include <numeric>
#include <string>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"

using leeway::Baseline;
using leeway::CategoricalWindow;
using leeway::NumericWindow;
using leeway::Window;

namespace {

Baseline make(double offset = 0) {
  leeway::BaselineBuilder builder(leeway::Schema{{"x"}, {"c", leeway::Kind::categorical}});
  const std::vector<double> numbers{1 + offset, 2 + offset, 3 + offset};
  builder.add_column(0, std::span<const double>(numbers));
  builder.add_column(1, std::vector<std::string>{"a", "b", "a"});
  return builder.build();
}

Window with_rows(const Baseline& baseline, int rows) {
  Window window(baseline);
  for (int i = 0; i < rows; ++i) {
    const double x = 1 + i % 3;
    ++window.rows;
    auto& numeric = std::get<NumericWindow>(window.features[0]);
    numeric.add(std::get<leeway::NumericBaseline>(baseline[0]).cells.partition().slot(x), x);
    auto& categorical = std::get<CategoricalWindow>(window.features[1]);
    ++categorical.counts[3];
    categorical.unseen.add("n" + std::to_string(i % 2));
  }
  return window;
}

}  // namespace

TEST_CASE("window: slots are those of the baseline") {
  const Baseline baseline = make();
  const Window window(baseline);
  CHECK(window.baseline_hash == baseline.content_hash());
  CHECK(std::get<NumericWindow>(window.features[0]).counts.size() == 8);
  CHECK(std::get<NumericWindow>(window.features[0]).lanes.size() == 8 * leeway::hash_lanes);
  CHECK(std::get<CategoricalWindow>(window.features[1]).counts.size() == 5);
  CHECK(window.memory_bytes() > 0);
}

TEST_CASE("window: merging adds everything, in any order") {
  const Baseline baseline = make();
  Window a = with_rows(baseline, 5);
  Window b = with_rows(baseline, 7);
  a.rejected_rows = 2;
  a.begin = leeway::TimePoint(std::chrono::seconds(100));
  b.begin = leeway::TimePoint(std::chrono::seconds(50));
  b.end = leeway::TimePoint(std::chrono::seconds(150));
  Window ab = a;
  ab.merge(b);
  Window ba = b;
  ba.merge(a);
  CHECK(ab.rows == 12);
  CHECK(ab.rejected_rows == 2);
  CHECK(ab.begin->time_since_epoch().count() == 50);
  CHECK(ab.end->time_since_epoch().count() == 150);
  const auto& left = std::get<NumericWindow>(ab.features[0]);
  const auto& right = std::get<NumericWindow>(ba.features[0]);
  CHECK(left.counts == right.counts);
  CHECK(left.lanes == right.lanes);
  CHECK(std::accumulate(left.lanes.begin(), left.lanes.end(), std::uint64_t{0}) == 12);
  CHECK(left.extrema == right.extrema);
  CHECK(left.moments.mean() == Approx(right.moments.mean()).epsilon(1e-15));
  CHECK(std::get<CategoricalWindow>(ab.features[1]) == std::get<CategoricalWindow>(ba.features[1]));
  CHECK(std::get<CategoricalWindow>(ab.features[1]).unseen.frequency("n0") == 7);
}

TEST_CASE("window: an empty window changes nothing, reset makes one") {
  const Baseline baseline = make();
  Window window = with_rows(baseline, 5);
  const Window before = window;
  window.merge(Window(baseline));
  CHECK(window == before);
  window.reset();
  CHECK(window == Window(baseline));
}

TEST_CASE("window: another baseline's counts are refused whole") {
  Window window = with_rows(make(), 5);
  const Window before = window;
  CHECK_THROWS_AS(window.merge(with_rows(make(1), 5)), leeway::ConfigError);
  CHECK(window == before);
}

TEST_CASE("window: the sampled share is that of the rows that fitted") {
  Window window = with_rows(make(), 5);
  CHECK(window.sampled_share() == 1);
  window.skipped_rows = 15;
  window.rejected_rows = 100;
  CHECK(window.sampled_share() == 0.25);
  window.merge(window);
  CHECK(window.skipped_rows == 30);
  window.reset();
  CHECK(window.sampled_share() == 1);
}
