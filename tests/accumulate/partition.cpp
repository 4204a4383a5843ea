#include "leeway/accumulate/partition.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "leeway/core/error.hpp"

using leeway::ConfigError;
using leeway::Partition;
using leeway::quantile_partition;

namespace {

template <class Value>
using Limits = std::numeric_limits<Value>;

/// The rule as it is written: channels by kind of value, cells by counting edges.
template <class Value>
std::size_t slot_by_definition(const Partition<Value>& partition, Value x) {
  if (std::isnan(x)) return partition.missing_slot();
  if (std::isinf(x)) return x > 0 ? partition.positive_infinity_slot() : partition.negative_infinity_slot();
  if (x < partition.lowest()) return partition.below_range_slot();
  if (x > partition.highest()) return partition.above_range_slot();
  const auto not_above =
      std::count_if(partition.edges().begin(), partition.edges().end(), [x](Value edge) { return edge <= x; });
  return partition.first_cell_slot() + static_cast<std::size_t>(not_above);
}

template <class Value>
std::vector<std::size_t> cell_counts(const Partition<Value>& partition, const std::vector<Value>& sample) {
  std::vector<std::size_t> counts(partition.cell_count());
  for (const Value x : sample) ++counts.at(partition.slot(x) - partition.first_cell_slot());
  return counts;
}

template <class Value>
Partition<Value> quantile_cells(const std::vector<Value>& sorted) {
  return quantile_partition(std::span<const Value>(sorted));
}

}  // namespace

TEST_CASE("partition: one cell by default") {
  const Partition<> partition;
  CHECK(partition.cell_count() == 1);
  CHECK(partition.slot_count() == 6);
  for (const double x : {0.0, -0.0, Limits<double>::lowest(), (Limits<double>::max)(), Limits<double>::denorm_min()}) {
    CHECK(partition.slot(x) == partition.first_cell_slot());
  }
}

TEST_CASE("partition: the bounds of a slot are where its values begin and end") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const Partition<double> partition(-1, {0, 2}, 5);
  const std::vector<std::pair<double, double>> expected{
      {-infinity, -infinity}, {-infinity, -1}, {-1, 0}, {0, 2}, {2, 5}, {5, infinity}, {infinity, infinity}};
  REQUIRE(partition.missing_slot() == expected.size());
  for (std::size_t slot = 0; slot < expected.size(); ++slot) {
    const auto [from, to] = partition.bounds(slot);
    CHECK(from == expected[slot].first);
    CHECK(to == expected[slot].second);
  }
  const auto [from, to] = Partition<float>{}.bounds(2);  // one cell that holds all
  CHECK(from == std::numeric_limits<float>::lowest());
  CHECK(to == (std::numeric_limits<float>::max)());
}

TEMPLATE_TEST_CASE("partition: edges belong to the cell above them", "", float, double) {
  const auto tiny = Limits<TestType>::denorm_min();
  const auto most = (Limits<TestType>::max)();
  const Partition<TestType> partition(-2, {-1, 0, tiny, 1, most}, most);
  const std::size_t first = partition.first_cell_slot();
  CHECK(partition.slot(-2) == first);
  CHECK(partition.slot(std::nextafter(TestType{-2}, TestType{-3})) == partition.below_range_slot());
  CHECK(partition.slot(-1) == first + 1);
  CHECK(partition.slot(-tiny) == first + 1);
  CHECK(partition.slot(TestType{0}) == first + 2);
  CHECK(partition.slot(-TestType{0}) == first + 2);
  CHECK(partition.slot(tiny) == first + 3);
  CHECK(partition.slot(std::nextafter(TestType{1}, TestType{0})) == first + 3);
  CHECK(partition.slot(1) == first + 4);
  CHECK(partition.slot(most) == first + 5);
  CHECK(partition.slot(-most) == partition.below_range_slot());
  CHECK(partition.slot(Limits<TestType>::infinity()) == partition.positive_infinity_slot());
  CHECK(partition.slot(-Limits<TestType>::infinity()) == partition.negative_infinity_slot());
  CHECK(partition.slot(Limits<TestType>::quiet_NaN()) == partition.missing_slot());
  CHECK(partition.slot(-Limits<TestType>::quiet_NaN()) == partition.missing_slot());
  CHECK(partition.slot(Limits<TestType>::signaling_NaN()) == partition.missing_slot());
}

TEMPLATE_TEST_CASE("partition: slots agree with counting edges", "", float, double) {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<int> coarse(-20, 20);
  std::normal_distribution<double> normal(0, 8);
  for (std::size_t edge_count = 0; edge_count < 70; ++edge_count) {
    std::vector<TestType> edges;
    for (std::size_t i = 0; i < edge_count; ++i) edges.push_back(static_cast<TestType>(normal(random)));
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    const Partition<TestType> partition(-60, edges, 60);
    std::vector<TestType> probes = edges;
    for (const TestType edge : edges) {
      probes.push_back(std::nextafter(edge, TestType{-100}));
      probes.push_back(std::nextafter(edge, TestType{100}));
    }
    for (int i = 0; i < 100; ++i) probes.push_back(static_cast<TestType>(normal(random) * 5));
    for (int i = 0; i < 20; ++i) probes.push_back(static_cast<TestType>(coarse(random)));
    for (const TestType x : {Limits<TestType>::quiet_NaN(), Limits<TestType>::infinity(), (Limits<TestType>::max)(),
                             Limits<TestType>::lowest()}) {
      probes.push_back(x);
    }
    const bool agree = std::all_of(probes.begin(), probes.end(),
                                   [&](TestType x) { return partition.slot(x) == slot_by_definition(partition, x); });
    CHECK(agree);
  }
}

TEST_CASE("partition: refuses what is not a division of the line") {
  const double missing = Limits<double>::quiet_NaN(), infinity = Limits<double>::infinity();
  CHECK_THROWS_AS(Partition<>(0, {1, 1}, 2), ConfigError);
  CHECK_THROWS_AS(Partition<>(0, {2, 1}, 3), ConfigError);
  CHECK_THROWS_AS(Partition<>(0, {0}, 1), ConfigError);
  CHECK_THROWS_AS(Partition<>(0, {1, 2}, 1.5), ConfigError);
  CHECK_THROWS_AS(Partition<>(0, {missing}, 1), ConfigError);
  CHECK_THROWS_AS(Partition<>(0, {infinity}, infinity), ConfigError);
  CHECK_THROWS_AS(Partition<>(missing, {}, 1), ConfigError);
  CHECK_THROWS_AS(Partition<>(0, {}, missing), ConfigError);
  CHECK_THROWS_AS(Partition<>(0, {}, -1), ConfigError);
  CHECK_NOTHROW(Partition<>(0, {1}, 1));
  CHECK_NOTHROW(Partition<>(3, {}, 3));
}

TEST_CASE("partition: rounded to float, an atom stays in its cell") {
  std::vector<double> sample;
  for (int i = 0; i < 1000; ++i) sample.push_back(0.1 * (i % 10));
  std::sort(sample.begin(), sample.end());
  const auto partition = quantile_cells(sample);
  const Partition<float> live = partition.rounded_to<float>();
  CHECK(live.cell_count() == partition.cell_count());
  for (const double x : sample) CHECK(live.slot(static_cast<float>(x)) == partition.slot(x));

  // What the rounding guards against: the float 0.7F lies below the double 0.7 and would fall one cell too low.
  const Partition<> edge_at_atom(0, {0.7}, 1);
  CHECK(edge_at_atom.slot(static_cast<double>(0.7F)) == edge_at_atom.first_cell_slot());
  CHECK(edge_at_atom.rounded_to<float>().slot(0.7F) == edge_at_atom.first_cell_slot() + 1);
  CHECK(edge_at_atom.rounded_to<double>() == edge_at_atom);
}

TEST_CASE("partition: rounded to float, any value is counted once even where cells collapse") {
  const Partition<> narrow(1.0, {1.0 + 1e-12, 1.0 + 2e-12, 2.0, 1e60}, 1e300);
  const Partition<float> live = narrow.rounded_to<float>();
  CHECK(live.slot_count() == narrow.slot_count());
  CHECK(live.slot(1.0F) == live.first_cell_slot() + 2);
  CHECK(live.slot(0.99F) == live.below_range_slot());
  CHECK(live.slot((Limits<float>::max)()) == live.first_cell_slot() + 3);
}

TEST_CASE("partition: default probabilities ascend inside (0, 1) and make 32 cells") {
  const auto& p = leeway::default_edge_probabilities;
  CHECK(p.size() == 31);
  CHECK(std::is_sorted(p.begin(), p.end(), std::less_equal<>()));
  CHECK(p.front() > 0);
  CHECK(p.back() < 1);
  for (std::size_t i = 0; i < p.size(); ++i) CHECK(p[i] == Approx(1 - p[p.size() - 1 - i]).epsilon(1e-12));
}

TEST_CASE("partition: quantile cells of a large continuous sample hold their share") {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  std::vector<double> sorted(1'000'000);
  for (double& x : sorted) x = normal(random);
  std::sort(sorted.begin(), sorted.end());
  const auto partition = quantile_cells(sorted);
  REQUIRE(partition.cell_count() == 32);
  const auto counts = cell_counts(partition, sorted);
  double before = 0;
  for (std::size_t cell = 0; cell < 32; ++cell) {
    const double after = cell < 31 ? leeway::default_edge_probabilities[cell] : 1;
    CHECK(std::fabs(static_cast<double>(counts[cell]) - (after - before) * 1e6) <= 1);
    before = after;
  }
}

TEST_CASE("partition: few distinct values get a cell each") {
  for (std::size_t distinct = 1; distinct <= 32; ++distinct) {
    std::vector<double> sorted;
    for (std::size_t i = 0; i < distinct; ++i)
      sorted.insert(sorted.end(), 1 + (i * 37) % 11, static_cast<double>(i) * 0.1);
    const auto partition = quantile_cells(sorted);
    CHECK(partition.cell_count() == distinct);
    const auto counts = cell_counts(partition, sorted);
    for (std::size_t i = 0; i < distinct; ++i) CHECK(counts[i] == 1 + (i * 37) % 11);
  }
  CHECK(quantile_cells(std::vector<double>{}) == Partition<>{});
  CHECK(quantile_cells(std::vector<double>(1000, 4.5)) == Partition<>(4.5, {}, 4.5));
}

TEST_CASE("partition: a frequent value has a cell of its own and does not use up the others") {
  // Zero-inflated, at the front, in the middle and at the end: 90 % one value, 10 % uniform.
  for (const double atom : {-1.0, 0.5, 2.0}) {
    std::mt19937_64 random(9);
    std::uniform_real_distribution<double> uniform;
    std::vector<double> sorted(90000, atom);
    for (int i = 0; i < 10000; ++i) sorted.push_back(uniform(random));
    std::sort(sorted.begin(), sorted.end());
    const auto partition = quantile_cells(sorted);
    const auto counts = cell_counts(partition, sorted);
    INFO("atom " << atom << ", cells " << counts.size());
    CHECK(counts[partition.slot(atom) - partition.first_cell_slot()] == 90000);
    // The rest keeps the resolution its share of the probabilities pays for: tail cells and one per 4 %.
    std::vector<std::size_t> others = counts;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(partition.slot(atom) - partition.first_cell_slot()));
    CHECK(*std::max_element(others.begin(), others.end()) <= 4200);
    CHECK(others.size() >= 7);
    // No crumbs beside the frequent value, but for the cell that closes it, which ends where the next edge happens to
    // be.
    CHECK(std::count_if(others.begin(), others.end(), [](std::size_t count) { return count < 5; }) <= 1);
  }
}

TEMPLATE_TEST_CASE("partition: quantile cells are never empty and never split equal values", "", float, double) {
  std::mt19937_64 random(21);
  for (int round = 0; round < 300; ++round) {
    const std::size_t n = 1 + random() % 3000;
    const double exponent = 0.5 + 4 * std::generate_canonical<double, 53>(random);
    const double grid = round % 3 == 0 ? 1e-9 : static_cast<double>(1 + random() % 200);
    std::vector<TestType> sorted(n);
    for (TestType& x : sorted) {
      const double u = std::generate_canonical<double, 53>(random);
      x = static_cast<TestType>(round % 3 == 0 ? std::pow(u, exponent) : std::floor(std::pow(u, exponent) * grid));
    }
    std::sort(sorted.begin(), sorted.end());
    const auto partition = quantile_cells(sorted);
    REQUIRE(partition.cell_count() <= 33);
    const auto counts = cell_counts(partition, sorted);
    CHECK(*std::min_element(counts.begin(), counts.end()) > 0);
    CHECK(partition.lowest() == sorted.front());
    CHECK(partition.highest() == sorted.back());
  }
}

TEST_CASE("partition: before rounding to float, a value lies where its rounded self lies") {
  std::mt19937_64 random(31);
  std::normal_distribution<float> values(0, 3);
  std::vector<float> training(500);
  for (float& x : training) x = std::round(values(random) * 10) / 10;
  std::sort(training.begin(), training.end());
  const std::vector<double> sample(training.begin(), training.end());
  const Partition<double> partition = quantile_cells(sample);
  const Partition<double> finer = partition.before_rounding_to<float>();
  CHECK(partition.slot(0.1) != partition.slot(0.1F));
  CHECK(finer.slot(0.1) == partition.slot(0.1F));

  std::vector<double> limits(partition.edges().begin(), partition.edges().end());
  limits.push_back(partition.lowest());
  limits.push_back(partition.highest());
  for (const double limit : limits) {
    const auto f = static_cast<float>(limit);
    for (const float g : {f, std::nextafter(f, -100.0F), std::nextafter(f, 100.0F)}) {
      for (const float h : {f, std::nextafter(f, -100.0F), std::nextafter(f, 100.0F)}) {
        const double middle = (static_cast<double>(g) + static_cast<double>(h)) / 2;
        for (const double x : {middle, std::nextafter(middle, -100.0), std::nextafter(middle, 100.0)}) {
          CHECK(finer.slot(x) == partition.slot(static_cast<double>(static_cast<float>(x))));
        }
      }
    }
  }
  for (const double extreme : {1e300, -1e300}) CHECK(finer.slot(extreme) == partition.slot(extreme));

  const std::vector<double> doubles{0.1, 0.2, 0.3};
  CHECK(quantile_cells(doubles).before_rounding_to<float>() == quantile_cells(doubles));
  CHECK(Partition<>{}.before_rounding_to<float>() == Partition<>{});
}
