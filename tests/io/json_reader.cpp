#include "leeway/io/json_reader.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"

using leeway::FormatError;
using leeway::JsonValue;
using leeway::parse_json;

namespace {

template <class Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const FormatError& error) {
    return error.what();
  }
  return "no error";
}

std::string parse_error_of(const std::string& text) {
  return error_of([&] { (void)parse_json(text, "f.json"); });
}

}  // namespace

TEST_CASE("json_reader: syntax errors name line and column") {
  CHECK(parse_error_of("") ==
        "f.json: line 1, column 1: syntax error while parsing value - unexpected end of input; expected '[', '{', or a "
        "literal");
  CHECK(parse_error_of("{\n  \"a\": [1,\n  2,, 3]\n}").starts_with("f.json: line 3, column 5: syntax error"));
  CHECK(parse_error_of("{\n \"a\": 1e999}") == "f.json: line 2, column 11: number overflow parsing '1e999'");
  CHECK(parse_error_of("{}\n{}").starts_with("f.json: line 2, column 1: "));
  for (const char* text :
       {"[01]", "[+1]", "[.5]", "[1.]", "[NaN]", "[Infinity]", "['a']", "[1,]", "{\"a\" 1}", "[\"\\x\"]",
        "[\"\\ud800\"]", "[\"\xff\"]", "[\"\xc0\xaf\"]", "[\"a\nb\"]", "// c\n1", "tru", "\"open"}) {
    CAPTURE(text);
    CHECK(parse_error_of(text).starts_with("f.json: line 1, column "));
  }
  CHECK(parse_error_of("[\"" + std::string(100'000, 'x')).size() < 300);
}

TEST_CASE("json_reader: a key that stands twice and bottomless nesting are refused") {
  CHECK(parse_error_of(R"({"a": 1, "b": 2, "a": 3})") == "f.json: the key \"a\" stands twice");
  CHECK(parse_error_of(R"({"a": [0, {"b": {"c": 1, "c": 2}}]})") == "f.json: a[1].b: the key \"c\" stands twice");
  CHECK(parse_error_of(R"({"a": {"x": 1}, "b": {"x": 1}})") == "no error");
  CHECK(parse_error_of(std::string(64, '[') + std::string(64, ']')) == "no error");
  CHECK(parse_error_of(std::string(1'000'000, '[')).ends_with("is nested too deeply"));
}

TEST_CASE("json_reader: values say where they stand and what they are not") {
  const auto document = parse_json(R"({"a": {"list": [1, -2, 2.5, "x", null]}, "big": 18446744073709551615,
                                      "bigger": 18446744073709551616, "yes": true})",
                                   "f.json");
  const JsonValue root(document, "f.json");
  const auto list = root["a"]["list"].items(5);
  CHECK(list[0].count() == 1);
  CHECK(list[0].number() == 1.0);
  CHECK(list[1].integer(-5, 5) == -2);
  CHECK(list[2].number() == 2.5);
  CHECK(list[3].text() == "x");
  CHECK(list[4].is_null());
  CHECK(root["yes"].boolean());
  CHECK(root["big"].count() == (std::numeric_limits<std::uint64_t>::max)());
  CHECK_FALSE(root.find("none"));
  CHECK(root.keys() == std::vector<std::string>{"a", "big", "bigger", "yes"});

  const std::string whole = "expected a whole number that is not negative, found ";
  CHECK(error_of([&] { (void)list[1].count(); }) == "f.json: a.list[1]: " + whole + "-2");
  CHECK(error_of([&] { (void)list[2].count(); }) == "f.json: a.list[2]: " + whole + "2.5");
  CHECK(error_of([&] { (void)root["bigger"].count(); }) == "f.json: bigger: " + whole + "1.8446744073709552e+19");
  CHECK(error_of([&] { (void)list[3].number(); }) == "f.json: a.list[3]: expected a number, found \"x\"");
  CHECK(error_of([&] { (void)list[4].text(); }) == "f.json: a.list[4]: expected a text, found null");
  CHECK(error_of([&] { (void)list[0].boolean(); }) == "f.json: a.list[0]: expected true or false, found 1");
  CHECK(error_of([&] { (void)list[1].integer(0, 5); }) ==
        "f.json: a.list[1]: expected a whole number from 0 to 5, found -2");
  CHECK(error_of([&] { (void)root["big"].integer(0, 5); }).ends_with("found 18446744073709551615"));
  CHECK(error_of([&] { (void)list[2].integer(0, 5); }).ends_with("found 2.5"));
  CHECK(error_of([&] { (void)root["a"]["list"].items(4, "numbers"); }) ==
        "f.json: a.list: expected 4 numbers, found 5");
  CHECK(error_of([&] { (void)root["a"].items(); }) == "f.json: a: expected an array, found an object");
  CHECK(error_of([&] { (void)root["yes"]["no"]; }) == "f.json: yes: expected an object, found true");
  CHECK(error_of([&] { (void)root["none"]; }) == "f.json: 'none' is missing");
  CHECK(error_of([&] { (void)root["a"]["none"]; }) == "f.json: a: 'none' is missing");
}
