#include "leeway/compare/ansari_bradley.hpp"

#include <cmath>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::AnsariBradley;
using leeway::Method;
using PValue = AnsariBradley::PValue;

TEST_CASE("ansari_bradley: scipy's ansari") {
  // Here the statistic is the reference's, as in scipy; scipy's `less` (a large sum) is a wider current sample.
  constexpr std::pair<const char*, Alternative> scipy_sides[] = {
      {"two-sided", Alternative::two_sided}, {"less", Alternative::greater}, {"greater", Alternative::less}};
  for_each_pair([&](const Values& x, const Values& y, const Json& e) {
    const Json& expected = e.at("ansari");
    CHECK(near(AnsariBradley{}(x, y).statistic, expected.at("statistic"), 1e-14));
    if (!expected.contains("asymptotic")) return;
    for (const auto& [side, alternative] : scipy_sides) {
      CAPTURE(side);
      const TestResult result = AnsariBradley{alternative, PValue::asymptotic_textbook}(x, y);
      CHECK(near(result.p_value, expected.at("asymptotic").at(side)));
    }
  });
}

TEST_CASE("ansari_bradley: the exact p, by scipy's documentation and by hand") {
  const Values narrow{7.5, 8.5, 9.5, 10.5, 11.5, 12.5};
  const Values wide{-5, 1, 5, 10, 15, 20, 25};
  const TestResult greater = AnsariBradley{Alternative::greater}(narrow, wide);
  CHECK(greater.statistic == 30);
  CHECK(greater.method == Method::exact);
  CHECK(greater.p_value == Approx(0.023892773892773892).epsilon(1e-13));
  CHECK(AnsariBradley{Alternative::less}(narrow, wide).p_value == Approx(0.98951048951048951).epsilon(1e-13));
  // Scores of 1 2 3 4 are 1 2 2 1: {2, 3} has 4, one of the six pairs.
  CHECK(AnsariBradley{Alternative::greater}(Values{2, 3}, Values{1, 4}).p_value == Approx(1.0 / 6).epsilon(1e-14));
}

TEST_CASE("ansari_bradley: the limit uses the true mean, the textbooks that of untied scores") {
  // 0 1 1 1 2: scores 1 3 3 3 1 (mean 11/5), untied 1 2 3 2 1 (mean 9/5).
  const Values x{0, 1};
  const Values y{1, 1, 2};
  const double z = (4 - 2 * 2.2) / std::sqrt(2 * 3 / 20.0 * (2 * 1.44 + 3 * 0.64));
  CHECK((AnsariBradley{Alternative::less, PValue::asymptotic}(x, y).p_value) ==
        Approx(leeway::normal_cdf(z)).epsilon(1e-13));
  CHECK((AnsariBradley{Alternative::less, PValue::asymptotic_textbook}(x, y).p_value) >
        (AnsariBradley{Alternative::less, PValue::asymptotic}(x, y).p_value));
}

TEST_CASE("ansari_bradley: counts over cells, and nothing made up") {
  const std::vector<std::uint64_t> reference{3, 5, 2};
  const std::vector<std::uint64_t> current{1, 4, 6};
  const Values x{1, 1, 1, 2, 2, 2, 2, 2, 3, 3};
  const Values y{1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
  CHECK(AnsariBradley{}(reference, current).p_value == AnsariBradley{}(x, y).p_value);
  CHECK(AnsariBradley{}(x, y).method == Method::exact_ties);
  check_refused(AnsariBradley{}(Values{}, Values{1}), Status::too_few_samples);
  check_refused(AnsariBradley{}(Values{5, 5}, Values{5, 5, 5}), Status::degenerate);
  check_refused(AnsariBradley{}(Values{1}, Values{2}), Status::degenerate);  // both scores are 1
  const std::vector<std::uint64_t> huge{400'000'000'000'000, 600'000'000'000'000, 100'000'000'000'000};
  CHECK(AnsariBradley{}(huge, huge).p_value == Approx(1));
}
