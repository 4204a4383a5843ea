#include "leeway/accumulate/extrema.hpp"

#include <cmath>
#include <limits>

#include "catch.hpp"
#include "leeway/core/concepts.hpp"

using leeway::Extrema;

static_assert(leeway::Accumulator<Extrema<double>> && leeway::Accumulator<Extrema<float>>);

TEST_CASE("extrema: none when empty") {
  const Extrema<> empty;
  CHECK(empty.count() == 0);
  CHECK(std::isnan(empty.lowest()));
  CHECK(std::isnan(empty.highest()));
}

TEMPLATE_TEST_CASE("extrema: finite values only, the ends of the type included", "", float, double) {
  using Limits = std::numeric_limits<TestType>;
  Extrema<TestType> extrema;
  extrema.add(Limits::quiet_NaN());
  extrema.add(-Limits::quiet_NaN());
  extrema.add(Limits::infinity());
  extrema.add(-Limits::infinity());
  CHECK(extrema == Extrema<TestType>{});
  extrema.add((Limits::max)());
  CHECK(extrema.lowest() == (Limits::max)());
  CHECK(extrema.highest() == (Limits::max)());
  extrema.add(Limits::denorm_min());
  CHECK(extrema.lowest() == Limits::denorm_min());
  extrema.add(Limits::lowest());
  CHECK(extrema.lowest() == Limits::lowest());
  CHECK(extrema.count() == 3);
}

TEST_CASE("extrema: merging an empty part leaves no trace") {
  Extrema<> some;
  some.add(-3);
  some.add(5);
  Extrema<> merged;
  merged.merge(some);
  merged.merge(Extrema<>{});
  CHECK(merged == some);
  CHECK(Extrema<>::from_state(2, -3, 5) == some);
  CHECK(Extrema<>::from_state(0, -3, 5) == Extrema<>{});
}
