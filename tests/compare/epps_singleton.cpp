#include "leeway/compare/epps_singleton.hpp"

#include <cmath>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::EppsSingleton;

TEST_CASE("epps_singleton: scipy's epps_singleton_2samp") {
  for_each_pair([](const Values& x, const Values& y, const Json& expected) {
    // scipy takes the cosine of uncentred values: at an offset of 1e6 it is good to 1e-8.
    const bool offset = x.front() > 1e5;
    const TestResult result = EppsSingleton{}(x, y);
    CHECK(near(result.statistic, expected.at("epps_singleton").at("statistic"), offset ? 1e-7 : 1e-10));
    CHECK(near(result.p_value, expected.at("epps_singleton").at("p"), offset ? 1e-6 : 1e-9));
  });
}

TEST_CASE("epps_singleton: shifts, scales and the mirror leave W as it is") {
  const Values x{1, 4, 2, 8, 5, 7, 6.5, 3.25};
  const Values y{3, 6, 19, 9, 4, 2};
  const double w = EppsSingleton{}(x, y).statistic;
  for (const double scale : {1e-300, -1.0, 1e300}) {
    Values a = x;
    Values b = y;
    for (double& value : a) value *= scale;
    for (double& value : b) value *= scale;
    CHECK(EppsSingleton{}(a, b).statistic == Approx(w).epsilon(1e-9));
  }
  Values a = x;
  Values b = y;
  for (double& value : a) value += 1e12;
  for (double& value : b) value += 1e12;
  CHECK(EppsSingleton{}(a, b).statistic == Approx(w).epsilon(1e-10));
  CHECK(EppsSingleton{}(y, x).statistic == Approx(w).epsilon(1e-10));
}

TEST_CASE("epps_singleton: two distinct values make the squared z of two proportions, with rank 1") {
  Values x(40, 0.0);
  Values y(60, 0.0);
  std::fill(x.begin(), x.begin() + 10, 1.0);
  std::fill(y.begin(), y.begin() + 30, 1.0);
  const TestResult result = EppsSingleton{}(x, y);
  CHECK(result.degrees_of_freedom == 1);
  CHECK(result.statistic == Approx(0.25 * 0.25 / (0.25 * 0.75 / 40 + 0.25 / 60)).epsilon(1e-12));
}

TEST_CASE("epps_singleton: the eigenvalues of a small matrix") {
  leeway::detail::Matrix4 matrix{{{4, 1, 0, 0}, {1, 4, 0, 0}, {0, 0, 2, 1}, {0, 0, 1, 2}}};
  const leeway::detail::Matrix4 original = matrix;
  const leeway::detail::Matrix4 vectors = leeway::detail::jacobi_eigenvectors(matrix);
  double trace = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    trace += matrix[i][i];
    for (std::size_t row = 0; row < 4; ++row) {
      double product = 0;
      for (std::size_t k = 0; k < 4; ++k) product += original[row][k] * vectors[k][i];
      CHECK(product == Approx(matrix[i][i] * vectors[row][i]).margin(1e-14));
    }
  }
  CHECK(trace == Approx(12));
}

TEST_CASE("epps_singleton: nothing is made up") {
  check_refused(EppsSingleton{}(Values{1, 2, 3, 4}, Values{1, 2, 3, 4, 5}), Status::too_few_samples);
  check_refused(EppsSingleton{}(Values(9, 3.0), Values(9, 3.0)), Status::degenerate);
  check_refused(EppsSingleton{}(Values{0, 0, 0, 0, 0, 1}, Values{0, 0, 0, 0, 2}), Status::degenerate);
  CHECK(EppsSingleton{}(Values{1, 2, 3, 4, 5, std::nan("")}, Values{1, 2, 3, 4, 9}).reference_count == 5);
}
