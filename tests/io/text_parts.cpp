#include "leeway/io/text_parts.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"

using namespace leeway;

TEST_CASE("text_parts: each verdict has a sign and a label of its own, the signs in both character sets") {
  for (const bool unicode : {true, false}) {
    std::set<std::string_view> signs;
    std::set<std::string_view> labels;
    for (const Verdict verdict : {Verdict::stable, Verdict::insufficient, Verdict::minor, Verdict::drift}) {
      signs.insert(text::sign_of(verdict, unicode));
      labels.insert(text::label_of(verdict));
      CHECK(text::columns_of(text::sign_of(verdict, unicode)) == 1);
    }
    CHECK(signs.size() == 4);
    CHECK(labels.size() == 4);
  }
}

TEST_CASE("text_parts: numeric histograms share one scale and get coarser to fit") {
  Sides<NumericProfile> sides;
  sides.reference.histogram = {0.5, 0.25, 0.25, 0};
  sides.current.histogram = {0, 0, 0, 1};
  auto bars = text::bar_pair(sides, 10, true);
  CHECK(bars.reference == "\u2584\u2582\u2582\u00b7");
  CHECK(bars.current == "\u00b7\u00b7\u00b7\u2588");
  bars = text::bar_pair(sides, 3, false);
  CHECK(bars.reference == "*:");  // .75 and .25 of 1
  CHECK(bars.current == ".@");
  CHECK(text::bar_pair(Sides<NumericProfile>{}, 10, true).reference.empty());
}

TEST_CASE("text_parts: categorical bars show the largest categories of both sides, then other and new") {
  Sides<CategoricalProfile> sides;
  sides.reference = {100, 20, 8, 0, {{"a", 0.5}, {"b", 0.3}, {"c", 0.1}}, {}};
  sides.current = {10, 0, 0, 2, {{"a", 0.4}, {"b", 0.0}, {"c", 0.4}}, {{"z", 0.2}}};
  CHECK(text::largest_categories(sides, 2) == std::vector<std::size_t>{0, 2});  // ties by the baseline's order
  CHECK(text::largest_categories(sides, 9) == std::vector<std::size_t>{0, 1, 2});
  const auto bars = text::bar_pair(sides, 15, false);
  CHECK(bars.reference == "@@ ++ :: :: ..");
  CHECK(bars.current == "## .. ## .. ==");
  CHECK(text::bar_pair(sides, 5, false).current == "#.#.=");
  CHECK(text::bar_pair(sides, 3, false).reference == "@:.");  // the largest, other, no new
  CHECK(text::bar_pair(Sides<CategoricalProfile>{}, 5, true).reference.empty());
}
