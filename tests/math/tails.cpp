#include "leeway/math/tails.hpp"

#include <limits>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const nlohmann::json& expected_tails(const char* law) { return expected_values("categorical").at("tails").at(law); }

auto near(double value) { return Approx(value).epsilon(4e-16).margin(0); }

}  // namespace

TEST_CASE("tails: both tails of chi-squared keep their relative accuracy") {
  for (const auto& item : expected_tails("chi_squared")) {
    const double x = item[0], dof = item[1];
    CAPTURE(x, dof);
    CHECK(chi_squared_cdf(x, dof) == near(item[2]));
    CHECK(chi_squared_sf(x, dof) == near(item[3]));
    CHECK(gamma_p(dof / 2, x / 2) == near(item[2]));
    CHECK(gamma_q(dof / 2, x / 2) == near(item[3]));
  }
  CHECK(chi_squared_sf(9, 2) == near(std::exp(-4.5)));
  CHECK(chi_squared_sf(3, 2.5) < chi_squared_sf(3, 2.6));  // real degrees of freedom
}

TEST_CASE("tails: Student t, F and normal") {
  for (const auto& item : expected_tails("student_t")) {
    const double x = item[0], dof = item[1];
    CAPTURE(x, dof);
    CHECK(student_t_sf(x, dof) == near(item[2]));
    CHECK(student_t_cdf(-x, dof) == near(item[2]));
  }
  for (const auto& item : expected_tails("f")) {
    const double x = item[0], a = item[1], b = item[2];
    CAPTURE(x, a, b);
    CHECK(f_sf(x, a, b) == near(item[3]));
    CHECK(f_cdf(1 / x, b, a) == Approx(item[3].get<double>()).epsilon(1e-13).margin(0));  // 1 / x is rounded
  }
  for (const auto& item : expected_tails("normal")) {
    CHECK(normal_sf(item[0]) == near(item[1]));
    CHECK(normal_cdf(-item[0].get<double>()) == near(item[1]));
  }
  CHECK(student_t_sf(1.5, 1e16) == normal_sf(1.5));
  CHECK(student_t_sf(1.5, inf) == normal_sf(1.5));
}

TEST_CASE("tails: binomial tails, for counts") {
  for (const auto& item : expected_tails("binomial")) {
    const std::uint64_t k = item[0], n = item[1];
    const double p = item[2];
    CAPTURE(k, n, p);
    CHECK(binomial_upper_tail(k, n, p) == near(item[3]));
    CHECK(binomial_lower_tail(k, n, p) == near(item[4]));
  }
  CHECK(binomial_upper_tail(0, 5, 0.3) == 1);
  CHECK(binomial_upper_tail(6, 5, 0.3) == 0);
  CHECK(binomial_lower_tail(5, 5, 0.3) == 1);
  CHECK(binomial_upper_tail(3, 5, 0) == 0);
  CHECK(binomial_upper_tail(3, 5, 1) == 1);
}

TEST_CASE("tails: the inverses invert, deep tails included") {
  for (const double p : {1e-300, 1e-30, 1e-6, 0.025, 0.5, 0.8, 0.999}) {
    CAPTURE(p);
    // |d ln p / d ln x| is about 2 |ln p|: an ulp of x moves p by that many.
    const double limit = 1e-15 * (1 - 4 * std::log(p));
    CHECK(normal_sf(normal_isf(p)) == Approx(p).epsilon(limit).margin(0));
    for (const double dof : {0.5, 1.0, 7.0, 99.5, 5000.0}) {
      CAPTURE(dof);
      const double chi_limit = limit * std::sqrt(1 + dof);
      CHECK(chi_squared_sf(chi_squared_isf(p, dof), dof) == Approx(p).epsilon(chi_limit).margin(0));
    }
    for (const double dof : {1.0, 4.0, 50.0}) {
      const double t_limit = 1e-15 * (10 + dof);
      CHECK(student_t_sf(student_t_isf(p, dof), dof) == Approx(p).epsilon(t_limit - limit * std::log(p)).margin(0));
    }
    if (p > 1e-7) CHECK(beta_inc_regularized(3.5, 20, beta_quantile(3.5, 20, p)) == Approx(p).epsilon(1e-13));
  }
  CHECK(normal_isf(0.5) == 0);
  CHECK(normal_isf(0) == inf);
  CHECK(normal_isf(1) == -inf);
  CHECK(chi_squared_isf(0, 3) == inf);
  CHECK(chi_squared_isf(1, 3) == 0);
  CHECK(student_t_isf(0.5, 3) == 0);
  CHECK(student_t_isf(0.25, 3) == -student_t_isf(0.75, 3));
}

TEST_CASE("tails: nothing throws, whatever it is asked") {
  CHECK(is_missing(chi_squared_sf(not_a_number, 3)));
  CHECK(is_missing(chi_squared_sf(1, 0)));
  CHECK(is_missing(chi_squared_sf(1, -2)));
  CHECK(is_missing(chi_squared_sf(1, not_a_number)));
  CHECK(chi_squared_sf(-1, 3) == 1);
  CHECK(chi_squared_cdf(-1, 3) == 0);
  CHECK(chi_squared_sf(inf, 3) == 0);
  CHECK(chi_squared_sf(1e308, 3) == 0);
  CHECK(chi_squared_sf(1e-320, 3) == 1);
  CHECK(is_missing(chi_squared_isf(1.5, 3)));
  CHECK(is_missing(normal_sf(not_a_number)));
  CHECK(normal_sf(inf) == 0);
  CHECK(normal_sf(-inf) == 1);
  CHECK(normal_sf(60) == 0);
  CHECK(is_missing(normal_isf(-0.1)));
  CHECK(is_missing(student_t_sf(not_a_number, 3)));
  CHECK(is_missing(student_t_sf(1, 0)));
  CHECK(student_t_sf(inf, 3) == 0);
  CHECK(student_t_sf(-inf, 3) == 1);
  CHECK(student_t_sf(1e300, 2) == 0);
  CHECK(is_missing(f_sf(not_a_number, 1, 2)));
  CHECK(is_missing(f_sf(1, 0, 2)));
  CHECK(f_sf(-1, 1, 2) == 1);
  CHECK(f_cdf(0, 1, 2) == 0);
  CHECK(f_sf(inf, 1, 2) == 0);
  CHECK(is_missing(binomial_upper_tail(1, 2, not_a_number)));
  CHECK(is_missing(binomial_lower_tail(1, 2, 1.5)));
  CHECK(is_missing(gamma_p(-1, 1)));
  CHECK(is_missing(gamma_q(1, -1)));
  CHECK(is_missing(beta_inc_regularized(1, 1, 2)));
  CHECK(is_missing(beta_quantile(0, 1, 0.5)));
  CHECK(is_missing(log_gamma(not_a_number)));
  CHECK(log_gamma(1e10) == near(220258509288.81058));
}

TEST_CASE("tails: the p-value of each alternative") {
  CHECK(p_of_tails(0.2, 0.9, Alternative::less) == 0.2);
  CHECK(p_of_tails(0.2, 0.9, Alternative::greater) == 0.9);
  CHECK(p_of_tails(0.2, 0.9, Alternative::two_sided) == 0.4);
  CHECK(p_of_tails(0.7, 0.6, Alternative::two_sided) == 1);  // both tails hold the observed value
  CHECK(std::isnan(p_of_tails(not_a_number, not_a_number, Alternative::two_sided)));
  for (const double z : {-40.0, -1.5, 0.0, 0.3, 8.0}) {
    CHECK(normal_p(z, Alternative::greater) == normal_sf(z));
    CHECK(normal_p(z, Alternative::less) == normal_cdf(z));
    CHECK(normal_p(z, Alternative::two_sided) == 2 * normal_sf(std::fabs(z)));
    CHECK(student_t_p(z, 3.5, Alternative::greater) == student_t_sf(z, 3.5));
    CHECK(student_t_p(z, 3.5, Alternative::less) == student_t_cdf(z, 3.5));
    CHECK(student_t_p(z, 3.5, Alternative::two_sided) == 2 * student_t_sf(std::fabs(z), 3.5));
  }
  CHECK(std::isnan(normal_p(not_a_number, Alternative::two_sided)));
  CHECK(std::isnan(student_t_p(not_a_number, 5, Alternative::two_sided)));
}
