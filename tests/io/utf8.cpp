#include "leeway/io/utf8.hpp"

#include <string>

#include "catch.hpp"

using namespace leeway;

TEST_CASE("utf8: every character that exists survives encoding and decoding, surrogates are refused") {
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    std::string text;
    append_utf8(text, c);
    const Utf8Step step = decode_utf8(text, 0);
    const bool surrogate = c >= 0xd800 && c <= 0xdfff;
    if (step.valid == surrogate || (!surrogate && (step.character != c || step.bytes != text.size()))) {
      FAIL("U+" << std::hex << static_cast<unsigned long>(c));
    }
  }
  CHECK(decode_utf8("\xe2\x82\xac", 0).character == U'\u20ac');
}

TEST_CASE("utf8: malformed bytes are one invalid step each") {
  for (const std::string text :
       {"\x80", "\xff", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xe2\x82", "\xe2", "\xc3", "\xc3(", "\xe2\x28\xa1"}) {
    const Utf8Step step = decode_utf8(text, 0);
    CHECK_FALSE(step.valid);
    CHECK(step.bytes == 1);
    CHECK(step.character == static_cast<unsigned char>(text[0]));
    CHECK_FALSE(is_utf8("ok" + text));
  }
  CHECK(is_utf8(""));
  CHECK(is_utf8("Gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80"));
}

TEST_CASE("utf8: any bytes go through Latin-1 and back") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  const std::string text = utf8_from_latin1(bytes);
  CHECK(is_utf8(text));
  CHECK(text.size() == 384);
  CHECK(latin1_from_utf8(text) == bytes);
  CHECK_FALSE(latin1_from_utf8("\xe2\x82\xac"));
  CHECK_FALSE(latin1_from_utf8("\xff"));
}

TEST_CASE("utf8: repairing keeps what is valid and takes stray bytes for Latin-1") {
  CHECK(repaired_utf8("M\xfcnchen \xe2\x82\xac") == "M\xc3\xbcnchen \xe2\x82\xac");
  CHECK(repaired_utf8("plain") == "plain");
}

TEST_CASE("utf8: what acts on a terminal is told from what shows") {
  for (const char32_t c : {U'\0', U'\x1b', U'\x7f', char32_t{0x9b}, char32_t{0x202e}, char32_t{0x2066},
                           char32_t{0x200b}, char32_t{0xfeff}, char32_t{0x2028}, char32_t{0xe0041}}) {
    CHECK(is_unprintable(c));
  }
  for (const char32_t c : {U' ', U'a', U'~', char32_t{0xa0}, char32_t{0xfc}, char32_t{0x5e74}, char32_t{0x1f600}}) {
    CHECK_FALSE(is_unprintable(c));
  }
}
