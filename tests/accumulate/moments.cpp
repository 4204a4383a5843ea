#include "leeway/accumulate/moments.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "expected.hpp"
#include "leeway/core/concepts.hpp"

using leeway::Moments;

static_assert(leeway::Accumulator<Moments<double>> && leeway::Accumulator<Moments<float>>);
static_assert(leeway::Accumulator<Moments<double, 2>>);

namespace {

const double infinity = std::numeric_limits<double>::infinity();
const double missing = std::numeric_limits<double>::quiet_NaN();

const nlohmann::json& expected_cases() { return expected_values("moments").at("cases"); }

std::vector<double> sample_of(const nlohmann::json& test_case) {
  auto sample = test_case.at("head").get<std::vector<double>>();
  const auto pattern = test_case.at("pattern").get<std::vector<double>>();
  for (int i = 0; i < test_case.at("times").get<int>(); ++i) {
    sample.insert(sample.end(), pattern.begin(), pattern.end());
  }
  return sample;
}

/// Checks every quantity against the exact ones: `scale` is what the rounding of a sum of that kind is relative to.
void check_all(const Moments<>& moments, const nlohmann::json& exact, double largest) {
  auto check = [&](const char* name, double value, double scale = 0) {
    if (!exact.contains(name)) return;
    const auto& entry = exact.at(name);
    const double want = entry.is_string() ? infinity : entry.get<double>();
    INFO(name << ": " << value << ", exact " << want);
    if (std::isinf(want)) {
      CHECK(value == want);
    } else {  // 12 digits, or what the last bits of the terms allow where these cancel
      CHECK(std::fabs(value - want) <= (std::max)(1e-12 * std::fabs(want), 4e-16 * scale));
    }
  };
  const auto n = static_cast<double>(moments.count());
  check("n", n);
  check("sum", moments.sum(), largest < 1e308 / n ? largest * n : largest);
  check("mean", moments.mean(), largest);
  check("sum_of_squares", moments.sum_of_squares());
  check("population_variance", moments.population_variance());
  check("population_std_dev", moments.population_std_dev());
  check("variance", moments.variance());
  check("std_dev", moments.std_dev());
  check("standard_error", moments.standard_error());
  check("condition_number", moments.condition_number());
  check("skewness", moments.skewness(), 50);
  check("sample_skewness", moments.sample_skewness(), 50);
  check("kurtosis", moments.kurtosis(), 50);
  check("sample_kurtosis", moments.sample_kurtosis(), 50);
}

Moments<> moments_of(const std::vector<double>& sample) {
  Moments<> moments;
  for (const double x : sample) moments.add(x);
  return moments;
}

}  // namespace

TEST_CASE("moments: agree with exact arithmetic to 12 digits") {
  for (const auto& test_case : expected_cases()) {
    const auto sample = sample_of(test_case);
    double largest = 0;
    for (const double x : sample) largest = (std::max)(largest, std::fabs(x));
    DYNAMIC_SECTION(test_case.at("name").get<std::string>()) {
      check_all(moments_of(sample), test_case.at("expected"), largest);
    }
    DYNAMIC_SECTION(test_case.at("name").get<std::string>() << " merged from unequal parts") {
      for (const std::size_t cut : {std::size_t{1}, sample.size() / 3, sample.size() - 1}) {
        Moments<> first, second;
        for (std::size_t i = 0; i < sample.size(); ++i) (i < cut ? first : second).add(sample[i]);
        Moments<> backwards = second;
        backwards.merge(first);
        first.merge(second);
        check_all(first, test_case.at("expected"), largest);
        check_all(backwards, test_case.at("expected"), largest);
      }
    }
  }
}

TEST_CASE("moments: NIST StRD certified values of the accuracy sets") {
  auto near = [](double value, double certified, double tolerance) {
    return std::fabs(value - certified) <= tolerance * certified;
  };
  for (const auto& test_case : expected_cases()) {
    const auto name = test_case.at("name").get<std::string>();
    if (name.rfind("NumAcc", 0) != 0) continue;
    INFO(name);
    const Moments<> moments = moments_of(sample_of(test_case));
    const double mean = name == "NumAcc1"   ? 10000002
                        : name == "NumAcc2" ? 1.2
                        : name == "NumAcc3" ? 1000000.2
                                            : 10000000.2;
    CHECK(near(moments.mean(), mean, 1e-15));
    // The decimals of 3 and 4 are not doubles: their rounding alone moves the deviation by 3.5e-10 and 5.6e-9.
    const double tolerance = name == "NumAcc3" ? 4e-10 : name == "NumAcc4" ? 6e-9 : 1e-14;
    CHECK(near(moments.std_dev(), name == "NumAcc1" ? 1.0 : 0.1, tolerance));
  }
}

TEST_CASE("moments: what is undefined is NaN") {
  Moments<> moments;
  CHECK(std::isnan(moments.mean()));
  CHECK(std::isnan(moments.population_variance()));
  CHECK(std::isnan(moments.standard_error()));
  CHECK(moments.sum() == 0);
  moments.add(7);
  CHECK(moments.mean() == 7);
  CHECK(moments.population_variance() == 0);
  CHECK(std::isnan(moments.variance()));
  CHECK(std::isnan(moments.std_dev()));
  CHECK(std::isnan(moments.skewness()));
  CHECK(std::isnan(moments.condition_number()));
  moments.add(7);
  CHECK(moments.variance() == 0);
  CHECK(std::isnan(moments.kurtosis()));
  moments.add(8);
  CHECK(moments.sample_skewness() == Approx(std::sqrt(3.0)));
  CHECK(std::isnan(moments.sample_kurtosis()));
}

TEST_CASE("moments: NaN and infinities are left out") {
  Moments<float> moments;
  for (const float x :
       {1.0F, static_cast<float>(missing), 2.0F, static_cast<float>(infinity), -static_cast<float>(infinity)})
    moments.add(x);
  CHECK(moments.count() == 2);
  CHECK(moments.mean() == 1.5);
  CHECK(moments.variance() == 0.5);
}

TEST_CASE("moments: rounding does not grow with the number of values") {
  // Alternating values round the same way every time: a plain sum of squares would be off by 1e-12 by now.
  const std::size_t n = 10'000'000;
  Moments<> moments;
  for (std::size_t i = 0; i < n; ++i) moments.add(i % 10 == 0 ? 1.0 : 0.0);
  CHECK(std::fabs(moments.variance() - 0.09 * n / (n - 1)) < 1e-16);
  CHECK(std::fabs(moments.mean() - 0.1) < 1e-16);
  CHECK(std::fabs(moments.skewness() - 8.0 / 3) < 1e-11);
  CHECK(std::fabs(moments.kurtosis() - 46.0 / 9) < 1e-10);
}

TEST_CASE("moments: a million parts of one value each") {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal(1e9, 1);
  Moments<> whole, merged;
  for (int i = 0; i < 1'000'000; ++i) {
    Moments<> part;
    const double x = normal(random);
    part.add(x);
    whole.add(x);
    merged.merge(part);
  }
  CHECK(merged.count() == whole.count());
  CHECK(merged.mean() == whole.mean());
  CHECK(merged.variance() == Approx(whole.variance()).epsilon(1e-14));
  CHECK(merged.kurtosis() + 3 == Approx(whole.kurtosis() + 3).epsilon(1e-12));
}

TEST_CASE("moments: parts of different size classes merge in common units") {
  const std::vector<double> scales{1e-300, 1.0, 1e300};
  for (const double a : scales) {
    for (const double b : scales) {
      const std::vector<double> left{a, 2 * a, 4 * a}, right{0, -b, 3 * b, 3 * b};
      Moments<> merged = moments_of(left);
      merged.merge(moments_of(right));
      std::vector<double> all = left;
      all.insert(all.end(), right.begin(), right.end());
      const Moments<> whole = moments_of(all);
      CHECK(merged.std_dev() == Approx(whole.std_dev()).epsilon(1e-14));
      CHECK(merged.skewness() == Approx(whole.skewness()).epsilon(1e-13));
      CHECK(merged.mean() == Approx(whole.mean()).epsilon(1e-14));
    }
    Moments<> zeros = moments_of({0, 0, 0});
    Moments<> zeros_last = moments_of({a, 2 * a});
    zeros_last.merge(zeros);
    zeros.merge(moments_of({a, 2 * a}));
    CHECK(zeros.skewness() == Approx(moments_of({1, 2, 0, 0, 0}).skewness()).epsilon(1e-14));
    CHECK(zeros_last.skewness() == Approx(zeros.skewness()).epsilon(1e-14));
  }
}

TEST_CASE("moments: merging with itself doubles every value") {
  Moments<> moments = moments_of({1, 2, 4, 8});
  moments.merge(moments);
  const Moments<> twice = moments_of({1, 2, 4, 8, 1, 2, 4, 8});
  CHECK(moments.count() == 8);
  CHECK(moments.variance() == Approx(twice.variance()).epsilon(1e-15));
  CHECK(moments.skewness() == Approx(twice.skewness()).epsilon(1e-15));
}

TEST_CASE("moments: a saved and restored state goes on identically") {
  for (const double scale : {1e-250, 1.0, 1e250}) {
    Moments<> moments = moments_of({0.1 * scale, 0.2 * scale, 0.7 * scale});
    Moments<> restored = Moments<>::from_state(moments.state());
    CHECK(restored == moments);
    moments.add(3 * scale);
    CHECK_FALSE(restored == moments);
    restored.add(3 * scale);
    CHECK(restored == moments);
  }
  CHECK(Moments<>::from_state({}) == Moments<>{});
  CHECK(moments_of({1, 2}).state().exponent == 0);
}

TEST_CASE("moments: deviations keep the digits that the rounded mean has lost") {
  Moments<> moments;
  for (const double x : {1e15, 1e15 + 0.125, 1e15 + 0.125}) moments.add(x);  // mean 1e15 + 1/12
  CHECK(moments.deviation(1e15) == Approx(-1.0 / 12).epsilon(1e-14));
}
