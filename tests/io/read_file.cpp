#include "leeway/io/read_file.hpp"

#include <fstream>
#include <string>

#include "catch.hpp"
#include "io/samples.hpp"

using leeway::read_file;

TEST_CASE("read_file: gives back every byte, whatever the size") {
  const samples::TemporaryDirectory directory;
  for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 1'000'000U}) {
    std::string content;
    for (std::size_t i = 0; i < size; ++i) content.push_back(static_cast<char>(i * 31 % 256));
    std::ofstream(directory / "f", std::ios::binary) << content;
    CHECK(read_file(directory / "f") == content);
  }
}

TEST_CASE("read_file: what the system refuses is an IoError with path and reason") {
  CHECK_THROWS_WITH(read_file("/no/such/file"), "/no/such/file: cannot be opened: No such file or directory");
  CHECK_THROWS_AS(read_file("/no/such/file"), leeway::IoError);
  CHECK_THROWS_WITH(read_file("/"), "/: cannot be read: Is a directory");
}
