#pragma once

#include <concepts>
#include <cstdint>

#include "leeway/core/result.hpp"

namespace leeway::inline v0_1 {

// Formatting is by hand here: clang-format 14 breaks requires-expressions.

/// Statistics of a sample that can be combined with those of another part of it. (Not called `Summary`: that is the
/// class in accumulate/summary.hpp which composes several of these.)
///
/// | expression     | meaning                                                                                   |
/// |----------------|-------------------------------------------------------------------------------------------|
/// | `s.count()`    | observations behind it; missing values (NaN, empty) are not observations of a value       |
/// | `s.merge(o)`   | become the statistics of both parts; throws ConfigError if the configurations differ      |
/// | `S{}`, `a == b`| regular: values that copy and compare, no hidden identity                                 |
// clang-format off
template <class S>
concept Mergeable = std::regular<S> && requires(S s, const S other) {
  { other.count() } noexcept -> std::same_as<std::uint64_t>;
  s.merge(other);
};

/// A mergeable summary fed one value at a time. `add` must be truly noexcept: memory is taken in the constructor,
/// because it runs on the serving path, where a throw would take the service down with the monitoring.
///
/// Laws (tests/accumulate/laws.cpp): an empty accumulator of the same configuration is the identity of merge; counts
/// add; merging parts equals adding everything (exactly for counts, to rounding for moments, within `rank_error()` for
/// sketches); order of parts does not matter.
template <class A>
concept Accumulator = Mergeable<A> && requires(A a, typename A::value_type x) {
  { a.add(x) } noexcept;
};

/// A stateless functor that compares two samples or two summaries of them.
template <class T, class Reference, class Current = Reference>
concept TwoSampleTest =
    std::semiregular<T> && requires(const T test, const Reference& reference, const Current& current) {
  { test(reference, current) } -> std::same_as<TestResult>;
};
// clang-format on

}  // namespace leeway::inline v0_1
