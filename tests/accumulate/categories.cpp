#include "leeway/accumulate/categories.hpp"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "leeway/core/concepts.hpp"

using leeway::Categories;
using leeway::ShortText;

static_assert(leeway::Accumulator<Categories<ShortText>>);
static_assert(leeway::Accumulator<Categories<std::int64_t>>);

TEST_CASE("categories: exact while they fit") {
  Categories<> categories(100);
  for (const char* text : {"mobile", "desktop", "mobile", "", "tv", "mobile"}) categories.add(text);
  CHECK(categories.count() == 5);
  CHECK(categories.missing() == 1);
  CHECK(categories.size() == 3);
  CHECK(categories.frequency("mobile") == 3);
  CHECK(categories.frequency("tablet") == 0);
  CHECK(categories.frequency("") == 1);
  CHECK(categories.exact());
  CHECK(categories.other() == 0);
  const auto entries = categories.entries();
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].key.view() == "mobile");
  CHECK(entries[1].key.view() == "desktop");  // equal counts stand in the order of their keys
  CHECK(entries[2].key.view() == "tv");
}

TEST_CASE("categories: integer codes, with the smallest value missing") {
  Categories<std::int64_t> codes(8);
  for (const std::int64_t code : {1L, -1L, 1L, std::numeric_limits<std::int64_t>::min()}) codes.add(code);
  CHECK(codes.count() == 3);
  CHECK(codes.missing() == 1);
  CHECK(codes.frequency(1) == 2);
  CHECK(codes.frequency(-1) == 1);
}

TEST_CASE("categories: a hostile stream costs no memory and the heavy hitters survive it") {
  // Ten million in the words; the table behaves the same from its first overflow on.
  Categories<> categories(256);
  const std::size_t memory = categories.memory_bytes();
  constexpr int distinct = 2'000'000;
  char text[32];
  for (int i = 0; i < distinct; ++i) {
    std::snprintf(text, sizeof text, "session-%d", i);
    categories.add(text);
    if (i % 20 == 0) categories.add("heavy");  // 4.8 % of the stream, beyond 1/257
  }
  CHECK(categories.memory_bytes() == memory);
  CHECK(categories.count() == distinct + distinct / 20);
  CHECK(categories.size() <= 256);
  CHECK_FALSE(categories.exact());
  CHECK(categories.error_bound() <= categories.count() / 257);
  const std::uint64_t truth = distinct / 20;
  CHECK(categories.frequency("heavy") <= truth);
  CHECK(categories.frequency("heavy") + categories.error_bound() >= truth);
  CHECK(categories.other() + categories.frequency("heavy") <= categories.count());
}

TEST_CASE("categories: every count lies within the error bound, merged or not") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20; ++round) {
    std::map<std::int64_t, std::uint64_t> truth;
    const std::size_t capacity = 5 + random() % 40;
    std::vector<Categories<std::int64_t>> parts(1 + random() % 5, Categories<std::int64_t>(capacity));
    std::uint64_t total = 0;
    for (int i = 0; i < 5000; ++i) {
      const auto code = static_cast<std::int64_t>(std::geometric_distribution<int>(0.05)(random));
      const std::uint64_t times = 1 + random() % 3;
      parts[random() % parts.size()].add(code, times);
      truth[code] += times;
      total += times;
    }
    auto merged = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) merged.merge(parts[i]);
    REQUIRE(merged.count() == total);
    REQUIRE(merged.size() <= capacity);
    REQUIRE(merged.error_bound() <= total / (capacity + 1));
    std::uint64_t attributed = 0;
    for (const auto& [code, count] : truth) {
      const std::uint64_t held = merged.frequency(code);
      REQUIRE(held <= count);
      REQUIRE(held + merged.error_bound() >= count);
      attributed += held;
    }
    REQUIRE(merged.other() == total - attributed);
  }
}

TEST_CASE("categories: the order of values and of parts does not show while exact") {
  Categories<> forward(10);
  Categories<> backward(10);
  const std::vector<std::string> texts{"a", "b", "c", "a", "b", "a"};
  for (const auto& text : texts) forward.add(text);
  for (auto text = texts.rbegin(); text != texts.rend(); ++text) backward.add(*text);
  CHECK(forward == backward);
}

TEST_CASE("categories: a copy keeps its reserve") {
  Categories<> original(4);
  original.add("a");
  Categories<> copy = original;
  CHECK(copy.memory_bytes() == original.memory_bytes());
  for (const char* text : {"b", "c", "d", "e", "f"}) copy.add(text);
  CHECK(copy.count() == 6);
  CHECK(copy.size() <= 4);
  CHECK(original.size() == 1);
}

TEST_CASE("categories: configurations that cannot work are refused") {
  CHECK_THROWS_AS(Categories<>(0), leeway::ConfigError);
  Categories<> four(4);
  CHECK_THROWS_AS(four.merge(Categories<>(5)), leeway::ConfigError);
}
