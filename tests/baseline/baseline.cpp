#include "leeway/baseline/baseline.hpp"

#include <vector>

#include "catch.hpp"

using leeway::Baseline;
using leeway::CategoricalBaseline;
using leeway::Cells;
using leeway::ConfigError;
using leeway::FeatureBaseline;
using leeway::Kind;
using leeway::NumericBaseline;
using leeway::Partition;
using leeway::Schema;
using leeway::Vocabulary;

namespace {

NumericBaseline numeric(std::uint64_t rows) {
  NumericBaseline baseline;
  baseline.cells = Cells<double>(Partition<double>(0, {1}, 2));
  baseline.cells.add_to_slot(2, rows);
  return baseline;
}
CategoricalBaseline categorical(std::uint64_t rows) { return {Vocabulary({"a"}, {}, false), {rows, 0, 0, 0}, 0}; }

const Schema schema{{"x"}, {"c", Kind::categorical}};

}  // namespace

TEST_CASE("baseline: statistics must fit the schema and each other") {
  CHECK(Baseline(schema, {numeric(3), categorical(3)}, {}).rows() == 3);
  CHECK_THROWS_AS(Baseline(schema, {numeric(3)}, {}), ConfigError);
  CHECK_THROWS_WITH(Baseline(schema, {categorical(3), numeric(3)}, {}), ContainsSubstring("'x'"));
  CHECK_THROWS_WITH(Baseline(schema, {numeric(3), categorical(4)}, {}), ContainsSubstring("'c' has 4 rows"));
  CategoricalBaseline short_counts = categorical(3);
  short_counts.counts.pop_back();
  CHECK_THROWS_WITH(Baseline(schema, {numeric(3), short_counts}, {}), ContainsSubstring("slots"));
}

TEST_CASE("baseline: the hash is of the statistics, not of names for them or of limits") {
  const Baseline baseline(schema, {numeric(3), categorical(3)}, {"model", "2026-01-01T00:00:00Z", "0.1.0"});
  CHECK(baseline.content_hash() == Baseline(schema, {numeric(3), categorical(3)}, {}).content_hash());
  Schema important = schema;
  important.set_importance("x", 7);
  CHECK(baseline.with_schema(important).content_hash() == baseline.content_hash());
  CHECK(baseline.with_schema(important).schema()[0].importance == 7);
  CHECK_FALSE(baseline.with_schema(important) == baseline);

  CHECK(baseline.content_hash() != Baseline(schema, {numeric(4), categorical(4)}, {}).content_hash());
  NumericBaseline other_edges;
  other_edges.cells = Cells<double>(Partition<double>(0, {1.5}, 2));
  other_edges.cells.add_to_slot(2, 3);
  CHECK(baseline.content_hash() != Baseline(schema, {other_edges, categorical(3)}, {}).content_hash());
  const Schema renamed{{"y"}, {"c", Kind::categorical}};
  CHECK(baseline.content_hash() != Baseline(renamed, {numeric(3), categorical(3)}, {}).content_hash());
  CHECK_THROWS_AS(baseline.with_schema(renamed), ConfigError);
  CHECK_THROWS_AS(baseline.with_schema(Schema{{"x"}}), ConfigError);
}

TEST_CASE("baseline: the hash is the same on every machine and in every version") {
  // A frozen value: it stands in files and in windows of other replicas. If this fails, the format has changed.
  CHECK(Baseline(schema, {numeric(3), categorical(3)}, {}).content_hash() == 0x8f83ccf0e74023c4ULL);
}
