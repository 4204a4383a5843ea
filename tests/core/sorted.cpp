#include "leeway/core/sorted.hpp"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "catch.hpp"

using namespace leeway;

TEST_CASE("sorted: an empty view") {
  constexpr Sorted<double> none;
  STATIC_REQUIRE(none.empty());
  STATIC_REQUIRE(none.size() == 0);
  CHECK(none.begin() == none.end());
}

TEMPLATE_TEST_CASE("sorted: shows the values it was given, without a copy", "", float, double) {
  const std::vector<TestType> values{-1, 0, 0, 2.5};
  const Sorted<TestType> view(values);
  CHECK(view.size() == 4);
  CHECK_FALSE(view.empty());
  CHECK(view[0] == -1);
  CHECK(view[3] == TestType(2.5));
  CHECK(std::equal(view.begin(), view.end(), values.begin(), values.end()));
  CHECK(view.values().data() == values.data());
}

TEST_CASE("sorted: the promise must be made in so many words") {
  using Values = std::vector<double>;
  STATIC_REQUIRE(std::is_constructible_v<Sorted<double>, const Values&>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<const Values&, Sorted<double>>);  // else any vector would pass for sorted
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Sorted<double>, const std::vector<float>&>);
}

TEST_CASE("sorted: cheap to hand on by value") {
  STATIC_REQUIRE(std::is_trivially_copyable_v<Sorted<double>>);
  STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<Sorted<double>>);
  STATIC_REQUIRE(sizeof(Sorted<double>) == 2 * sizeof(void*));
}
