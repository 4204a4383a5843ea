#include "leeway/core/result.hpp"

#include <cmath>
#include <set>
#include <string_view>

#include "catch.hpp"

using namespace leeway;

namespace {

/// The names of the enumerators 0 .. count-1, and of the value after the last.
template <class Enum>
std::set<std::string_view> names(int count) {
  std::set<std::string_view> found;
  for (int i = 0; i < count; ++i) found.insert(to_string(static_cast<Enum>(i)));
  return found;
}

}  // namespace

TEST_CASE("result: a fresh one claims nothing") {
  constexpr TestResult fresh;
  STATIC_REQUIRE_FALSE(fresh.ok());
  STATIC_REQUIRE(fresh.status == Status::too_few_samples);
  STATIC_REQUIRE(fresh.method == Method::none);
  STATIC_REQUIRE(fresh.effect_kind == EffectKind::none);
  CHECK(std::isnan(fresh.statistic));
  CHECK(std::isnan(fresh.degrees_of_freedom));
  CHECK(std::isnan(fresh.p_value));
  CHECK(std::isnan(fresh.effect_size));
  CHECK(fresh.reference_count == 0);
  CHECK(fresh.current_count == 0);

  constexpr Distance distance;
  STATIC_REQUIRE_FALSE(distance.ok());
  CHECK(std::isnan(distance.value));
  CHECK(std::isnan(distance.lower));
  CHECK(std::isnan(distance.upper));
}

TEST_CASE("result: significant means done, and p strictly below the level") {
  TestResult result;
  result.status = Status::ok;
  result.p_value = 0.05;
  CHECK_FALSE(result.significant());  // the default level is 0.05, and p must lie below it
  CHECK(result.significant(0.051));
  result.p_value = std::nextafter(0.05, 0.0);
  CHECK(result.significant());
  result.p_value = 0.0;
  CHECK(result.significant(1e-300));
  CHECK_FALSE(result.significant(0.0));
}

TEST_CASE("result: no p-value, no significance") {
  TestResult result;
  result.status = Status::ok;
  CHECK_FALSE(result.significant(1.0));  // p is NaN
  result.p_value = 1e-12;
  result.status = Status::degenerate;
  CHECK_FALSE(result.significant());
  result.status = Status::too_few_samples;
  CHECK_FALSE(result.significant());
}

TEST_CASE("result: every enumerator has a name of its own, and only they do") {
  // One past the last enumerator must be unknown: this fails when one is added without a name, or without this test.
  CHECK(names<Status>(3).size() == 3);
  CHECK(names<Status>(3).count("unknown") == 0);
  CHECK(to_string(static_cast<Status>(3)) == "unknown");
  CHECK(names<Method>(9).size() == 9);
  CHECK(names<Method>(9).count("unknown") == 0);
  CHECK(to_string(static_cast<Method>(9)) == "unknown");
  CHECK(names<Alternative>(3).size() == 3);
  CHECK(names<Alternative>(3).count("unknown") == 0);
  CHECK(to_string(static_cast<Alternative>(3)) == "unknown");
  CHECK(names<EffectKind>(8).size() == 8);
  CHECK(names<EffectKind>(8).count("unknown") == 0);
  CHECK(to_string(static_cast<EffectKind>(8)) == "unknown");
  CHECK(names<Verdict>(4).size() == 4);
  CHECK(names<Verdict>(4).count("unknown") == 0);
  CHECK(to_string(static_cast<Verdict>(4)) == "unknown");
}

TEST_CASE("result: names are those that files and dashboards hold") {
  CHECK(to_string(Status::too_few_samples) == "too_few_samples");
  CHECK(to_string(Method::exact_ties) == "exact_ties");
  CHECK(to_string(Method::monte_carlo) == "monte_carlo");
  CHECK(to_string(Alternative::two_sided) == "two_sided");
  CHECK(to_string(EffectKind::probability_shift) == "probability_shift");
  CHECK(to_string(Verdict::drift) == "drift");
}

TEST_CASE("result: verdicts rise in order of concern") {
  CHECK(Verdict::stable < Verdict::insufficient);
  CHECK(Verdict::insufficient < Verdict::minor);
  CHECK(Verdict::minor < Verdict::drift);
}
