#include "leeway/core/hash.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"

using namespace leeway;

TEST_CASE("hash: mix_bits is MurmurHash3's finaliser") {
  // Values of fmix64 computed with arbitrary-precision integers.
  STATIC_REQUIRE(mix_bits(0) == 0);
  STATIC_REQUIRE(mix_bits(1) == 0xb456bcfc34c2cb2cULL);
  STATIC_REQUIRE(mix_bits(0xffffffffffffffffULL) == 0x64b5720b4b825f21ULL);
}

TEST_CASE("hash: a changed bit changes about half of the result") {
  for (int bit = 0; bit < 64; ++bit) {
    const int changed = std::popcount(mix_bits(0x0123456789abcdefULL) ^ mix_bits(0x0123456789abcdefULL ^ 1ULL << bit));
    CAPTURE(bit, changed);
    CHECK(changed > 12);  // five standard deviations of 64 fair coins below their mean
    CHECK(changed < 52);
  }
}

TEST_CASE("hash: texts that differ anywhere, or in length only, differ") {
  std::set<std::uint64_t> seen;
  std::size_t texts = 0;
  for (std::size_t length = 0; length <= 40; ++length) {
    seen.insert(hash_text(std::string(length, '\0')));  // zeros look like the padding of the last step
    ++texts;
    for (std::size_t place = 0; place < length; ++place) {
      std::string text(length, '\0');
      text[place] = 'x';
      seen.insert(hash_text(text));
      ++texts;
    }
  }
  CHECK(seen.size() == texts);
}

TEST_CASE("hash: the seed matters, the address does not") {
  CHECK(hash_text("mobile", 1) != hash_text("mobile", 2));
  const std::string here = "a text of more than eight bytes";
  std::vector<char> elsewhere(here.size() + 1);
  std::memcpy(elsewhere.data() + 1, here.data(), here.size());  // unaligned
  CHECK(hash_text(here) == hash_text(std::string_view(elsewhere.data() + 1, here.size())));
  CHECK(hash_text({}) == hash_text(""));
}

TEST_CASE("hash: ContentHash is FNV-1a") {
  STATIC_REQUIRE(ContentHash{}.value() == 0xcbf29ce484222325ULL);
  // Eight zero bytes multiply the offset basis by the prime to the eighth.
  std::uint64_t expected = 0xcbf29ce484222325ULL;
  for (int i = 0; i < 8; ++i) expected *= 0x100000001b3ULL;
  ContentHash zero;
  zero.add(std::uint64_t{0});
  CHECK(zero.value() == expected);
  // Little-endian: the low byte comes first, the seven zeros after it.
  expected = (0xcbf29ce484222325ULL ^ 0x61U) * 0x100000001b3ULL;
  CHECK(expected == 0xaf63dc4c8601ec8cULL);  // published FNV-1a of "a"
  for (int i = 0; i < 7; ++i) expected *= 0x100000001b3ULL;
  ContentHash letter;
  letter.add(std::uint64_t{0x61});
  CHECK(letter.value() == expected);
}

TEST_CASE("hash: ContentHash tells apart what a concatenation would not") {
  const auto of = [](auto... parts) {
    ContentHash hash;
    (hash.add(parts), ...);
    return hash.value();
  };
  using Text = std::string_view;
  CHECK(of(Text("ab"), Text("c")) != of(Text("a"), Text("bc")));
  CHECK(of(Text("")) != of());
  CHECK(of(1.0, 2.0) != of(2.0, 1.0));
  CHECK(of(0.0) != of(-0.0));
  CHECK(of(1.0) == of(std::bit_cast<std::uint64_t>(1.0)));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::uint64_t bits : {0x7ff8000000000000ULL, 0xfff8000000000000ULL, 0x7ff0000000000001ULL}) {
    CHECK(of(std::bit_cast<double>(bits)) == of(nan));  // sign and payload of a NaN are an accident
  }
  CHECK(of(nan) != of(std::numeric_limits<double>::infinity()));
}

TEST_CASE("hash: a written hash is sixteen hex digits") {
  CHECK(hex_of(0) == "0000000000000000");
  CHECK(hex_of(0x00c0ffee12345678ULL) == "00c0ffee12345678");
}

TEST_CASE("hash: the process has one seed, which changes what texts hash to") {
  CHECK(leeway::process_seed() == leeway::process_seed());
  CHECK(leeway::process_seed() != 0);
  CHECK(leeway::hash_text("a", leeway::process_seed()) != leeway::hash_text("a", leeway::process_seed() + 1));
}
