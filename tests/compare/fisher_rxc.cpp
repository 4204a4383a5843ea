#include "leeway/compare/fisher_rxc.hpp"

#include <vector>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

using Counts = std::vector<std::uint64_t>;

TEST_CASE("fisher_rxc: against enumeration in exact fractions") {
  for (const auto& item : expected_values("categorical").at("fisher").at("rxc")) {
    Counts all;
    for (const auto& row : item[0]) {
      for (const std::uint64_t count : row) all.push_back(count);
    }
    CAPTURE(item[0].dump());
    const auto result = FisherRxC{}(ContingencyTable(all, item[0][0].size()));
    CHECK(result.method == Method::exact);
    CHECK(result.p_value == Approx(item[1].get<double>()).epsilon(1e-12).margin(0));
  }
}

TEST_CASE("fisher_rxc: a 2 x 2 table gives Fisher's own p") {
  for (const auto& t : {Counts{3, 1, 1, 3}, Counts{7, 12, 0, 5}, Counts{40, 60, 61, 39}}) {
    const double expected_p = fisher_exact({t[0], t[1], t[2], t[3]}).p_two_sided;
    CHECK(FisherRxC{}(ContingencyTable(t, 2)).p_value == Approx(expected_p).epsilon(1e-11));
  }
}

TEST_CASE("fisher_rxc: too much work falls back to random tables and says so") {
  const ContingencyTable table(Counts{8, 2, 0, 1, 5, 3, 0, 5, 1, 2, 4, 3}, 4);
  const auto exact = FisherRxC{}(table);
  const auto sampled = FisherRxC{.work_limit = 50}(table);
  CHECK(exact.method == Method::exact);
  CHECK(sampled.method == Method::monte_carlo);
  // Three standard errors of the share of 9999 tables.
  CHECK(sampled.p_value == Approx(exact.p_value).margin(3 * std::sqrt(exact.p_value / 9999)));
  CHECK(FisherRxC{.work_limit = 50}(table).p_value == sampled.p_value);
}

TEST_CASE("fisher_rxc: degenerate tables") {
  CHECK(FisherRxC{}(ContingencyTable{}).status == Status::too_few_samples);
  CHECK(FisherRxC{}(ContingencyTable(Counts{3, 4, 0, 0}, 2)).status == Status::degenerate);
}
