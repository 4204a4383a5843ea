#include "leeway/baseline/attribution.hpp"

#include <limits>

#include "catch.hpp"
#include "leeway/baseline/builder.hpp"

using leeway::Baseline;
using leeway::ConfigError;
using leeway::FeatureAttribution;
using leeway::Kind;

namespace {

/// One number with three values and one category with two names.
Baseline small_baseline() {
  leeway::BaselineBuilder builder({{"x"}, {"c", Kind::categorical}});
  builder.add_column(0, std::vector<double>{1, 2, 3});
  builder.add_column(1, std::vector<std::string>{"a", "b", "a"});
  return builder.build("small");
}

}  // namespace

TEST_CASE("attribution: a baseline takes one for each slot of each feature, and keeps hash and counts") {
  const Baseline baseline = small_baseline();
  CHECK(baseline.attributions().empty());
  const std::vector<FeatureAttribution> attributions{FeatureAttribution(leeway::slot_count(baseline[0]), {2, 0.5, 0.1}),
                                                     FeatureAttribution(leeway::slot_count(baseline[1]), {1, -1, 0})};
  const Baseline with = baseline.with_attributions(attributions);
  CHECK(with.attributions() == attributions);
  CHECK(with.content_hash() == baseline.content_hash());
  CHECK_FALSE(with == baseline);
  CHECK(with.with_attributions({}) == baseline);

  leeway::Schema important = baseline.schema();
  important.set_importance("x", 3);
  CHECK(with.with_schema(important).attributions() == attributions);
}

TEST_CASE("attribution: what does not fit is refused by name") {
  const Baseline baseline = small_baseline();
  const FeatureAttribution of_x(leeway::slot_count(baseline[0]));
  FeatureAttribution of_c(leeway::slot_count(baseline[1]));
  CHECK_THROWS_WITH(baseline.with_attributions({of_x}), ContainsSubstring("of 1 features for 2"));
  CHECK_THROWS_WITH(baseline.with_attributions({of_x, of_x}), ContainsSubstring("'c'"));
  of_c[1].mean = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(baseline.with_attributions({of_x, of_c}), ContainsSubstring("not finite"));
  of_c[1].mean = 0;
  of_c[1].variance = -1;
  CHECK_THROWS_AS(baseline.with_attributions({of_x, of_c}), ConfigError);
}
