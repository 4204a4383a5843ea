#include "leeway/accumulate/vocabulary.hpp"

#include <random>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"

using leeway::Vocabulary;

TEST_CASE("vocabulary: every kind of value has its slot") {
  const Vocabulary vocabulary({"mobile", "desktop"}, {"watch"}, false);
  CHECK(vocabulary.slot_count() == 5);
  CHECK(vocabulary.slot("mobile") == 0);
  CHECK(vocabulary.slot("desktop") == 1);
  CHECK(vocabulary.slot("watch") == vocabulary.other_slot());
  CHECK(vocabulary.slot("tv") == vocabulary.new_slot());
  CHECK(vocabulary.slot("") == vocabulary.missing_slot());
  CHECK(vocabulary.slot(std::int64_t{3}) == vocabulary.new_slot());
}

TEST_CASE("vocabulary: an open-ended one cannot tell rare from new") {
  const Vocabulary vocabulary({"a"}, {}, true);
  CHECK(vocabulary.slot("b") == vocabulary.other_slot());
  CHECK(vocabulary.slot(std::int64_t{7}) == vocabulary.other_slot());
}

TEST_CASE("vocabulary: a code is the category of its digits") {
  const Vocabulary vocabulary({"0", "7", "-3", "70000", "007"}, {"12"}, false);
  CHECK(vocabulary.slot(std::int64_t{0}) == 0);
  CHECK(vocabulary.slot(std::int64_t{7}) == 1);
  CHECK(vocabulary.slot("7") == 1);
  CHECK(vocabulary.slot(std::int64_t{-3}) == 2);
  CHECK(vocabulary.slot(std::int64_t{70000}) == 3);  // beyond the direct table
  CHECK(vocabulary.slot("007") == 4);                // digits, but not those of a code
  CHECK(vocabulary.slot(std::int64_t{12}) == vocabulary.other_slot());
  CHECK(vocabulary.slot(std::int64_t{5}) == vocabulary.new_slot());
  CHECK(vocabulary.slot(leeway::missing_code) == vocabulary.missing_slot());
  CHECK(vocabulary.slot(leeway::invalid_code) == vocabulary.new_slot());
  CHECK(vocabulary.slot(std::numeric_limits<std::int64_t>::max()) == vocabulary.new_slot());
}

TEMPLATE_TEST_CASE("vocabulary: a code in a floating-point matrix is the code", "", float, double) {
  const Vocabulary vocabulary({"0", "7", "-3", "70000"}, {"12"}, false);
  for (const std::int64_t code : {0, 7, -3, 70'000, 12, 5, 13, 65'536, 1'000'000}) {
    CHECK(vocabulary.slot(static_cast<TestType>(code)) == vocabulary.slot(code));
  }
  using Limits = std::numeric_limits<TestType>;
  CHECK(vocabulary.slot(-TestType{0}) == 0);
  CHECK(vocabulary.slot(Limits::quiet_NaN()) == vocabulary.missing_slot());
  for (const TestType no_code : {TestType(6.5), TestType(-0.5), TestType(12.5), Limits::infinity(), Limits::lowest()}) {
    CHECK(vocabulary.slot(no_code) == vocabulary.new_slot());
  }
}

TEST_CASE("vocabulary: ten thousand random names are found, others are not") {
  std::mt19937_64 random(3);
  std::set<std::string> names;
  while (names.size() < 10'000) {
    std::string name(1 + random() % 20, ' ');
    for (char& c : name) c = static_cast<char>(1 + random() % 255);
    names.insert(name);
  }
  const std::vector<std::string> listed(names.begin(), names.end());
  const Vocabulary vocabulary(listed, {}, false);
  for (std::size_t i = 0; i < listed.size(); ++i) REQUIRE(vocabulary.slot(listed[i]) == i);
  for (const std::string& name : listed) {
    const std::string other = name + "?";
    REQUIRE((names.contains(other) || vocabulary.slot(other) == vocabulary.new_slot()));
  }
}

TEST_CASE("vocabulary: a text too long for a name is found by its short form") {
  const std::string text(500, 'x');
  const Vocabulary vocabulary({std::string(leeway::ShortText(text).view())}, {}, false);
  CHECK(vocabulary.slot(text) == 0);
  CHECK(vocabulary.slot(text + "y") == vocabulary.new_slot());
}

TEST_CASE("vocabulary: names that cannot be categories are refused") {
  CHECK_THROWS_AS(Vocabulary({"a", "a"}, {}, false), leeway::ConfigError);
  CHECK_THROWS_AS(Vocabulary({"a"}, {"a"}, false), leeway::ConfigError);
  CHECK_THROWS_AS(Vocabulary({""}, {}, false), leeway::ConfigError);
  CHECK_THROWS_AS(Vocabulary({std::string(64, 'x')}, {}, false), leeway::ConfigError);
}
