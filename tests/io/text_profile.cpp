#include "leeway/io/text_profile.hpp"

#include <string>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"

using namespace leeway;

namespace {

std::vector<std::string> names_of(const std::vector<text::ProfileRow>& rows) {
  std::vector<std::string> names;
  for (const text::ProfileRow& row : rows) names.push_back(row.name);
  return names;
}

}  // namespace

TEST_CASE("text_profile: numbers in the order of their size, a quantile that one side lacks is a dash") {
  auto sides = std::get<Sides<NumericProfile>>(samples::report().features[0].profile);
  sides.reference.quantiles.push_back({0.9, 50});
  const auto rows = text::profile_rows(sides);
  CHECK(names_of(rows) == std::vector<std::string>{"rows", "missing", "out of range", "mean", "std dev", "lowest",
                                                   "quantile 0.5", "quantile 0.9", "highest"});
  CHECK(rows[0].reference == "1,000,000");
  CHECK(rows[2].current == "0.40%");
  CHECK(rows[7].current == "-");
  sides.current.infinite = 5;
  CHECK(names_of(text::profile_rows(sides))[2] == "infinite");
  CHECK(text::profile_rows(Sides<NumericProfile>{})[1].reference == "-");  // no rows, no shares
}

TEST_CASE("text_profile: the largest categories, how many are left out, then rare and new ones") {
  auto sides = std::get<Sides<CategoricalProfile>>(samples::report().features[1].profile);
  const auto rows = text::profile_rows(sides);
  CHECK(names_of(rows) ==
        std::vector<std::string>{"rows", "missing", "mobile", "desktop", "rare in training", "new", "tv"});
  CHECK(rows[2].kind == text::ProfileRowKind::category);
  CHECK(rows[6].kind == text::ProfileRowKind::new_category);
  CHECK(rows[6].reference == "-");
  for (int i = 0; i < 30; ++i) {
    sides.reference.categories.push_back({"c" + std::to_string(i), 0.001});
    sides.current.categories.push_back({"c" + std::to_string(i), 0.001});
    sides.current.new_categories.push_back({"n" + std::to_string(i), 0.001});
  }
  const auto many = text::profile_rows(sides);
  CHECK(many.size() == 2 + text::most_profile_categories + 1 + 2 + text::most_profile_categories);
  CHECK(many[2 + text::most_profile_categories].name == "20 smaller categories left out");
}
