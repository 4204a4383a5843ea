#include "leeway/compare/kruskal_wallis.hpp"

#include <cmath>

#include "leeway/compare/mann_whitney.hpp"
#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::KruskalWallis;
using leeway::MannWhitney;

TEST_CASE("kruskal_wallis: scipy's kruskal") {
  for_each_grouping([](const std::vector<Values>& groups, const Json& expected) {
    const TestResult result = KruskalWallis{}(groups);
    CHECK(near(result.statistic, expected.at("kruskal").at("statistic"), 1e-11));
    CHECK(near(result.p_value, expected.at("kruskal").at("p"), 1e-10));
    CHECK(result.reference_count == groups[0].size());
  });
}

TEST_CASE("kruskal_wallis: for two groups it is the uncorrected Mann-Whitney test") {
  for_each_pair([](const Values& x, const Values& y, const Json&) {
    const MannWhitney uncorrected{Alternative::two_sided, MannWhitney::PValue::asymptotic_uncorrected};
    CHECK(KruskalWallis{}(x, y).p_value == Approx(uncorrected(x, y).p_value).epsilon(1e-12));
  });
}

TEST_CASE("kruskal_wallis: by hand, and counts over cells") {
  // Ranks 1 2 3 | 4 5 6: H = 12 / 42 * (36 / 3 + 225 / 3) - 21.
  CHECK(KruskalWallis{}(Values{1, 2, 3}, Values{4, 5, 6}).statistic == Approx(12.0 / 42 * 87 - 21).epsilon(1e-14));
  const std::vector<std::vector<std::uint64_t>> counts{{3, 5, 2}, {1, 4, 6}};
  const Values x{1, 1, 1, 2, 2, 2, 2, 2, 3, 3};
  const Values y{1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
  CHECK(KruskalWallis{}(counts).statistic == KruskalWallis{}(x, y).statistic);
  CHECK(KruskalWallis{}(counts[0], counts[1]).statistic == KruskalWallis{}(x, y).statistic);
  const std::vector<std::vector<std::uint64_t>> huge(3, {400'000'000'000'000, 600'000'000'000'000});
  CHECK(KruskalWallis{}(huge).p_value == Approx(1));
}

TEST_CASE("kruskal_wallis: nothing is made up") {
  check_refused(KruskalWallis{}(std::vector<Values>{}), Status::too_few_samples);
  check_refused(KruskalWallis{}(std::vector<Values>{{1, 2}}), Status::too_few_samples);
  check_refused(KruskalWallis{}(std::vector<Values>{{1, 2}, {std::nan("")}}), Status::too_few_samples);
  check_refused(KruskalWallis{}(std::vector<Values>{{5, 5}, {5}}), Status::degenerate);
  CHECK(KruskalWallis{}(std::vector<Values>{{1e-300, 1e300}, {-1e300}}).ok());
}
