#include "leeway/compare/mann_whitney.hpp"

#include <cmath>
#include <limits>
#include <random>

#include "leeway/core/concepts.hpp"
#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::Cells;
using leeway::MannWhitney;
using leeway::Method;
using leeway::Partition;
using PValue = MannWhitney::PValue;

static_assert(leeway::TwoSampleTest<MannWhitney, Values>);
static_assert(leeway::TwoSampleTest<MannWhitney, Cells<double>>);

TEST_CASE("mann_whitney: scipy's mannwhitneyu") {
  for_each_pair([](const Values& x, const Values& y, const Json& e) {
    const Json& expected = e.at("mann_whitney");
    const double pairs = static_cast<double>(x.size() * y.size());
    for (const auto& [side, alternative] : sides) {
      const TestResult corrected = MannWhitney{alternative, PValue::asymptotic}(x, y);
      CHECK(near(pairs - corrected.statistic, expected.at("U1")));
      CHECK(near(corrected.p_value, expected.at("corrected").at(side)));
      CHECK(corrected.method == Method::asymptotic_corrected);
      const TestResult uncorrected = MannWhitney{alternative, PValue::asymptotic_uncorrected}(x, y);
      CHECK(near(uncorrected.p_value, expected.at("uncorrected").at(side)));
      if (!expected.contains("exact")) continue;
      const TestResult exact = MannWhitney{alternative, PValue::exact}(x, y);
      CHECK(near(exact.p_value, expected.at("exact").at(side)));
      CHECK(exact.method == Method::exact);
    }
  });
}

TEST_CASE("mann_whitney: the exact p with ties, by hand") {
  // 1 1 | 1 2: of the 6 assignments of {1, 1, 1, 2} half leave the 2 on the current side.
  const TestResult result = MannWhitney{Alternative::greater}(Values{1, 1}, Values{1, 2});
  CHECK(result.method == Method::exact_ties);
  CHECK(result.p_value == Approx(0.5).epsilon(1e-15));
  CHECK(result.statistic == 3);  // two pairs above, two tied
  CHECK(result.effect_size == 0.5);
}

TEST_CASE("mann_whitney: Cliff's delta by counting pairs, and the mirror image") {
  std::mt19937_64 random(2);
  std::uniform_int_distribution<int> value(0, 12);
  for (int round = 0; round < 50; ++round) {
    Values x(static_cast<std::size_t>(3 + round % 9));
    Values y(static_cast<std::size_t>(2 + round % 7));
    for (double& v : x) v = value(random);
    for (double& v : y) v = value(random) + 1;
    double delta = 0;
    for (const double a : x) {
      for (const double b : y) delta += (b > a ? 1 : 0) - (b < a ? 1 : 0);
    }
    const double pairs = static_cast<double>(x.size() * y.size());
    const TestResult result = MannWhitney{}(x, y);
    const TestResult mirrored = MannWhitney{}(y, x);
    CHECK(result.effect_size == Approx(delta / pairs).margin(1e-15));
    CHECK(result.statistic + mirrored.statistic == pairs);
    CHECK(result.p_value == Approx(mirrored.p_value).epsilon(1e-13));
    CHECK((MannWhitney{Alternative::greater}(x, y).p_value) ==
          Approx(MannWhitney{Alternative::less}(y, x).p_value).epsilon(1e-13));
  }
}

TEST_CASE("mann_whitney: cells and counts are samples with ties, up to 1e15 of them") {
  const Values x{0.5, 1.5, 1.5, 2.5, 2.5, 2.5};
  const Values y{0.5, 2.5, 2.5, 3.5};
  Cells<double> reference(Partition<double>(0, {1, 2, 3}, 4));
  Cells<double> current = reference;
  for (const double value : x) reference.add(value);
  for (const double value : y) current.add(value);
  current.add(std::nan(""));
  CHECK(MannWhitney{}(reference, current).p_value == MannWhitney{}(x, y).p_value);

  using Counts = std::vector<std::uint64_t>;
  // A million times the counts at a thousandth of the shift: z, and so p, must stay what it was.
  const auto p = [](std::uint64_t scale, std::uint64_t shift) {
    const Counts even{200 * scale, 300 * scale, 500 * scale};
    const Counts moved{200 * scale + shift, 300 * scale, 500 * scale - shift};
    return MannWhitney{Alternative::two_sided, PValue::asymptotic_uncorrected}(even, moved);
  };
  const TestResult small = p(1'000'000, 20'000);
  const TestResult large = p(1'000'000'000'000, 20'000'000);
  CHECK(large.reference_count == 1'000'000'000'000'000);
  CHECK(small.p_value > 0.1);
  CHECK(small.p_value < 0.5);
  CHECK(large.p_value == Approx(small.p_value).epsilon(1e-3));
  CHECK(large.effect_size < 0);
}

TEST_CASE("mann_whitney: the limit meets the exact p where automatic hands over") {
  std::mt19937_64 random(9);
  std::normal_distribution<double> normal;
  Values x(45);
  Values y(45);
  for (double& v : x) v = normal(random);
  for (double& v : y) v = normal(random) + 0.1;
  const TestResult exact = MannWhitney{}(x, y);
  CHECK(exact.method == Method::exact);
  CHECK(MannWhitney{Alternative::two_sided, PValue::asymptotic}(x, y).p_value == Approx(exact.p_value).epsilon(0.02));
  MannWhitney hurried;
  hurried.exact_work = 0;
  CHECK(hurried(x, y).method == Method::asymptotic_corrected);
}

TEST_CASE("mann_whitney: nothing is made up") {
  const double nan = std::nan("");
  const double infinity = std::numeric_limits<double>::infinity();
  check_refused(MannWhitney{}(Values{}, Values{1}), Status::too_few_samples);
  check_refused(MannWhitney{}(Values{nan, nan}, Values{1, 2}), Status::too_few_samples);
  check_refused(MannWhitney{Alternative::two_sided, PValue::asymptotic}(Values{7, 7}, Values{7, 7, 7}),
                Status::degenerate);
  const TestResult equal = MannWhitney{}(Values{7, 7}, Values{7, 7, 7});
  CHECK(equal.p_value == 1);  // every assignment looks the same
  CHECK(equal.method == Method::exact_ties);
  CHECK(MannWhitney{}(Values(200'000, 3.0), Values(100'000, 3.0)).p_value == 1);
  CHECK(MannWhitney{}(Values{1}, Values{2}).p_value == 1);
  const TestResult extreme = MannWhitney{}(Values{1e-300, -1e300, -infinity}, Values{1e300, infinity, 2e-300});
  CHECK(extreme.p_value == Approx(0.1));
}
