#include "leeway/compare/kolmogorov_smirnov_bounds.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "catch.hpp"
#include "leeway/accumulate/quantiles.hpp"
#include "leeway/compare/kolmogorov_smirnov.hpp"

using namespace leeway;

namespace {

std::vector<double> normal_sample(std::size_t size, double shift, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(shift, 1);
  std::vector<double> values(size);
  for (double& x : values) x = normal(random);
  return values;
}

struct Element {
  double value;
  std::uint64_t weight;
};
struct FixedSketch {
  std::vector<Element> elements;
  double error = 0;
  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t sum = 0;
    for (const Element& element : elements) sum += element.weight;
    return sum;
  }
  [[nodiscard]] double rank_error() const { return error; }
  [[nodiscard]] std::vector<Element> weighted_values() const { return elements; }
};

}  // namespace

TEST_CASE("kolmogorov_smirnov_bounds: cells bracket the raw distance and the raw p, for every alternative") {
  for (unsigned seed = 1; seed < 40; ++seed) {
    const auto reference = normal_sample(600, 0, seed);
    const auto current = normal_sample(250, seed % 4 * 0.1, seed + 1000);
    const auto sorted = sorted_values(std::span<const double>(reference));
    const auto partition = quantile_partition(std::span<const double>(sorted));
    Cells<double> reference_cells(partition);
    Cells<double> current_cells(partition);
    for (const double x : reference) reference_cells.add(x);
    for (const double x : current) current_cells.add(x);
    for (const Alternative alternative : {Alternative::two_sided, Alternative::less, Alternative::greater}) {
      const TestResult raw = KolmogorovSmirnov{.alternative = alternative}(reference, current);
      const KolmogorovBounds bounds =
          KolmogorovSmirnovBounds{.alternative = alternative, .exact_work_limit = 1e8}(reference_cells, current_cells);
      REQUIRE(bounds.ok());
      REQUIRE(bounds.distance_low <= raw.statistic);
      REQUIRE(raw.statistic <= bounds.distance_high);
      REQUIRE(bounds.p_low <= raw.p_value);
      REQUIRE(raw.p_value <= bounds.p_high);
      REQUIRE(bounds.distance_low ==
              KolmogorovSmirnov{.alternative = alternative}(reference_cells, current_cells).statistic);
      REQUIRE(bounds.method == Method::exact);
      REQUIRE(bounds.reference_count == 600);
    }
  }
}

TEST_CASE("kolmogorov_smirnov_bounds: the upper bound is reached by the worst arrangement") {
  const std::vector<std::uint64_t> reference{4, 6};
  const std::vector<std::uint64_t> current{5, 5};
  const KolmogorovBounds bounds = KolmogorovSmirnovBounds{}(reference, current);
  REQUIRE(bounds.distance_low == 0.1);
  REQUIRE(bounds.distance_high == 0.6);  // second cell: all reference values first, 10/10 against 5/10 ... less 4/10
  const std::vector<double> raw_reference{1, 1, 1, 1, 3, 3, 3, 3, 3, 3};
  const std::vector<double> raw_current{0, 0, 0, 0, 0, 2, 2, 2, 2, 2};
  REQUIRE(KolmogorovSmirnov{}(raw_reference, raw_current).statistic == 0.6);
}

TEST_CASE("kolmogorov_smirnov_bounds: infinities leave no doubt, unlike a cell") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  Cells<double> reference(Partition<double>(0, {1}, 2));
  Cells<double> current(Partition<double>(0, {1}, 2));
  for (int i = 0; i < 10; ++i) {
    reference.add(-inf);
    current.add(i < 5 ? -inf : inf);
  }
  const KolmogorovBounds bounds = KolmogorovSmirnovBounds{}(reference, current);
  REQUIRE(bounds.distance_low == 0.5);
  REQUIRE(bounds.distance_high == 0.5);
}

TEST_CASE("kolmogorov_smirnov_bounds: sketches widen by both rank errors") {
  const FixedSketch reference{{{1, 50}, {2, 30}, {5, 20}}, 0.02};
  const FixedSketch current{{{2, 10}, {3, 10}, {5, 30}}, 0.03};
  const KolmogorovBounds bounds = KolmogorovSmirnovBounds{}(reference, current);
  REQUIRE(bounds.distance_low == Approx(0.6 - 0.05));  // at 2: .8 against .2
  REQUIRE(bounds.distance_high == Approx(0.6 + 0.05));
  REQUIRE(bounds.p_low < bounds.p_high);
  REQUIRE(bounds.current_count == 50);
  const KolmogorovBounds other_side = KolmogorovSmirnovBounds{.alternative = Alternative::less}(reference, current);
  REQUIRE(other_side.distance_low == 0);
  REQUIRE(other_side.p_high == 1);
  REQUIRE(KolmogorovSmirnovBounds{}(FixedSketch{}, current).status == Status::too_few_samples);
}

TEST_CASE("kolmogorov_smirnov_bounds: real sketches contain the raw distance") {
  const auto reference = normal_sample(30'000, 0, 3);
  const auto current = normal_sample(20'000, 0.15, 4);
  Quantiles<double> reference_sketch;
  Quantiles<double> current_sketch;
  for (const double x : reference) reference_sketch.add(x);
  for (const double x : current) current_sketch.add(x);
  const TestResult raw = KolmogorovSmirnov{}(reference, current);
  const KolmogorovBounds bounds = KolmogorovSmirnovBounds{}(reference_sketch, current_sketch);
  REQUIRE(bounds.distance_low <= raw.statistic);
  REQUIRE(raw.statistic <= bounds.distance_high);
  REQUIRE(bounds.distance_high - bounds.distance_low ==
          Approx(2 * (reference_sketch.rank_error() + current_sketch.rank_error())));
  REQUIRE(bounds.p_high < 1e-6);  // sure even so
}

TEST_CASE("kolmogorov_smirnov_bounds: degenerate input") {
  const std::vector<std::uint64_t> none{0, 0};
  const std::vector<std::uint64_t> some{3, 4};
  REQUIRE(KolmogorovSmirnovBounds{}(none, some).status == Status::too_few_samples);
  REQUIRE(std::isnan(KolmogorovSmirnovBounds{}(some, none).p_high));
  const std::vector<std::uint64_t> longer{1, 2, 3};
  REQUIRE_THROWS_AS(KolmogorovSmirnovBounds{}(some, longer), ConfigError);
  REQUIRE_THROWS_AS(KolmogorovSmirnovBounds{}(Cells<double>{}, Cells<double>(Partition<double>(0, {1}, 2))),
                    ConfigError);
}
