#include "leeway/compare/divergence_interval.hpp"

#include "distances_expected.hpp"

using namespace distances_expected;
using leeway::Distance;
using leeway::Divergence;
using leeway::Status;

namespace {
constexpr Divergence kinds[] = {Divergence::psi, Divergence::kullback_leibler, Divergence::jensen_shannon,
                                Divergence::squared_hellinger};

double plain(Divergence kind, const Counts& p, const Counts& q) {
  switch (kind) {
    case Divergence::psi: return leeway::psi(p, q).value;
    case Divergence::kullback_leibler: return leeway::kullback_leibler(p, q).value;
    case Divergence::jensen_shannon:
      return leeway::jensen_shannon_divergence(p, q, leeway::InformationUnit::nats).value;
    case Divergence::squared_hellinger: break;
  }
  return std::pow(leeway::hellinger(p, q).value, 2);
}
}  // namespace

TEST_CASE("divergence_interval: the value is the plain one less (cells - 1)(1/n + 1/m) over the factor of its scale") {
  const Counts p{200, 300, 500, 0};  // the last cell is empty on both sides: three cells
  const Counts q{300, 300, 400, 0};
  const double v = 1.0 / 1000 + 1.0 / 1000;
  const double factors[] = {1, 2, 8, 8};
  for (std::size_t i = 0; i < 4; ++i) {
    const Distance interval = leeway::divergence_interval(kinds[i], p, q);
    REQUIRE(interval.ok());
    CHECK(close(interval.value, plain(kinds[i], p, q) - 2 * v / factors[i]));
    CHECK(interval.lower < interval.value);
    CHECK(interval.value < interval.upper);
  }
}

TEST_CASE("divergence_interval: limits are where the tolerance test turns") {
  const Counts p{200, 300, 500};
  const Counts q{260, 310, 430};
  for (const Divergence kind : kinds) {
    const Distance interval = leeway::divergence_interval(kind, p, q, 0.9);
    REQUIRE(interval.lower > 0);
    CHECK(close(leeway::divergence_tolerance_test(kind, p, q, interval.lower).p_value, 0.05, 1e-8));
    CHECK(close(leeway::divergence_tolerance_test(kind, p, q, interval.upper).p_value, 0.95, 1e-8));
  }
}

TEST_CASE("divergence_interval: without drift it starts at 0, with more rows it narrows") {
  const Counts p{100, 120, 80, 100};
  const Counts q{98, 121, 83, 98};
  for (const Divergence kind : kinds) {
    const Distance interval = leeway::divergence_interval(kind, p, q);
    CHECK(interval.value == 0);
    CHECK(interval.lower == 0);
    CHECK(interval.upper > 0);
    CHECK(interval.upper < 0.1);
    const Counts drifted{160, 90, 60, 90};
    double width = infinity;
    for (const std::uint64_t factor : {1, 10, 100, 10000}) {
      const Distance wider = leeway::divergence_interval(kind, times(p, factor), times(drifted, factor));
      CHECK(wider.upper - wider.lower < width);
      width = wider.upper - wider.lower;
      // Smoothing, which fades with the counts, moves the plain value a little.
      CHECK(wider.lower < plain(kind, times(p, factor), times(drifted, factor)));
    }
  }
}

TEST_CASE("divergence_interval: a wider confidence contains a narrower one") {
  std::mt19937_64 random(5);
  for (int repetition = 0; repetition < 50; ++repetition) {
    const Counts p = random_counts(random, 2 + random() % 20, 40);
    const Counts q = random_counts(random, p.size(), 25);
    for (const Divergence kind : kinds) {
      const Distance narrow = leeway::divergence_interval(kind, p, q, 0.8);
      const Distance wide = leeway::divergence_interval(kind, p, q, 0.99);
      REQUIRE(narrow.ok());
      CHECK(wide.lower <= narrow.lower);
      CHECK(narrow.lower <= narrow.upper);
      CHECK(narrow.upper <= wide.upper);
    }
  }
}

TEST_CASE("divergence_interval: bounded divergences stay inside their range") {
  const Counts p{20, 0, 0};
  const Counts q{0, 3, 17};
  const Distance js = leeway::divergence_interval(Divergence::jensen_shannon, p, q);
  CHECK(js.ok());
  CHECK(js.upper <= std::log(2.0));
  const Distance h2 = leeway::divergence_interval(Divergence::squared_hellinger, p, q);
  CHECK(h2.upper <= 1);
  CHECK(h2.lower > 0.3);
}

TEST_CASE("divergence_interval: what cannot be compared says so") {
  for (const Divergence kind : kinds) {
    CHECK(leeway::divergence_interval(kind, Counts{0, 0}, Counts{1, 2}).status == Status::too_few_samples);
    CHECK(leeway::divergence_interval(kind, Counts{}, Counts{}).status == Status::too_few_samples);
    const Distance single = leeway::divergence_interval(kind, Counts{4, 0}, Counts{9, 0});
    CHECK(single.status == Status::degenerate);
    CHECK(std::isnan(single.value));
    const auto test = leeway::divergence_tolerance_test(kind, Counts{4, 0}, Counts{9, 0}, 0.1);
    CHECK(test.status == Status::degenerate);
    CHECK(std::isnan(test.p_value));
    CHECK_THROWS_AS(leeway::divergence_interval(kind, Counts{1, 2}, Counts{2, 1}, 1.0), leeway::ConfigError);
    CHECK_THROWS_AS(leeway::divergence_interval(kind, Counts{1, 2}, Counts{2, 1}, missing), leeway::ConfigError);
    CHECK_THROWS_AS(leeway::divergence_tolerance_test(kind, Counts{1, 2}, Counts{2, 1}, -0.1), leeway::ConfigError);
    const std::uint64_t big = 1'000'000'000'000'000;
    const Distance huge = leeway::divergence_interval(kind, Counts{big, 2 * big}, Counts{big, 3 * big});
    CHECK(huge.ok());
    CHECK(close(huge.value, plain(kind, {big, 2 * big}, {big, 3 * big}), 1e-9));
    CHECK(huge.upper - huge.lower < 1e-6);
  }
}

TEST_CASE("divergence_interval: the tolerance test holds its level at the boundary", "[simulation]") {
  // True PSI of the two vectors is the tolerance: about 5 % of windows may reject at .05.
  const std::vector<double> q{0.3, 0.3, 0.4};
  const double tolerance = (0.3 - 0.25) * std::log(0.3 / 0.25) + (0.4 - 0.45) * std::log(0.4 / 0.45);
  std::mt19937_64 random(99);
  std::discrete_distribution<int> reference({0.25, 0.3, 0.45});
  std::discrete_distribution<int> current(q.begin(), q.end());
  int rejected = 0;
  constexpr int repetitions = 800;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    Counts p(3);
    Counts c(3);
    for (int i = 0; i < 3000; ++i) ++p[static_cast<std::size_t>(reference(random))];
    for (int i = 0; i < 1000; ++i) ++c[static_cast<std::size_t>(current(random))];
    rejected += leeway::divergence_tolerance_test(Divergence::psi, p, c, tolerance).significant(0.05) ? 1 : 0;
  }
  CHECK(rejected > 0.02 * repetitions);  // .05 within four standard errors of .0077
  CHECK(rejected < 0.08 * repetitions);
}
