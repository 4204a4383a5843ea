#include "leeway/compare/compatibility/evidently.hpp"

#include <cmath>

#include "../distances_expected.hpp"

using namespace distances_expected;
namespace evidently = leeway::compatibility::evidently;
using evidently::Kind;
using evidently::Test;
using leeway::Status;

TEST_CASE("evidently: the default test by kind, rows and distinct values") {
  CHECK(evidently::default_test(Kind::numeric, 1000, 6) == Test::kolmogorov_smirnov);
  CHECK(evidently::default_test(Kind::numeric, 1000, 5) == Test::chi_squared);
  CHECK(evidently::default_test(Kind::numeric, 1000, 2) == Test::z);
  CHECK(evidently::default_test(Kind::numeric, 1001, 6) == Test::wasserstein);
  CHECK(evidently::default_test(Kind::numeric, 1001, 5) == Test::jensen_shannon);
  CHECK(evidently::default_test(Kind::categorical, 1000, 3) == Test::chi_squared);
  CHECK(evidently::default_test(Kind::categorical, 1000, 2) == Test::z);
  CHECK(evidently::default_test(Kind::categorical, 1000, 1) == Test::z);
  CHECK(evidently::default_test(Kind::categorical, 1001, 100) == Test::jensen_shannon);
}

TEST_CASE("evidently: numeric verdicts") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    const auto small = evidently::numeric(Sample(x), Sample(y));
    CHECK(small.test == Test::kolmogorov_smirnov);
    CHECK(small.threshold == 0.05);
    CHECK(close(small.score, item.at("evidently").at("ks_p").get<double>(), 1e-9));
    CHECK(small.drifted == (small.score <= 0.05));
    // The same distribution with more rows: another test.
    Values many;
    while (many.size() <= 1000) many.insert(many.end(), x.begin(), x.end());
    const auto large = evidently::numeric(Sample(many), Sample(y));
    CHECK(large.test == Test::wasserstein);
    CHECK(close(large.score, item.at("evidently").at("wasserstein").get<double>(), 1e-11));
    CHECK(large.drifted == (large.score >= 0.1));
  }
}

TEST_CASE("evidently: numeric features with few values are compared as categories") {
  const Values x{0, 0, 1, 1, 1, missing};
  const Values y{0, 1, 1, infinity};
  const auto two = evidently::numeric(Sample(x), Sample(y));
  CHECK(two.test == Test::z);
  CHECK(close(two.score, evidently::z_test(3, 5, 2, 3).p_value));
  const Values z{0, 1, 2, 2};
  const auto three = evidently::numeric(Sample(z), Sample(y));
  CHECK(three.test == Test::chi_squared);
  CHECK(close(three.score, evidently::chi_squared(Counts{1, 1, 2}, Counts{1, 2, 0}).p_value));
}

TEST_CASE("evidently: categorical verdicts") {
  const auto z = evidently::categorical(Counts{300, 0, 200}, Counts{150, 0, 150});
  CHECK(z.test == Test::z);
  CHECK(close(z.score, evidently::z_test(200, 500, 150, 300).p_value));
  CHECK(z.drifted == (z.score < 0.05));
  const auto chi = evidently::categorical(Counts{300, 100, 200}, Counts{150, 50, 100});
  CHECK(chi.test == Test::chi_squared);
  CHECK(chi.score == 1);
  CHECK_FALSE(chi.drifted);
  const auto js = evidently::categorical(Counts{3000, 100, 200}, Counts{100, 3000, 100});
  CHECK(js.test == Test::jensen_shannon);
  CHECK(js.threshold == 0.1);
  CHECK(js.drifted);
  const auto constant = evidently::categorical(Counts{7}, Counts{9});
  CHECK(constant.test == Test::z);
  CHECK(constant.score == 1);
}

TEST_CASE("evidently: no verdict without data") {
  const auto empty = evidently::numeric(Sample(Values{missing}), Sample(Values{1, 2}));
  CHECK(empty.status == Status::too_few_samples);
  CHECK_FALSE(empty.drifted);
  CHECK(std::isnan(empty.score));
  CHECK(evidently::categorical(Counts{0, 0}, Counts{1, 1}).status == Status::too_few_samples);
  CHECK_FALSE(evidently::categorical(Counts{}, Counts{}).drifted);
  CHECK_THROWS_AS(evidently::categorical(Counts{1}, Counts{1, 1}), leeway::ConfigError);
}

TEST_CASE("evidently: half of the columns make a drifted data set") {
  CHECK(evidently::dataset_drifted(1, 2));
  CHECK_FALSE(evidently::dataset_drifted(4, 9));
  CHECK(evidently::dataset_drifted(5, 9));
  CHECK(evidently::dataset_drifted(3, 10, 0.3));
  CHECK_FALSE(evidently::dataset_drifted(0, 0));
}
