#include "leeway/adapters/csv_columns.hpp"

#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using leeway::ColumnLook;
using leeway::ColumnWishes;
using leeway::CsvChunk;
using leeway::CsvReader;
using leeway::Kind;
using leeway::MissingSpellings;

namespace {

/// The look of a column of `rows` values made from their index.
ColumnLook look(int rows, const std::function<std::string(int)>& value) {
  std::string text = "column,other\n";
  for (int i = 0; i < rows; ++i) text += value(i) + ",x\n";
  std::istringstream stream(text);
  CsvReader table("t.csv", leeway::csv_source(stream, "t.csv"));
  CsvChunk sample;
  sample.read(table, 10'000);
  return leeway::look_of(sample, 0, MissingSpellings{});
}

std::vector<leeway::ColumnChoice> choose(const ColumnWishes& wishes) {
  std::string text = "id,age,city,signup,notes\n";
  for (int i = 0; i < 50; ++i) {
    text += std::to_string(100 + i) + "," + std::to_string(20 + i % 7) + "," + (i % 3 == 0 ? "Rome" : "Oslo") +
            ",2024-01-" + std::to_string(10 + i % 20) + ",\n";
  }
  std::istringstream stream(text);
  CsvReader table("t.csv", leeway::csv_source(stream, "t.csv"));
  CsvChunk sample;
  sample.read(table, 10'000);
  return leeway::choose_columns(table.column_names(), sample, MissingSpellings{}, wishes);
}

}  // namespace

TEST_CASE("csv_columns: numbers, texts, dates and empty columns by their values") {
  CHECK(look(50, [](int i) { return std::to_string(i % 5); }) == ColumnLook::numbers);
  CHECK(look(50, [](int i) { return i % 4 == 0 ? "NA" : std::to_string(0.5 * i); }) == ColumnLook::numbers);
  CHECK(look(50, [](int i) { return i == 49 ? "x" : std::to_string(i % 5); }) == ColumnLook::texts);
  CHECK(look(50, [](int i) { return i % 2 == 0 ? "mobile" : "desktop"; }) == ColumnLook::texts);
  CHECK(look(50, [](int i) { return i % 5 == 0 ? "" : "2024-01-" + std::to_string(10 + i % 20); }) ==
        ColumnLook::dates);
  CHECK(look(50, [](int i) { return i == 7 ? "soon" : "2024-01-15"; }) == ColumnLook::texts);
  CHECK(look(50, [](int i) { return i % 2 == 0 ? "" : "NULL"; }) == ColumnLook::empty);
  CHECK(look(0, [](int) { return ""; }) == ColumnLook::empty);
}

TEST_CASE("csv_columns: row numbers rise from row to row, without a gap in the values") {
  const auto index = [](int i) { return std::to_string(1000 + 3 * i); };
  CHECK(look(50, index) == ColumnLook::row_numbers);
  CHECK(look(19, index) == ColumnLook::numbers);                                           // chance and small tables
  CHECK(look(50, [](int i) { return std::to_string(i / 2); }) == ColumnLook::numbers);     // sorted, but repeats
  CHECK(look(50, [](int i) { return std::to_string(i) + ".5"; }) == ColumnLook::numbers);  // not whole
  CHECK(look(50, [](int i) { return i == 20 ? "" : std::to_string(i); }) ==
        ColumnLook::numbers);  // a key is never missing
  CHECK(look(50, [](int i) { return std::to_string(50 - i); }) == ColumnLook::numbers);
}

TEST_CASE("csv_columns: identifiers are texts of which nearly every one is different") {
  CHECK(look(100, [](int i) { return "user-" + std::to_string(i); }) == ColumnLook::identifiers);
  CHECK(look(100, [](int i) { return "user-" + std::to_string(i % 97); }) == ColumnLook::identifiers);
  CHECK(look(100, [](int i) { return "user-" + std::to_string(i % 90); }) == ColumnLook::texts);
  CHECK(look(10, [](int i) { return "user-" + std::to_string(i); }) == ColumnLook::texts);
  CHECK(look(100, [](int i) { return i < 5 ? std::to_string(i) : std::to_string(i) + "f"; }) ==
        ColumnLook::identifiers);
}

TEST_CASE("csv_columns: features are chosen by look, the rest is left out") {
  const auto choices = choose({});
  REQUIRE(choices.size() == 5);
  CHECK(choices[0].look == ColumnLook::row_numbers);
  CHECK_FALSE(choices[0].kind.has_value());
  CHECK(choices[1].kind == Kind::numeric);
  CHECK(choices[2].kind == Kind::categorical);
  CHECK(choices[3].look == ColumnLook::dates);
  CHECK_FALSE(choices[3].kind.has_value());
  CHECK(choices[4].look == ColumnLook::empty);
  CHECK_FALSE(choices[4].kind.has_value());
  for (std::size_t i = 0; i < choices.size(); ++i) CHECK(choices[i].column == i);
}

TEST_CASE("csv_columns: wishes win over looks") {
  const auto choices = choose({.numeric = {"id", "notes"}, .categorical = {"age", "signup"}, .ignored = {"city"}});
  CHECK(choices[0].kind == Kind::numeric);
  CHECK(choices[1].kind == Kind::categorical);
  CHECK_FALSE(choices[2].kind.has_value());
  CHECK(choices[2].wished);
  CHECK(choices[3].kind == Kind::categorical);
  CHECK(choices[4].kind == Kind::numeric);
}

TEST_CASE("csv_columns: wishes that cannot be met are refused") {
  CHECK_THROWS_WITH(choose({.categorical = {"town"}}), "the table has no column 'town'");
  CHECK_THROWS_WITH(choose({.numeric = {"age"}, .ignored = {"age"}}),
                    "column 'age' is asked for as two different things");
  CHECK_NOTHROW(choose({.numeric = {"age", "age"}}));
}

TEST_CASE("csv_columns: every look has a name") {
  CHECK(to_string(ColumnLook::row_numbers) == "row numbers");
  CHECK(to_string(ColumnLook::identifiers) == "identifiers");
}
