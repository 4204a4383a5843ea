// The laws every accumulator obeys (core/concepts.hpp), as one suite over all of them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "allocations.hpp"
#include "catch.hpp"
#include "leeway/accumulate/categories.hpp"
#include "leeway/accumulate/cells.hpp"
#include "leeway/accumulate/extrema.hpp"
#include "leeway/accumulate/moments.hpp"
#include "leeway/accumulate/quantiles.hpp"
#include "leeway/accumulate/summary.hpp"
#include "leeway/accumulate/tally.hpp"
#include "leeway/core/concepts.hpp"

namespace {

using namespace leeway;

using NumericSummary = Summary<Tally<float>, Extrema<float>, Moments<float>, Cells<float>, Quantiles<float>>;

/// An empty accumulator, configured as one in use.
template <class A>
A make() {
  return A{};
}
template <>
Cells<double> make() {
  return Cells<double>(Partition<double>(-2, {-1, -0.5, 0, 0.25, 1}, 2));
}
template <>
Cells<float> make() {
  return Cells<float>(Partition<float>(-2, {-1, 0, 1}, 2));
}
template <>
NumericSummary make() {
  return NumericSummary({}, {}, {}, make<Cells<float>>(), Quantiles<float>(100, 3));
}

/// Ordinary values with a few of every special kind.
template <class Value>
std::vector<Value> values(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Value> sample(n);
  if constexpr (std::is_floating_point_v<Value>) {
    using Limits = std::numeric_limits<Value>;
    std::normal_distribution<double> normal;
    for (std::size_t i = 0; i < n; ++i) {
      const auto x = static_cast<Value>(normal(random));
      sample[i] = i % 50 == 7    ? Limits::quiet_NaN()
                  : i % 50 == 13 ? Limits::infinity()
                  : i % 50 == 21 ? -Limits::infinity()
                  : i % 50 == 34 ? std::copysign(Value{0}, x)
                                 : x;
    }
  } else if constexpr (std::is_integral_v<Value>) {
    for (Value& x : sample) x = static_cast<Value>(random() % 40) - 7;
  } else {
    static const std::vector<std::string> words{"mobile", "desktop", "tv", "", "tablet", std::string(200, 'x'),
                                                "phone"};
    for (Value& x : sample) x = words[random() % words.size()];
  }
  return sample;
}

// What "equal" means: bit for bit for counts, to rounding for moments, within the rank error for sketches.
template <class A>
void check_same(const A& a, const A& b) {
  CHECK(a == b);
}
template <class Value, int Order>
void check_same(const Moments<Value, Order>& a, const Moments<Value, Order>& b) {
  CHECK(a.count() == b.count());
  CHECK(std::fabs(a.mean() - b.mean()) <= 1e-15);
  CHECK(std::fabs(a.variance() - b.variance()) <= 1e-14);
  if constexpr (Order == 4) {
    CHECK(std::fabs(a.skewness() - b.skewness()) <= 1e-13);
    CHECK(std::fabs(a.kurtosis() - b.kurtosis()) <= 1e-13);
  }
}
template <class Value>
void check_same(const Quantiles<Value>& a, const Quantiles<Value>& b) {
  CHECK(a.count() == b.count());
  CHECK(a.lowest() == b.lowest());
  CHECK(a.highest() == b.highest());
  for (const double x : {-2.0, -1.0, -0.3, 0.0, 0.5, 1.5}) {
    CHECK(std::fabs(a.rank(static_cast<Value>(x)) - b.rank(static_cast<Value>(x))) <= a.rank_error() + b.rank_error());
  }
}
template <class... Parts>
void check_same(const Summary<Parts...>& a, const Summary<Parts...>& b) {
  (check_same(a.template get<Parts>(), b.template get<Parts>()), ...);
}
template <class Key>
void check_same(const Categories<Key>& a, const Categories<Key>& b) {
  CHECK(a.count() == b.count());
  CHECK(a.missing() == b.missing());
  CHECK(a.other() == b.other());
  CHECK(a.size() == b.size());
  for (const auto& value : values<typename Categories<Key>::value_type>(200, 99)) {
    CHECK(a.frequency(value) == b.frequency(value));
  }
}

template <class A>
A filled(const std::vector<typename A::value_type>& sample, std::size_t begin, std::size_t end) {
  A accumulator = make<A>();
  for (std::size_t i = begin; i < end; ++i) accumulator.add(sample[i]);
  return accumulator;
}

template <class A>
concept Restorable = requires(const A a) {
  A::from_state(a.state());
};

}  // namespace

#define LEEWAY_TEST_ACCUMULATORS                                                                                       \
  Moments<double>, Moments<float>, (Moments<double, 2>), Extrema<double>, Extrema<float>, Tally<double>, Tally<float>, \
      Cells<double>, Cells<float>, Quantiles<double>, Quantiles<float>, NumericSummary,                                \
      (Summary<Moments<double>, Tally<double>>), Categories<std::int64_t>, Categories<ShortText>

TEMPLATE_TEST_CASE("laws: an accumulator is regular and adds without throwing", "", LEEWAY_TEST_ACCUMULATORS) {
  STATIC_REQUIRE(Accumulator<TestType>);
  STATIC_REQUIRE(noexcept(std::declval<TestType&>().add(std::declval<typename TestType::value_type>())));
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<TestType>);
  const auto sample = values<typename TestType::value_type>(500, 1);
  const TestType original = filled<TestType>(sample, 0, 500);
  TestType copy = original;
  CHECK(copy == original);
  copy.add(sample[0]);
  CHECK(copy != original);
  copy = original;
  CHECK(copy == original);
  TestType moved = std::move(copy);
  CHECK(moved == original);
}

TEMPLATE_TEST_CASE("laws: an empty accumulator is the identity of merge", "", LEEWAY_TEST_ACCUMULATORS) {
  const auto sample = values<typename TestType::value_type>(3000, 2);
  for (const std::size_t n : {0U, 1U, 3000U}) {
    const TestType some = filled<TestType>(sample, 0, n);
    TestType left = make<TestType>();
    left.merge(some);
    CHECK(left == some);
    TestType right = some;
    right.merge(make<TestType>());
    CHECK(right == some);
  }
}

TEMPLATE_TEST_CASE("laws: merging parts equals adding everything, in any order", "", LEEWAY_TEST_ACCUMULATORS) {
  const std::size_t n = 4000;
  const auto sample = values<typename TestType::value_type>(n, 3);
  const TestType whole = filled<TestType>(sample, 0, n);
  for (const std::size_t cut : {std::size_t{1}, n / 5, n / 2, n - 1}) {
    const std::size_t second_cut = cut + (n - cut) / 3;
    const TestType a = filled<TestType>(sample, 0, cut);
    const TestType b = filled<TestType>(sample, cut, second_cut);
    const TestType c = filled<TestType>(sample, second_cut, n);
    CHECK(a.count() + b.count() + c.count() == whole.count());

    TestType left = a, right = b, backwards = c;
    left.merge(b);
    left.merge(c);  // (a b) c
    right.merge(c);
    TestType grouped = a;
    grouped.merge(right);  // a (b c)
    backwards.merge(b);
    backwards.merge(a);  // c b a
    check_same(left, whole);
    check_same(grouped, whole);
    check_same(backwards, whole);
  }
}

TEMPLATE_TEST_CASE("laws: the order of values does not matter", "", LEEWAY_TEST_ACCUMULATORS) {
  auto sample = values<typename TestType::value_type>(4000, 4);
  const TestType forwards = filled<TestType>(sample, 0, sample.size());
  std::shuffle(sample.begin(), sample.end(), std::mt19937_64(5));
  check_same(filled<TestType>(sample, 0, sample.size()), forwards);
}

TEMPLATE_TEST_CASE("laws: adding allocates nothing", "", LEEWAY_TEST_ACCUMULATORS) {
  const auto sample = values<typename TestType::value_type>(20000, 6);
  TestType accumulator = make<TestType>();
  const std::size_t before = allocation_count;
  for (const auto& x : sample) accumulator.add(x);
  const std::size_t after = allocation_count;
  CHECK(after == before);
  CHECK(accumulator.count() > 0);
}

TEMPLATE_TEST_CASE("laws: saved and loaded equals itself", "", Moments<double>, Moments<float>, (Moments<double, 2>),
                   Quantiles<double>, Quantiles<float>) {
  STATIC_REQUIRE(Restorable<TestType>);
  const auto sample = values<typename TestType::value_type>(3000, 7);
  for (const std::size_t n : {0U, 1U, 3000U}) {
    const TestType saved = filled<TestType>(sample, 0, n);
    CHECK(TestType::from_state(saved.state()) == saved);
  }
}

TEST_CASE("laws: the allocation count counts") {
  const std::size_t before = allocation_count;
  std::vector<int> grown(1000);
  CHECK(allocation_count > before);
  CHECK(grown.size() == 1000);
}
