#include "leeway/adapters/csv_field.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "catch.hpp"

using leeway::looks_like_date;
using leeway::MissingSpellings;
using leeway::parse_number;

TEST_CASE("csv_field: blanks around a field are trimmed, those inside stay") {
  CHECK(leeway::trimmed(" \t a b \t") == "a b");
  CHECK(leeway::trimmed("").empty());
  CHECK(leeway::trimmed("  ").empty());
  CHECK(leeway::trimmed("x") == "x");
}

TEST_CASE("csv_field: excerpts are one line, short, and whole UTF-8 characters") {
  CHECK(leeway::quoted_excerpt("abc") == "'abc'");
  CHECK(leeway::quoted_excerpt("a\nb\x1b[31m\x7f") == "'a\\x0ab\\x1b[31m\\x7f'");
  CHECK(leeway::quoted_excerpt("abcdef", 3) == "'abc...'");
  CHECK(leeway::quoted_excerpt("ab\xc3\xa9", 3) == "'ab...'");  // the é does not fit whole
  CHECK(leeway::quoted_excerpt("ab\xc3\xa9", 4) == "'ab\xc3\xa9'");
  CHECK(leeway::quoted_excerpt("") == "''");
}

TEST_CASE("csv_field: the usual missing spellings, and nothing that only looks like one") {
  const MissingSpellings missing;
  for (const char* text : {"", " ", "NA", " NA ", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null", "?"}) {
    CHECK(missing.contains(text));
  }
  for (const char* text : {"None", "0", "-", "Nope", "NAN1", "na na", "??", "unknown", "Namibia"}) {
    CHECK_FALSE(missing.contains(text));
  }
}

TEST_CASE("csv_field: a list of one's own replaces the usual one") {
  const MissingSpellings missing({"-999", " unknown "});
  CHECK(missing.contains("-999"));
  CHECK(missing.contains("unknown"));
  CHECK_FALSE(missing.contains(""));
  CHECK_FALSE(missing.contains("NA"));
  CHECK_FALSE(MissingSpellings(std::vector<std::string>{}).contains(""));
}

TEST_CASE("csv_field: numbers as tables spell them") {
  CHECK(parse_number("42") == 42.0);
  CHECK(parse_number(" 1.5\t") == 1.5);
  CHECK(parse_number("+7") == 7.0);
  CHECK(parse_number("-.5") == -0.5);
  CHECK(parse_number("5.") == 5.0);
  CHECK(parse_number("1e-3") == 0.001);
  CHECK(parse_number("1E+3") == 1000.0);
  CHECK(parse_number("0.1") == 0.1);
  CHECK(parse_number("007") == 7.0);
  CHECK(std::signbit(parse_number("-0").value()));
  CHECK(parse_number("inf") == std::numeric_limits<double>::infinity());
  CHECK(parse_number("-Infinity") == -std::numeric_limits<double>::infinity());
  CHECK(parse_number("+INF") == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(parse_number("NaN").value()));
  CHECK(parse_number("9007199254740993") == 9007199254740992.0);  // 2^53 + 1: ties to even
  CHECK(parse_number("123456789012345678901234567890") == 1.2345678901234568e29);
  CHECK(parse_number("2.2250738585072011e-308") == 2.2250738585072011e-308);  // subnormal
}

TEST_CASE("csv_field: beyond the range of double a number becomes infinity or zero, with its sign") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(parse_number("1e400") == infinity);
  CHECK(parse_number("-1e400") == -infinity);
  CHECK(parse_number("1e-400") == 0.0);
  CHECK(std::signbit(parse_number("-1e-400").value()));
  CHECK(parse_number(std::string(400, '9')) == infinity);
  CHECK(parse_number("0." + std::string(400, '0') + "1") == 0.0);
  CHECK(parse_number("0." + std::string(400, '0') + "1e800") == infinity);
  CHECK(parse_number("1e99999999999999999999") == infinity);
  CHECK(parse_number("1e9223372036854775807") == infinity);  // the largest exponent that fits 64 bits
  CHECK(parse_number("1e-9223372036854775808") == 0.0);
  CHECK(parse_number("0e99999999999999999999") == 0.0);
  CHECK(parse_number("1e-99999999999999999999") == 0.0);
}

TEST_CASE("csv_field: what is not a number is not half a number") {
  for (const char* text :
       {"",      " ",  "-",  "+",      ".",       "abc",   "1x",    "1 2", "1,5", "0x10", "+-1", "--1",
        "1.2.3", "1e", "e5", "nan(7)", "infinit", "12:30", "1_000", "1-2", "-+1", "$5",   "50%"}) {
    INFO(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}

TEST_CASE("csv_field: short decimals get the same double as std::from_chars, bit for bit") {
  std::mt19937_64 random(11);
  int short_ones = 0;
  for (int round = 0; round < 200'000; ++round) {
    std::string text = random() % 2 == 0 ? "-" : "";
    const auto digits = 1 + random() % 16;
    const auto point = random() % (digits + 1);
    for (std::uint64_t i = 0; i < digits; ++i) {
      if (i == point && random() % 4 != 0) text += '.';
      text += static_cast<char>('0' + random() % 10);
    }
    double expected = 0;
    std::from_chars(text.data(), text.data() + text.size(), expected);
    REQUIRE(std::bit_cast<std::uint64_t>(parse_number(text).value()) == std::bit_cast<std::uint64_t>(expected));
    short_ones += leeway::detail::csv_short_decimal(text).has_value() ? 1 : 0;
  }
  CHECK(short_ones > 100'000);  // the fast way was really taken
}

TEST_CASE("csv_field: any double written out comes back") {
  std::mt19937_64 random(12);
  for (int round = 0; round < 50'000; ++round) {
    const auto value = std::bit_cast<double>(random());
    if (std::isnan(value)) continue;
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    REQUIRE(parse_number({text, static_cast<std::size_t>(end - text)}) == value);
  }
}

TEST_CASE("csv_field: dates by their shape") {
  for (const char* text :
       {"2024-01-31", "2024/1/5", "31.01.2024", "1/31/2024", "2024-01-31 08:15", "2024-01-31T08:15:00Z",
        "2024-01-31T08:15:00.250Z", "2024-01-31T08:15:00+02:00", "2024-01-31T08:15:00-0530", "2020-10-01 00:00:00",
        " 2024-01-31 ", "2024-01-31 08:15:00 UTC", "2024-01-31 08:15:00,123"}) {
    INFO(text);
    CHECK(looks_like_date(text));
  }
  for (const char* text :
       {"", "20240131", "2024-01", "2024-01/31", "1.5", "10-20", "2024-01-31x", "2024-01-31 8", "2024-01-31T", "12:30",
        "192.168.0.1", "1.2.3", "a-b-c", "2024-01-311", "555-12-1234", "2024-01-31 08:15:00+2", "2024-01-31 08:15:"}) {
    INFO(text);
    CHECK_FALSE(looks_like_date(text));
  }
}
