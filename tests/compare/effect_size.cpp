#include "leeway/compare/effect_size.hpp"

#include <algorithm>

#include "distances_expected.hpp"

using namespace distances_expected;
using leeway::Distance;
using leeway::Status;

TEST_CASE("effect_size: agrees with numpy, limits included") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    CHECK(close(leeway::cohens_d(x, y).value, item.at("cohens_d").get<double>(), 1e-11));
    const Distance g = leeway::hedges_g(x, y);
    CHECK(close(g.value, item.at("hedges_g")[0].get<double>(), 1e-11));
    CHECK(close(g.lower, item.at("hedges_g")[1].get<double>(), 1e-11));
    CHECK(close(g.upper, item.at("hedges_g")[2].get<double>(), 1e-11));
    const Distance delta = leeway::cliffs_delta(Sample(x), Sample(y));
    CHECK(close(delta.value, item.at("cliffs_delta")[0].get<double>(), 1e-12));
    CHECK(close(delta.lower, item.at("cliffs_delta")[1].get<double>(), 1e-10));
    CHECK(close(delta.upper, item.at("cliffs_delta")[2].get<double>(), 1e-10));
  }
}

TEST_CASE("effect_size: signs, symmetry and scale") {
  std::mt19937_64 random(41);
  for (int repetition = 0; repetition < 60; ++repetition) {
    const Values x = random_values(random, 2 + random() % 30, repetition % 2 == 0);
    Values y = random_values(random, 2 + random() % 30, repetition % 2 == 0);
    y.front() += 20;  // something varies
    const auto check = [&](auto effect) {
      const Distance forward = effect(x, y);
      const Distance backward = effect(y, x);
      REQUIRE(forward.ok());
      CHECK(close(forward.value, -backward.value));
      CHECK(forward.lower == Approx(-backward.upper).epsilon(1e-10).margin(1e-12));
      CHECK(forward.lower <= forward.value);
      CHECK(forward.value <= forward.upper);
      for (const double factor : {1e300, 1e-300, 8.0}) {
        Values a = x;
        Values b = y;
        for (double& value : a) value *= factor;
        for (double& value : b) value *= factor;
        CHECK(close(effect(a, b).value, forward.value, 1e-9));
      }
    };
    check([](const Values& a, const Values& b) { return leeway::cohens_d(a, b); });
    check([](const Values& a, const Values& b) { return leeway::hedges_g(a, b); });
    check([](const Values& a, const Values& b) { return leeway::cliffs_delta(Sample(a), Sample(b)); });
  }
}

TEST_CASE("effect_size: accumulators give what samples give") {
  std::mt19937_64 random(43);
  const Values x = random_values(random, 50, false);
  const Values y = random_values(random, 70, false);
  leeway::Moments<double, 2> reference;
  leeway::Moments<double, 4> current;
  for (const double value : x) reference.add(value);
  for (const double value : y) current.add(value);
  CHECK(close(leeway::hedges_g(reference, current).value, leeway::hedges_g(x, y).value));
  CHECK(close(leeway::cohens_d(reference, y).lower, leeway::cohens_d(x, y).lower));
}

TEST_CASE("effect_size: Cliff's delta counts pairs, also from cells") {
  const Values x{1, 2, 2, 5};
  const Values y{2, 3, 6};
  // larger: (1 with 3), (2, 2 with 2 each), (5 with 1) = 8; smaller: 5 over 2 and 3 = 2
  CHECK(close(leeway::cliffs_delta(Sample(x), Sample(y)).value, 6 / 12.0));
  const Counts p{1, 2, 0, 1, 0};  // 1, 2, 3, 5, 6
  const Counts q{0, 1, 1, 0, 1};
  const Distance from_counts = leeway::cliffs_delta(p, q);
  CHECK(close(from_counts.value, 0.5));
  CHECK(close(from_counts.lower, leeway::cliffs_delta(Sample(x), Sample(y)).lower));
  const std::uint64_t big = 1'000'000'000'000'000;
  CHECK(close(leeway::cliffs_delta(Counts{big, big}, Counts{big, 2 * big}).value, 1 / 6.0));
}

TEST_CASE("effect_size: samples that do not overlap are not certain") {
  const Values low{1, 2, 3, 4, 5};
  const Values high{6, 7, 8, 9, 10, 11};
  const Distance delta = leeway::cliffs_delta(Sample(low), Sample(high));
  CHECK(delta.value == 1);
  CHECK(delta.upper == 1);
  CHECK(delta.lower < 0.5);
  CHECK(leeway::cliffs_delta(Sample(high), Sample(low)).upper == -delta.lower);
}

TEST_CASE("effect_size: share difference by Newcombe's published examples") {
  // Newcombe 1998, table II, method 10: 56/70 - 48/80 has .0524 to .3339, 9/10 - 3/10 has .1705 to .8090, and
  // 10/10 - 0/10 has .6075 to 1. Here the difference is current - reference.
  const auto check = [](std::uint64_t a, std::uint64_t m, std::uint64_t b, std::uint64_t n, double lower,
                        double upper) {
    const Distance distance = leeway::share_difference(b, n, a, m);
    CHECK(distance.value ==
          Approx(static_cast<double>(a) / static_cast<double>(m) - static_cast<double>(b) / static_cast<double>(n)));
    CHECK(distance.lower == Approx(lower).margin(5.1e-5));
    CHECK(distance.upper == Approx(upper).margin(5.1e-5));
  };
  check(56, 70, 48, 80, 0.0524, 0.3339);
  check(9, 10, 3, 10, 0.1705, 0.8090);
  check(10, 10, 0, 10, 0.6075, 1.0);
}

TEST_CASE("effect_size: degenerate input") {
  const Values one{1};
  const Values same{3, 3, 3};
  const Values some{1, 2, 4};
  CHECK(leeway::cohens_d(one, some).status == Status::too_few_samples);
  CHECK(leeway::hedges_g(Values{}, Values{}).status == Status::too_few_samples);
  CHECK(leeway::hedges_g(same, same).status == Status::degenerate);
  CHECK(std::isnan(leeway::hedges_g(same, same).value));
  CHECK(leeway::cohens_d(Values{3, 3}, Values{4, 4}).status == Status::degenerate);
  CHECK(leeway::cohens_d(Values{missing, 1, infinity, 2}, some).value == leeway::cohens_d(Values{1, 2}, some).value);
  CHECK(leeway::cliffs_delta(Sample(Values{missing}), Sample(some)).status == Status::too_few_samples);
  const Distance tied = leeway::cliffs_delta(Sample(same), Sample(same));
  CHECK(tied.ok());
  CHECK(tied.value == 0);
  CHECK(tied.lower < 0);
  const Distance single = leeway::cliffs_delta(Sample(one), Sample(some));
  CHECK(single.ok());
  CHECK(single.lower == -1);
  CHECK(leeway::cliffs_delta(Sample(Values{-infinity, 1}), Sample(Values{2, infinity})).value == 1);
  CHECK(leeway::share_difference(0, 0, 1, 2).status == Status::too_few_samples);
  CHECK_THROWS_AS(leeway::share_difference(3, 2, 1, 2), leeway::ConfigError);
  CHECK_THROWS_AS(leeway::cohens_d(some, some, 0), leeway::ConfigError);
  CHECK_THROWS_AS(leeway::cliffs_delta(Sample(some), Sample(some), 1), leeway::ConfigError);
  const std::uint64_t big = 1'000'000'000'000'000;
  CHECK(close(leeway::share_difference(big, 2 * big, big + 1, 2 * big).value, 5e-16, 1e-12));
}
