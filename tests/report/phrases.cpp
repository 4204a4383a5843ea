#include "leeway/report/phrases.hpp"

#include "catch.hpp"

using namespace leeway::detail;

TEST_CASE("phrases: figures as people read them") {
  CHECK(number_text(41.723) == "41.72");
  CHECK(change_text(34.1, 41.7) == "34.1 -> 41.7");
  CHECK(change_text(1e9, 1e9 + 20) == "1000000000 -> 1000000020");  // as many digits as it takes
  CHECK(change_text(5, 5) == "5 -> 5");
  CHECK(percent_text(0.6) == "60.0%");
  CHECK(percent_text(0.0004) == "0.04%");
  CHECK(percent_text(0) == "0.0%");
  CHECK(p_text(3e-4) == "p=0.0003");
  CHECK(p_text(1e-30) == "p<1e-12");
  CHECK(share_of(1, 4) == 0.25);
  CHECK(share_of(1, 0) == 0);
}

TEST_CASE("phrases: evidence first, context behind") {
  Phrases phrases;
  CHECK(phrases.text().empty());
  phrases.add("mean 1 -> 1", false);
  CHECK(phrases.text() == "mean 1 -> 1");
  phrases.add("missing 0.1% -> 4.0%");
  phrases.add("one more");
  CHECK(phrases.text() == "missing 0.1% -> 4.0%; one more; mean 1 -> 1");
}

TEST_CASE("phrases: names that could be read as something else are quoted") {
  CHECK(name_text("mobile") == "mobile");
  CHECK(name_text("0") == "'0'");
  CHECK(name_text("") == "''");
  CHECK(name_text("a; b") == "'a; b'");
}
