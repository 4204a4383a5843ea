#include "leeway/adapters/csv_records.hpp"

#include <algorithm>
#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

using leeway::CsvFormat;
using leeway::CsvRecords;

namespace {

using Table = std::vector<std::vector<std::string>>;

leeway::CsvSource from_text(std::string text) {
  return [text = std::move(text), at = std::size_t{0}](std::span<char> space) mutable {
    const std::size_t taken = text.copy(space.data(), space.size(), at);
    at += taken;
    return taken;
  };
}

Table records_of(const std::string& text, CsvFormat format = {}) {
  CsvRecords records("t.csv", from_text(text), format);
  Table table;
  while (records.next()) table.emplace_back(records.fields().begin(), records.fields().end());
  return table;
}

std::string error_of(const std::string& text, CsvFormat format = {}) {
  try {
    records_of(text, format);
  } catch (const leeway::FormatError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("csv_records: fields and line ends") {
  CHECK(records_of("") == Table{});
  CHECK(records_of("a,b\n1,2\n") == Table{{"a", "b"}, {"1", "2"}});
  CHECK(records_of("a,b\r\n1,2\r\n") == Table{{"a", "b"}, {"1", "2"}});
  CHECK(records_of("a,b\n1,2") == Table{{"a", "b"}, {"1", "2"}});
  CHECK(records_of("a,b\r\n1,2\r") == Table{{"a", "b"}, {"1", "2"}});
  CHECK(records_of(",\n,,\n") == Table{{"", ""}, {"", "", ""}});
  CHECK(records_of("\n\n") == Table{{""}, {""}});
  CHECK(records_of("a, b \n") == Table{{"a", " b "}});
  CHECK(records_of("a\rb,c\n") == Table{{"a\rb", "c"}});
  CHECK(records_of("a\tb;c\n", {.delimiter = '\t'}) == Table{{"a", "b;c"}});
}

TEST_CASE("csv_records: quoted fields") {
  CHECK(records_of("\"a\",\"b\"\n") == Table{{"a", "b"}});
  CHECK(records_of("\"a,b\",c\n") == Table{{"a,b", "c"}});
  CHECK(records_of("\"line 1\nline 2\r\nline 3\",c\r\n") == Table{{"line 1\nline 2\r\nline 3", "c"}});
  CHECK(records_of("\"say \"\"hi\"\"\",\"\"\"\",\"\"\n") == Table{{"say \"hi\"", "\"", ""}});
  CHECK(records_of("\"a\"") == Table{{"a"}});
  CHECK(records_of("\"a\"\r\n\"b\"\r\n") == Table{{"a"}, {"b"}});
  CHECK(records_of("x,\"\"") == Table{{"x", ""}});
  CHECK(records_of("5\" disk,a\"\"b\n") == Table{{"5\" disk", "a\"\"b"}});  // only a leading quote quotes
}

TEST_CASE("csv_records: an empty line is blank, an empty quoted field is not") {
  CsvRecords records("t.csv", from_text("\n\"\"\n\r\na\n"), {});
  std::vector<bool> blank;
  while (records.next()) blank.push_back(records.blank());
  CHECK(blank == std::vector<bool>{true, false, true, false});
}

TEST_CASE("csv_records: a byte order mark is skipped, whatever the block size") {
  for (const std::size_t block : {1U, 2U, 3U, 4U, 100U}) {
    CHECK(records_of("\xef\xbb\xbf"
                     "a,b\n1,2\n",
                     {.block_bytes = block}) == Table{{"a", "b"}, {"1", "2"}});
    CHECK(records_of("\xef\xbb\xbf", {.block_bytes = block}) == Table{});
    CHECK(records_of("\xef\xbb\xbf\"a\nb\",c\n", {.block_bytes = block}) == Table{{"a\nb", "c"}});
  }
  CHECK(error_of("\xff\xfe"
                 "a\0,\0") == "t.csv: is UTF-16, save it as UTF-8");
}

TEST_CASE("csv_records: lines are counted through quoted line breaks") {
  CsvRecords records("t.csv", from_text("a\n\"x\ny\"\nb\n\n\"\n\n\"\nc"), {});
  std::vector<std::uint64_t> lines;
  while (records.next()) lines.push_back(records.line());
  CHECK(lines == std::vector<std::uint64_t>{1, 2, 4, 5, 6, 9});
}

TEST_CASE("csv_records: damage is named with its line") {
  CHECK(error_of("a,b\n1,\"2\n3,4\n") == "t.csv:2: field 2: a quote is never closed");
  CHECK(error_of("a\n\"x\ny\",\"z") == "t.csv:3: field 2: a quote is never closed");
  CHECK(error_of("a\n\"x\"y\n") ==
        "t.csv:2: field 1: a closing quote is followed by 'y' (a quote inside a quoted field must be doubled)");
  CHECK(error_of("\"") == "t.csv:1: field 1: a quote is never closed");
  CHECK(error_of(std::string("a,b\n1,2\n3,\0\n", 12)) == "t.csv:3: holds a NUL byte: not a text file, or damaged");
  CHECK(error_of("a\n\"" + std::string(5000, 'x'), {.block_bytes = 64, .max_record_bytes = 1000}) ==
        "t.csv:2: the record is longer than 1000 bytes: is a quote not closed?");
  for (const char delimiter : {'"', '\n', '\r', '\0'}) {
    CHECK_THROWS_AS(CsvRecords("t", from_text("a"), {.delimiter = delimiter}), leeway::ConfigError);
  }
}

TEST_CASE("csv_records: names given to the fields appear in errors") {
  CsvRecords records("t.csv", from_text("age,city\n30,\"Paris\n"), {});
  REQUIRE(records.next());
  records.name_fields({"age", "city"});
  CHECK_THROWS_WITH(records.next(), "t.csv:2: column 'city': a quote is never closed");
}

TEST_CASE("csv_records: a record longer than many blocks is read whole") {
  const std::string long_text(300'000, 'q');
  CHECK(records_of("a,\"" + long_text + "\"\nb," + long_text + "\n", {.block_bytes = 1000}) ==
        Table{{"a", long_text}, {"b", long_text}});
}

TEST_CASE("csv_records: random tables written and read again are the same, at any block size") {
  std::mt19937 random(2026);
  const std::vector<std::string> pieces{
      "a",  "7.25", "\"", "\"\"", ",",        ";",
      "\n", "\r\n", "\r", " ",    "\xc3\xa9", "longer text without anything special in it, well, nearly",
      "\t", "x"};
  for (int round = 0; round < 600; ++round) {
    const char delimiter = round % 3 == 0 ? ';' : ',';
    Table table(1 + random() % 20);
    std::string text;
    for (auto& record : table) {
      record.resize(1 + random() % 6);
      for (std::size_t i = 0; i < record.size(); ++i) {
        for (auto n = random() % 4; n > 0; --n) record[i] += pieces[random() % pieces.size()];
        const bool must_quote =
            record[i].find_first_of("\"\r\n") != std::string::npos || record[i].find(delimiter) != std::string::npos;
        if (i > 0) text += delimiter;
        if (must_quote || random() % 4 == 0) {
          text += '"';
          for (const char c : record[i]) text += c == '"' ? "\"\"" : std::string(1, c);
          text += '"';
        } else {
          text += record[i];
        }
      }
      text += random() % 2 == 0 ? "\n" : "\r\n";
    }
    if (random() % 2 == 0 && !table.back().back().empty()) text.erase(text.find_last_not_of("\r\n") + 1);

    for (const std::size_t block : {1U, 2U, 3U, 7U, 16U, 63U, 64U, 65U, 127U, 1000U}) {
      REQUIRE(records_of(text, {.delimiter = delimiter, .block_bytes = block}) == table);
    }
  }
}

TEST_CASE("csv_records: random bytes give records or a FormatError, the same at any block size") {
  std::mt19937 random(99);
  const std::string alphabet = "\"\"\",,\n\r;ab \xef\xbb\xbf";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto n = random() % 90; n > 0; --n) text += alphabet[random() % alphabet.size()];
    const std::string message = error_of(text);
    const Table whole = message == "no error" ? records_of(text) : Table{};
    for (const std::size_t block : {1U, 5U, 64U}) {
      REQUIRE(error_of(text, {.block_bytes = block}) == message);
      if (message == "no error") REQUIRE(records_of(text, {.block_bytes = block}) == whole);
    }
  }
}
