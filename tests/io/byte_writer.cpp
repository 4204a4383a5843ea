#include "leeway/io/byte_writer.hpp"

#include <cstdint>
#include <string>

#include "catch.hpp"

using leeway::ByteWriter;

namespace {

std::string whole(std::uint64_t value) {
  ByteWriter writer;
  writer.whole(value);
  return writer.take();
}

std::string integer(std::int64_t value) {
  ByteWriter writer;
  writer.integer(value);
  return writer.take();
}

}  // namespace

TEST_CASE("byte_writer: small numbers take a byte, the largest ten") {
  CHECK(whole(0) == std::string(1, '\0'));
  CHECK(whole(127) == "\x7f");
  CHECK(whole(128) == "\x80\x01");
  CHECK(whole(300) == "\xac\x02");
  CHECK(whole(~std::uint64_t{0}) == "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
}

TEST_CASE("byte_writer: signed numbers are small on both sides of zero") {
  CHECK(integer(-1) == "\x01");
  CHECK(integer(1) == "\x02");
  CHECK(integer(-64) == "\x7f");
  CHECK(integer(INT64_MIN) == "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
}

TEST_CASE("byte_writer: words are little-endian") {
  ByteWriter writer;
  writer.word(std::uint64_t{0x0102030405060708});
  writer.word(std::uint16_t{0x0102});
  writer.bytes("ab");
  writer.byte(0xff);
  CHECK(writer.view() ==
        "\x08\x07\x06\x05\x04\x03\x02\x01\x02\x01"
        "ab\xff");
}
