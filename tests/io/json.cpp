#include "leeway/io/json.hpp"

#include "catch.hpp"
#include "io/samples.hpp"

TEST_CASE("json: one header saves and loads") {
  const samples::TemporaryDirectory directory;
  save(samples::golden_baseline(), directory / "b.json");
  save(samples::report(), directory / "r.json");
  CHECK(leeway::load_baseline(directory / "b.json") == samples::golden_baseline());
  CHECK_THROWS_AS(leeway::load_baseline(directory / "r.json"), leeway::FormatError);
}
