#include "leeway/adapters/csv.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"

using leeway::CsvFormat;
using leeway::CsvReader;

namespace {

using Table = std::vector<std::vector<std::string>>;

/// Header and rows of a text.
Table table_of(const std::string& text, CsvFormat format = {}) {
  std::istringstream stream(text);
  CsvReader reader("t.csv", leeway::csv_source(stream, "t.csv"), format);
  Table table{{reader.column_names().begin(), reader.column_names().end()}};
  while (reader.read_row()) table.emplace_back(reader.fields().begin(), reader.fields().end());
  return table;
}

std::string error_of(const std::string& text) {
  try {
    table_of(text);
  } catch (const leeway::FormatError& error) {
    return error.what();
  }
  return "no error";
}

/// A file that is gone again at the end of the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content)
      : path_((std::filesystem::temp_directory_path() / "leeway_csv_test.csv").string()) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::remove(path_.c_str()); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("csv: the header names the columns, blanks around names are no part of them") {
  CHECK(table_of("age, city ,\"full name\"\n30, Paris,x\n") ==
        Table{{"age", "city", "full name"}, {"30", " Paris", "x"}});
  CHECK(table_of("a,b\n") == Table{{"a", "b"}});
  CHECK(table_of("a,b") == Table{{"a", "b"}});
}

TEST_CASE("csv: blank lines are skipped, but in a table of one column they are values") {
  CHECK(table_of("\n\na,b\n\n1,2\r\n\r\n3,4\n\n") == Table{{"a", "b"}, {"1", "2"}, {"3", "4"}});
  CHECK(table_of("\na\n1\n\n2\n") == Table{{"a"}, {"1"}, {""}, {"2"}});
}

TEST_CASE("csv: a header that cannot work is refused") {
  CHECK(error_of("") == "t.csv: is empty, expected a header with the column names");
  CHECK(error_of("\n\n") == "t.csv: is empty, expected a header with the column names");
  CHECK(error_of("\xef\xbb\xbf") == "t.csv: is empty, expected a header with the column names");
  CHECK(error_of("a,,c\n") == "t.csv:1: column 2 has no name in the header");
  CHECK(error_of("a,b, \n") == "t.csv:1: column 3 has no name in the header");
  CHECK(error_of("\na,b,a\n") == "t.csv:2: column 'a' stands twice in the header");
  CHECK(error_of("a,b\r1,2\r3,4\r") == "t.csv:1: lines end in a carriage return alone, save the file with LF or CRLF");
}

TEST_CASE("csv: rows of another length are named with line, row and column") {
  CHECK(error_of("a,b,c\n1,2,3\n\n4,5\n") ==
        "t.csv:4: column 'c' (row 2): is missing, the row has 2 fields and the header 3");
  CHECK(error_of("a,b,c\n1\n") == "t.csv:2: column 'b' (row 1): is missing, the row has 1 field and the header 3");
  CHECK(error_of("a,b\n\"1\n\",2\n1,2,3\n") ==
        "t.csv:4: column 'b' (row 2): should be the last, the row has 3 fields and the header 2");
  CHECK(error_of("a,b\n1,\"2\n") == "t.csv:2: column 'b': a quote is never closed");
}

TEST_CASE("csv: lines and rows are counted, errors about a field say where it stands") {
  std::istringstream stream("age,city\n30,\"Aix\nles Bains\"\n\n31,Nice\n");
  CsvReader reader("train.csv", leeway::csv_source(stream, "train.csv"));
  CHECK(reader.name() == "train.csv");
  CHECK(reader.row() == 0);
  REQUIRE(reader.read_row());
  CHECK(reader.line() == 2);
  REQUIRE(reader.read_row());
  CHECK(reader.line() == 5);
  CHECK(reader.row() == 2);
  CHECK(std::string(reader.error_in(1, "is odd").what()) == "train.csv:5: column 'city' (row 2): is odd");
  CHECK(std::string(reader.error_at(2, 1, 0, "is odd").what()) == "train.csv:2: column 'age' (row 1): is odd");
  CHECK_FALSE(reader.read_row());
  CHECK_FALSE(reader.read_row());
  CHECK(reader.row() == 2);
  CHECK(reader.bytes_read() == stream.str().size());
}

TEST_CASE("csv: a file, a C stream and a C++ stream give the same") {
  std::string text = "id,name\n";
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + ",\"name, " + std::to_string(i % 7) + "\"\n";
  const TemporaryFile file(text);
  const Table expected = table_of(text);
  CHECK(expected.size() == 5001);

  const auto rest_of = [](CsvReader reader) {
    Table table{{reader.column_names().begin(), reader.column_names().end()}};
    while (reader.read_row()) table.emplace_back(reader.fields().begin(), reader.fields().end());
    return table;
  };
  CHECK(rest_of(CsvReader("f", leeway::csv_source(file.path()))) == expected);
  CHECK(rest_of(CsvReader("f", leeway::csv_source(file.path()), {.block_bytes = 100})) == expected);
  std::FILE* stream = std::fopen(file.path().c_str(), "rb");
  REQUIRE(stream != nullptr);
  CHECK(rest_of(CsvReader("f", leeway::csv_source(stream, "f"))) == expected);
  std::fclose(stream);
}

TEST_CASE("csv: what the system refuses is an IoError with path and reason") {
  CHECK_THROWS_WITH(leeway::csv_source("/no/such/file.csv"),
                    "/no/such/file.csv: cannot be opened: No such file or directory");
  const std::string folder = std::filesystem::temp_directory_path().string();
  CHECK_THROWS_AS(CsvReader(folder, leeway::csv_source(folder)), leeway::IoError);
}

TEST_CASE("csv: memory stays flat however long the table is") {
  // 20 MB through blocks of 4 kB: the source is asked for small pieces only, and never for more than a few at once
  std::size_t sent = 0;
  std::size_t largest = 0;
  const std::string line = "1.5,some text,3\n";
  const auto endless = [&](std::span<char> space) -> std::size_t {
    largest = (std::max)(largest, space.size());
    if (sent >= 20'000'000) return 0;
    std::size_t filled = 0;
    for (; filled + line.size() <= space.size(); filled += line.size()) line.copy(space.data() + filled, line.size());
    sent += filled;
    return filled;
  };
  CsvReader reader("t.csv", endless, {.block_bytes = 4096});
  while (reader.read_row()) {
  }
  CHECK(reader.row() == sent / line.size() - 1);
  CHECK(largest == 4096);
}
