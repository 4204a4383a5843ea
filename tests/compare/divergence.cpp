#include "leeway/compare/divergence.hpp"

#include <algorithm>
#include <functional>

#include "distances_expected.hpp"

using namespace distances_expected;
using leeway::Distance;
using leeway::InformationUnit;
using leeway::Smoothing;
using leeway::Status;

namespace {

using Function = std::function<Distance(const Counts&, const Counts&)>;

const std::vector<std::pair<const char*, Function>> symmetric = {
    {"psi", [](const Counts& p, const Counts& q) { return leeway::psi(p, q); }},
    {"js", [](const Counts& p, const Counts& q) { return leeway::jensen_shannon_divergence(p, q); }},
    {"js distance", [](const Counts& p, const Counts& q) { return leeway::jensen_shannon_distance(p, q); }},
    {"hellinger", [](const Counts& p, const Counts& q) { return leeway::hellinger(p, q); }},
    {"bhattacharyya", [](const Counts& p, const Counts& q) { return leeway::bhattacharyya(p, q); }},
    {"total variation", [](const Counts& p, const Counts& q) { return leeway::total_variation(p, q); }},
    {"l infinity", [](const Counts& p, const Counts& q) { return leeway::l_infinity(p, q); }},
    {"l2", [](const Counts& p, const Counts& q) { return leeway::l2(p, q); }},
};

std::vector<std::pair<const char*, Function>> all() {
  auto functions = symmetric;
  functions.emplace_back("kl", [](const Counts& p, const Counts& q) { return leeway::kullback_leibler(p, q); });
  return functions;
}

}  // namespace

TEST_CASE("divergence: agrees with decimal arithmetic of 50 digits, tiny distances included") {
  for (const Json& item : document().at("counts")) {
    const Counts p = item.at("reference").get<Counts>();
    const Counts q = item.at("current").get<Counts>();
    const Json& expected = item.at("expected");
    INFO(item.dump());
    const auto check = [&](const char* key, const Distance& actual) {
      INFO(key);
      CHECK(actual.ok());
      CHECK(close(actual.value, expected.at(key).get<double>(), 2e-14));
    };
    check("psi_additive", leeway::psi(p, q));
    check("psi_floor", leeway::psi(p, q, Smoothing::floor(1e-4)));
    check("kl_additive", leeway::kullback_leibler(p, q));
    // Renormalising takes the difference of two numbers, here 5e-9 each where 2e-11 is left: two digits.
    CHECK(close(leeway::kullback_leibler(p, q, Smoothing::floor(1e-3)).value, expected.at("kl_floor").get<double>(),
                2e-13));
    check("js_nats", leeway::jensen_shannon_divergence(p, q, InformationUnit::nats));
    check("js_bits", leeway::jensen_shannon_divergence(p, q, InformationUnit::bits));
    check("hellinger", leeway::hellinger(p, q));
    check("tvd", leeway::total_variation(p, q));
    check("linf", leeway::l_infinity(p, q));
    check("l2", leeway::l2(p, q));
    if (expected.contains("bhattacharyya")) check("bhattacharyya", leeway::bhattacharyya(p, q));
    if (expected.contains("kl_none")) check("kl_none", leeway::kullback_leibler(p, q, Smoothing::none()));
    if (expected.contains("psi_none")) check("psi_none", leeway::psi(p, q, Smoothing::none()));
  }
}

TEST_CASE("divergence: the distance is the root of the divergence, in either unit") {
  const Counts p{5, 0, 15};
  const Counts q{4, 6, 10};
  for (const auto unit : {InformationUnit::nats, InformationUnit::bits}) {
    const double divergence = leeway::jensen_shannon_divergence(p, q, unit).value;
    CHECK(close(leeway::jensen_shannon_distance(p, q, unit).value, std::sqrt(divergence), 1e-15));
  }
}

TEST_CASE("divergence: disjoint samples reach the largest value of each bounded distance") {
  const Counts p{3, 5, 0, 0};
  const Counts q{0, 0, 9, 1};
  CHECK(leeway::jensen_shannon_divergence(p, q).value == 1);
  CHECK(leeway::jensen_shannon_distance(p, q).value == 1);
  CHECK(leeway::jensen_shannon_divergence(p, q, InformationUnit::nats).value == std::log(2.0));
  CHECK(leeway::hellinger(p, q).value == 1);
  CHECK(leeway::total_variation(p, q).value == 1);
  CHECK(leeway::l_infinity(p, q).value == 0.9);
}

TEST_CASE("divergence: an infinite distance is told, not hidden") {
  const Counts p{3, 5, 0};
  const Counts q{3, 0, 5};
  for (const Distance& distance :
       {leeway::psi(p, q, Smoothing::none()), leeway::kullback_leibler(p, q, Smoothing::none()),
        leeway::bhattacharyya(Counts{1, 0}, Counts{0, 1})}) {
    CHECK(distance.status == Status::degenerate);
    CHECK(distance.value == infinity);
  }
  // A cell that only the current sample has is infinite in one direction only.
  CHECK(leeway::kullback_leibler(Counts{1, 0}, Counts{1, 1}, Smoothing::none()).value == Approx(std::log(2.0)));
  CHECK(leeway::kullback_leibler(Counts{1, 1}, Counts{1, 0}, Smoothing::none()).status == Status::degenerate);
  CHECK(leeway::psi(p, q).ok());
  CHECK(leeway::kullback_leibler(p, q).ok());
}

TEST_CASE("divergence: an empty side has no distance, different cells are a mistake") {
  for (const auto& [name, function] : all()) {
    INFO(name);
    CHECK(function({0, 0}, {1, 2}).status == Status::too_few_samples);
    CHECK(function({1, 2}, {0, 0}).status == Status::too_few_samples);
    CHECK(function({}, {}).status == Status::too_few_samples);
    CHECK(std::isnan(function({0, 0}, {1, 2}).value));
    CHECK_THROWS_AS(function({1, 2}, {1, 2, 3}), leeway::ConfigError);
  }
}

TEST_CASE("divergence: laws on random counts") {
  std::mt19937_64 random(11);
  for (int repetition = 0; repetition < 300; ++repetition) {
    const std::size_t cells = 1 + random() % 30;
    const Counts p = random_counts(random, cells, repetition % 3 == 0 ? 0.7 : 20);
    const Counts q = random_counts(random, cells, repetition % 2 == 0 ? 1.5 : 60);
    for (const auto& [name, function] : all()) {
      INFO(name << ", repetition " << repetition);
      const Distance distance = function(p, q);
      const bool may_be_infinite = std::string(name) == "bhattacharyya";
      REQUIRE((distance.ok() || (may_be_infinite && distance.value == infinity)));
      CHECK(distance.value >= 0);
      CHECK_FALSE(std::isnan(distance.value));
      CHECK(function(p, p).value == 0);
    }
    for (const auto& [name, function] : symmetric) {
      INFO(name);
      CHECK(close(function(p, q).value, function(q, p).value, 1e-13));
    }
    const double tv = leeway::total_variation(p, q).value;
    const double h = leeway::hellinger(p, q).value;
    const double js = leeway::jensen_shannon_divergence(p, q).value;
    const double slack = 1 + 1e-12;
    CHECK(h * h <= tv * slack);  // Le Cam
    CHECK(tv <= h * std::sqrt(2 - h * h) * slack + 1e-15);
    CHECK(js <= tv * slack);  // Lin 1991, in bits
    CHECK(leeway::l_infinity(p, q).value <= tv * slack + 1e-15);
    // PSI is the sum of both Kullback-Leibler divergences.
    CHECK(close(leeway::psi(p, q).value, leeway::kullback_leibler(p, q).value + leeway::kullback_leibler(q, p).value,
                1e-11));
    // Merging two cells cannot reveal more.
    if (cells > 2) {
      const auto merged = [](Counts counts) {
        counts[1] += counts[0];
        counts.erase(counts.begin());
        return counts;
      };
      CHECK(leeway::jensen_shannon_divergence(merged(p), merged(q)).value <= js * slack + 1e-15);
      CHECK(leeway::total_variation(merged(p), merged(q)).value <= tv * slack + 1e-15);
    }
    // Without smoothing only shares count.
    CHECK(close(leeway::hellinger(times(p, 1000), q).value, h, 1e-12));
  }
}

TEST_CASE("divergence: counts up to 1e15 in either sample") {
  const std::uint64_t big = 1'000'000'000'000'000;
  for (const auto& [name, function] : all()) {
    INFO(name);
    const Distance distance = function({big, 3, big / 2}, {5, big, 1});
    CHECK(distance.ok());
    CHECK(std::isfinite(distance.value));
    CHECK(function({3 * big, big}, {3 * big, big}).value == 0);
  }
}
