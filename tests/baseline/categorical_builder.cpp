#include "leeway/baseline/categorical_builder.hpp"

#include "catch.hpp"

using leeway::CategoricalBaseline;
using leeway::CategoricalBuilder;

TEST_CASE("categorical_builder: frequency decides who is listed") {
  CategoricalBuilder builder(2, 10);
  for (const char* text : {"b", "a", "a", "c", "b", "a", "d", ""}) builder.add(std::string_view(text));
  CHECK(builder.rows() == 8);
  const CategoricalBaseline baseline = builder.build();
  REQUIRE(baseline.vocabulary.listed().size() == 2);
  CHECK(baseline.vocabulary.listed()[0] == "a");
  CHECK(baseline.vocabulary.listed()[1] == "b");
  CHECK(baseline.counts == std::vector<std::uint64_t>{3, 2, 2, 0, 1});
  CHECK(baseline.singletons == 2);
  CHECK(baseline.missing() == 1);
  CHECK(builder.rows() == 0);
}

TEST_CASE("categorical_builder: codes and their digits are one category") {
  CategoricalBuilder builder(4, 10);
  builder.add(std::int64_t{7});
  builder.add(std::string_view("7"));
  builder.add(leeway::missing_code);
  const CategoricalBaseline baseline = builder.build();
  CHECK(baseline.counts == std::vector<std::uint64_t>{2, 0, 0, 1});
}

TEST_CASE("categorical_builder: what overflowed is other, and the vocabulary says it is open-ended") {
  CategoricalBuilder builder(2, 2);
  for (int i = 0; i < 100; ++i) builder.add(std::string_view("a"));
  for (const char* text : {"b", "c", "d"}) builder.add(std::string_view(text));
  const CategoricalBaseline baseline = builder.build();
  CHECK(baseline.vocabulary.open_ended());
  CHECK(baseline.rows() == 103);
  CHECK(baseline.vocabulary.listed()[0] == "a");
  CHECK(baseline.counts[0] >= 98);
}
