#include "leeway/io/text_format.hpp"

#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"

namespace text = leeway::text;
using namespace std::string_literals;

TEST_CASE("text_format: names from outside can do nothing") {
  CHECK(text::printable("\x1b[31mred") == "\\x1b[31mred");
  CHECK(text::printable("a\nb\tc\r\x7f\0d"s) == "a\\nb\\tc\\r\\x7f\\x00d");
  CHECK(text::printable("\xe2\x80\xae txt") == "\\u202e txt");
  CHECK(text::printable("\xc2\x9b") == "\\u009b");  // the one-character form of ESC [
  CHECK(text::printable("\xff\xfe") == "\\xff\\xfe");
  CHECK(text::printable("\xf3\xa0\x81\x81") == "\\U000e0041");
  CHECK(text::printable("Z\xc3\xbcrich \xe5\xb9\xb4") == "Z\xc3\xbcrich \xe5\xb9\xb4");
  CHECK(text::printable("Z\xc3\xbcrich \xf0\x9f\x98\x80", false) == "Z\\u00fcrich \\U0001f600");
}

TEST_CASE("text_format: columns, cutting and breaking go by what a terminal shows") {
  CHECK(text::columns_of("abc") == 3);
  CHECK(text::columns_of("\xe5\xb9\xb4\xe9\xbd\xa2") == 4);  // wide
  CHECK(text::columns_of("e\xcc\x81") == 1);                 // combining
  CHECK(text::columns_of("\xf0\x9f\x98\x80") == 2);
  CHECK(text::columns_of("\xe2\x96\x88") == 1);
  CHECK(text::shortened("abcdef", 6) == "abcdef");
  CHECK(text::shortened("abcdefg", 6) == "abcde\u2026");
  CHECK(text::shortened("abcdefg", 6, false) == "abc...");
  CHECK(text::shortened("\xe5\xb9\xb4\xe9\xbd\xa2\xe5\xb9\xb4", 4) == "\xe5\xb9\xb4\u2026");
  CHECK(text::shortened("abcdef", 2, false) == "ab");
  CHECK(text::shortened("abcdef", 0).empty());
  CHECK(text::wrapped("one two three four", 9) == std::vector<std::string>{"one two", "three", "four"});
  CHECK(text::wrapped("abcdefgh ij", 3) == std::vector<std::string>{"abc", "def", "gh", "ij"});
  CHECK(text::wrapped("\xe5\xb9\xb4\xe9\xbd\xa2", 1) == std::vector<std::string>{"\xe5\xb9\xb4", "\xe9\xbd\xa2"});
  CHECK(text::wrapped("", 10).empty());
}

TEST_CASE("text_format: numbers read well") {
  CHECK(text::count(0) == "0");
  CHECK(text::count(999) == "999");
  CHECK(text::count(1000) == "1,000");
  CHECK(text::count(18446744073709551615ULL) == "18,446,744,073,709,551,615");
  CHECK(text::counted(1, "row") == "1 row");
  CHECK(text::counted(2000, "row") == "2,000 rows");

  CHECK(text::figure(34.1) == "34.1");
  CHECK(text::figure(0.031234) == "0.03123");
  CHECK(text::figure(-12345.6) == "-12,346");
  CHECK(text::figure(9999.4) == "9999");
  CHECK(text::figure(9999.6) == "10,000");
  CHECK(text::figure(1.23456e20) == "1.235e+20");
  CHECK(text::figure(1e-7) == "1e-07");
  CHECK(text::figure(0) == "0");
  CHECK(text::figure(std::numeric_limits<double>::quiet_NaN()) == "-");
  CHECK(text::figure(-std::numeric_limits<double>::infinity()) == "-inf");
  CHECK(text::decimals(0.31, 3) == "0.310");
  CHECK(text::decimals(-1e300, 3) == "-1e+300");

  CHECK(text::percent(0) == "0%");
  CHECK(text::percent(0.00001) == "<0.01%");
  CHECK(text::percent(0.0002) == "0.02%");
  CHECK(text::percent(0.013) == "1.3%");
  CHECK(text::percent(0.0999) == "10%");
  CHECK(text::percent(0.6) == "60%");
  CHECK(text::percent(1) == "100%");

  CHECK(text::p_value(0.31) == "0.31");
  CHECK(text::p_value(1) == "1");
  CHECK(text::p_value(0.042) == "0.042");
  CHECK(text::p_value(0.000424) == "0.00042");
  CHECK(text::p_value(3.14e-5) == "3.1e-05");
  CHECK(text::p_value(1e-12) == "1e-12");
  CHECK(text::p_value(9.9e-13) == "<1e-12");
  CHECK(text::p_value(0) == "<1e-12");
  CHECK(text::p_value(std::numeric_limits<double>::quiet_NaN()) == "-");
}

TEST_CASE("text_format: as many names as fit, the others are counted") {
  const std::vector<std::string> names{"age", "income", "city"};
  CHECK(text::names_within(names, 17) == "age, income, city");
  CHECK(text::names_within(names, 16) == "age, and 2 more");
  CHECK(text::names_within(names, 15) == "age, and 2 more");
  CHECK(text::names_within(names, 14).empty());
  CHECK(text::names_within({"age", "income", "a-long-name"}, 23) == "age, income, and 1 more");
  CHECK(text::names_within({"age"}, 3) == "age");
  CHECK(text::names_within({}, 10).empty());
}

TEST_CASE("text_format: bars rise with shares, nothing is a dot, little is not nothing") {
  const std::vector<double> shares{0, 1e-9, 0.5, 1, 2};
  CHECK(text::bars(shares, 1) == "\u00b7\u2581\u2584\u2588\u2588");
  CHECK(text::bars(shares, 1, false) == "._=@@");
  CHECK(text::bars(shares, 0, false) == ".....");
}
