#pragma once

// The cases of tests/expected/rank_tests.json (made by rank_tests.py with scipy), for the tests of rank and moment
// tests.

#include <string>
#include <vector>

#include "catch.hpp"
#include "expected.hpp"
#include "leeway/core/result.hpp"

namespace rank_cases {

using Json = nlohmann::json;
using Values = std::vector<double>;
using leeway::Alternative;
using leeway::Status;
using leeway::TestResult;

inline const Json& document() { return expected_values("rank_tests"); }

/// scipy speaks of its first sample, the reference here; the library of the current one: its directions are opposite.
inline constexpr std::pair<const char*, Alternative> sides[] = {
    {"two-sided", Alternative::two_sided}, {"greater", Alternative::less}, {"less", Alternative::greater}};

template <class Visit>
void for_each_pair(Visit&& visit) {
  for (const Json& item : document().at("pairs")) {
    INFO(item.at("name").get<std::string>());
    visit(item.at("x").get<Values>(), item.at("y").get<Values>(), item.at("expected"));
  }
}

template <class Visit>
void for_each_grouping(Visit&& visit) {
  for (const Json& item : document().at("groups")) {
    INFO(item.at("name").get<std::string>());
    visit(item.at("groups").get<std::vector<Values>>(), item.at("expected"));
  }
}

/// |actual - expected| <= limit * |expected|, or <= floor.
inline bool near(double actual, const Json& expected, double limit = 1e-9, double floor = 1e-12) {
  const double value = expected.get<double>();
  const double error = actual > value ? actual - value : value - actual;
  return error <= limit * (value < 0 ? -value : value) || error <= floor;
}

/// Refused, and no number made up for it.
inline void check_refused(const TestResult& result, Status status) {
  CHECK(result.status == status);
  CHECK(result.p_value != result.p_value);
  CHECK_FALSE(result.significant());
}

}  // namespace rank_cases
