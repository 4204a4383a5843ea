#include "leeway/io/byte_reader.hpp"

#include <cstdint>
#include <random>
#include <string>

#include "catch.hpp"
#include "leeway/io/byte_writer.hpp"

using leeway::ByteReader;
using leeway::ByteWriter;
using leeway::FormatError;

namespace {

template <class Read>
std::string error_of(const std::string& bytes, Read read) {
  try {
    ByteReader reader(bytes, "a.win");
    read(reader);
  } catch (const FormatError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("byte_reader: reads what was written") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 5000; ++i) {
    const std::uint64_t value = random() >> (random() % 64);
    ByteWriter writer;
    writer.whole(value);
    writer.integer(static_cast<std::int64_t>(value));
    writer.integer(-static_cast<std::int64_t>(value));
    writer.word(value);
    writer.word(static_cast<std::uint32_t>(value));
    ByteReader reader(writer.view(), "test");
    REQUIRE(reader.whole() == value);
    REQUIRE(reader.integer() == static_cast<std::int64_t>(value));
    REQUIRE(reader.integer() == -static_cast<std::int64_t>(value));
    REQUIRE(reader.word() == value);
    REQUIRE(reader.word<std::uint32_t>() == static_cast<std::uint32_t>(value));
    REQUIRE(reader.left() == 0);
  }
}

TEST_CASE("byte_reader: nothing behind the end is read, and the place is named") {
  CHECK(error_of("", [](ByteReader& r) { (void)r.byte(); }) == "a.win: byte 0: is cut short");
  CHECK(error_of("\x80", [](ByteReader& r) { (void)r.whole(); }) == "a.win: byte 1: is cut short");
  CHECK(error_of("1234567", [](ByteReader& r) { (void)r.word(); }) == "a.win: byte 0: is cut short");
  CHECK(error_of("abc", [](ByteReader& r) { (void)r.bytes(4); }) == "a.win: byte 0: is cut short");
  CHECK(error_of("\x05"
                 "abcd",
                 [](ByteReader& r) { (void)r.size(); }) == "a.win: byte 1: is cut short");
}

TEST_CASE("byte_reader: numbers above 64 bits are refused") {
  const std::string most = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
  CHECK(ByteReader(most, "test").whole() == ~std::uint64_t{0});
  CHECK(error_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", [](ByteReader& r) { (void)r.whole(); }) ==
        "a.win: byte 10: has a number above 64 bits");
}

TEST_CASE("byte_reader: a part is read by itself and knows its place") {
  ByteReader reader("abcdef", "a.win");
  (void)reader.byte();
  ByteReader part = reader.part(2);
  CHECK(part.left() == 2);
  CHECK(part.bytes(2) == "bc");
  CHECK_THROWS_WITH(part.byte(), "a.win: byte 3: is cut short");
  CHECK(reader.byte() == 'd');
}
