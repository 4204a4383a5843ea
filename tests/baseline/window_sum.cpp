#include "leeway/baseline/window_sum.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/report/evaluate.hpp"

using namespace leeway;

namespace {

Baseline make(double offset = 0) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(offset, 1);
  std::vector<double> numbers;
  std::vector<std::string> names;
  for (int i = 0; i < 2000; ++i) {
    numbers.push_back(normal(random));
    names.push_back(i % 3 == 0 ? "a" : "b");
  }
  BaselineBuilder builder(Schema{{"x"}, {"c", Kind::categorical}});
  builder.add_column(0, numbers);
  builder.add_column(1, names);
  return builder.build();
}

/// A replica's window: its own mean, its own new categories, more of them than a window remembers.
Window replica(const Baseline& baseline, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0.1 * static_cast<double>(seed), 1 + 1e-3 * static_cast<double>(seed % 7));
  Window window(baseline);
  const auto& cells = std::get<NumericBaseline>(baseline[0]).cells.partition();
  const auto& vocabulary = std::get<CategoricalBaseline>(baseline[1]).vocabulary;
  auto& numeric = std::get<NumericWindow>(window.features[0]);
  auto& categorical = std::get<CategoricalWindow>(window.features[1]);
  for (std::uint64_t row = 0; row < 500 + seed; ++row) {
    ++window.rows;
    const double x = row % 50 == 0 ? std::numeric_limits<double>::quiet_NaN() : normal(random);
    numeric.add(cells.slot(x), x);
    const std::string name = row % 5 == 0 ? "new" + std::to_string(random() % 30) : "a";
    const std::size_t slot = vocabulary.slot(name);
    ++categorical.counts[slot];
    if (slot == vocabulary.new_slot()) categorical.unseen.add(name);
  }
  window.rejected_rows = seed % 3;
  window.skipped_rows = seed;
  window.begin = TimePoint(std::chrono::seconds(1000 * seed));
  window.end = TimePoint(std::chrono::seconds(1000 * seed + 999));
  return window;
}

void check_same_figures(const DriftReport& a, const DriftReport& b) {
  REQUIRE(a.features.size() == b.features.size());
  for (std::size_t i = 0; i < a.features.size(); ++i) {
    CHECK(a.features[i].name == b.features[i].name);
    CHECK(a.features[i].diagnosis == b.features[i].diagnosis);
    CHECK(a.features[i].score == b.features[i].score);
    if (const auto* left = std::get_if<Sides<NumericProfile>>(&a.features[i].profile)) {
      const auto& right = std::get<Sides<NumericProfile>>(b.features[i].profile);
      CHECK(left->current.mean == right.current.mean);
      CHECK(left->current.std_dev == right.current.std_dev);
      CHECK(left->current.lowest == right.current.lowest);
    } else {
      const auto& one = std::get<Sides<CategoricalProfile>>(a.features[i].profile).current.new_categories;
      const auto& two = std::get<Sides<CategoricalProfile>>(b.features[i].profile).current.new_categories;
      REQUIRE(one.size() == two.size());
      for (std::size_t j = 0; j < one.size(); ++j) {
        CHECK(one[j].name == two[j].name);
        CHECK(one[j].share == two[j].share);
      }
    }
  }
}

}  // namespace

TEST_CASE("window_sum: of one window it is that window") {
  const Baseline baseline = make();
  const Window window = replica(baseline, 3);
  const Window back = WindowSum(window).window();
  CHECK(back.rows == window.rows);
  CHECK(back.rejected_rows == window.rejected_rows);
  CHECK(back.skipped_rows == window.skipped_rows);
  CHECK(back.begin == window.begin);
  CHECK(back.end == window.end);
  CHECK(back.features[1] == window.features[1]);
  const auto& a = std::get<NumericWindow>(window.features[0]);
  const auto& b = std::get<NumericWindow>(back.features[0]);
  CHECK(a.counts == b.counts);
  CHECK(a.lanes == b.lanes);
  CHECK(a.extrema == b.extrema);
  CHECK(a.moments.mean() == b.moments.mean());
  CHECK(a.moments.std_dev() == b.moments.std_dev());
  check_same_figures(evaluate(baseline, window), evaluate(baseline, back));
}

TEST_CASE("window_sum: any order and any grouping of replicas is the same to the last bit") {
  const Baseline baseline = make();
  std::vector<Window> replicas;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) replicas.push_back(replica(baseline, seed));
  WindowSum wanted(baseline);
  Window rounded(baseline);
  for (const Window& window : replicas) wanted.merge(window);
  for (const Window& window : replicas) rounded.merge(window);

  std::mt19937_64 random(7);
  bool merged_windows_ever_differ = false;
  for (int round = 0; round < 30; ++round) {
    std::shuffle(replicas.begin(), replicas.end(), random);
    const std::size_t cut = random() % replicas.size();
    WindowSum left(baseline);
    WindowSum right(baseline);
    Window other(baseline);
    for (std::size_t i = 0; i < replicas.size(); ++i) (i < cut ? left : right).merge(replicas[i]);
    for (const Window& window : replicas) other.merge(window);
    right.merge(left);
    REQUIRE(right == wanted);
    REQUIRE(right.window() == wanted.window());
    merged_windows_ever_differ = merged_windows_ever_differ || !(other == rounded);
  }
  CHECK(merged_windows_ever_differ);  // what this class is for
  const auto exact = std::get<NumericWindow>(wanted.window().features[0]);
  const auto& plain = std::get<NumericWindow>(rounded.features[0]);
  CHECK(exact.counts == plain.counts);
  CHECK(exact.moments.std_dev() == Approx(plain.moments.std_dev()).epsilon(1e-13));
}

TEST_CASE("window_sum: all permutations of four replicas give one report") {
  const Baseline baseline = make();
  std::vector<std::size_t> order{0, 1, 2, 3};
  std::vector<Window> replicas;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) replicas.push_back(replica(baseline, seed));
  std::optional<DriftReport> first;
  do {
    WindowSum sum(replicas[order[0]]);
    for (std::size_t i = 1; i < order.size(); ++i) sum.merge(replicas[order[i]]);
    const DriftReport report = evaluate(baseline, sum.window());
    if (!first) first = report;
    check_same_figures(*first, report);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("window_sum: new categories keep lower bounds and say how far they are off") {
  const Baseline baseline = make();
  WindowSum sum(baseline);
  std::uint64_t all = 0;
  for (std::uint64_t seed = 1; seed <= 9; ++seed) {
    sum.merge(replica(baseline, seed));
    all += std::get<CategoricalWindow>(replica(baseline, seed).features[1]).unseen.count();
  }
  const auto window = std::get<CategoricalWindow>(sum.window().features[1]);
  CHECK(window.unseen.size() == CategoricalWindow::remembered_new);
  CHECK(window.unseen.count() == all);
  CHECK(window.unseen.error_bound() >= std::get<CategoricalSum>(sum.features[1]).unseen_error);
  CHECK(window.unseen.other() < all);
}

TEST_CASE("window_sum: signed zeros do not tell who came first") {
  const Baseline baseline = make();
  std::vector<Window> windows(2, Window(baseline));
  const auto& cells = std::get<NumericBaseline>(baseline[0]).cells.partition();
  std::get<NumericWindow>(windows[0].features[0]).add(cells.slot(0.0), 0.0);
  std::get<NumericWindow>(windows[1].features[0]).add(cells.slot(-0.0), -0.0);
  for (int first = 0; first < 2; ++first) {
    WindowSum sum(windows[static_cast<std::size_t>(first)]);
    sum.merge(windows[static_cast<std::size_t>(1 - first)]);
    CHECK_FALSE(std::signbit(std::get<NumericWindow>(sum.window().features[0]).extrema.lowest()));
  }
}

TEST_CASE("window_sum: counts of another baseline are refused whole, both hashes named") {
  const Baseline baseline = make();
  const Baseline other = make(1);
  WindowSum sum(replica(baseline, 1));
  const WindowSum before = sum;
  try {
    sum.merge(WindowSum(other));
    FAIL("merged");
  } catch (const ConfigError& error) {
    CHECK(std::string(error.what()).find(hex_of(baseline.content_hash())) != std::string::npos);
    CHECK(std::string(error.what()).find(hex_of(other.content_hash())) != std::string::npos);
  }
  CHECK(sum == before);
  WindowSum forged(other);  // says it belongs here, but its cells do not
  forged.baseline_hash = sum.baseline_hash;
  std::get<NumericSum>(forged.features[0]).counts.pop_back();
  CHECK_THROWS_AS(sum.merge(forged), ConfigError);
  forged.features.pop_back();
  CHECK_THROWS_AS(sum.merge(forged), ConfigError);
  CHECK(sum == before);
}

TEST_CASE("window_sum: a window that has no cells is refused") {
  Window window;
  NumericWindow numeric;
  numeric.counts.resize(8);
  window.features.emplace_back(numeric);
  CHECK_THROWS_AS(WindowSum(window), ConfigError);
}
