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
  for (const char* text : {"b", "c", "d", "", "a", "c"}) builder.add(std::string_view(text));
  CHECK(builder.rows() == 106);
  const CategoricalBaseline baseline = builder.build();
  CHECK(baseline.vocabulary.open_ended());
  REQUIRE(baseline.vocabulary.listed().size() == 2);
  CHECK(baseline.vocabulary.listed()[0] == "a");
  CHECK(baseline.vocabulary.rare().empty());
  CHECK(baseline.counts == std::vector<std::uint64_t>{101, 1, 3, 0, 1});
  CHECK(baseline.singletons == 0);
  CHECK(builder.rows() == 0);

  builder.add(std::string_view("x"));  // open-ended no more
  CHECK_FALSE(builder.build().vocabulary.open_ended());
}

TEST_CASE("categorical_builder: counts of listed categories are exact however many others come") {
  CategoricalBuilder builder(8, 32);
  for (int i = 0; i < 20'000; ++i) {
    builder.add(std::int64_t{i % 4});
    builder.add(std::int64_t{1000 + i});
  }
  const CategoricalBaseline baseline = builder.build();
  for (std::size_t slot = 0; slot < 4; ++slot) CHECK(baseline.counts[slot] == 5'000);
  CHECK(baseline.rows() == 40'000);
}
