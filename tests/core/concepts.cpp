#include "leeway/core/concepts.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace leeway;

namespace {

/// The smallest thing that satisfies both concepts; the types below each lack one part of it.
struct Counter {
  using value_type = double;
  void add(double) noexcept { ++seen; }
  void merge(const Counter& other) { seen += other.seen; }
  [[nodiscard]] std::uint64_t count() const noexcept { return seen; }
  bool operator==(const Counter&) const = default;
  std::uint64_t seen = 0;
};

struct CountMayThrow : Counter {
  [[nodiscard]] std::uint64_t count() const { return seen; }
  bool operator==(const CountMayThrow&) const = default;
};

struct CountIsNarrow : Counter {
  [[nodiscard]] int count() const noexcept { return static_cast<int>(seen); }
  bool operator==(const CountIsNarrow&) const = default;
};

struct CountIsNotConst : Counter {
  [[nodiscard]] std::uint64_t count() noexcept { return seen; }
  bool operator==(const CountIsNotConst&) const = default;
};

struct MergeNeedsMutable {
  using value_type = double;
  void add(double) noexcept {}
  void merge(MergeNeedsMutable&) {}
  [[nodiscard]] std::uint64_t count() const noexcept { return 0; }
  bool operator==(const MergeNeedsMutable&) const = default;
};

struct NoMerge {
  using value_type = double;
  void add(double) noexcept {}
  [[nodiscard]] std::uint64_t count() const noexcept { return 0; }
  bool operator==(const NoMerge&) const = default;
};

struct NoEquality {
  using value_type = double;
  void add(double) noexcept {}
  void merge(const NoEquality&) {}
  [[nodiscard]] std::uint64_t count() const noexcept { return 0; }
};

struct NoDefault : Counter {
  explicit NoDefault(int) {}
  bool operator==(const NoDefault&) const = default;
};

struct AddMayThrow {
  using value_type = std::string;
  void add(const std::string& text) { kept.push_back(text); }
  void merge(const AddMayThrow&) {}
  [[nodiscard]] std::uint64_t count() const noexcept { return kept.size(); }
  bool operator==(const AddMayThrow&) const = default;
  std::vector<std::string> kept;
};

struct NoValueType {
  void add(double) noexcept {}
  void merge(const NoValueType&) {}
  [[nodiscard]] std::uint64_t count() const noexcept { return 0; }
  bool operator==(const NoValueType&) const = default;
};

using Sample = std::vector<double>;

struct Compare {
  TestResult operator()(const Sample&, const Sample&) const { return {}; }
};
struct CompareWithState {
  TestResult operator()(const Sample&, const Sample&) { return {}; }
};
struct CompareAnswersNumber {
  double operator()(const Sample&, const Sample&) const { return 0; }
};
struct CompareNeedsArgument {
  explicit CompareNeedsArgument(double) {}
  TestResult operator()(const Sample&, const Sample&) const { return {}; }
};
struct CompareMixed {
  TestResult operator()(const Sample&, const Counter&) const { return {}; }
};

}  // namespace

TEST_CASE("concepts: Mergeable accepts a regular value with count and merge") {
  STATIC_REQUIRE(Mergeable<Counter>);
  STATIC_REQUIRE(Mergeable<AddMayThrow>);  // how it is fed is the business of Accumulator
  STATIC_REQUIRE(Mergeable<NoValueType>);
}

TEST_CASE("concepts: Mergeable refuses what lacks one of its parts") {
  STATIC_REQUIRE_FALSE(Mergeable<CountMayThrow>);
  STATIC_REQUIRE_FALSE(Mergeable<CountIsNarrow>);  // 2^31 rows are a day's traffic
  STATIC_REQUIRE_FALSE(Mergeable<CountIsNotConst>);
  STATIC_REQUIRE_FALSE(Mergeable<MergeNeedsMutable>);
  STATIC_REQUIRE_FALSE(Mergeable<NoMerge>);
  STATIC_REQUIRE_FALSE(Mergeable<NoEquality>);
  STATIC_REQUIRE_FALSE(Mergeable<NoDefault>);
  STATIC_REQUIRE_FALSE(Mergeable<int>);
  STATIC_REQUIRE_FALSE(Mergeable<const Counter>);
  STATIC_REQUIRE_FALSE(Mergeable<Counter&>);
}

TEST_CASE("concepts: Accumulator wants a noexcept add of its value_type") {
  STATIC_REQUIRE(Accumulator<Counter>);
  STATIC_REQUIRE_FALSE(Accumulator<AddMayThrow>);
  STATIC_REQUIRE_FALSE(Accumulator<NoValueType>);
  STATIC_REQUIRE_FALSE(Accumulator<NoMerge>);
  STATIC_REQUIRE_FALSE(Accumulator<CountMayThrow>);
}

TEST_CASE("concepts: TwoSampleTest is a stateless functor that answers with a TestResult") {
  STATIC_REQUIRE(TwoSampleTest<Compare, Sample>);
  STATIC_REQUIRE(TwoSampleTest<CompareMixed, Sample, Counter>);
  STATIC_REQUIRE_FALSE(TwoSampleTest<CompareMixed, Sample>);
  STATIC_REQUIRE_FALSE(TwoSampleTest<CompareMixed, Counter, Sample>);
  STATIC_REQUIRE_FALSE(TwoSampleTest<CompareWithState, Sample>);
  STATIC_REQUIRE_FALSE(TwoSampleTest<CompareAnswersNumber, Sample>);
  STATIC_REQUIRE_FALSE(TwoSampleTest<CompareNeedsArgument, Sample>);
  STATIC_REQUIRE_FALSE(TwoSampleTest<Compare, Counter>);
}

TEST_CASE("concepts: the example obeys the laws it stands for") {
  Counter left;
  Counter right;
  for (int i = 0; i < 3; ++i) left.add(i);
  right.add(1);
  Counter both = left;
  both.merge(right);
  CHECK(both.count() == 4);
  both.merge(Counter{});
  CHECK(both.count() == 4);
}
