#include "leeway/compare/compatibility/evidently_scores.hpp"

#include "../distances_expected.hpp"

using namespace distances_expected;
namespace evidently = leeway::compatibility::evidently;
using leeway::Status;

TEST_CASE("evidently_scores: psi and kl on counts") {
  for (const Json& item : document().at("counts")) {
    const Counts p = item.at("reference").get<Counts>();
    const Counts q = item.at("current").get<Counts>();
    INFO(item.dump());
    CHECK(close(evidently::psi(p, q).value, item.at("expected").at("evidently_psi").get<double>(), 2e-14));
    CHECK(close(evidently::kullback_leibler(p, q).value, item.at("expected").at("evidently_kl").get<double>(), 1e-12));
  }
}

TEST_CASE("evidently_scores: an empty bin is filled by 1e-4, or by a millionth of the smallest share below 1e-4") {
  const double e = 1e-4;
  CHECK(close(evidently::psi(Counts{1, 1}, Counts{1, 0}).value,
              (1 - 0.5) * std::log(1 / 0.5) + (0.5 - e) * std::log(0.5 / e)));
  const double tiny = 1e-5 / 1e6;
  CHECK(close(evidently::psi(Counts{50000, 50000, 0}, Counts{99999, 0, 1}).value,
              (0.99999 - 0.5) * std::log(0.99999 / 0.5) + (tiny - 0.5) * std::log(tiny / 0.5) +
                  (1e-5 - e) * std::log(1e-5 / e)));
}

TEST_CASE("evidently_scores: bins, Jensen-Shannon and Wasserstein of samples") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    const Json& expected = item.at("evidently");
    const auto counts = evidently::bin(Sample(x), Sample(y));
    CHECK(counts.reference == expected.at("reference_counts").get<Counts>());
    CHECK(counts.current == expected.at("current_counts").get<Counts>());
    CHECK(close(evidently::jensen_shannon(counts.reference, counts.current).value, expected.at("js").get<double>()));
    CHECK(close(evidently::wasserstein_normed(Sample(x), Sample(y)).value, expected.at("wasserstein").get<double>()));
  }
}

TEST_CASE("evidently_scores: more than 20 distinct reference values are binned") {
  Values x(21);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(i);
  CHECK(evidently::uses_bins(Sample(x)));
  x.pop_back();
  CHECK_FALSE(evidently::uses_bins(Sample(x)));
  x.insert(x.end(), {missing, infinity, 3});
  CHECK_FALSE(evidently::uses_bins(Sample(x)));
}

TEST_CASE("evidently_scores: the deviation has a floor of .001") {
  CHECK(close(evidently::wasserstein_normed(Sample(Values{5, 5}), Sample(Values{5, 6})).value, 500));
  CHECK(close(evidently::wasserstein_normed(Sample(Values{0, 1e-300}), Sample(Values{1e-300, 1e-300})).value, 5e-298));
  CHECK(close(evidently::wasserstein_normed(Sample(Values{-1e300, 1e300}), Sample(Values{1e300, 1e300})).value, 1));
  CHECK(evidently::wasserstein_normed(Sample(Values{infinity}), Sample(Values{1})).status == Status::too_few_samples);
}

TEST_CASE("evidently_scores: chi-squared takes the reference for the truth") {
  // 10 of 40 in the reference, so 5 of 20 expected: (9 - 5)^2 / 5 + (11 - 15)^2 / 15
  const auto result = evidently::chi_squared(Counts{10, 30}, Counts{9, 11});
  CHECK(close(result.statistic, 16.0 / 5 + 16.0 / 15));
  CHECK(result.degrees_of_freedom == 1);
  const auto with_new = evidently::chi_squared(Counts{10, 30, 0}, Counts{9, 10, 1});
  CHECK(with_new.ok());
  CHECK(with_new.p_value == 0);
  CHECK(with_new.statistic == infinity);
  CHECK(evidently::chi_squared(Counts{10, 0}, Counts{9, 0}).status == Status::degenerate);
  CHECK(evidently::chi_squared(Counts{0, 0}, Counts{9, 1}).status == Status::too_few_samples);
}

TEST_CASE("evidently_scores: z test") {
  // 30/100 against 45/100: pooled .375, z = -.15 / sqrt(.375 * .625 * .02)
  const auto result = evidently::z_test(30, 100, 45, 100);
  CHECK(close(result.statistic, -0.15 / std::sqrt(0.375 * 0.625 * 0.02)));
  CHECK(close(result.p_value, std::erfc(-result.statistic / std::sqrt(2.0)), 1e-12));
  CHECK(evidently::z_test(10, 10, 20, 20).p_value == 1);
  CHECK(evidently::z_test(0, 10, 0, 20).p_value == 1);
  CHECK(evidently::z_test(0, 0, 1, 2).status == Status::too_few_samples);
}

TEST_CASE("evidently_scores: empty sides") {
  CHECK(evidently::psi(Counts{0}, Counts{1}).status == Status::too_few_samples);
  CHECK(evidently::kullback_leibler(Counts{1}, Counts{0}).status == Status::too_few_samples);
  CHECK(std::isnan(evidently::psi(Counts{}, Counts{}).value));
}
