#include "leeway/compare/brunner_munzel.hpp"

#include <cmath>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::BrunnerMunzel;

TEST_CASE("brunner_munzel: scipy's brunnermunzel, whose statistic has this sign too") {
  for_each_pair([](const Values& x, const Values& y, const Json& e) {
    const Json& expected = e.at("brunner_munzel");
    for (const auto& [side, alternative] : sides) {
      const TestResult result = BrunnerMunzel{alternative}(x, y);
      CHECK(near(result.statistic, expected.at("statistic")));
      CHECK(near(result.p_value, expected.at(side)));
    }
  });
}

TEST_CASE("brunner_munzel: the example of the paper") {
  // Pain scores after surgery: W = 3.1375, 17.683 degrees of freedom, p = .005786.
  const Values first{1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1};
  const Values second{3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4};
  const TestResult result = BrunnerMunzel{}(first, second);
  CHECK(result.statistic == Approx(3.1375).margin(5e-5));
  CHECK(result.degrees_of_freedom == Approx(17.683).margin(5e-4));
  CHECK(result.p_value == Approx(0.005786).margin(5e-7));
  CHECK(result.effect_size == Approx(2 * 0.788961 - 1).margin(2e-6));
  CHECK(BrunnerMunzel{}(second, first).statistic == Approx(-result.statistic).epsilon(1e-14));
}

TEST_CASE("brunner_munzel: counts over cells, and nothing made up") {
  const std::vector<std::uint64_t> reference{3, 5, 2};
  const std::vector<std::uint64_t> current{1, 4, 6};
  const Values x{1, 1, 1, 2, 2, 2, 2, 2, 3, 3};
  const Values y{1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
  CHECK(BrunnerMunzel{}(reference, current).p_value == BrunnerMunzel{}(x, y).p_value);
  check_refused(BrunnerMunzel{}(Values{1}, Values{1, 2}), Status::too_few_samples);
  check_refused(BrunnerMunzel{}(Values{}, Values{}), Status::too_few_samples);
  check_refused(BrunnerMunzel{}(Values{5, 5}, Values{5, 5, 5}), Status::degenerate);
  const TestResult apart = BrunnerMunzel{}(Values{1, 2, 3}, Values{7, 8, 9});
  check_refused(apart, Status::degenerate);
  CHECK(apart.effect_size == 1);  // known all the same
  CHECK(BrunnerMunzel{}(Values{1e-300, 1e300, 2}, Values{2e-300, 2e300, 1}).ok());
}
