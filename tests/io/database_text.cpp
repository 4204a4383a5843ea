#include "leeway/io/database_text.hpp"

#include <cstdlib>
#include <random>
#include <string>

#include "catch.hpp"

using leeway::bytes_of_database_text;
using leeway::database_text;
using leeway::is_utf8;

TEST_CASE("database_text: ordinary names stay as they are") {
  CHECK(database_text("user age, 50%") == "user age, 50%");
  CHECK(database_text("M\xc3\xbcnchen") == "M\xc3\xbcnchen");
  CHECK(database_text("") == "");
}

TEST_CASE("database_text: what a database would refuse is spelled out") {
  CHECK(database_text("M\xfcnchen") == "M\\xfcnchen");
  CHECK(database_text(std::string("a\0b", 3)) == "a\\x00b");
  CHECK(database_text("C:\\x41") == "C:\\x5cx41");
}

TEST_CASE("database_text: any bytes come back") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 5'000; ++i) {
    std::string bytes(random() % 20, ' ');
    for (char& c : bytes) c = random() % 3 == 0 ? "\\x0af\0"[random() % 6] : static_cast<char>(random());
    const std::string text = database_text(bytes);
    REQUIRE(is_utf8(text));
    REQUIRE(text.find('\0') == std::string::npos);
    REQUIRE(bytes_of_database_text(text) == bytes);
  }
}

TEST_CASE("database_text: doubles in the fewest digits") {
  CHECK(leeway::shortest(0.1) == "0.1");
  CHECK(leeway::shortest(17) == "17");
  CHECK(std::strtod(leeway::shortest(1.0 / 3).c_str(), nullptr) == 1.0 / 3);
}
