#include "leeway/math/kolmogorov_exact.hpp"

#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "expected.hpp"

namespace {

using leeway::Alternative;
using leeway::kolmogorov_exact_sf;
using leeway::WideInteger;

Alternative alternative_named(const std::string& name) {
  if (name == "greater") return Alternative::greater;
  return name == "less" ? Alternative::less : Alternative::two_sided;
}

}  // namespace

TEST_CASE("kolmogorov_exact: equals counting paths in whole numbers, with and without ties, far into the tail") {
  const auto& document = expected_values("kolmogorov_smirnov");
  REQUIRE(document.at("exact").size() > 200);
  for (const auto& item : document.at("exact")) {
    const auto groups = item.at("groups").get<std::vector<std::uint64_t>>();
    const double expected = std::stod(item.at("p").get<std::string>());
    const double p = kolmogorov_exact_sf(item.at("n"), item.at("m"), item.at("threshold").get<std::int64_t>(),
                                         alternative_named(item.at("alternative")), groups);
    CAPTURE(item.dump());
    REQUIRE(p == Approx(expected).epsilon(1e-13).margin(0));
  }
}

TEST_CASE("kolmogorov_exact: no ties said in both ways, and the closed form for equal sizes, agree") {
  for (const auto& [n, m] : {std::pair{50U, 50U}, {200U, 200U}, {90U, 31U}, {700U, 1100U}}) {
    const std::vector<std::uint64_t> singles(n + m, 1);
    for (const double distance : {0.02, 0.1, 0.25, 0.6, 0.9}) {
      for (const Alternative alternative : {Alternative::two_sided, Alternative::less, Alternative::greater}) {
        const auto threshold = static_cast<WideInteger>(distance * n * m);
        const double closed = kolmogorov_exact_sf(n, m, threshold, alternative);
        const double counted = kolmogorov_exact_sf(n, m, threshold, alternative, singles);
        CAPTURE(n, m, distance);
        REQUIRE(counted == Approx(closed).epsilon(2e-13).margin(0));
      }
    }
  }
}

TEST_CASE("kolmogorov_exact: swapping the samples mirrors the alternatives") {
  const std::vector<std::uint64_t> groups{3, 1, 400, 2, 60, 134};
  for (const double distance : {0.05, 0.2, 0.5}) {
    const auto threshold = static_cast<WideInteger>(distance * 200 * 400);
    const auto p = [&](std::uint64_t n, Alternative alternative) {
      return kolmogorov_exact_sf(n, 600 - n, threshold, alternative, groups);
    };
    REQUIRE(p(200, Alternative::two_sided) == Approx(p(400, Alternative::two_sided)).epsilon(1e-13));
    REQUIRE(p(200, Alternative::greater) == Approx(p(400, Alternative::less)).epsilon(1e-13));
    REQUIRE(p(200, Alternative::less) == Approx(p(400, Alternative::greater)).epsilon(1e-13));
  }
}

TEST_CASE("kolmogorov_exact: two cells are a hypergeometric tail, at any size") {
  // One look, after `drawn` of the pooled values: p is a sum of hypergeometric probabilities, here by log-gamma.
  const std::uint64_t n = 3000;
  const std::uint64_t m = 5000;
  const std::uint64_t drawn = 2600;
  const std::vector<std::uint64_t> groups{drawn, n + m - drawn};
  const auto log_choose = [](double a, double b) {
    return std::lgamma(a + 1) - std::lgamma(b + 1) - std::lgamma(a - b + 1);
  };
  for (const double distance : {0.002, 0.03, 0.2}) {
    const auto threshold = static_cast<std::int64_t>(distance * 15e6);
    double expected = 0;
    for (std::uint64_t i = 0; i <= drawn; ++i) {
      const auto difference = static_cast<std::int64_t>((n + m) * i) - static_cast<std::int64_t>(n * drawn);
      if (std::abs(difference) < threshold) continue;
      expected += std::exp(log_choose(n, static_cast<double>(i)) + log_choose(m, static_cast<double>(drawn - i)) -
                           log_choose(n + m, drawn));
    }
    // 1e-9: log-gamma at 8000 has lost that much.
    REQUIRE(kolmogorov_exact_sf(n, m, threshold, Alternative::two_sided, groups) ==
            Approx(expected).epsilon(1e-9).margin(0));
  }
}

TEST_CASE("kolmogorov_exact: one convolution for a large group equals its single steps") {
  // Groups of 24 go by steps, larger ones by convolution; splitting a group where no path can touch changes nothing.
  const std::uint64_t n = 400;
  const std::uint64_t m = 900;
  const auto threshold = static_cast<WideInteger>(0.12 * 400 * 900);
  const std::vector<std::uint64_t> whole{1290, 10};
  const double late =
      kolmogorov_exact_sf(n, m, static_cast<WideInteger>(0.001 * 400 * 900), Alternative::two_sided, whole);
  REQUIRE(late > 0);
  const std::vector<std::uint64_t> coarse{30, 20, 500, 250, 460, 40};  // the first two and the last cannot touch
  const std::vector<std::uint64_t> fine{10, 5, 5, 10, 20, 500, 250, 460, 25, 15};
  for (const Alternative alternative : {Alternative::two_sided, Alternative::less, Alternative::greater}) {
    REQUIRE(kolmogorov_exact_sf(n, m, threshold, alternative, coarse) ==
            Approx(kolmogorov_exact_sf(n, m, threshold, alternative, fine)).epsilon(1e-13));
  }
}

TEST_CASE("kolmogorov_exact: more looks never make p smaller, a larger threshold never larger") {
  std::mt19937_64 random(99);
  for (int round = 0; round < 40; ++round) {
    std::vector<std::uint64_t> fine;
    std::uint64_t total = 0;
    while (total < 300) {
      fine.push_back(1 + random() % 40);
      total += fine.back();
    }
    std::vector<std::uint64_t> coarse;
    for (std::size_t i = 0; i < fine.size(); i += 2)
      coarse.push_back(fine[i] + (i + 1 < fine.size() ? fine[i + 1] : 0));
    const std::uint64_t n = 50 + random() % 200;
    const std::uint64_t m = total - n;
    double previous = 1;
    for (const double distance : {0.01, 0.05, 0.1, 0.2, 0.4, 0.8}) {
      const auto threshold = static_cast<WideInteger>(distance * static_cast<double>(n * m));
      const double p = kolmogorov_exact_sf(n, m, threshold, Alternative::two_sided, fine);
      const double p_coarse = kolmogorov_exact_sf(n, m, threshold, Alternative::two_sided, coarse);
      REQUIRE(p_coarse <= p * (1 + 1e-12));
      REQUIRE(p <= previous * (1 + 1e-12));
      const double one_sided = kolmogorov_exact_sf(n, m, threshold, Alternative::greater, fine) +
                               kolmogorov_exact_sf(n, m, threshold, Alternative::less, fine);
      REQUIRE(p <= one_sided * (1 + 1e-12));
      previous = p;
    }
  }
}

TEST_CASE("kolmogorov_exact: published values and the ends") {
  // All of one sample before all of the other: 1 path of C(N, n) on each side.
  REQUIRE(kolmogorov_exact_sf(5000, 100, 500'000, Alternative::two_sided) ==
          Approx(8.675719005390992310041267e-213).epsilon(1e-12).margin(0));
  REQUIRE(kolmogorov_exact_sf(500, 700, 350'000, Alternative::two_sided) == 0);  // 9.3e-353 has no double
  REQUIRE(kolmogorov_exact_sf(10, 10, 0, Alternative::two_sided) == 1);
  REQUIRE(kolmogorov_exact_sf(10, 10, 101, Alternative::two_sided) == 0);
  const std::vector<std::uint64_t> one_value{20};
  REQUIRE(kolmogorov_exact_sf(10, 10, 1, Alternative::two_sided, one_value) == 0);  // D > 0 cannot happen
}

TEST_CASE("kolmogorov_exact: counts of 1e15 in cells") {
  const std::uint64_t huge = 1'000'000'000'000'000;
  const std::vector<std::uint64_t> groups(20, (huge + 500) / 20);
  const auto threshold = static_cast<WideInteger>(0.05 * 1e15 * 500);
  const double p = kolmogorov_exact_sf(huge, 500, threshold, Alternative::two_sided, groups);
  const std::vector<std::uint64_t> smaller(20, (1'000'000'000 + 500) / 20);
  const double p_smaller =
      kolmogorov_exact_sf(1'000'000'000, 500, threshold / 1'000'000, Alternative::two_sided, smaller);
  REQUIRE(p == Approx(p_smaller).epsilon(5e-6));  // they differ by the share drawn, 5e-7
  REQUIRE(p > 0.05);
  REQUIRE(p < 0.2);
}

TEST_CASE("kolmogorov_exact: the work estimate follows the sizes") {
  const auto work = [](std::uint64_t n, std::uint64_t m, double d, std::vector<std::uint64_t> groups) {
    return leeway::kolmogorov_exact_work(n, m,
                                         static_cast<WideInteger>(d * static_cast<double>(n) * static_cast<double>(m)),
                                         Alternative::two_sided, groups);
  };
  REQUIRE(work(100'000, 100'000, 0.006, {}) == 400'000);             // closed form
  REQUIRE(work(100'000, 99'999, 0.006, {}) > 1e8);                   // 200,000 steps of 600 states
  REQUIRE(work(100'000, 100'000, 0.006, {100'000, 100'000}) < 2e6);  // two convolutions
}
