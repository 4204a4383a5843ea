#include "leeway/core/version.hpp"

#include <string>

#include "catch.hpp"

TEST_CASE("version: the string and the number say the same") {
  const std::string expected = std::to_string(LEEWAY_VERSION_MAJOR) + '.' + std::to_string(LEEWAY_VERSION_MINOR) + '.' +
                               std::to_string(LEEWAY_VERSION_PATCH);
  CHECK(std::string(LEEWAY_VERSION_STRING) == expected);
  CHECK(LEEWAY_VERSION / 10000 == LEEWAY_VERSION_MAJOR);
  CHECK(LEEWAY_VERSION / 100 % 100 == LEEWAY_VERSION_MINOR);
  CHECK(LEEWAY_VERSION % 100 == LEEWAY_VERSION_PATCH);
}

TEST_CASE("version: usable by the preprocessor") {
#if LEEWAY_VERSION >= 100 && LEEWAY_VERSION < 1000000
  SUCCEED("0.1.0 or later");
#else
  FAIL("LEEWAY_VERSION is out of its range");
#endif
}

#ifdef LEEWAY_CMAKE_VERSION
TEST_CASE("version: the build system read the same one") {
  CHECK(std::string(LEEWAY_CMAKE_VERSION) == LEEWAY_VERSION_STRING);
}
#endif
