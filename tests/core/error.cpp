#include "leeway/core/error.hpp"

#include <stdexcept>
#include <string>
#include <type_traits>

#include "catch.hpp"

using namespace leeway;

namespace {

template <class Thrown, class Caught>
std::string message_caught_as() {
  try {
    throw Thrown("feature 'age': no rows");
  } catch (const Caught& error) {
    return error.what();
  }
}

}  // namespace

TEMPLATE_TEST_CASE("error: one catch suffices, by our base or by the standard's", "", ConfigError, FormatError,
                   IoError) {
  CHECK(message_caught_as<TestType, Error>() == "feature 'age': no rows");
  CHECK(message_caught_as<TestType, std::runtime_error>() == "feature 'age': no rows");
  CHECK(message_caught_as<TestType, TestType>() == "feature 'age': no rows");
}

TEST_CASE("error: the kinds are told apart") {
  // A wrong file is not a wrong configuration, so neither kind may be caught as the other.
  STATIC_REQUIRE_FALSE(std::is_base_of_v<ConfigError, FormatError>);
  STATIC_REQUIRE_FALSE(std::is_base_of_v<FormatError, ConfigError>);
  STATIC_REQUIRE_FALSE(std::is_base_of_v<FormatError, IoError>);
  STATIC_REQUIRE_FALSE(std::is_base_of_v<IoError, ConfigError>);
}

TEST_CASE("error: copying one cannot throw, for it may happen while another is in flight") {
  STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<ConfigError>);
  STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<FormatError>);
}
