#include "leeway/compare/binomial.hpp"

#include <cmath>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

TEST_CASE("binomial: two-sided p and exact interval against scipy") {
  for (const auto& item : expected_values("categorical").at("shares").at("binomial")) {
    const Proportion observed{item[0], item[1]};
    CAPTURE(item.dump());
    const auto result = BinomialTest{item[2]}(observed);
    CHECK(result.method == Method::exact);
    CHECK(result.p_value == Approx(item[3].get<double>()).epsilon(1e-9).margin(0));
    const auto interval = share_interval(observed);
    CHECK(interval.lower == Approx(item[4].get<double>()).epsilon(1e-9).margin(0));
    CHECK(interval.upper == Approx(item[5].get<double>()).epsilon(1e-9).margin(0));
  }
}

TEST_CASE("binomial: one-sided tests overlap in the observed outcome") {
  const Proportion observed{14, 40};
  const double greater = BinomialTest{0.3, Alternative::greater}(observed).p_value;
  const double less = BinomialTest{0.3, Alternative::less}(observed).p_value;
  CHECK(greater + less == Approx(1 + std::exp(log_binomial_pmf(14, 40, 0.3))).epsilon(1e-13));
  CHECK(BinomialTest{0.3}(observed).effect_size == Approx(0.05));
}

TEST_CASE("binomial: certain shares, no trials, nonsense") {
  CHECK(BinomialTest{0}(Proportion{0, 9}).p_value == 1);
  CHECK(BinomialTest{0}(Proportion{1, 9}).p_value == 0);
  CHECK(BinomialTest{1}(Proportion{9, 9}).p_value == 1);
  CHECK(BinomialTest{1}(Proportion{8, 9}).p_value == 0);
  CHECK(BinomialTest{0.5}(Proportion{5, 10}).p_value == 1);
  CHECK(BinomialTest{0.5}(Proportion{10, 10}).p_value == Approx(2 * std::pow(0.5, 10)).epsilon(1e-14));
  CHECK(BinomialTest{0.5}(Proportion{0, 0}).status == Status::too_few_samples);
  CHECK(BinomialTest{1.5}(Proportion{1, 3}).status == Status::too_few_samples);
  CHECK(BinomialTest{std::nan("")}(Proportion{1, 3}).status == Status::too_few_samples);
  CHECK(share_interval({0, 0}).lower == 0);
  CHECK(share_interval({0, 0}).upper == 1);
  CHECK(share_interval({0, 10}).lower == 0);
  CHECK(share_interval({0, 10}).upper == Approx(1 - std::pow(0.025, 0.1)).epsilon(1e-12));
  CHECK(share_interval({10, 10}).upper == 1);
}
