#include "leeway/core/category_column.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "catch.hpp"

using namespace leeway;

namespace {

std::vector<std::string> contents(const CategoryColumn& column) {
  std::vector<std::string> found;
  column.for_each([&](auto value) {
    if constexpr (std::is_same_v<decltype(value), std::string_view>) {
      found.emplace_back(value);
    } else {
      STATIC_REQUIRE(std::is_same_v<decltype(value), std::int64_t>);
      found.push_back('#' + std::to_string(value));
    }
  });
  return found;
}

}  // namespace

TEST_CASE("category_column: texts, views and codes come out in order") {
  const std::vector<std::string> texts{"mobile", "", "desktop"};
  CHECK(contents(texts) == texts);
  const std::vector<std::string_view> views{"a", "b"};
  CHECK(contents(views) == std::vector<std::string>{"a", "b"});
  const std::vector<std::int32_t> narrow{3, -1};
  CHECK(contents(narrow) == std::vector<std::string>{"#3", "#-1"});
  const std::vector<std::int64_t> wide{std::int64_t{1} << 40};
  CHECK(contents(wide) == std::vector<std::string>{"#1099511627776"});
  CHECK(CategoryColumn(texts).size() == 3);
  CHECK(CategoryColumn(std::vector<std::int64_t>{}).size() == 0);
  CHECK(contents(std::vector<std::string>{}).empty());
}

TEST_CASE("category_column: sees the values, does not keep them") {
  std::vector<std::int32_t> codes{1, 2};
  const CategoryColumn column(codes);
  codes[0] = 7;
  CHECK(contents(column) == std::vector<std::string>{"#7", "#2"});
  STATIC_REQUIRE(std::is_trivially_copyable_v<CategoryColumn>);
}

TEMPLATE_TEST_CASE("category_column: codes held in a matrix of numbers", "", float, double) {
  using Limits = std::numeric_limits<TestType>;
  CHECK(code_of(TestType(0)) == 0);
  CHECK(code_of(TestType(-0.0)) == 0);
  CHECK(code_of(TestType(42)) == 42);
  CHECK(code_of(TestType(-3)) == -3);
  CHECK(code_of(TestType(16777216)) == 16777216);
  CHECK(code_of(Limits::quiet_NaN()) == missing_code);
  CHECK(code_of(TestType(2.5)) == invalid_code);
  CHECK(code_of(Limits::denorm_min()) == invalid_code);
  CHECK(code_of(Limits::infinity()) == invalid_code);
  CHECK(code_of(-Limits::infinity()) == invalid_code);
  CHECK(code_of((Limits::max)()) == invalid_code);
}

TEST_CASE("category_column: codes are exact up to 2^53 and refused beyond") {
  constexpr std::int64_t limit = std::int64_t{1} << 53;
  CHECK(code_of(static_cast<double>(limit)) == limit);
  CHECK(code_of(static_cast<double>(-limit)) == -limit);
  CHECK(code_of(std::nextafter(static_cast<double>(limit), 1e300)) == invalid_code);
  CHECK(code_of(static_cast<double>(limit - 1)) == limit - 1);
}

TEST_CASE("category_column: the two marks are no ordinary codes") {
  STATIC_REQUIRE(missing_code != invalid_code);
  STATIC_REQUIRE(missing_code < -(std::int64_t{1} << 53));
  STATIC_REQUIRE(invalid_code < -(std::int64_t{1} << 53));
}

TEST_CASE("category_column: every so many values") {
  const std::vector<std::int32_t> codes{0, 1, 2, 3, 4, 5, 6};
  std::vector<std::int64_t> seen;
  const auto collect = [&](auto value) {
    if constexpr (std::is_integral_v<decltype(value)>) seen.push_back(value);
  };
  leeway::CategoryColumn(codes).for_each(collect, 1, 3);
  CHECK(seen == std::vector<std::int64_t>{1, 4});
  leeway::CategoryColumn(codes).for_each(collect, 9, 3);
  CHECK(seen.size() == 2);
}
