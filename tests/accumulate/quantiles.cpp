#include "leeway/accumulate/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"
#include "leeway/core/concepts.hpp"
#include "leeway/core/error.hpp"

using leeway::Quantiles;

static_assert(leeway::Accumulator<Quantiles<double>> && leeway::Accumulator<Quantiles<float>>);

namespace {

const double infinity = std::numeric_limits<double>::infinity();
const double missing = std::numeric_limits<double>::quiet_NaN();

std::vector<double> sample_of(const char* kind, std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> lognormal(0, 2);
  std::vector<double> sample(n);
  const std::string name = kind;
  for (std::size_t i = 0; i < n; ++i) {
    sample[i] = name == "integers" ? static_cast<double>(random() % 20) : lognormal(random);
  }
  if (name == "ascending") std::sort(sample.begin(), sample.end());
  if (name == "descending") std::sort(sample.begin(), sample.end(), std::greater<>());
  if (name == "zoom") {  // alternates between the ends, closing in: the order that hurts sampling sketches
    std::vector<double> sorted = sample;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < n; ++i) sample[i] = i % 2 == 0 ? sorted[i / 2] : sorted[n - 1 - i / 2];
  }
  return sample;
}

/// Largest error of 199 estimated ranks.
double worst_rank_error(const Quantiles<>& sketch, std::vector<double> sample) {
  std::sort(sample.begin(), sample.end());
  double worst = 0;
  for (std::size_t i = 1; i < 200; ++i) {
    const double x = sample[i * sample.size() / 200];
    const auto not_above = std::upper_bound(sample.begin(), sample.end(), x) - sample.begin();
    const double exact = static_cast<double>(not_above) / static_cast<double>(sample.size());
    worst = (std::max)(worst, std::fabs(sketch.rank(x) - exact));
  }
  return worst;
}

std::uint64_t total_weight(const Quantiles<>& sketch) {
  std::uint64_t sum = 0;
  for (const auto& item : sketch.weighted_values()) sum += item.weight;
  return sum;
}

void add_in_sorted_chunks(Quantiles<>& sketch, const std::vector<double>& sample, std::size_t chunk) {
  for (std::size_t begin = 0; begin < sample.size(); begin += chunk) {
    std::vector<double> part(sample.begin() + static_cast<std::ptrdiff_t>(begin),
                             sample.begin() + static_cast<std::ptrdiff_t>((std::min)(begin + chunk, sample.size())));
    std::sort(part.begin(), part.end());
    sketch.add_sorted(part);
  }
}

}  // namespace

TEST_CASE("quantiles: exact while everything is retained") {
  Quantiles<> sketch;
  std::vector<double> sample;
  for (int i = 0; i < 200; ++i) sample.push_back((i * 73) % 200 + 1);
  for (const double x : sample) sketch.add(x);
  CHECK(sketch.is_exact());
  CHECK(sketch.retained() == 200);
  CHECK(sketch.rank_error() == 0);
  for (int i = 1; i <= 200; ++i) {
    CHECK(sketch.rank(i) == i / 200.0);
    CHECK(sketch.rank(i - 0.5) == (i - 1) / 200.0);
    CHECK(sketch.quantile(i / 200.0) == i);  // though i / 200 * 200 is often a little more than i
  }
  CHECK(sketch.quantile(0) == 1);
  CHECK(sketch.quantile(-1) == 1);
  CHECK(sketch.quantile(1e-9) == 1);
  CHECK(sketch.quantile(2) == 200);
  sketch.add(201);
  CHECK_FALSE(sketch.is_exact());
  CHECK(sketch.rank_error() == Approx(0.0133).margin(5e-5));  // as published for k = 200
}

TEST_CASE("quantiles: what is undefined is NaN") {
  Quantiles<> sketch;
  CHECK(std::isnan(sketch.rank(0)));
  CHECK(std::isnan(sketch.quantile(0.5)));
  CHECK(std::isnan(sketch.lowest()));
  CHECK(sketch.weighted_values().empty());
  sketch.add(3);
  CHECK(std::isnan(sketch.rank(missing)));
  CHECK(std::isnan(sketch.quantile(missing)));
  CHECK(sketch.rank(infinity) == 1);
  CHECK(sketch.rank(-infinity) == 0);
}

TEST_CASE("quantiles: only finite values enter, one by one and in chunks") {
  Quantiles<> sketch, chunked;
  for (const double x : {missing, -infinity, 1.0, 2.0, infinity, -missing}) sketch.add(x);
  chunked.add_sorted(std::vector<double>{-infinity, -infinity, 1.0, 2.0, infinity});
  chunked.add_sorted(std::vector<double>{-infinity, infinity});
  chunked.add_sorted(std::span<const double>());
  for (const Quantiles<>* either : {&sketch, &chunked}) {
    CHECK(either->count() == 2);
    CHECK(either->lowest() == 1);
    CHECK(either->highest() == 2);
    CHECK(either->quantile(0.5) == 1);
  }
}

TEST_CASE("quantiles: ranks are within the published error for any distribution, order and way of adding") {
  // 99 % confidence for one rank; over all 199 ranks at once the worst seen in 100 sketches was .0103.
  for (const char* kind : {"lognormal", "integers", "ascending", "descending", "zoom"}) {
    for (const std::size_t n : {1000U, 20000U, 150000U}) {
      const auto sample = sample_of(kind, n, 17);
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        INFO(kind << ", n " << n << ", seed " << seed);
        Quantiles<> single(200, seed), chunks(200, seed), whole(200, seed), merged(200, seed);
        for (const double x : sample) single.add(x);
        add_in_sorted_chunks(chunks, sample, 2048);
        add_in_sorted_chunks(whole, sample, n);
        for (std::size_t part = 0; part < 16; ++part) {
          Quantiles<> piece(200, seed * 100 + part);
          for (std::size_t i = part * n / 16; i < (part + 1) * n / 16; ++i) piece.add(sample[i]);
          merged.merge(piece);
        }
        for (const Quantiles<>* sketch : {&single, &chunks, &whole, &merged}) {
          CHECK(sketch->count() == n);
          CHECK(total_weight(*sketch) == n);
          CHECK(sketch->lowest() == *std::min_element(sample.begin(), sample.end()));
          CHECK(sketch->highest() == *std::max_element(sample.begin(), sample.end()));
          CHECK(worst_rank_error(*sketch, sample) < sketch->rank_error());
          CHECK(sketch->retained() < 700);
        }
      }
    }
  }
}

TEST_CASE("quantiles: ranks have no bias, neither one by one nor in chunks") {
  // The mean over many seeds must close in on the truth: an offset never drawn or drawn too often would stay.
  const std::size_t n = 10000;
  std::vector<double> sorted(n);
  for (std::size_t i = 0; i < n; ++i) sorted[i] = static_cast<double>(i);
  const int rounds = 400;
  for (const double x : {499.0, 3333.0, 5000.0, 9876.0}) {
    double single_sum = 0, chunk_sum = 0;
    for (int round = 0; round < rounds; ++round) {
      Quantiles<> single(8, static_cast<std::uint64_t>(round)), chunks(8, static_cast<std::uint64_t>(round));
      for (std::size_t i = 0; i < n; ++i) single.add(sorted[(i * 7919) % n]);
      for (std::size_t i = 0; i < n; i += 500) chunks.add_sorted(std::span<const double>(sorted).subspan(i, 500));
      single_sum += single.rank(x);
      chunk_sum += chunks.rank(x);
    }
    CHECK(std::fabs(single_sum / rounds - (x + 1) / n) < 0.015);  // sd of one rank at k = 8 about .08: 4 errors of 400
    CHECK(std::fabs(chunk_sum / rounds - (x + 1) / n) < 0.015);
  }
}

TEST_CASE("quantiles: a larger k is more accurate") {
  const auto sample = sample_of("lognormal", 100000, 3);
  Quantiles<> coarse(100), fine(1600);
  for (const double x : sample) {
    coarse.add(x);
    fine.add(x);
  }
  CHECK(fine.rank_error() < coarse.rank_error() / 10);
  CHECK(worst_rank_error(fine, sample) < fine.rank_error());
  CHECK(worst_rank_error(coarse, sample) < coarse.rank_error());
}

TEST_CASE("quantiles: same seed and order give equal sketches, another seed does not") {
  const auto sample = sample_of("lognormal", 5000, 1);
  Quantiles<> a(200, 42), b(200, 42), c(200, 43);
  for (const double x : sample) {
    a.add(x);
    b.add(x);
    c.add(x);
  }
  CHECK(a == b);
  CHECK(a != c);
  CHECK(a.weighted_values() == b.weighted_values());
}

TEST_CASE("quantiles: equal values are one weighted value") {
  Quantiles<> sketch;
  for (int i = 0; i < 100000; ++i) sketch.add(i % 4);
  const auto weighted = sketch.weighted_values();
  REQUIRE(weighted.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(weighted[i].value == static_cast<double>(i));
    CHECK(std::fabs(static_cast<double>(weighted[i].weight) / 100000 - 0.25) < 2 * sketch.rank_error());
  }
}

TEST_CASE("quantiles: sketches of different k merge with the error of the coarser") {
  const auto sample = sample_of("lognormal", 40000, 8);
  Quantiles<> fine(800, 1), coarse(100, 2);
  for (std::size_t i = 0; i < sample.size(); ++i) (i % 2 == 0 ? fine : coarse).add(sample[i]);
  const double coarse_error = coarse.rank_error();
  fine.merge(coarse);
  CHECK(fine.k() == 800);
  CHECK(fine.count() == sample.size());
  CHECK(fine.rank_error() == coarse_error);
  CHECK(worst_rank_error(fine, sample) < coarse_error);

  Quantiles<> few(8), many(800);
  for (int i = 0; i < 5; ++i) few.add(i);
  for (const double x : sample) many.add(x);
  const double before = many.rank_error();
  many.merge(few);  // an exact sketch brings no error, however small its k
  CHECK(many.rank_error() == before);
}

TEST_CASE("quantiles: merging with itself doubles, up to the count it can hold") {
  Quantiles<> sketch;
  for (int i = 0; i < 1000; ++i) sketch.add(i);
  for (int doubling = 0; doubling < 50; ++doubling) sketch.merge(sketch);
  CHECK(sketch.count() == std::uint64_t{1000} << 50);
  CHECK(total_weight(sketch) == sketch.count());
  CHECK(std::fabs(sketch.rank(499) - 0.5) < 0.05);
  const Quantiles<> before = sketch;
  CHECK_THROWS_AS(sketch.merge(sketch), leeway::ConfigError);
  CHECK(sketch == before);
  sketch.add(5);
  CHECK(sketch.count() == before.count() + 1);
}

TEST_CASE("quantiles: a saved and restored state goes on identically") {
  for (const std::size_t n : {0U, 1U, 199U, 5000U}) {
    Quantiles<float> sketch(64, 9);
    for (std::size_t i = 0; i < n; ++i) sketch.add(static_cast<float>((i * 7919) % 10007));
    auto restored = Quantiles<float>::from_state(sketch.state());
    CHECK(restored == sketch);
    CHECK(restored.state() == sketch.state());
    for (int i = 0; i < 500; ++i) {
      sketch.add(static_cast<float>(i));
      restored.add(static_cast<float>(i));
    }
    CHECK(restored == sketch);
  }
}

TEST_CASE("quantiles: a state that no sketch can have is refused") {
  Quantiles<> sketch;
  for (int i = 0; i < 5000; ++i) sketch.add(i);
  const auto good = sketch.state();
  auto refused = [&](auto&& damage) {
    auto state = good;
    damage(state);
    CHECK_THROWS_AS(Quantiles<>::from_state(state), leeway::FormatError);
  };
  refused([](auto& s) { ++s.count; });
  refused([](auto& s) { s.values.pop_back(); });
  refused([](auto& s) { s.values.back() = 6000; });
  refused([](auto& s) { s.values.front() = missing; });
  refused([](auto& s) { s.highest = infinity, s.values.back() = infinity; });
  refused([](auto& s) { s.lowest = missing; });
  refused([](auto& s) { std::swap(s.values.back(), s.values[s.values.size() - 2]); });
  refused([](auto& s) { s.level_sizes.assign(62, 0); });
  refused([](auto& s) { s.level_sizes.assign(61, 0xffffffffU); });
  refused([](auto& s) { s.level_sizes.clear(); });
  refused([](auto& s) { s.error_k = 0; });
  refused([](auto& s) { s.k = 20; });
  auto state = good;
  state.k = 7;
  CHECK_THROWS_AS(Quantiles<>::from_state(state), leeway::ConfigError);
  CHECK_THROWS_AS(Quantiles<>(7), leeway::ConfigError);
  CHECK_THROWS_AS(Quantiles<>(65536), leeway::ConfigError);
  CHECK_NOTHROW(Quantiles<>(65535));
}
