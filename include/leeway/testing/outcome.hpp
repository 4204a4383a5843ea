#pragma once

#include <concepts>
#include <ostream>
#include <string>
#include <utility>

namespace leeway::inline v0_1::testing {

/// What an assertion found: true if it held, and in words what was seen. Test frameworks show the words when it did
/// not:
///
///     CHECK(leeway::testing::stays_quiet(setup, stream, 5'000));         // Catch2, doctest, Boost.Test
///     EXPECT_TRUE(leeway::testing::stays_quiet(setup, stream, 5'000));   // GoogleTest
///     if (const auto outcome = ...; !outcome) fail(outcome.message());   // anything else
class [[nodiscard]] Outcome {
 public:
  Outcome(bool held, std::string message) : held_(held), message_(std::move(message)) {}

  explicit operator bool() const noexcept { return held_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }

  /// To GoogleTest's AssertionResult, or a type that is made like it, so that EXPECT_TRUE has the words, too. Stated by
  /// what it needs, for GoogleTest need not be there.
  template <class Result>
  requires std::constructible_from<Result, bool> && requires(Result result, const std::string& words) {
    { result.failure_message() } -> std::convertible_to<const char*>;
    { result << words } -> std::convertible_to<Result&>;
  }
  operator Result() const {  // NOLINT(google-explicit-constructor): EXPECT_TRUE converts implicitly
    Result result(held_);
    result << message_;
    return result;
  }

  friend std::ostream& operator<<(std::ostream& stream, const Outcome& outcome) { return stream << outcome.message_; }

 private:
  bool held_;
  std::string message_;
};

}  // namespace leeway::inline v0_1::testing
