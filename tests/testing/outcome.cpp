#include "leeway/testing/outcome.hpp"

#include <sstream>
#include <string>
#include <type_traits>

#include "catch.hpp"

using leeway::testing::Outcome;

namespace {

/// GoogleTest's AssertionResult, as far as its users may rely on it.
class Assertion {
 public:
  explicit Assertion(bool held) : held_(held) {}
  operator bool() const { return held_; }
  const char* failure_message() const { return words_.c_str(); }
  Assertion& operator<<(const std::string& words) {
    words_ += words;
    return *this;
  }

 private:
  bool held_;
  std::string words_;
};

}  // namespace

TEST_CASE("outcome: is true if it held, and says what was seen") {
  const Outcome bad(false, "no drift was found");
  CHECK(Outcome(true, ""));
  CHECK_FALSE(bad);
  CHECK(bad.message() == "no drift was found");
  std::ostringstream stream;
  stream << bad;
  CHECK(stream.str() == "no drift was found");
  CHECK(Catch::Detail::stringify(bad) == "no drift was found");  // what a failing CHECK shows
}

TEST_CASE("outcome: becomes an assertion of GoogleTest's kind, with the words, and nothing else") {
  const Assertion failed = Outcome(false, "no drift was found");
  CHECK_FALSE(static_cast<bool>(failed));
  CHECK(std::string(failed.failure_message()) == "no drift was found");
  CHECK(static_cast<bool>(Assertion(Outcome(true, ""))));
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Outcome, bool>);  // nor does it add up as a number
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Outcome, int>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Outcome, std::string>);
}
