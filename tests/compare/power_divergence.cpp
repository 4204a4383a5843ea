#include "leeway/compare/power_divergence.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

namespace {

using Counts = std::vector<std::uint64_t>;

ContingencyTable table_of(const nlohmann::json& rows) {
  Counts all;
  for (const auto& row : rows) {
    for (const std::uint64_t count : row) all.push_back(count);
  }
  return {all, rows.at(0).size()};
}

auto near(double value) { return Approx(value).epsilon(1e-12).margin(0); }

}  // namespace

TEST_CASE("power_divergence: against scipy") {
  for (const auto& item : expected_values("categorical").at("tables").at("contingency")) {
    const auto table = table_of(item.at("table"));
    for (const auto& [name, values] : item.at("power").items()) {
      CAPTURE(name, item.at("table").dump());
      const auto result = PowerDivergence{values[0]}(table);
      CHECK(result.statistic == near(values[1]));
      CHECK(result.p_value == near(values[2]));
      CHECK(result.degrees_of_freedom == values[3].get<double>());
      CHECK(result.method == Method::asymptotic);
    }
    if (item.contains("yates")) {
      const auto result = PowerDivergence::yates(table);
      CHECK(result.statistic == near(item["yates"][0]));
      CHECK(result.p_value == near(item["yates"][1]));
    }
  }
}

TEST_CASE("power_divergence: members of the family are continuous in lambda and never negative") {
  const Counts a{14, 3, 80, 41}, b{20, 9, 66, 30};
  const auto at = [&](double lambda) { return PowerDivergence{lambda}(a, b).statistic; };
  CHECK(at(0) == Approx(at(1e-6)).epsilon(1e-6));
  CHECK(at(-1) == Approx(at(-1 + 1e-6)).epsilon(1e-6));
  CHECK(at(1) == Approx(at(1 + 1e-9)).epsilon(1e-8));
  for (double lambda = -3; lambda < 3; lambda += 0.37) CHECK(at(lambda) > 0);
  // With O and E exchanged the modified likelihood ratio is G.
  double modified = 0;
  const auto table = ContingencyTable::of(a, b);
  for (std::size_t r = 0; r < 2; ++r) {
    for (std::size_t c = 0; c < 4; ++c) {
      modified += 2 * table.expected(r, c) * std::log(table.expected(r, c) / static_cast<double>(table(r, c)));
    }
  }
  CHECK(at(-1) == Approx(modified).epsilon(1e-12));
}

TEST_CASE("power_divergence: all members agree near the null, at counts of 1e15 too") {
  constexpr std::uint64_t big = 1'000'000'000'000'000;
  const Counts a{big + 40'000'000, big}, b{big, big + 40'000'000};
  const double pearson = PowerDivergence{power::pearson}(a, b).statistic;
  CHECK(pearson == Approx(1.6).epsilon(1e-7));
  for (const double lambda : {power::cressie_read, power::likelihood_ratio, power::freeman_tukey, power::neyman}) {
    CHECK(PowerDivergence{lambda}(a, b).statistic == Approx(pearson).epsilon(1e-12));
  }
}

TEST_CASE("power_divergence: empty cells") {
  const Counts a{5, 0, 7}, b{3, 4, 0};
  CHECK(std::isfinite(PowerDivergence{power::freeman_tukey}(a, b).statistic));
  CHECK(std::isinf(PowerDivergence{power::neyman}(a, b).statistic));
  CHECK(PowerDivergence{power::neyman}(a, b).p_value == 0);
  CHECK(std::isinf(PowerDivergence{-1}(a, b).statistic));
}

TEST_CASE("power_divergence: degenerate input") {
  CHECK(PowerDivergence{}(Counts{}, Counts{}).status == Status::too_few_samples);
  CHECK(PowerDivergence{}(Counts{0, 0}, Counts{1, 2}).status == Status::too_few_samples);
  CHECK(PowerDivergence{}(Counts{4, 0}, Counts{9, 0}).status == Status::degenerate);
  CHECK_THROWS_AS(PowerDivergence{}(Counts{4}, Counts{9, 0}), ConfigError);
  CHECK(PowerDivergence::yates(ContingencyTable(Counts{6, 4, 4, 6}, 2)).statistic == Approx(0.2));
  CHECK(PowerDivergence::yates(ContingencyTable(Counts{5, 5, 5, 5}, 2)).statistic == 0);
}

TEST_CASE("power_divergence: goodness of fit against scipy") {
  for (const auto& item : expected_values("categorical").at("tables").at("goodness_of_fit")) {
    const Counts reference = item[0], current = item[1];
    const auto result = GoodnessOfFit{item[2]}(reference, current);
    CHECK(result.statistic == near(item[3]));
    CHECK(result.p_value == near(item[4]));
  }
  const auto result = GoodnessOfFit{}(Counts{10, 30}, Counts{30, 10});
  CHECK(result.effect_size == Approx(0.5).epsilon(1e-15));
  CHECK(result.effect_kind == EffectKind::total_variation);
}

TEST_CASE("power_divergence: goodness of fit of what the reference rules out, and of nothing") {
  const auto impossible = GoodnessOfFit{}(Counts{10, 30, 0}, Counts{30, 10, 1});
  CHECK(std::isinf(impossible.statistic));
  CHECK(impossible.p_value == 0);
  CHECK(GoodnessOfFit{}(Counts{0, 0}, Counts{3, 1}).status == Status::too_few_samples);
  CHECK(GoodnessOfFit{}(Counts{3, 1}, Counts{0, 0}).status == Status::too_few_samples);
  CHECK(GoodnessOfFit{}(Counts{3, 0}, Counts{8, 0}).status == Status::degenerate);
  CHECK_THROWS_AS(GoodnessOfFit{}(Counts{3}, Counts{8, 0}), ConfigError);
}
