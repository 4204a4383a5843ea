#include "leeway/compare/compatibility/deepchecks.hpp"

#include "../distances_expected.hpp"

using namespace distances_expected;
namespace deepchecks = leeway::compatibility::deepchecks;
using leeway::Status;

TEST_CASE("deepchecks: Cramer's V and PSI by the formulae in Python") {
  for (const Json& item : document().at("deepchecks")) {
    INFO(item.dump());
    const Counts p = item.at("reference").get<Counts>();
    const Counts q = item.at("current").get<Counts>();
    CHECK(close(deepchecks::cramers_v(p, q).value, item.at("expected").at("cramers_v").get<double>(), 1e-10));
    CHECK(close(deepchecks::psi(p, q).value, item.at("expected").at("psi").get<double>()));
  }
}

TEST_CASE("deepchecks: earth mover's distance with its margins cut") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    CHECK(close(deepchecks::earth_movers(Sample(x), Sample(y)).value, item.at("deepchecks_emd").get<double>(), 1e-11));
    CHECK(close(deepchecks::kolmogorov_smirnov(Sample(x), Sample(y)).value,
                item.at("ks").at("two-sided")[0].get<double>()));
  }
}

TEST_CASE("deepchecks: earth mover's distance by hand") {
  const Values ones(100, 1.0);
  const Values zeros(100, 0.0);
  CHECK(deepchecks::earth_movers(Sample(ones), Sample(zeros), 0).value == 1);
  Values x(100);
  Values y(100);
  for (std::size_t i = 0; i < 100; ++i) {
    x[i] = static_cast<double>(i);
    y[i] = static_cast<double>(i + 50);
  }
  CHECK(close(deepchecks::earth_movers(Sample(x), Sample(y), 0).value, 50.0 / 149));
  CHECK(deepchecks::earth_movers(Sample(ones), Sample(ones)).value == 0);
}

TEST_CASE("deepchecks: rare categories are thrown together, or left out when they stay rare") {
  // The new third category is .5 % of the current sample: left out, and the rest agrees.
  CHECK(deepchecks::cramers_v(Counts{500, 500, 0}, Counts{497, 498, 5}).value == 0);
  // At 5 % it is a category of its own.
  CHECK(deepchecks::cramers_v(Counts{500, 500, 0}, Counts{475, 475, 50}).value > 0.1);
  CHECK(deepchecks::psi(Counts{500, 500, 0}, Counts{475, 475, 50}).value ==
        Approx(2 * (0.5 - 0.475) * std::log(0.5 / 0.475) + 0.04 * std::log(5.0)));
}

TEST_CASE("deepchecks: conditions") {
  leeway::Distance score;
  score.value = 0.2;
  CHECK_FALSE(deepchecks::condition_fails(score));  // no score, no failure
  score.status = Status::ok;
  CHECK(deepchecks::condition_fails(score));
  score.value = 0.19;
  CHECK_FALSE(deepchecks::condition_fails(score));
  CHECK(deepchecks::condition_fails(score, deepchecks::label_threshold));
}

TEST_CASE("deepchecks: degenerate samples") {
  const Values nine(9, 1.0);
  const Values ten(10, 1.0);
  CHECK(deepchecks::kolmogorov_smirnov(Sample(nine), Sample(ten)).status == Status::too_few_samples);
  CHECK(deepchecks::earth_movers(Sample(ten), Sample(nine)).status == Status::too_few_samples);
  CHECK(deepchecks::cramers_v(Counts{9}, Counts{10}).status == Status::too_few_samples);
  CHECK(deepchecks::psi(Counts{}, Counts{}).status == Status::too_few_samples);
  CHECK(deepchecks::cramers_v(Counts{10}, Counts{10}).value == 0);
  CHECK(deepchecks::cramers_v(Counts{10, 0}, Counts{0, 10}).ok());
  const Values infinities(10, infinity);
  CHECK_FALSE(deepchecks::earth_movers(Sample(infinities), Sample(ten)).ok());
  CHECK_THROWS_AS(deepchecks::earth_movers(Sample(ten), Sample(ten), 0.5), leeway::ConfigError);
  CHECK_THROWS_AS(deepchecks::cramers_v(Counts{10}, Counts{5, 5}), leeway::ConfigError);
}
