#include "leeway/accumulate/summary.hpp"

#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "leeway/accumulate/cells.hpp"
#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/moments.hpp"
#include "leeway/accumulate/quantiles.hpp"
#include "leeway/accumulate/tally.hpp"
#include "leeway/core/error.hpp"

using namespace leeway;

namespace {

using Plain = Summary<Tally<float>, Extrema<float>, Moments<float>>;
using Configured = Summary<Tally<>, Cells<>, Quantiles<>>;
static_assert(Accumulator<Plain> && Accumulator<Configured> && Accumulator<Summary<Plain, Quantiles<float>>>);
static_assert(std::is_same_v<Plain::value_type, float>);
static_assert(noexcept(std::declval<Plain&>().merge(std::declval<const Plain&>())));
static_assert(!noexcept(std::declval<Configured&>().merge(std::declval<const Configured&>())));
static_assert(!std::is_convertible_v<Tally<float>, Summary<Tally<float>>>);

Configured with_edges(std::vector<double> edges) {
  return Configured({}, Cells<>(Partition<>(0, std::move(edges), 9)), {});
}

}  // namespace

TEST_CASE("summary: every part sees every value") {
  Plain summary;
  Tally<float> tally;
  Extrema<float> extrema;
  Moments<float> moments;
  for (const float x : {1.5F, std::numeric_limits<float>::quiet_NaN(), -2.0F, std::numeric_limits<float>::infinity()}) {
    summary.add(x);
    tally.add(x);
    extrema.add(x);
    moments.add(x);
  }
  CHECK(std::as_const(summary).get<Tally<float>>() == tally);
  CHECK(summary.get<Extrema<float>>() == extrema);
  CHECK(summary.get<Moments<float>>() == moments);
  CHECK(summary == Plain(tally, extrema, moments));
}

TEST_CASE("summary: count is that of the first part") {
  Plain summary;
  Summary<Moments<float>, Tally<float>> moments_first;
  for (const float x : {1.0F, std::numeric_limits<float>::infinity()}) {
    summary.add(x);
    moments_first.add(x);
  }
  CHECK(summary.count() == 2);
  CHECK(moments_first.count() == 1);
}

TEST_CASE("summary: parts can be changed in place") {
  Configured summary = with_edges({1, 2});
  summary.get<Cells<>>().add_to_slot(2, 5);
  CHECK(summary.get<Cells<>>().count() == 5);
  CHECK(summary.count() == 0);
}

TEST_CASE("summary: a merge that one part refuses changes none") {
  Configured summary = with_edges({1, 2});
  Configured other = with_edges({1, 3});
  for (const double x : {0.5, 1.5, 2.5}) {
    summary.add(x);
    other.add(x);
  }
  const Configured before = summary;
  CHECK_THROWS_AS(summary.merge(other), ConfigError);
  CHECK(summary == before);

  Configured same = with_edges({1, 2});
  same.add(7);
  summary.merge(same);
  CHECK(summary.count() == 4);
  CHECK(summary.get<Quantiles<>>().highest() == 7);
}
