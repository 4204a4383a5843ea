#include "leeway/compare/multiplicity.hpp"

#include <cmath>
#include <random>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

using Values = std::vector<double>;
constexpr double not_done = TestResult::undefined;

TEST_CASE("multiplicity: against closed procedures over every subset, in fractions") {
  using Adjust = Values (*)(std::span<const double>);
  const std::pair<const char*, Adjust> procedures[] = {
      {"bonferroni", adjust::bonferroni},
      {"holm", adjust::holm},
      {"hochberg", adjust::hochberg},
      {"hommel", adjust::hommel},
      {"sidak", adjust::sidak},
      {"holm_sidak", adjust::holm_sidak},
      {"benjamini_hochberg", adjust::benjamini_hochberg},
      {"benjamini_yekutieli", adjust::benjamini_yekutieli},
  };
  for (const auto& item : expected_values("categorical").at("families")) {
    const Values p = item.at("p");
    for (const auto& [name, procedure] : procedures) {
      const Values adjusted = procedure(p);
      for (std::size_t i = 0; i < p.size(); ++i) {
        CAPTURE(name, i, p[i]);
        CHECK(adjusted[i] == Approx(item.at(name)[i].get<double>()).epsilon(1e-14).margin(0));
      }
    }
    CHECK(adjust::simes(p) == Approx(item.at("simes").get<double>()).epsilon(1e-14).margin(0));
  }
}

TEST_CASE("multiplicity: a test that was not done is left out of the family") {
  const Values p{0.01, not_done, 0.04, 0.03, not_done};
  const Values done{0.01, 0.04, 0.03};
  for (const auto procedure : {+[](std::span<const double> x) { return adjust::holm(x); },
                               +[](std::span<const double> x) { return adjust::hommel(x); },
                               +[](std::span<const double> x) { return adjust::benjamini_yekutieli(x); }}) {
    const Values all = procedure(p), part = procedure(done);
    CHECK(all[0] == part[0]);
    CHECK(all[2] == part[1]);
    CHECK(all[3] == part[2]);
    CHECK(std::isnan(all[1]));
    CHECK(std::isnan(all[4]));
  }
  CHECK(adjust::simes(p) == adjust::simes(done));
  CHECK(adjust::holm(Values{}).empty());
  CHECK(std::isnan(adjust::hommel(Values{not_done})[0]));
  CHECK(std::isnan(adjust::simes(Values{not_done})));
}

TEST_CASE("multiplicity: order of strength, and results in the caller's order") {
  std::mt19937_64 random(2);
  for (int round = 0; round < 100; ++round) {
    Values p(1 + random() % 20);
    for (double& x : p) x = std::pow(static_cast<double>(random() >> 11) * 0x1p-53, 3);
    const auto bonferroni = adjust::bonferroni(p), holm = adjust::holm(p), hochberg = adjust::hochberg(p);
    const auto hommel = adjust::hommel(p), bh = adjust::benjamini_hochberg(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
      CHECK(bonferroni[i] >= holm[i] * (1 - 1e-15));
      CHECK(holm[i] >= hochberg[i] * (1 - 1e-15));
      CHECK(hochberg[i] >= hommel[i] * (1 - 1e-15));
      CHECK(hommel[i] >= bh[i] * (1 - 1e-15));
      CHECK(bh[i] >= p[i]);
      for (std::size_t j = 0; j < p.size(); ++j) {
        if (p[i] < p[j]) CHECK(hommel[i] <= hommel[j]);
      }
    }
  }
}

TEST_CASE("multiplicity: weights shift the budget") {
  const Values p{0.02, 0.02, 0.02, 0.5};
  const Values even{3, 3, 3, 3};
  CHECK(adjust::bonferroni(p, even) == adjust::bonferroni(p));
  CHECK(adjust::benjamini_hochberg(p, even) == adjust::benjamini_hochberg(p));
  const auto weighted = adjust::bonferroni(p, Values{6, 1, 1, 0});  // mean 2: weights 3, .5, .5, 0
  CHECK(weighted[0] == Approx(4 * 0.02 / 3).epsilon(1e-15));
  CHECK(weighted[1] == Approx(4 * 0.02 / 0.5).epsilon(1e-15));
  CHECK(weighted[3] == 1);  // no weight, no alarm, even at p = 0
  CHECK(adjust::bonferroni(Values{0, 0.5}, Values{0, 1})[0] == 1);
  // The mean is taken over the tests that were done.
  CHECK(adjust::bonferroni(Values{0.01, not_done}, Values{1, 7})[0] == Approx(0.01).epsilon(1e-15));
  CHECK_THROWS_AS(adjust::bonferroni(p, Values{1, 2}), ConfigError);
  CHECK_THROWS_AS(adjust::bonferroni(p, Values{1, 2, -1, 1}), ConfigError);
  CHECK_THROWS_AS(adjust::benjamini_hochberg(p, Values{1, 2, not_done, 1}), ConfigError);
}

TEST_CASE("multiplicity: Holm's steps share out what is left by weight") {
  const Values p{0.01, 0.02, 0.04};
  CHECK(adjust::holm(p, Values{2, 2, 2}) == adjust::holm(p));
  // p / w: .01 / 1.5, .02 / .75, .04 / .75 with a mean weight of 1; what is left weighs 3, 1.5 and .75.
  const auto weighted = adjust::holm(p, Values{2, 1, 1});
  CHECK(weighted[0] == Approx(3 * 0.01 / 1.5).epsilon(1e-14));
  CHECK(weighted[1] == Approx(1.5 * 0.02 / 0.75).epsilon(1e-14));
  CHECK(weighted[2] == Approx(weighted[1]).epsilon(1e-14));   // .75 * .04 / .75 is no more: adjusted p never falls
  CHECK(adjust::holm(Values{0, 0.5}, Values{0, 1})[0] == 1);  // no weight, no alarm
  std::mt19937_64 random(5);
  for (int round = 0; round < 100; ++round) {
    Values values(1 + random() % 10);
    Values weights;
    for (double& x : values) {
      x = static_cast<double>(random() >> 11) * 0x1p-53;
      weights.push_back(static_cast<double>(random() % 5 + 1));
    }
    const auto holm = adjust::holm(values, weights), bonferroni = adjust::bonferroni(values, weights);
    for (std::size_t i = 0; i < values.size(); ++i) CHECK(holm[i] <= bonferroni[i] * (1 + 1e-12));
  }
}

TEST_CASE("multiplicity: e-values") {
  // m = 4, alpha = .05: k = 2 needs the second largest e >= 4 / (.05 * 2) = 40; k = 3 the third >= 26.7.
  const auto adjusted = adjust::e_benjamini_hochberg(Values{50, 40, 39, 0});
  CHECK(adjusted[0] <= 0.05);
  CHECK(adjusted[1] == Approx(4 / (3 * 39.0)).epsilon(1e-14));  // the third is in too, at k = 3
  CHECK(adjusted[2] == adjusted[1]);
  CHECK(adjusted[3] == 1);
  CHECK(adjust::e_benjamini_hochberg(Values{50, 10, 9, 8})[0] > 0.05);
  CHECK(adjust::e_benjamini_hochberg(Values{80, 1, 1, 1})[0] == Approx(0.05).epsilon(1e-14));
  CHECK(adjust::e_benjamini_hochberg(Values{-3, not_done})[0] == 1);
  CHECK(std::isnan(adjust::e_benjamini_hochberg(Values{-3, not_done})[1]));
  CHECK(adjust::e_benjamini_hochberg(Values{40, 1, 1, 1}, Values{2, 1, 1, 0})[0] == Approx(0.05).epsilon(1e-14));
}
