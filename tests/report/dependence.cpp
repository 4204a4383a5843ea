#include "leeway/report/dependence.hpp"

#include <variant>

#include "catch.hpp"
#include "report/streams.hpp"

using leeway::Baseline;
using leeway::CategoricalBaseline;
using leeway::design_effect_of;
using leeway::DesignEffect;
using leeway::NumericBaseline;

TEST_CASE("dependence: rows in no order are exchangeable, whatever the kind of feature") {
  const Baseline baseline = Stream{}.baseline();
  for (const DesignEffect& effect : {design_effect_of(std::get<NumericBaseline>(baseline[0])),
                                     design_effect_of(std::get<CategoricalBaseline>(baseline[1]))}) {
    CHECK(effect.known);
    CHECK(effect.exchangeable);
    CHECK(effect.value == 1);
  }
}

TEST_CASE("dependence: autocorrelated numbers cost what they are known to") {
  const Baseline baseline = Stream{.rho = 0.9, .missing = 0}.baseline(50'000);
  const DesignEffect effect = design_effect_of(std::get<NumericBaseline>(baseline[0]));
  CHECK(effect.known);
  CHECK_FALSE(effect.exchangeable);
  CHECK(effect.estimate > 19 / 1.5);
  CHECK(effect.estimate < 19 * 1.5);
  CHECK(effect.value > effect.estimate);
  CHECK(design_effect_of(std::get<CategoricalBaseline>(baseline[1])).exchangeable);
}

TEST_CASE("dependence: categories that come in runs of twenty are worth a twentieth") {
  std::mt19937_64 random(2);
  leeway::BaselineBuilder builder(leeway::Schema{{"c", leeway::Kind::categorical}});
  std::vector<std::int64_t> codes;
  while (codes.size() < 40'000) codes.insert(codes.end(), 20, static_cast<std::int64_t>(random() % 3));
  builder.add_column(0, codes);
  const Baseline baseline = builder.build();
  const DesignEffect effect = design_effect_of(std::get<CategoricalBaseline>(baseline[0]));
  CHECK_FALSE(effect.exchangeable);
  CHECK(effect.estimate > 20 / 1.5);
  CHECK(effect.estimate < 20 * 1.5);
}

TEST_CASE("dependence: what a handful of rows does tells nothing") {
  leeway::BaselineBuilder builder(leeway::Schema{{"x"}});
  std::mt19937_64 random(4);
  std::vector<double> values(10'000);
  for (double& x : values) x = std::normal_distribution<double>()(random);
  for (int i = 0; i < 10; ++i) values[5'000 + static_cast<std::size_t>(i)] = std::nan("");  // all in one block
  builder.add_column(0, values);
  const Baseline baseline = builder.build();
  CHECK(design_effect_of(std::get<NumericBaseline>(baseline[0])).exchangeable);
}

TEST_CASE("dependence: a baseline without blocks leaves it unknown") {
  NumericBaseline numeric = std::get<NumericBaseline>(Stream{.rho = 0.9}.baseline(5'000)[0]);
  CHECK(design_effect_of(numeric).known);
  numeric.blocks = {};
  CHECK(design_effect_of(numeric) == DesignEffect{});
}

TEST_CASE("dependence: categories seen twice are counted, those that share a slot at most") {
  CategoricalBaseline baseline;
  baseline.vocabulary = leeway::Vocabulary({"a", "b", "c", "d"}, {"e", "f", "g"}, false);
  baseline.counts = {9, 2, 2, 1, 5, 0, 0};
  baseline.singletons = 2;  // d and one of e, f, g; the other two were seen twice
  CHECK(leeway::detail::doubletons_at_most(baseline) == 4);
}
