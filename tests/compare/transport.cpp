#include "leeway/compare/transport.hpp"

#include <algorithm>

#include "distances_expected.hpp"

using namespace distances_expected;
using leeway::Distance;
using leeway::Sorted;
using leeway::Status;

namespace {

template <class Function>
void for_each_function(Function&& call) {
  call("wasserstein_1", [](const Values& x, const Values& y) { return leeway::wasserstein_1(Sample(x), Sample(y)); });
  call("wasserstein_2", [](const Values& x, const Values& y) { return leeway::wasserstein_2(Sample(x), Sample(y)); });
  call("normalised",
       [](const Values& x, const Values& y) { return leeway::normalised_wasserstein_1(Sample(x), Sample(y)); });
  call("energy", [](const Values& x, const Values& y) { return leeway::energy_distance(Sample(x), Sample(y)); });
}

/// 2 E|X - Y| - E|X - X'| - E|Y - Y'|, pair by pair.
double energy_by_pairs(const Values& x, const Values& y) {
  const auto mean = [](const Values& a, const Values& b) {
    double sum = 0;
    for (const double u : a) {
      for (const double v : b) sum += std::fabs(u - v);
    }
    return sum / static_cast<double>(a.size()) / static_cast<double>(b.size());
  };
  return std::sqrt(2 * mean(x, y) - mean(x, x) - mean(y, y));
}

Values scaled(Values values, double factor) {
  for (double& value : values) value *= factor;
  return values;
}

}  // namespace

TEST_CASE("transport: agrees with scipy and numpy") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    CHECK(close(leeway::wasserstein_1(Sample(x), Sample(y)).value, item.at("wasserstein_1").get<double>()));
    CHECK(close(leeway::wasserstein_2(Sample(x), Sample(y)).value, item.at("wasserstein_2").get<double>()));
    CHECK(close(leeway::normalised_wasserstein_1(Sample(x), Sample(y)).value, item.at("normalised").get<double>()));
    CHECK(close(leeway::energy_distance(Sample(x), Sample(y)).value, item.at("energy").get<double>()));
  }
}

TEST_CASE("transport: a shift moves everything by itself") {
  std::mt19937_64 random(3);
  const Values x = random_values(random, 100, false);
  Values y = x;
  for (double& value : y) value += 2.5;
  CHECK(close(leeway::wasserstein_1(Sample(x), Sample(y)).value, 2.5));
  CHECK(close(leeway::wasserstein_2(Sample(x), Sample(y)).value, 2.5));
  CHECK(leeway::wasserstein_1(Sample(x), Sample(x)).value == 0);
  CHECK(leeway::energy_distance(Sample(x), Sample(x)).value == 0);
}

TEST_CASE("transport: small samples by hand") {
  const Values x{0, 1};
  const Values y{0, 0, 3};  // shares of 1/6: 0-0 0-0 0-0 | 1-0 1-3 1-3
  CHECK(close(leeway::wasserstein_1(Sample(x), Sample(y)).value, (1 + 2 + 2) / 6.0));
  CHECK(close(leeway::wasserstein_2(Sample(x), Sample(y)).value, std::sqrt((1 + 4 + 4) / 6.0)));
  // F - G is -1/6 on [0, 1) and 1/3 on [1, 3).
  CHECK(close(leeway::energy_distance(Sample(x), Sample(y)).value, std::sqrt(2 * (1 / 36.0 + 2 / 9.0))));
}

TEST_CASE("transport: laws on random samples, with and without ties") {
  std::mt19937_64 random(17);
  for (int repetition = 0; repetition < 100; ++repetition) {
    const bool rounded = repetition % 2 == 0;
    const Values x = random_values(random, 1 + random() % 30, rounded);
    const Values y = scaled(random_values(random, 1 + random() % 30, rounded), 1.5);
    const Values z = random_values(random, 1 + random() % 30, rounded);
    INFO("repetition " << repetition);
    CHECK(close(leeway::energy_distance(Sample(x), Sample(y)).value, energy_by_pairs(x, y), 1e-6));
    const double w1 = leeway::wasserstein_1(Sample(x), Sample(y)).value;
    const double w2 = leeway::wasserstein_2(Sample(x), Sample(y)).value;
    CHECK(w1 <= w2 * (1 + 1e-12));
    CHECK(close(w1, leeway::wasserstein_1(Sample(y), Sample(x)).value));
    CHECK(close(w2, leeway::wasserstein_2(Sample(y), Sample(x)).value));
    CHECK(w1 <=
          (leeway::wasserstein_1(Sample(x), Sample(z)).value + leeway::wasserstein_1(Sample(z), Sample(y)).value) *
              (1 + 1e-12));
    // Units: distances scale with the values, energy with their root, the normalised one not at all.
    CHECK(close(leeway::wasserstein_1(Sample(scaled(x, 1e6)), Sample(scaled(y, 1e6))).value, 1e6 * w1));
    const double energy = leeway::energy_distance(Sample(x), Sample(y)).value;
    CHECK(close(leeway::energy_distance(Sample(scaled(x, 1e6)), Sample(scaled(y, 1e6))).value, 1e3 * energy));
    // Every value twice is the same distribution.
    Values twice = x;
    twice.insert(twice.end(), x.begin(), x.end());
    CHECK(close(leeway::wasserstein_1(Sample(twice), Sample(y)).value, w1));
    CHECK(close(leeway::energy_distance(Sample(twice), Sample(y)).value, energy));
  }
}

TEST_CASE("transport: extreme scales neither overflow nor vanish") {
  const Values x{1, 2, 4};
  const Values y{2, 5};
  const double w1 = leeway::wasserstein_1(Sample(x), Sample(y)).value;
  const double w2 = leeway::wasserstein_2(Sample(x), Sample(y)).value;
  const double normalised = leeway::normalised_wasserstein_1(Sample(x), Sample(y)).value;
  const double energy = leeway::energy_distance(Sample(x), Sample(y)).value;
  for (const double scale : {1e300, 1e-300, 3e307, 1e-307}) {
    INFO(scale);
    const Values a = scaled(x, scale);
    const Values b = scaled(y, scale);
    CHECK(close(leeway::wasserstein_1(Sample(a), Sample(b)).value, w1 * scale));
    CHECK(close(leeway::wasserstein_2(Sample(a), Sample(b)).value, w2 * scale));
    CHECK(close(leeway::normalised_wasserstein_1(Sample(a), Sample(b)).value, normalised));
    CHECK(close(leeway::energy_distance(Sample(a), Sample(b)).value, energy * std::sqrt(scale)));
  }
  const Values most{1.7e308};
  const Values least{-1.7e308};
  const Distance too_far = leeway::wasserstein_1(Sample(most), Sample(least));
  CHECK(too_far.status == Status::degenerate);
  CHECK(too_far.value == infinity);
}

TEST_CASE("transport: degenerate samples") {
  for_each_function([](const char* name, auto distance) {
    INFO(name);
    CHECK(distance({}, {1.0}).status == Status::too_few_samples);
    CHECK(distance({1.0}, {missing, missing}).status == Status::too_few_samples);
    CHECK(std::isnan(distance({}, {}).value));
    CHECK(distance({1, 2, infinity}, {1, 1}).status == Status::degenerate);
    CHECK(distance({1, 2, infinity}, {-infinity, 1}).value == infinity);
    CHECK(std::isnan(distance({1, 2, infinity}, {infinity, 1}).value));
    CHECK(distance({1, 2, infinity}, {infinity, 1}).status == Status::degenerate);
    const Distance with_missing = distance({1, missing, 3}, {missing, 2, 5});
    CHECK(with_missing.ok());
    CHECK(with_missing.value == distance({1, 3}, {2, 5}).value);
  });
  CHECK(leeway::wasserstein_1(Sample(Values{5}), Sample(Values{5})).value == 0);
  CHECK(leeway::normalised_wasserstein_1(Sample(Values{5, 5}), Sample(Values{5, 6})).status == Status::degenerate);
  CHECK(std::isnan(leeway::normalised_wasserstein_1(Sample(Values{5, 5}), Sample(Values{5, 6})).value));
}

TEST_CASE("transport: float samples") {
  const std::vector<float> x{0.1F, 0.2F, 3e38F};
  const std::vector<float> y{0.1F, 0.4F, 3e38F};
  const auto distance = leeway::wasserstein_1(std::span<const float>(x), std::span<const float>(y));
  CHECK(close(distance.value, (static_cast<double>(0.4F) - static_cast<double>(0.2F)) / 3));
}
