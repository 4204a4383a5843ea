#include "leeway/compare/ndcg.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "catch.hpp"

using leeway::AttributionDrift;
using leeway::ndcg;
using Importances = std::vector<double>;

TEST_CASE("ndcg: the same order is 1, whatever the sizes") {
  CHECK(ndcg(Importances{3, 2, 1}, Importances{3, 2, 1}) == 1);
  CHECK(ndcg(Importances{3, 2, 1}, Importances{900, 30, 29}) == 1);
  CHECK(ndcg(Importances{5}, Importances{0}) == 1);
  CHECK_FALSE(AttributionDrift{}(Importances{3, 2, 1}, Importances{900, 30, 29}).exceeded());
}

TEST_CASE("ndcg: what sinks is discounted by its place") {
  const double one = 1;
  const double two = 1 / std::log2(3.0);
  const double three = 1 / std::log2(4.0);
  const double best = 3 * one + 2 * two + 1 * three;
  CHECK(ndcg(Importances{3, 2, 1}, Importances{1, 2, 3}) == Approx((1 * one + 2 * two + 3 * three) / best));
  CHECK(ndcg(Importances{3, 2, 1}, Importances{2, 3, 1}) == Approx((2 * one + 3 * two + 1 * three) / best));
  // sklearn.metrics.ndcg_score([[10, 0, 0, 1, 5]], [[.1, .2, .3, 4, 70]]), from its documentation
  CHECK(ndcg(Importances{10, 0, 0, 1, 5}, Importances{.1, .2, .3, 4, 70}) == Approx(0.69).margin(0.01));
}

TEST_CASE("ndcg: ties share their places") {
  const auto discount = [](double place) { return 1 / std::log2(place + 1); };
  const double gain = 7.5 * (discount(1) + discount(2)) + 1.0 / 3 * (discount(3) + discount(4) + discount(5));
  const double best = 10 * discount(1) + 5 * discount(2) + 1 * discount(3);
  CHECK(ndcg(Importances{10, 0, 0, 1, 5}, Importances{1, 0, 0, 0, 1}) == Approx(gain / best));
  CHECK(ndcg(Importances{1, 2}, Importances{7, 7}) == ndcg(Importances{2, 1}, Importances{7, 7}));
}

TEST_CASE("ndcg: attribution drift is what is missing to 1") {
  const auto result = AttributionDrift{}(Importances{10, 1, 0}, Importances{0, 1, 10});
  CHECK(result.exceeded());
  CHECK(result.value == Approx(1 - ndcg(Importances{10, 1, 0}, Importances{0, 1, 10})));
  CHECK(result.limit == 0.1);
  CHECK(AttributionDrift{}(Importances{0, 0}, Importances{1, 0}).status == leeway::Status::degenerate);
  CHECK_THROWS_AS(ndcg(Importances{1}, Importances{1, 2}), leeway::ConfigError);
}
