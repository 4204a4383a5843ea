#include "leeway/compare/compatibility/scipy.hpp"

#include "../distances_expected.hpp"

using namespace distances_expected;
namespace scipy = leeway::compatibility::scipy;
using leeway::Alternative;
using leeway::Method;
using leeway::Status;

TEST_CASE("scipy: ks_2samp agrees, ties ignored as it does") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    const auto check = [&](const char* name, Alternative alternative) {
      INFO(name);
      const auto result = scipy::ks_2samp(Sample(x), Sample(y), alternative);
      CHECK(result.ok());
      CHECK(result.method == Method::exact);
      CHECK(result.statistic == Approx(item.at("ks").at(name)[0].get<double>()).epsilon(1e-14).margin(1e-16));
      CHECK(close(result.p_value, item.at("ks").at(name)[1].get<double>(), 1e-9));
    };
    check("two-sided", Alternative::two_sided);
    // One-sided and n != m, SciPy 1.10 approximates large cases; these here are small enough for its exact count.
    check("greater", Alternative::greater);
    check("less", Alternative::less);
  }
}

TEST_CASE("scipy: the asymptotic p is that of one sample of the rounded effective size") {
  for (const Json& item : document().at("ks_asymptotic")) {
    INFO(item.dump());
    const double p = scipy::ks_2samp_asymptotic_p(item.at("d").get<double>(), item.at("n").get<std::uint64_t>(),
                                                  item.at("m").get<std::uint64_t>(), Alternative::two_sided);
    // SciPy approximates that distribution above 140 values, the library above 4000.
    CHECK(close(p, item.at("p").get<double>(), 1e-3));
  }
  // Hodges' formula by hand: n = m = 20000, D = .01: z = 1, exp(-2 - 2 * 3 n / (sqrt(2 n^3) * 3)).
  CHECK(close(scipy::ks_2samp_asymptotic_p(0.01, 20000, 20000, Alternative::less),
              std::exp(-2 - 2 / std::sqrt(2 * 20000.0))));
}

TEST_CASE("scipy: auto counts up to 10,000 values a side") {
  const Values x(10000, 1.0);
  const Values y(10001, 1.0);
  CHECK(scipy::ks_2samp(Sample(x), Sample(x)).method == Method::exact);
  CHECK(scipy::ks_2samp(Sample(x), Sample(y)).method == Method::asymptotic);
  CHECK(scipy::ks_2samp(Sample(x), Sample(y)).p_value == 1);
  CHECK(scipy::ks_2samp(Sample(Values{}), Sample(y)).status == Status::too_few_samples);
  CHECK(scipy::ks_2samp(Sample(Values{missing}), Sample(y)).status == Status::too_few_samples);
}

TEST_CASE("scipy: chi2_contingency agrees, Yates' correction for two categories included") {
  for (const Json& item : document().at("chi2_contingency")) {
    INFO(item.dump());
    const Counts p = item.at("reference").get<Counts>();
    const Counts q = item.at("current").get<Counts>();
    const auto check = [&](const char* name, bool correction) {
      const auto result = scipy::chi2_contingency(p, q, correction);
      CHECK(result.ok());
      CHECK(result.statistic == Approx(item.at(name)[0].get<double>()).epsilon(1e-12).margin(1e-14));
      CHECK(close(result.p_value, item.at(name)[1].get<double>(), 1e-11));
      CHECK(result.degrees_of_freedom == item.at(name)[2].get<double>());
    };
    check("corrected", true);
    check("plain", false);
  }
}

TEST_CASE("scipy: chi2_contingency on degenerate tables") {
  CHECK(scipy::chi2_contingency(Counts{0, 0}, Counts{1, 2}).status == Status::too_few_samples);
  CHECK(scipy::chi2_contingency(Counts{1, 0, 2}, Counts{3, 0, 4}).status == Status::degenerate);
  const auto single = scipy::chi2_contingency(Counts{5}, Counts{7});
  CHECK(single.ok());
  CHECK(single.statistic == 0);
  CHECK(single.degrees_of_freedom == 0);
  CHECK(single.p_value == 1);
  CHECK_THROWS_AS(scipy::chi2_contingency(Counts{1}, Counts{1, 2}), leeway::ConfigError);
  const std::uint64_t big = 1'000'000'000'000'000;
  CHECK(scipy::chi2_contingency(Counts{big, big}, Counts{big, 2 * big}).p_value == 0);
}
