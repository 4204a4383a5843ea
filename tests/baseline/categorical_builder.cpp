#include "leeway/baseline/categorical_builder.hpp"

#include <string>
#include <vector>

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

TEST_CASE("categorical_builder: blocks hold the rows in their order, whenever the list is frozen") {
  for (const std::size_t remembered : {std::size_t{8}, std::size_t{100}}) {
    CategoricalBuilder builder(4, remembered);
    std::vector<std::string> rows;
    for (int i = 0; i < 3'000; ++i) rows.push_back(i % 11 == 0 ? "" : "c" + std::to_string(i * i % (3 + i / 100)));
    for (const std::string& text : rows) builder.add(std::string_view(text));
    const CategoricalBaseline baseline = builder.build();
    CHECK(baseline.vocabulary.open_ended() == (remembered == 8));
    leeway::CountTable expected(94, baseline.vocabulary.slot_count());  // of 32 rows: 93 and 24 more
    for (std::size_t row = 0; row < rows.size(); ++row) ++expected[row / 32][baseline.vocabulary.slot(rows[row])];
    CHECK(baseline.blocks == expected);
    CHECK(baseline.seasons.empty());
  }
}

TEST_CASE("categorical_builder: blocks and slices of time are the ones told") {
  CategoricalBuilder builder(2, 10, 24);
  builder.at({1, 23});
  for (const char* text : {"a", "a", "b", ""}) builder.add(std::string_view(text));
  builder.at({0, 0});
  for (const char* text : {"a", "c"}) builder.add(std::string_view(text));
  const CategoricalBaseline baseline = builder.build();  // slots: a b other new missing
  REQUIRE(baseline.blocks.size() == 2);
  CHECK(baseline.blocks == leeway::CountTable(5, {1, 0, 1, 0, 0, 2, 1, 0, 0, 1}));
  REQUIRE(baseline.seasons.size() == 24);
  CHECK(baseline.seasons.rows(23) == 4);
  CHECK(baseline.seasons[0][2] == 1);
}
