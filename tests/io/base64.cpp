#include "leeway/io/base64.hpp"

#include <string>

#include "catch.hpp"

using leeway::bytes_from_base64;
using leeway::bytes_from_hex;

TEST_CASE("base64: the examples of RFC 4648, with and without padding") {
  CHECK(bytes_from_base64("") == "");
  CHECK(bytes_from_base64("Zg==") == "f");
  CHECK(bytes_from_base64("Zm8=") == "fo");
  CHECK(bytes_from_base64("Zm9v") == "foo");
  CHECK(bytes_from_base64("Zm9vYg") == "foob");
  CHECK(bytes_from_base64("Zm9v\nYmE=\r\n") == "fooba");
  CHECK(bytes_from_base64("Zm9vYmFy") == "foobar");
}

TEST_CASE("base64: all bytes, both alphabets") {
  CHECK(bytes_from_base64("AP/+") == std::string("\x00\xff\xfe", 3));
  CHECK(bytes_from_base64("AP_-") == std::string("\x00\xff\xfe", 3));
}

TEST_CASE("base64: what is no such text is nothing") {
  CHECK_FALSE(bytes_from_base64("Zm9v!"));
  CHECK_FALSE(bytes_from_base64("Zm9vY"));
  CHECK_FALSE(bytes_from_base64("Zg==Zg=="));
}

TEST_CASE("base64: hex digits of a bytea") {
  CHECK(bytes_from_hex("\\x") == "");
  CHECK(bytes_from_hex("\\x00ff4a") == std::string("\x00\xff\x4a", 3));
  CHECK_FALSE(bytes_from_hex("00ff"));
  CHECK_FALSE(bytes_from_hex("\\x0"));
  CHECK_FALSE(bytes_from_hex("\\x0g"));
}
