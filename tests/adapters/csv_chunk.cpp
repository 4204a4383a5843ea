#include "leeway/adapters/csv_chunk.hpp"

#include <cmath>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

using leeway::CsvChunk;
using leeway::CsvReader;
using leeway::MissingSpellings;

TEST_CASE("csv_chunk: rows come in pieces, none lost, quotes gone") {
  std::istringstream stream("n,t\n1,a\n2,\"b \"\"c\"\"\"\n,NA\n4,\"d,e\"\n5,f\n");
  CsvReader table("t.csv", leeway::csv_source(stream, "t.csv"), {.block_bytes = 8});
  const MissingSpellings missing;
  CsvChunk chunk;
  std::vector<double> numbers(3);
  std::vector<std::string_view> texts;

  REQUIRE(chunk.read(table, 3));
  CHECK(chunk.rows() == 3);
  CHECK(chunk.columns() == 2);
  CHECK(chunk.field(1, 1) == "b \"c\"");
  chunk.copy_numbers(table, 0, missing, "", numbers);
  CHECK(numbers[1] == 2);
  CHECK(std::isnan(numbers[2]));
  chunk.copy_texts(1, missing, texts);
  CHECK(texts == std::vector<std::string_view>{"a", "b \"c\"", ""});

  REQUIRE(chunk.read(table, 3));
  CHECK(chunk.rows() == 2);
  chunk.copy_texts(1, missing, texts);
  CHECK(texts == std::vector<std::string_view>{"d,e", "f"});
  CHECK_FALSE(chunk.read(table, 3));
  CHECK(chunk.rows() == 0);
}

TEST_CASE("csv_chunk: long texts end a piece early") {
  std::string text = "t\n";
  for (int i = 0; i < 10; ++i) text += std::string(1000, 'x') + "\n";
  std::istringstream stream(text);
  CsvReader table("t.csv", leeway::csv_source(stream, "t.csv"));
  CsvChunk chunk;
  REQUIRE(chunk.read(table, 100, 2500));
  CHECK(chunk.rows() == 3);
}

TEST_CASE("csv_chunk: a text among numbers is named by line, row and column, and by what to do") {
  std::istringstream stream("id,age\n1,30\n2,31\n\n3,\"thirty\ntwo\"\n");
  CsvReader table("train.csv", leeway::csv_source(stream, "train.csv"));
  CsvChunk chunk;
  std::vector<double> numbers(3);
  REQUIRE(chunk.read(table, 2));
  chunk.copy_numbers(table, 1, {}, "", numbers);
  REQUIRE(chunk.read(table, 2));
  CHECK_THROWS_WITH(chunk.copy_numbers(table, 1, {}, ": do this", numbers),
                    "train.csv:5: column 'age' (row 3): 'thirty\\x0atwo' is not a number: do this");
  CHECK_NOTHROW(chunk.copy_numbers(table, 1, MissingSpellings({"thirty\ntwo"}), "", numbers));
  CHECK(std::isnan(numbers.at(0)));
}
