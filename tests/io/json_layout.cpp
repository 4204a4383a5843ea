#include "leeway/io/json_layout.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "io/samples.hpp"

using leeway::laid_out;
using Json = nlohmann::ordered_json;

namespace {

std::string written(const Json& value) {
  std::string text = laid_out(value);
  text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("json_layout: one member a line; scalars and pairs stand on one") {
  const std::string text = R"({
  "name": "a",
  "list": [1, null, ["x", 0.5], {"latin1": "y"}, []],
  "figures": {"count": 3, "mean": 2.0},
  "points": [{"x": -7, "y": 0.5}, "last"],
  "triples": [
    [1, 2, 3],
    {
      "pair": [1, 2]
    }
  ],
  "none": {},
  "empty": []
}
)";
  CHECK(laid_out(Json::parse(text)) == text);
  CHECK(laid_out(Json::parse("[[1,2,\n3]]")) == "[\n  [1, 2, 3]\n]\n");
  CHECK(laid_out(false) == "false\n");
}

TEST_CASE("json_layout: numbers are those of Python's json") {
  CHECK(written(5) == "5");
  CHECK(written(5.0) == "5.0");
  CHECK(written(-0.0) == "-0.0");
  CHECK(written(0.0) == "0.0");
  CHECK(written(0.0001) == "0.0001");
  CHECK(written(1e-5) == "1e-05");
  CHECK(written(-1.5e-7) == "-1.5e-07");
  CHECK(written(1e15) == "1000000000000000.0");
  CHECK(written(9999999999999998.0) == "9999999999999998.0");
  CHECK(written(1e16) == "1e+16");
  CHECK(written(-1.25e22) == "-1.25e+22");
  CHECK(written(5e-324) == "5e-324");
  CHECK(written((std::numeric_limits<double>::max)()) == "1.7976931348623157e+308");
  CHECK(written(std::numeric_limits<double>::quiet_NaN()) == "null");
  CHECK(written(-std::numeric_limits<double>::infinity()) == "null");
  CHECK(written((std::numeric_limits<std::uint64_t>::max)()) == "18446744073709551615");
  CHECK(written((std::numeric_limits<std::int64_t>::min)()) == "-9223372036854775808");
  // Where nlohmann's own digits (Grisu2) are more than are needed, or not the nearest.
  CHECK(written(382.8655226641458) == "382.8655226641458");
  CHECK(written(5166953.89007917) == "5166953.89007917");
  CHECK(written(151040098189462.12) == "151040098189462.12");
}

TEST_CASE("json_layout: doubles read back bit for bit") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100'000; ++i) {
    const double x = samples::random_double(random);
    const double back = Json::parse(written(x)).get<double>();
    if (std::bit_cast<std::uint64_t>(back) != std::bit_cast<std::uint64_t>(x)) FAIL(written(x));
  }
}

TEST_CASE("json_layout: texts are ASCII and escaped, keys too") {
  CHECK(written("a\"b\\c/") == R"("a\"b\\c/")");
  CHECK(written("\n\r\t\x1b\x7f") == R"("\n\r\t\u001b\u007f")");
  CHECK(written(std::string("\0", 1)) == R"("\u0000")");
  CHECK(written("\xe5\xb9\xb4\xf0\x9f\x98\x80\xe2\x80\xae") == R"("\u5e74\ud83d\ude00\u202e")");
  CHECK(written(Json{{"\x1b", 1}}) == R"({"\u001b": 1})");
  CHECK_THROWS_AS(written("\xfc"), nlohmann::json::type_error);
}

TEST_CASE("json_layout: a document on one line holds the same") {
  const Json document = {{"a", {1, 2.5, {{"b", nullptr}, {"c", Json::array({Json::array(), "x\ny"})}}}}, {"d", 1.0}};
  const std::string line = leeway::on_a_line(document);
  CHECK(line == "{\"a\": [1, 2.5, {\"b\": null, \"c\": [[], \"x\\ny\"]}], \"d\": 1.0}\n");
  CHECK(Json::parse(line) == document);
}
