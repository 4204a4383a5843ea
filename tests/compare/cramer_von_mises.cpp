#include "leeway/compare/cramer_von_mises.hpp"

#include <cmath>
#include <random>

#include "rank_cases.hpp"

using namespace rank_cases;
using leeway::CramerVonMises;
using leeway::Method;
using PValue = CramerVonMises::PValue;

TEST_CASE("cramer_von_mises: scipy's cramervonmises_2samp") {
  for_each_pair([](const Values& x, const Values& y, const Json& e) {
    const Json& expected = e.at("cramer_von_mises");
    const TestResult limit = CramerVonMises{PValue::asymptotic}(x, y);
    CHECK(near(limit.statistic, expected.at("statistic"), 1e-11));
    CHECK(near(limit.p_value, expected.at("asymptotic"), 1e-9, 2e-8));
    if (!expected.contains("exact")) return;
    const TestResult exact = CramerVonMises{PValue::exact}(x, y);
    CHECK(near(exact.p_value, expected.at("exact"), 1e-12));
    CHECK(exact.method == Method::exact);
  });
}

TEST_CASE("cramer_von_mises: without ties T is n m / N^2 times the sum of squared differences") {
  std::mt19937_64 random(4);
  std::normal_distribution<double> normal;
  Values x(23);
  Values y(41);
  for (double& v : x) v = normal(random);
  for (double& v : y) v = normal(random);
  double sum = 0;
  for (const Values* sample : {&x, &y}) {
    for (const double at : *sample) {
      const auto share = [at](const Values& values) {
        return static_cast<double>(std::count_if(values.begin(), values.end(), [at](double v) { return v <= at; })) /
               static_cast<double>(values.size());
      };
      const double difference = share(x) - share(y);
      sum += difference * difference;
    }
  }
  CHECK(CramerVonMises{}(x, y).statistic == Approx(23.0 * 41 / (64 * 64) * sum).epsilon(1e-13));
  CHECK(CramerVonMises{}(y, x).statistic == Approx(CramerVonMises{}(x, y).statistic).epsilon(1e-14));
}

TEST_CASE("cramer_von_mises: chooses exact for small samples, and the limit is near it there") {
  const Values x{1, 4, 2, 8, 5, 7, 11, 15, 3.5, 9.5, 0.5, 6.5};
  const Values y{3, 6, 19, 9, 4.5, 2.5, 13, 14, 7.5, 20, 21, 22};
  const TestResult exact = CramerVonMises{}(x, y);
  CHECK(exact.method == Method::exact);
  CHECK(CramerVonMises{PValue::asymptotic}(x, y).p_value == Approx(exact.p_value).margin(0.01));
  CramerVonMises limit;
  limit.exact_up_to = 11;
  CHECK(limit(x, y).method == Method::asymptotic_corrected);
}

TEST_CASE("cramer_von_mises: counts, large and small; nothing is made up") {
  const std::vector<std::uint64_t> reference{3, 5, 2};
  const std::vector<std::uint64_t> current{1, 4, 6};
  const Values x{1, 1, 1, 2, 2, 2, 2, 2, 3, 3};
  const Values y{1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3};
  CHECK(CramerVonMises{}(reference, current).p_value == CramerVonMises{}(x, y).p_value);
  CHECK(CramerVonMises{}(x, y).method == Method::exact_ties);
  const std::vector<std::uint64_t> huge{400'000'000'000'000, 600'000'000'000'000};
  const std::vector<std::uint64_t> moved{400'000'000'010'000, 599'999'999'990'000};
  CHECK(CramerVonMises{}(huge, moved).p_value > 0.5);
  check_refused(CramerVonMises{}(Values{}, Values{1}), Status::too_few_samples);
  check_refused(CramerVonMises{}(Values{std::nan("")}, Values{1}), Status::too_few_samples);
  CHECK(CramerVonMises{}(Values{4, 4}, Values{4}).p_value == 1);
  CHECK(CramerVonMises{}(Values(100, 4.0), Values(90, 4.0)).p_value == 1);
}
