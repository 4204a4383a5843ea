#include "leeway/compare/t_test.hpp"

#include <cmath>
#include <limits>

#include "leeway/core/concepts.hpp"
#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::MeanZ;
using leeway::Moments;
using leeway::StudentT;
using leeway::TwoSampleTest;
using leeway::WelchT;

static_assert(TwoSampleTest<WelchT, Values>);

TEST_CASE("t_test: scipy's ttest_ind, with the sign of current - reference") {
  for_each_pair([](const Values& x, const Values& y, const Json& expected) {
    for (const auto& [side, alternative] : sides) {
      const TestResult welch = WelchT{alternative}(x, y);
      CHECK(near(-welch.statistic, expected.at("welch").at("statistic")));
      CHECK(near(welch.p_value, expected.at("welch").at(side)));
      const TestResult student = StudentT{alternative}(x, y);
      CHECK(near(-student.statistic, expected.at("student").at("statistic")));
      CHECK(near(student.p_value, expected.at("student").at(side)));
      CHECK(student.degrees_of_freedom == static_cast<double>(x.size() + y.size() - 2));
      CHECK(MeanZ{alternative}(x, y).statistic == welch.statistic);
    }
  });
}

TEST_CASE("t_test: by hand") {
  // Means 2 and 5, variances 1 and 4, sizes 3: t = 3 / sqrt(5 / 3), dof = (5/3)^2 / ((1/9 + 16/9) / 2) = 50 / 17.
  const TestResult result = WelchT{}(Values{1, 2, 3}, Values{3, 5, 7});
  CHECK(result.statistic == Approx(3 / std::sqrt(5.0 / 3)).epsilon(1e-15));
  CHECK(result.degrees_of_freedom == Approx(50.0 / 17).epsilon(1e-15));
  CHECK(result.effect_size == Approx(3 / std::sqrt(2.5)).epsilon(1e-15));
  CHECK(result.reference_count == 3);
  // With one degree of freedom Student's t is Cauchy: p = 1 - 2 atan(t) / pi.
  const TestResult cauchy = StudentT{}(Values{0}, Values{3, 5});
  CHECK(cauchy.status == Status::ok);
  CHECK(cauchy.p_value == Approx(1 - 2 * std::atan(std::abs(cauchy.statistic)) / std::acos(-1.0)).epsilon(1e-13));
}

TEST_CASE("t_test: moments, raw samples, float samples and any offset or scale agree") {
  const Values x{1, 4, 2, 8, 5, 7};
  const Values y{3, 6, 9, 9, 4};
  const TestResult plain = WelchT{}(x, y);
  Moments<double> reference;
  Moments<double> current;
  for (const double value : x) reference.add(value);
  for (const double value : y) current.add(value);
  CHECK(WelchT{}(reference, current).statistic == plain.statistic);
  CHECK(WelchT{}(reference, y).p_value == plain.p_value);
  const std::vector<float> float_x(x.begin(), x.end());
  CHECK(WelchT{}(float_x, std::vector<float>(y.begin(), y.end())).statistic == plain.statistic);
  for (const double scale : {1e-300, 1e-160, 1e160, 1e300}) {
    Values a = x;
    Values b = y;
    for (double& value : a) value *= scale;
    for (double& value : b) value *= scale;
    CAPTURE(scale);
    CHECK(WelchT{}(a, b).statistic == Approx(plain.statistic).epsilon(1e-13));
    CHECK(StudentT{}(a, b).p_value == Approx(StudentT{}(x, y).p_value).epsilon(1e-12));
  }
  for (const double offset : {1e9, -1e12, 1e15}) {
    Values a = x;
    Values b = y;
    for (double& value : a) value += offset;
    for (double& value : b) value += offset;
    CAPTURE(offset);
    CHECK(WelchT{}(a, b).statistic == Approx(plain.statistic).epsilon(1e-13));
    CHECK(WelchT{}(a, b).p_value == Approx(plain.p_value).epsilon(1e-13));
  }
}

TEST_CASE("t_test: exchanging the samples turns the sign and the side") {
  const Values x{1, 4, 2, 8};
  const Values y{3, 6, 9, 9, 4};
  CHECK(WelchT{}(x, y).statistic == -WelchT{}(y, x).statistic);
  CHECK(WelchT{Alternative::greater}(x, y).p_value == WelchT{Alternative::less}(y, x).p_value);
  CHECK(WelchT{Alternative::greater}(x, y).p_value < 0.5);
}

TEST_CASE("t_test: nothing is made up") {
  const double nan = std::nan("");
  const double infinity = std::numeric_limits<double>::infinity();
  check_refused(WelchT{}(Values{}, Values{1, 2}), Status::too_few_samples);
  check_refused(WelchT{}(Values{1}, Values{1, 2}), Status::too_few_samples);
  check_refused(WelchT{}(Values{nan, nan, 1}, Values{1, 2}), Status::too_few_samples);
  check_refused(StudentT{}(Values{1}, Values{2}), Status::too_few_samples);
  check_refused(WelchT{}(Values{5, 5, 5}, Values{5, 5}), Status::degenerate);
  check_refused(WelchT{}(Values{0.1, 0.1, 0.1}, Values{0.3, 0.3}), Status::degenerate);
  check_refused(MeanZ{}(Values{2, 2}, Values{2, 2}), Status::degenerate);
  CHECK(WelchT{}(Values{1, 2, nan, infinity}, Values{1, 3}).reference_count == 2);
  CHECK(WelchT{}(Values{1, 2, 3}, Values{4, 4, 4}).ok());  // variance on one side is enough
}
