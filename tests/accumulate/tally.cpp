#include "leeway/accumulate/tally.hpp"

#include <limits>

#include "catch.hpp"
#include "leeway/core/concepts.hpp"

using leeway::Tally;

static_assert(leeway::Accumulator<Tally<double>> && leeway::Accumulator<Tally<float>>);

TEMPLATE_TEST_CASE("tally: every kind of value in its own channel", "", float, double) {
  using Limits = std::numeric_limits<TestType>;
  Tally<TestType> tally;
  for (const TestType x : {TestType{0}, -TestType{0}, (Limits::max)(), Limits::lowest(), Limits::denorm_min()})
    tally.add(x);
  for (const TestType x : {Limits::quiet_NaN(), -Limits::quiet_NaN(), Limits::signaling_NaN()}) tally.add(x);
  for (int i = 0; i < 2; ++i) tally.add(Limits::infinity());
  tally.add(-Limits::infinity());
  CHECK(tally.seen() == 11);
  CHECK(tally.missing() == 3);
  CHECK(tally.positive_infinite() == 2);
  CHECK(tally.negative_infinite() == 1);
  CHECK(tally.count() == 8);

  Tally<TestType> twice = tally;
  twice.merge(tally);
  CHECK(twice.seen() == 22);
  CHECK(twice.missing() == 6);
  CHECK(twice.positive_infinite() == 4);
  CHECK(twice.negative_infinite() == 2);
  CHECK(twice != tally);
}
