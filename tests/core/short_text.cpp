#include "leeway/core/short_text.hpp"

#include <set>
#include <string>
#include <type_traits>

#include "catch.hpp"

using namespace leeway;

namespace {

/// Whether every character is whole: each lead byte is followed by as many continuation bytes as it announces.
bool valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80U ? 1 : lead >= 0xf0U ? 4 : lead >= 0xe0U ? 3 : lead >= 0xc0U ? 2 : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0U) != 0x80U) return false;
    }
    i += length;
  }
  return true;
}

}  // namespace

TEST_CASE("short_text: up to 63 bytes are kept as they are") {
  CHECK(ShortText().empty());
  CHECK(ShortText().view().empty());
  CHECK(ShortText("") == ShortText());
  for (std::size_t length = 1; length <= ShortText::max_size; ++length) {
    std::string text(length, 'a');
    text.back() = 'z';
    CHECK(ShortText(text).view() == text);
  }
  const std::string zeros("a\0b", 3);
  CHECK(ShortText(zeros).view() == zeros);
}

TEST_CASE("short_text: a longer one keeps its beginning and a fingerprint of the whole") {
  const std::string text(64, 'a');
  const ShortText folded(text);
  CHECK(folded.view().size() == ShortText::max_size);
  CHECK(folded.view().substr(0, 54) == text.substr(0, 54));
  CHECK(folded.view()[54] == '~');
  CHECK(folded.view().substr(55).find_first_not_of("0123456789abcdef") == std::string_view::npos);
  CHECK(ShortText(text) == folded);
}

TEST_CASE("short_text: long texts that differ only beyond what is kept stay different") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.emplace(ShortText(std::string(100, 'a') + std::to_string(i)).view());
  CHECK(seen.size() == 1000);
  CHECK_FALSE(ShortText(std::string(64, 'a')) == ShortText(std::string(65, 'a')));
}

TEST_CASE("short_text: no character is cut in two") {
  for (const std::string letter : {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x9a\x80"}) {
    for (std::size_t offset = 0; offset < 4; ++offset) {
      std::string text(offset, 'x');
      while (text.size() <= 80) text += letter;
      const ShortText folded(text);
      CAPTURE(letter, offset);
      CHECK(valid_utf8(folded.view()));
      CHECK(folded.view().size() > 63 - 4);
      CHECK(folded.view().size() <= 63);
    }
  }
}

TEST_CASE("short_text: bytes that are no text at all do no harm") {
  const ShortText folded(std::string(1000, '\x80'));  // continuation bytes without a lead
  CHECK(folded.view().size() == 9);
  CHECK(folded.view().front() == '~');
}

TEST_CASE("short_text: ordered as the texts are") {
  CHECK(ShortText("a") < ShortText("b"));
  CHECK(ShortText("a") < ShortText("aa"));
  CHECK(ShortText("") < ShortText("a"));
  CHECK(ShortText("B") < ShortText("a"));
  CHECK((ShortText("x") <=> ShortText("x")) == std::strong_ordering::equal);
}

TEST_CASE("short_text: lives in place, one cache line") {
  STATIC_REQUIRE(sizeof(ShortText) == 64);
  STATIC_REQUIRE(std::is_trivially_copyable_v<ShortText>);
  STATIC_REQUIRE(std::is_nothrow_constructible_v<ShortText, std::string_view>);
}
