#include "leeway/compare/thresholds.hpp"

#include <array>
#include <vector>

#include "catch.hpp"

using leeway::Moments;
using leeway::Status;

namespace {

Moments<double> of(std::initializer_list<double> values) {
  Moments<double> moments;
  for (const double value : values) moments.add(value);
  return moments;
}

}  // namespace

TEST_CASE("thresholds: mean shift in units and in baseline std") {
  const auto reference = of({30, 34, 38});  // mean 34, sample std 4
  const auto current = of({40, 40});
  const auto shift = leeway::MeanShift{5}(reference, current);
  CHECK(shift.status == Status::ok);
  CHECK(shift.value == 6);
  CHECK(shift.exceeded());
  CHECK_FALSE(leeway::MeanShift{6}(reference, current).exceeded());  // at the limit is not beyond it
  CHECK(leeway::MeanShift{5}(current, reference).value == -6);
  CHECK(leeway::MeanShift{5}(current, reference).exceeded());
  CHECK(leeway::MeanShiftInStd{0.1}(reference, current).value == Approx(1.5));
}

TEST_CASE("thresholds: std shift, absolute and relative") {
  const auto reference = of({-1, 1});
  const auto current = of({-2, 2});
  CHECK(leeway::StdShift{1}(reference, current).value == Approx(std::sqrt(8.0) - std::sqrt(2.0)));
  CHECK(leeway::StdShiftRelative{0.2}(reference, current).value == Approx(1.0));
  CHECK(leeway::StdShiftRelative{0.2}(reference, current).exceeded());
}

TEST_CASE("thresholds: largest change of a category, and which") {
  const std::array<std::uint64_t, 3> reference{60, 30, 10};
  const std::array<std::uint64_t, 3> current{160, 20, 20};
  const auto change = leeway::FrequencyChange{0.05}(reference, current);
  CHECK(change.value == Approx(0.2));
  CHECK(change.category == 0);
  CHECK(change.exceeded());
}

TEST_CASE("thresholds: share limits; a limit of 0 tolerates none") {
  CHECK(leeway::ShareLimit{0}(1, 1000).exceeded());
  CHECK_FALSE(leeway::ShareLimit{0}(0, 1000).exceeded());
  CHECK(leeway::ShareLimit{0.05}(6, 100).value == Approx(0.06));
}

TEST_CASE("thresholds: nothing to measure is not a crossing") {
  const Moments<double> none;
  const auto some = of({1, 2, 3});
  const auto constant = of({5, 5, 5});
  CHECK(leeway::MeanShift{0}(none, some).status == Status::too_few_samples);
  CHECK_FALSE(leeway::MeanShift{0}(none, some).exceeded());
  CHECK(leeway::MeanShiftInStd{0}(constant, some).status == Status::degenerate);
  CHECK_FALSE(leeway::MeanShiftInStd{0}(constant, some).exceeded());
  CHECK(leeway::StdShiftRelative{0}(constant, some).status == Status::degenerate);
  CHECK(leeway::StdShift{0}(of({1}), some).status == Status::too_few_samples);
  CHECK(leeway::ShareLimit{0}(0, 0).status == Status::too_few_samples);
  CHECK(leeway::FrequencyChange{0}({}, {}).status == Status::too_few_samples);
}
