#include "leeway/io/json_writer.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "io/samples.hpp"

using leeway::JsonWriter;
using Layout = JsonWriter::Layout;

namespace {

template <class Value>
std::string written(const Value& value) {
  JsonWriter json;
  json.value(value);
  std::string text = json.take();
  text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("json_writer: objects stand on lines, short lists on one") {
  JsonWriter json;
  json.object(Layout::lines, [&] {
    json.member("name", "a");
    json.key("list");
    json.array(Layout::line, [&] {
      json.value(1U);
      json.object(Layout::lines, [&] { json.member("inside", true); });  // a line stays a line
      json.null();
    });
    json.key("parts");
    json.array(Layout::lines, [&] {
      json.object(Layout::line, [&] {
        json.member("x", -7);
        json.member("y", 0.5);
      });
      json.value("last");
    });
    json.key("none");
    json.object(Layout::lines, [] {});
    json.key("empty");
    json.array(Layout::line, [] {});
  });
  CHECK(json.take() ==
        "{\n  \"name\": \"a\",\n  \"list\": [1, {\"inside\": true}, null],\n  \"parts\": [\n    {\"x\": -7, \"y\": "
        "0.5},\n"
        "    \"last\"\n  ],\n  \"none\": {},\n  \"empty\": []\n}\n");
  json.array(Layout::lines, [&] { json.value(false); });
  CHECK(json.take() == "[\n  false\n]\n");
}

TEST_CASE("json_writer: doubles take the shortest form that reads back, zero keeps its sign") {
  CHECK(written(0.1) == "0.1");
  CHECK(written(5.0) == "5");
  CHECK(written(-0.0) == "-0.0");
  CHECK(written(0.0) == "0");
  CHECK(written(1e22) == "1e+22");
  CHECK(written(5e-324) == "5e-324");
  CHECK(written((std::numeric_limits<double>::max)()) == "1.7976931348623157e+308");
  CHECK(written(std::numeric_limits<double>::quiet_NaN()) == "null");
  CHECK(written(-std::numeric_limits<double>::infinity()) == "null");
  CHECK(written((std::numeric_limits<std::uint64_t>::max)()) == "18446744073709551615");
  CHECK(written((std::numeric_limits<std::int64_t>::min)()) == "-9223372036854775808");
  std::mt19937_64 random(1);
  for (int i = 0; i < 100'000; ++i) {
    const double x = samples::random_double(random);
    const double back = nlohmann::json::parse(written(x)).get<double>();
    if (std::bit_cast<std::uint64_t>(back) != std::bit_cast<std::uint64_t>(x)) FAIL(written(x));
  }
}

TEST_CASE("json_writer: texts are escaped for readers and for terminals") {
  CHECK(written("a\"b\\c/") == "\"a\\\"b\\\\c/\"");
  CHECK(written("\n\r\t\x1b\x7f") == "\"\\n\\r\\t\\u001b\\u007f\"");
  CHECK(written(std::string("\0", 1)) == "\"\\u0000\"");
  CHECK(written("\xe5\xb9\xb4\xf0\x9f\x98\x80") == "\"\xe5\xb9\xb4\xf0\x9f\x98\x80\"");
  CHECK(written("\xe2\x80\xae\xf3\xa0\x81\x81") == "\"\\u202e\\udb40\\udc41\"");
  CHECK(written("\xfc") == "\"\xc3\xbc\"");  // Latin-1
  for (char32_t c = 0; c <= 0x10ffff; c += c < 0x3000 ? 1 : 37) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    std::string text;
    leeway::append_utf8(text, c);
    if (nlohmann::json::parse(written(text)).get<std::string>() != text)
      FAIL("U+" << std::hex << static_cast<unsigned long>(c));
  }
}

TEST_CASE("json_writer: a hash is sixteen hex digits") {
  CHECK(leeway::hex_of(0) == "0000000000000000");
  CHECK(leeway::hex_of(0x00c0ffee12345678ULL) == "00c0ffee12345678");
}
