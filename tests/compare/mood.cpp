#include "leeway/compare/mood.hpp"

#include <cmath>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::Mood;

TEST_CASE("mood: scipy's mood, with the sign of the current sample") {
  for_each_pair([](const Values& x, const Values& y, const Json& e) {
    const Json& expected = e.at("mood");
    for (const auto& [side, alternative] : sides) {
      const TestResult result = Mood{alternative}(x, y);
      CHECK(near(-result.statistic, expected.at("statistic")));
      CHECK(near(result.p_value, expected.at(side)));
    }
  });
}

TEST_CASE("mood: a wider current sample is `greater`, whichever way ties are treated") {
  const Values narrow{-1, -0.5, 0, 0.5, 1, 0.25, -0.25};
  const Values wide{-10, -5, 0.1, 5, 10, 2.5, -2.5};
  CHECK(Mood{}(narrow, wide).statistic > 0);
  CHECK(Mood{Alternative::greater}(narrow, wide).p_value < 0.05);
  CHECK(Mood{}(narrow, wide).statistic == Approx(-Mood{}(wide, narrow).statistic).epsilon(1e-14));
  CHECK((Mood{Alternative::two_sided, Mood::Ties::as_in_r}(narrow, wide).statistic) ==
        Approx(Mood{}(narrow, wide).statistic).epsilon(1e-14));  // nothing ties here
}

TEST_CASE("mood: the variance given the ties is that of all assignments") {
  // Scores (mean squared rank deviations) of 1 1 2 3: ranks 1..4 about 2.5 give 2.25 .25 .25 2.25; the tie shares 1.25.
  // Reference {1, 3}: 1.25 + 2.25 = 3.5 against a mean of 2.5; variance 2 * 2 / (4 * 3) * (0 + 0 + 1 + 1) = 2 / 3.
  const TestResult result = Mood{}(Values{1, 3}, Values{1, 2});
  CHECK(result.statistic == Approx(-1 / std::sqrt(2.0 / 3)).epsilon(1e-14));
}

TEST_CASE("mood: counts over cells, and nothing made up") {
  const std::vector<std::uint64_t> reference{3, 5, 2};
  const std::vector<std::uint64_t> current{1, 4, 6};
  const Values x{1, 1, 1, 2, 2, 2, 2, 2, 3, 3};
  const Values y{1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
  CHECK(Mood{}(reference, current).p_value == Mood{}(x, y).p_value);
  check_refused(Mood{}(Values{}, Values{1, 2, 3}), Status::too_few_samples);
  check_refused(Mood{}(Values{1}, Values{2}), Status::too_few_samples);
  check_refused(Mood{}(Values{5, 5}, Values{5, 5, 5}), Status::degenerate);
  check_refused(Mood{}(Values{1, 2}, Values{2, 1}), Status::degenerate);  // two even ties: all scores alike
  CHECK(Mood{}(Values{1e-300, 1e300, 2}, Values{2e-300, 2e300, 1}).ok());
}
