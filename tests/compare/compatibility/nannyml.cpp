#include "leeway/compare/compatibility/nannyml.hpp"

#include "../distances_expected.hpp"

using namespace distances_expected;
namespace nannyml = leeway::compatibility::nannyml;
using leeway::Status;

TEST_CASE("nannyml: continuous Jensen-Shannon and Hellinger") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    const Json& expected = item.at("nannyml");
    const nannyml::ContinuousBins bins{Sample(x)};
    CHECK(bins.edges() == expected.at("edges").get<Values>());
    CHECK(close(nannyml::jensen_shannon(bins, Sample(y)).value, expected.at("js").get<double>(), 1e-11));
    CHECK(close(nannyml::hellinger(bins, Sample(y)).value, expected.at("hellinger").get<double>(), 1e-11));
    CHECK(nannyml::jensen_shannon(bins, Sample(x)).value == 0);
  }
}

TEST_CASE("nannyml: what falls outside the reference's bins has a bin of its own") {
  const Values x{0, 1, 2, 3, 4, 5, 6, 7};
  const nannyml::ContinuousBins bins{Sample(x)};
  const Values far{100, 200, -50, missing, infinity};
  const auto counts = bins.count(Sample(far));
  CHECK(counts.back() == 4);
  CHECK(nannyml::jensen_shannon(bins, Sample(far)).value == 1);
  CHECK(nannyml::hellinger(bins, Sample(far)).value == 1);
}

TEST_CASE("nannyml: categorical methods do not depend on whether unseen categories are merged") {
  const Counts p{50, 30, 0, 0};
  const Counts q{40, 20, 5, 3};
  const Counts merged_p{50, 30, 0};
  const Counts merged_q{40, 20, 8};
  CHECK(close(nannyml::jensen_shannon(p, q).value, nannyml::jensen_shannon(merged_p, merged_q).value));
  CHECK(close(nannyml::hellinger(p, q).value, nannyml::hellinger(merged_p, merged_q).value));
  CHECK(close(nannyml::l_infinity(p, q).value, 30.0 / 80 - 20.0 / 68));
  CHECK(nannyml::chi2(p, q).degrees_of_freedom == 3);
}

TEST_CASE("nannyml: Kolmogorov-Smirnov, exact and estimated") {
  const Values few{1, 2, 3, 4};
  const Values chunk{3, 4, 5};
  CHECK(close(nannyml::kolmogorov_smirnov(Sample(few), Sample(chunk)).value, 0.5));
  // The same integer formulae as in tests/expected/distances.py.
  Values x;
  Values y;
  for (std::int64_t i = 0; i < 12000; ++i) x.push_back(static_cast<double>(i * i % 10007) / 10);
  for (std::int64_t i = 0; i < 3000; ++i) y.push_back(static_cast<double>((i * 7919 + 13) % 12007) / 10);
  const double estimated = nannyml::kolmogorov_smirnov(Sample(x), Sample(y)).value;
  CHECK(close(estimated, document().at("nannyml_estimated_ks").get<double>(), 1e-11));
  const double exact =
      leeway::compatibility::scipy::ks_statistic(leeway::Sorted<double>(Sample(leeway::sorted_values(Sample(x)))),
                                                 leeway::Sorted<double>(Sample(leeway::sorted_values(Sample(y)))))
          .distance(leeway::Alternative::two_sided);
  CHECK(estimated <= exact);
  CHECK(estimated > 0.9 * exact);
}

TEST_CASE("nannyml: thresholds are mean + 3 population deviations") {
  CHECK(close(nannyml::upper_threshold(Sample(Values{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})), 13.116843969807043));
  CHECK(nannyml::upper_threshold(Sample(Values{0.5, 0.9}), 3, 1) == 1);
  CHECK(close(nannyml::upper_threshold(Sample(Values{1, missing, 3}), 2), 4));
  CHECK(std::isnan(nannyml::upper_threshold(Sample(Values{missing}))));
}

TEST_CASE("nannyml: degenerate samples") {
  const nannyml::ContinuousBins empty{Sample(Values{})};
  CHECK(nannyml::jensen_shannon(empty, Sample(Values{1, 2})).status == Status::too_few_samples);
  const nannyml::ContinuousBins constant{Sample(Values{2, 2, 2})};
  CHECK(nannyml::jensen_shannon(constant, Sample(Values{2, 2})).value == 0);
  CHECK(nannyml::jensen_shannon(constant, Sample(Values{missing})).status == Status::too_few_samples);
  CHECK(nannyml::kolmogorov_smirnov(Sample(Values{}), Sample(Values{1})).status == Status::too_few_samples);
  Values wide(10000, 0.0);
  wide.front() = infinity;
  CHECK(nannyml::kolmogorov_smirnov(Sample(wide), Sample(Values{1})).status == Status::degenerate);
}
