#include "leeway/compare/proportions.hpp"

#include <cmath>

#include "catch.hpp"
#include "expected.hpp"
#include "leeway/compare/chi_squared.hpp"
#include "leeway/core/concepts.hpp"

using namespace leeway;

static_assert(TwoSampleTest<ProportionsZ, Proportion>);
static_assert(TwoSampleTest<ShareTest, Proportion>);

TEST_CASE("proportions: z, pooled and not") {
  for (const auto& item : expected_values("categorical").at("shares").at("z")) {
    const Proportion reference{item[0], item[1]}, current{item[2], item[3]};
    const auto pooled = ProportionsZ{}(reference, current);
    CHECK(pooled.statistic == Approx(item[4].get<double>()).epsilon(1e-14));
    CHECK(pooled.p_value == Approx(2 * normal_sf(std::abs(pooled.statistic))).epsilon(1e-15));
    CHECK(ProportionsZ{.pooled = false}(reference, current).statistic == Approx(item[5].get<double>()).epsilon(1e-14));
    CHECK(pooled.effect_size == Approx(current.share() - reference.share()).epsilon(1e-12));
    CHECK(pooled.effect_kind == EffectKind::share_difference);
  }
}

TEST_CASE("proportions: z squared is Pearson's X^2, and greater means the current share is larger") {
  const Proportion reference{300, 1000}, current{45, 100};
  const auto both = ProportionsZ{}(reference, current);
  const std::vector<std::uint64_t> a{300, 700}, b{45, 55};
  CHECK(both.statistic * both.statistic == Approx(ChiSquared{}(a, b).statistic).epsilon(1e-13));
  CHECK(both.p_value == Approx(ChiSquared{}(a, b).p_value).epsilon(1e-13));
  const double greater = ProportionsZ{Alternative::greater}(reference, current).p_value;
  CHECK(greater < 0.01);
  CHECK(greater == Approx(both.p_value / 2).epsilon(1e-14));
  CHECK(ProportionsZ{Alternative::less}(reference, current).p_value == Approx(1 - greater).epsilon(1e-14));
}

TEST_CASE("proportions: ShareTest is exact where counts are small, z where they are not") {
  const auto small = ShareTest{}({500, 100'000}, {60, 10'000});  // expected 50.9
  CHECK(small.method == Method::asymptotic);
  const auto rare = ShareTest{}({400, 100'000}, {60, 10'000});
  CHECK(rare.method == Method::exact);
  CHECK(rare.p_value == fisher_exact({60, 9'940, 400, 99'600}).p_two_sided);
  CHECK(rare.statistic > 1);  // odds of the current side over those of the reference
  CHECK(ShareTest{Alternative::greater}({400, 100'000}, {60, 10'000}).p_value < 0.05);
  CHECK(ShareTest{Alternative::less}({400, 100'000}, {60, 10'000}).p_value > 0.95);
  // At the seam the two tell much the same: within a fifth at p near .2.
  const double exact = fisher_exact({60, 9'940, 500, 99'500}).p_two_sided;
  CHECK(small.p_value == Approx(exact).epsilon(0.2));
}

TEST_CASE("proportions: no missing values on either side is no evidence and no error") {
  const auto none = ShareTest{}({0, 100'000}, {0, 10'000});
  CHECK(none.ok());
  CHECK(none.p_value == 1);
  CHECK(none.effect_size == 0);
  CHECK(ShareTest{}({7, 7}, {9, 9}).p_value == 1);
  CHECK(ShareTest{}({0, 100'000}, {40, 10'000}).significant(1e-30));
  CHECK(ProportionsZ{}({0, 10}, {0, 20}).status == Status::degenerate);
  CHECK(ProportionsZ{}({10, 10}, {20, 20}).status == Status::degenerate);
  CHECK(ProportionsZ{.pooled = false}({0, 10}, {20, 20}).status == Status::degenerate);
}

TEST_CASE("proportions: empty and impossible samples") {
  for (const auto& [a, b] : {std::pair<Proportion, Proportion>{{0, 0}, {1, 5}}, {{1, 5}, {0, 0}}, {{6, 5}, {1, 5}}}) {
    CHECK(ShareTest{}(a, b).status == Status::too_few_samples);
    CHECK(ProportionsZ{}(a, b).status == Status::too_few_samples);
    CHECK(std::isnan(ShareTest{}(a, b).p_value));
  }
  constexpr std::uint64_t big = 1'000'000'000'000'000;
  CHECK(ShareTest{}({big / 2, big}, {big / 2 + 300'000'000, big}).significant(1e-9));
  CHECK(ShareTest{}({big / 2, big}, {big / 2, big}).p_value == 1);
}
