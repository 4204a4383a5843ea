#include "leeway/compare/kolmogorov_smirnov.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"
#include "expected.hpp"
#include "leeway/core/concepts.hpp"

using namespace leeway;

static_assert(TwoSampleTest<KolmogorovSmirnov, std::vector<double>>);
static_assert(TwoSampleTest<KolmogorovSmirnov, std::vector<float>>);
static_assert(TwoSampleTest<KolmogorovSmirnov, Sorted<double>>);
static_assert(TwoSampleTest<KolmogorovSmirnov, Sorted<float>, std::vector<float>>);
static_assert(TwoSampleTest<KolmogorovSmirnov, Cells<double>>);
static_assert(TwoSampleTest<KolmogorovSmirnov, std::vector<std::uint64_t>>);

namespace {

constexpr std::pair<const char*, Alternative> alternatives[] = {
    {"two_sided", Alternative::two_sided}, {"less", Alternative::less}, {"greater", Alternative::greater}};

std::vector<double> normal_sample(std::size_t size, double shift, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(shift, 1);
  std::vector<double> values(size);
  for (double& x : values) x = normal(random);
  return values;
}

}  // namespace

TEST_CASE("kolmogorov_smirnov: scipy's statistic, and its exact p where values do not tie") {
  for (const auto& item : expected_values("kolmogorov_smirnov").at("samples")) {
    const auto x = item.at("x").get<std::vector<double>>();
    const auto y = item.at("y").get<std::vector<double>>();
    const bool ties = item.at("ties");
    for (const auto& [name, alternative] : alternatives) {
      const TestResult result = KolmogorovSmirnov{.alternative = alternative}(x, y);
      CAPTURE(name, x.size(), y.size());
      REQUIRE(result.ok());
      REQUIRE(result.statistic == Approx(item.at(name).at("statistic").get<double>()).epsilon(1e-14));
      REQUIRE(result.method == (ties ? Method::exact_ties : Method::exact));
      const double p_without_ties = item.at(name).at("p_without_ties");
      if (ties) {
        REQUIRE(result.p_value <= p_without_ties * (1 + 1e-12));  // looking less often can only touch less
      } else {
        REQUIRE(result.p_value == Approx(p_without_ties).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("kolmogorov_smirnov: R's conditional p with ties") {
  const auto& document = expected_values("kolmogorov_smirnov_r");
  for (const auto& item : document.at("cases")) {
    const auto x = item.at("x").get<std::vector<double>>();
    const auto y = item.at("y").get<std::vector<double>>();
    const TestResult result = KolmogorovSmirnov{}(x, y);
    REQUIRE(result.statistic == Approx(item.at("statistic").get<double>()).epsilon(1e-14));
    REQUIRE(result.p_value == Approx(item.at("p").get<double>()).epsilon(1e-12));  // R sums with absolute accuracy
    REQUIRE(result.method == Method::exact_ties);
  }
}

TEST_CASE("kolmogorov_smirnov: all fields are filled in") {
  const std::vector<double> reference{1, 2, 3, 4, std::nan("")};
  const std::vector<double> current{3.5, 5, 6};
  const TestResult result = KolmogorovSmirnov{.alternative = Alternative::greater}(reference, current);
  REQUIRE(result.status == Status::ok);
  REQUIRE(result.alternative == Alternative::greater);
  REQUIRE(result.statistic == 0.75);  // at 3: 3/4 against 0
  REQUIRE(result.effect_size == 0.75);
  REQUIRE(result.effect_kind == EffectKind::ks_distance);
  REQUIRE(result.reference_count == 4);
  REQUIRE(result.current_count == 3);
  REQUIRE(result.method == Method::exact);
  REQUIRE(std::isnan(result.degrees_of_freedom));
}

TEST_CASE("kolmogorov_smirnov: raw, sorted and half-sorted samples give the same answer") {
  const auto reference = normal_sample(3000, 0, 1);
  const auto current = normal_sample(70, 0.2, 2);
  const auto sorted_reference = sorted_values(std::span<const double>(reference));
  const auto sorted_current = sorted_values(std::span<const double>(current));
  const Sorted<double> reference_view{std::span<const double>(sorted_reference)};
  const Sorted<double> current_view{std::span<const double>(sorted_current)};
  for (const Method method : {Method::none, Method::exact, Method::asymptotic, Method::asymptotic_corrected}) {
    for (const auto& [name, alternative] : alternatives) {
      const KolmogorovSmirnov test{.alternative = alternative, .method = method};
      const TestResult raw = test(reference, current);
      REQUIRE(test(reference_view, current_view).p_value == raw.p_value);
      REQUIRE(test(reference_view, current).p_value == raw.p_value);
      REQUIRE(test(reference_view, current).statistic == raw.statistic);
      const TestResult swapped = test(current_view, reference_view);  // the larger sample second
      REQUIRE(KolmogorovSmirnov{.alternative = alternative == Alternative::greater ? Alternative::less
                                               : alternative == Alternative::less  ? Alternative::greater
                                                                                   : alternative,
                                .method = method}(reference_view, current_view)
                  .statistic == swapped.statistic);
    }
  }
}

TEST_CASE("kolmogorov_smirnov: looking up the smaller sample sees what the walk sees, ties included") {
  for (unsigned seed = 1; seed < 30; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<float> large(2000);
    std::vector<float> small(40);
    const unsigned levels = seed % 3 == 0 ? 7 : seed % 3 == 1 ? 300 : 1'000'000;
    for (float& x : large) x = static_cast<float>(random() % levels);
    for (float& x : small) x = static_cast<float>(random() % (levels + levels / 5));
    for (const auto& [name, alternative] : alternatives) {
      const TestResult walked = KolmogorovSmirnov{.alternative = alternative}(large, small);
      const TestResult looked_up = KolmogorovSmirnov{alternative, Method::asymptotic}(large, small);
      REQUIRE(looked_up.statistic == walked.statistic);
      REQUIRE(KolmogorovSmirnov{alternative}(small, large).statistic ==
              KolmogorovSmirnov{alternative, Method::asymptotic}(small, large).statistic);
    }
  }
}

TEST_CASE("kolmogorov_smirnov: cells are counts, counts are tied values") {
  const Partition<double> partition(0, {1, 2, 3, 4}, 5);
  Cells<double> reference(partition);
  Cells<double> current(partition);
  std::vector<double> reference_cells;
  std::vector<double> current_cells;
  constexpr double inf = std::numeric_limits<double>::infinity();
  for (const double x : {0.5, 0.7, 1.5, 2.5, 2.7, 2.9, -3.0, inf, std::nan(""), 4.5}) {
    reference.add(x);
    if (!std::isnan(x)) reference_cells.push_back(std::isinf(x) ? inf : std::floor(x));
  }
  for (const double x : {2.5, 3.5, 3.7, 4.1, 4.2, -inf, 7.0, 9.0}) {
    current.add(x);
    current_cells.push_back(std::isinf(x) || x > 5 ? (x > 0 ? 5.0 : -inf) : std::floor(x));
  }
  const TestResult binned = KolmogorovSmirnov{}(reference, current);
  const TestResult tied = KolmogorovSmirnov{}(reference_cells, current_cells);
  REQUIRE(binned.statistic == tied.statistic);
  REQUIRE(binned.p_value == Approx(tied.p_value).epsilon(1e-13));
  REQUIRE(binned.method == Method::exact_ties);
  REQUIRE(binned.reference_count == 9);
  REQUIRE_THROWS_AS(KolmogorovSmirnov{}(reference, Cells<double>{}), ConfigError);
  const std::vector<std::uint64_t> three{1, 2, 3};
  const std::vector<std::uint64_t> two{1, 2};
  REQUIRE_THROWS_AS(KolmogorovSmirnov{}(three, two), ConfigError);
}

TEST_CASE("kolmogorov_smirnov: the work limit moves large tied samples from exact to the bridge") {
  const std::vector<std::uint64_t> reference{30'000, 20'000, 25'000, 15'000, 10'000};
  const std::vector<std::uint64_t> current{2800, 2010, 2600, 1550, 1040};
  const TestResult exact = KolmogorovSmirnov{}(reference, current);
  const TestResult bridge = KolmogorovSmirnov{.exact_work_limit = 2e5}(reference, current);
  REQUIRE(exact.method == Method::exact_ties);
  REQUIRE(bridge.method == Method::tied_bridge);
  REQUIRE(bridge.p_value == Approx(exact.p_value).epsilon(2e-3));
}

TEST_CASE("kolmogorov_smirnov: degenerate input has a status, never a made-up p") {
  const std::vector<double> some{1, 2, 3};
  const std::vector<double> none;
  const std::vector<double> missing(4, std::numeric_limits<double>::quiet_NaN());
  for (const auto& empty : {none, missing}) {
    for (const TestResult& result :
         {KolmogorovSmirnov{}(some, empty), KolmogorovSmirnov{}(empty, some), KolmogorovSmirnov{}(empty, empty)}) {
      REQUIRE(result.status == Status::too_few_samples);
      REQUIRE(std::isnan(result.p_value));
      REQUIRE_FALSE(result.significant());
    }
  }
  const std::vector<double> hundred(100, 7.0);
  const std::vector<double> fifty(50, 7.0);
  for (const Method method : {Method::none, Method::asymptotic, Method::tied_bridge}) {
    const TestResult same = KolmogorovSmirnov{.method = method}(hundred, fifty);
    REQUIRE(same.statistic == 0);
    REQUIRE(same.p_value == 1);
  }
  const std::vector<double> one{3};
  const std::vector<double> other{4};
  REQUIRE(KolmogorovSmirnov{}(one, other).p_value == 1);
  REQUIRE(KolmogorovSmirnov{.alternative = Alternative::greater}(one, other).p_value == Approx(0.5));
}

TEST_CASE("kolmogorov_smirnov: infinities are values; extremes and huge counts do no harm") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> reference{-inf, -1e300, 0, 1e-300, inf};
  const std::vector<double> current{-inf, 1e300, inf, inf};
  const TestResult result = KolmogorovSmirnov{}(reference, current);
  REQUIRE(result.statistic == Approx(0.55));  // at 1e-300: 4/5 against 1/4
  const std::vector<std::uint64_t> huge{1'000'000'000'000'000, 0};
  const std::vector<std::uint64_t> other{0, 1'000'000'000'000'000};
  const TestResult apart = KolmogorovSmirnov{}(huge, other);
  REQUIRE(apart.statistic == 1);
  REQUIRE(apart.p_value == 0);
  REQUIRE(KolmogorovSmirnov{}(huge, huge).p_value == 1);
}

TEST_CASE("kolmogorov_smirnov: only the order matters") {
  const auto reference = normal_sample(200, 0, 5);
  const auto current = normal_sample(150, 0.3, 6);
  auto stretched = [](std::vector<double> values) {
    for (double& x : values) x = std::exp(3 * x);
    return values;
  };
  const TestResult plain = KolmogorovSmirnov{}(reference, current);
  REQUIRE(KolmogorovSmirnov{}(stretched(reference), stretched(current)).p_value == plain.p_value);
  REQUIRE(KolmogorovSmirnov{}(current, reference).p_value == Approx(plain.p_value).epsilon(1e-13));
}

TEST_CASE("kolmogorov_smirnov: under the null p is at most alpha as often as it says, and close to it, on tied data") {
  std::mt19937_64 random(2024);
  int rejected = 0;
  const int rounds = 2000;
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::uint64_t> reference(10);
    std::vector<std::uint64_t> current(10);
    for (int i = 0; i < 500; ++i) ++reference[random() % 10];
    for (int i = 0; i < 300; ++i) ++current[random() % 10];
    rejected += KolmogorovSmirnov{}(reference, current).significant();
  }
  // Ignoring the ties would reject about .015 of the time. Bounds: .05 with four standard errors (.0049) below the mean
  // of the discrete test's true size, .04 to .05.
  REQUIRE(rejected <= 0.05 * rounds + 4 * std::sqrt(0.05 * 0.95 * rounds));
  REQUIRE(rejected >= 0.04 * rounds - 4 * std::sqrt(0.04 * 0.96 * rounds));
}
