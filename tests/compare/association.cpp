#include "leeway/compare/association.hpp"

#include <cmath>
#include <vector>

#include "catch.hpp"
#include "expected.hpp"

using namespace leeway;

namespace {

using Counts = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("association: against scipy and exact fractions") {
  for (const auto& item : expected_values("categorical").at("tables").at("contingency")) {
    Counts all;
    for (const auto& row : item.at("table")) {
      for (const std::uint64_t count : row) all.push_back(count);
    }
    const ContingencyTable table(all, item.at("table").at(0).size());
    const auto near = [&](const char* key) { return Approx(item.at(key).get<double>()).epsilon(1e-13).margin(0); };
    CHECK(cramers_v(table) == near("cramers_v"));
    CHECK(cramers_v_bias_corrected(table) == near("cramers_v_bias_corrected"));
    CHECK(tschuprow_t(table) == near("tschuprow_t"));
    CHECK(pearson_contingency(table) == near("pearson_c"));
  }
}

TEST_CASE("association: complete and absent") {
  const ContingencyTable complete(Counts{7, 0, 0, 0, 3, 0, 0, 0, 5}, 3);
  CHECK(cramers_v(complete) == Approx(1).epsilon(1e-15));
  CHECK(tschuprow_t(complete) == Approx(1).epsilon(1e-15));
  CHECK(pearson_contingency(complete) == Approx(std::sqrt(2.0 / 3)).epsilon(1e-15));
  const ContingencyTable absent(Counts{2, 4, 6, 1, 2, 3}, 3);
  CHECK(cramers_v(absent) == 0);
  CHECK(cramers_v_bias_corrected(absent) == 0);
  CHECK(std::isnan(phi_coefficient(absent)));  // not 2 x 2
}

TEST_CASE("association: phi has a sign") {
  CHECK(phi_coefficient(ContingencyTable(Counts{5, 0, 0, 5}, 2)) == Approx(1));
  CHECK(phi_coefficient(ContingencyTable(Counts{0, 5, 5, 0}, 2)) == Approx(-1));
  CHECK(phi_coefficient(ContingencyTable(Counts{6, 4, 4, 6}, 2)) == Approx(0.2).epsilon(1e-15));
}

TEST_CASE("association: nothing to compare is not zero association") {
  for (const auto& table : {ContingencyTable{}, ContingencyTable(Counts{4, 5}, 2), ContingencyTable(Counts{4, 5}, 1)}) {
    CHECK(std::isnan(cramers_v(table)));
    CHECK(std::isnan(cramers_v_bias_corrected(table)));
    CHECK(std::isnan(tschuprow_t(table)));
    CHECK(std::isnan(pearson_contingency(table)));
    CHECK(std::isnan(phi_coefficient(table)));
  }
}
