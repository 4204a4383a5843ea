#include "leeway/baseline/schema.hpp"

#include <limits>

#include "catch.hpp"

using leeway::ConfigError;
using leeway::Kind;
using leeway::Schema;

TEST_CASE("schema: features are found by name, in order") {
  const Schema schema{{"user_age"}, {"device_type", Kind::categorical, 0.5}, {"income"}};
  CHECK(schema.size() == 3);
  CHECK(schema.index_of("device_type") == 1);
  CHECK(schema[1].importance == 0.5);
  CHECK(schema.find("nobody") == std::nullopt);
  CHECK_THROWS_AS(schema.index_of("nobody"), ConfigError);
  CHECK(schema.count(Kind::numeric) == 2);
  CHECK(schema.count(Kind::categorical) == 1);
}

TEST_CASE("schema: what cannot work is refused with the feature's name") {
  CHECK_THROWS_WITH((Schema{{"a"}, {"a"}}), ContainsSubstring("'a'"));
  CHECK_THROWS_AS((Schema{{""}}), ConfigError);
  CHECK_THROWS_WITH((Schema{{"a", Kind::numeric, -1}}), ContainsSubstring("'a'") && ContainsSubstring("importance"));
  CHECK_THROWS_AS((Schema{{"a", Kind::numeric, std::numeric_limits<double>::infinity()}}), ConfigError);
  CHECK_THROWS_AS((Schema{{"a", Kind::numeric, std::numeric_limits<double>::quiet_NaN()}}), ConfigError);
  CHECK_THROWS_WITH((Schema{{.name = "a", .thresholds = {.mean_shift = -5}}}), ContainsSubstring("mean_shift"));
  Schema schema{{"a"}};
  CHECK_THROWS_AS(schema.set_importance("b", 1), ConfigError);
  schema.set_importance("a", 3);
  CHECK(schema[0].importance == 3);
}

TEST_CASE("schema: the fingerprint is of names and kinds in their order") {
  const Schema schema{{"age"}, {"device", Kind::categorical}};
  CHECK(schema.fingerprint() == Schema{{.name = "age", .importance = 7}, {"device", Kind::categorical}}.fingerprint());
  CHECK(schema.fingerprint() != Schema{{"device", Kind::categorical}, {"age"}}.fingerprint());
  CHECK(schema.fingerprint() != Schema{{"age"}, {"device"}}.fingerprint());
  CHECK(schema.fingerprint() != Schema{{"age"}}.fingerprint());
}
