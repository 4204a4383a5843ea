#include "leeway/io/baseline_from_json.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/io/baseline_to_json.hpp"
#include "leeway/io/read_file.hpp"

using namespace leeway;

namespace {

std::string error_of(const std::string& text) {
  try {
    (void)baseline_from_json(text, "b.json");
  } catch (const FormatError& error) {
    return error.what();
  }
  return "no error";
}

/// What loading says of the golden file after one replacement.
std::string error_after(const std::string& what, const std::string& with) {
  std::string text = read_file(samples::golden_path());
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return error_of(text.replace(at, what.size(), with));
}

/// Equal to the bit: -0.0 and 0.0 differ here, as they do in the file.
void check_same(const Baseline& read, const Baseline& written) {
  CHECK(read == written);
  CHECK(read.content_hash() == written.content_hash());
  CHECK(to_json(read) == to_json(written));
}

}  // namespace

TEST_CASE("baseline_from_json: the golden files of all versions load, whole") {
  check_same(load_baseline(samples::golden_path(1)), samples::golden_baseline_v1());
  check_same(load_baseline(samples::golden_path(2)), samples::golden_baseline());
}

TEST_CASE("baseline_from_json: blocks, slices and lanes that do not fit are refused with their place") {
  CHECK(error_after("\"season\": \"hour_of_day\"", "\"season\": \"hour_of_dai\"") ==
        "b.json: timeline.season: expected \"none\", \"hour_of_day\" or \"hour_of_week\", found \"hour_of_dai\"");
  CHECK(error_after("2026-01-31T00:00:00Z\"]", "2026-01-32T00:00:00Z\"]").starts_with("b.json: timeline.blocks[1]: "));
  CHECK(error_after("\"season\": \"hour_of_day\"", "\"season\": \"hour_of_week\"").find("24 slices") !=
        std::string::npos);
  CHECK(error_after("\"lanes\": [0, ", "\"lanes\": [1, 0, ").starts_with("b.json: features[0].lanes: "));
}

TEST_CASE("baseline_from_json: what was built from data comes back equal") {
  Schema schema({{.name = "age", .importance = 2, .thresholds = {.mean_shift = 5}},
                 {.name = "city", .kind = Kind::categorical},
                 {.name = "huge"},
                 {.name = "missing"}});
  BaselineBuilder builder(schema, {.exact_rows = 500, .max_listed = 5, .max_remembered = 20});
  std::vector<double> ages;
  std::vector<double> huge;
  std::vector<double> missing(3000, std::numeric_limits<double>::quiet_NaN());
  std::vector<std::string> cities;
  std::mt19937_64 random(3);
  for (unsigned i = 0; i < 3000; ++i) {
    ages.push_back(static_cast<double>(random() % 1000) / 7);
    huge.push_back(i % 5 == 0 ? std::numeric_limits<double>::infinity() : samples::random_double(random));
    cities.push_back(i % 9 == 0 ? "" : "M\xfcnchen " + std::to_string(random() % (1 + i % 40)));
  }
  builder.add_column(0, std::span<const double>(ages));
  builder.add_column(1, cities);
  builder.add_column(2, std::span<const double>(huge));
  builder.add_column(3, std::span<const double>(missing));
  const Baseline baseline = builder.build("round trip");
  check_same(baseline_from_json(to_json(baseline)), baseline);
}

TEST_CASE("baseline_from_json: any baseline that can be made round-trips") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    const Baseline baseline = samples::random_baseline(seed);
    check_same(baseline_from_json(to_json(baseline)), baseline);
  }
}

TEST_CASE("baseline_from_json: a baseline without features round-trips") {
  check_same(baseline_from_json(to_json(Baseline())), Baseline());
  check_same(Baseline(), Baseline(Schema{}, {}, {}));
}

TEST_CASE("baseline_from_json: other files are told apart from damaged ones") {
  const std::string foreign = "b.json: is not a Leeway baseline (no \"format\": \"leeway.baseline\")";
  CHECK(error_of("{}") == foreign);
  CHECK(error_of(R"({"format": "leeway.report", "version": 1})") == foreign);
  CHECK(error_of(R"({"format": 7})") == foreign);
  CHECK(error_of("[1, 2]") == "b.json: expected an object, found an array");
  CHECK(error_of("3") == "b.json: expected an object, found 3");
  CHECK(error_of(R"({"format": "leeway.baseline", "version": 3, "anything": [1]})") ==
        "b.json: has version 3 of the format; Leeway " LEEWAY_VERSION_STRING
        " reads versions 1 and 2, a newer one is needed");
  CHECK(error_of(R"({"format": "leeway.baseline", "version": 0})") == "b.json: version: there is no version 0");
  CHECK(error_of(R"({"format": "leeway.baseline"})") == "b.json: 'version' is missing");
  CHECK(error_of("age,city\n1,2\n").starts_with("b.json: line 1, column 1: "));
}

TEST_CASE("baseline_from_json: each kind of damage is named with its place") {
  CHECK(error_after("[1, 0, 10, 20,", "[1, 0, 10,") == "b.json: features[0].counts: expected 9 numbers, found 8");
  CHECK(error_after("[1, 0, 10, 20,", "[1, 0, 10, 21,") == "b.json: features[0].counts: sum to more than the 100 rows");
  CHECK(error_after("[1, 0, 10, 20,", "[1, 0, 10, 18446744073709551615,") ==
        "b.json: features[0].counts: sum to more than the 100 rows");
  CHECK(error_after("[1, 0, 10, 20,", "[1, 0, 10, 19,") ==
        "b.json: features[0].counts: sum to 99, not to the 100 rows");
  const std::string whole = "b.json: features[0].counts[2]: expected a whole number that is not negative, found ";
  CHECK(error_after("[1, 0, 10,", "[1, 0, -10,") == whole + "-10");
  CHECK(error_after("[1, 0, 10,", "[1, 0, 10.0,") == whole + "10.0");
  CHECK(error_after("[1, 0, 10,", "[1, 0, \"10\",") == whole + "\"10\"");
  CHECK(error_after("[1, 0, 10,", "[1, 0, 1e999,") == "b.json: line 21, column 28: number overflow parsing '1e999'");
  CHECK(error_after("\"edges\": [0.1,", "\"edges\": [0.4,") ==
        "b.json: features[0]: partition: edges must be finite, strictly ascending and above the lowest value");
  CHECK(error_after("\"edges\": [0.1,", "\"edges\": [\"nan\",").starts_with("b.json: features[0]: partition: "));
  CHECK(error_after("\"edges\": [0.1,", "\"edges\": [null,") ==
        "b.json: features[0].edges[0]: expected a number, found null");
  CHECK(error_after("\"range\": [-0.0,", "\"range\": [-0.0, 1,") ==
        "b.json: features[0].range: expected 2 numbers, found 3");
  CHECK(error_after("\"mobile\"", "\"3\"") == "b.json: features[1]: vocabulary: category '3' stands twice");
  CHECK(error_after("\"mobile\"", "\"\"").starts_with("b.json: features[1]: vocabulary: a category name must have"));
  CHECK(error_after("{\"latin1\": \"M", "{\"latin2\": \"M") == "b.json: features[1].listed[3]: 'latin1' is missing");
  CHECK(error_after("{\"latin1\": \"M", "{\"latin1\": \"\xe2\x82\xac")
            .starts_with("b.json: features[1].listed[3].latin1: expected characters up to U+00FF"));
  CHECK(error_after("\"kind\": \"numeric\"", "\"kind\": \"number\"") ==
        "b.json: features[0].kind: expected \"numeric\" or \"categorical\", found \"number\"");
  CHECK(error_after("\"kind\": \"numeric\"", "\"kind\": \"categorical\"") ==
        "b.json: features[0]: 'listed' is missing");
  CHECK(error_after("\"importance\": 0.1", "\"importance\": -1") ==
        "b.json: schema: feature 'age': importance must be finite and not negative");
  CHECK(error_after("\"mean_shift\": 5.0", "\"mean_shit\": 5") ==
        "b.json: features[0].thresholds.mean_shit: there is no such threshold");
  CHECK(error_after("\"mean_shift\": 5.0", "\"mean_shift\": null") ==
        "b.json: features[0].thresholds.mean_shift: expected a number, found null");
  CHECK(error_after("\"name\": \"empty\"", "\"name\": \"age\"") == "b.json: schema: feature 'age' stands twice");
  CHECK(error_after("\"exponent\": 0", "\"exponent\": 1001") ==
        "b.json: features[0].moments.exponent: expected a whole number from -1000 to 1000, found 1001");
  CHECK(error_after("\"singletons\": 2", "\"x\": 2") == "b.json: features[1]: 'singletons' is missing");
  CHECK(error_after("\"version\": 2,", "\"version\": 2, \"version\": 2,") ==
        "b.json: the key \"version\" stands twice");
  CHECK(error_after("\"name\": \"age\"", "\"name\": \"aged\"")
            .starts_with("b.json: hash: the content was changed or damaged"));
  CHECK(error_after("\"hash\": \"", "\"hash\": \"0").starts_with("b.json: hash: "));
  CHECK(error_after("\"mean\": 36.6", "\"mean\": 36.7").starts_with("b.json: hash: "));
}

TEST_CASE("baseline_from_json: limits and importance may be edited, unknown members are ignored") {
  std::string text = read_file(samples::golden_path());
  const auto replace = [&](const std::string& what, const std::string& with) {
    text.replace(text.find(what), what.size(), with);
  };
  replace("\"importance\": 0.1", "\"importance\": 7, \"owner\": {\"team\": [\"risk\"]}");
  replace("\"mean_shift\": 5.0", "\"mean_shift\": 6.5");
  replace("\"rows\"", "\"comment\": null, \"rows\"");
  const Baseline baseline = baseline_from_json(text);
  CHECK(baseline.schema()[0].importance == 7);
  CHECK(baseline.schema()[0].thresholds.mean_shift == 6.5);
  CHECK(baseline.content_hash() == samples::golden_baseline().content_hash());
}

TEST_CASE("baseline_from_json: a file cut off anywhere is refused") {
  const std::string text = read_file(samples::golden_path());
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {  // the last byte is the final newline
    const std::string error = error_of(text.substr(0, size));
    if (!error.starts_with("b.json: line ")) FAIL("cut at " << size << ": " << error);
  }
  CHECK(error_of(text.substr(0, text.size() - 1)) == "no error");
}

TEST_CASE("baseline_from_json: one wrong byte gives an error or a baseline with the same statistics") {
  const std::string text = read_file(samples::golden_path());
  const Baseline golden = samples::golden_baseline();
  std::size_t accepted = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const int flip : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80}) {
      std::string damaged = text;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      try {
        const Baseline baseline = baseline_from_json(damaged);
        ++accepted;  // white space, names of nothing, limits, importance, provenance: not under the hash
        bool same = baseline.size() == golden.size();
        for (std::size_t i = 0; same && i < golden.size(); ++i) same = baseline[i] == golden[i];
        if (!same)
          FAIL("byte " << at << " flipped by " << flip
                       << " changes statistics unnoticed: " << damaged.substr(at < 40 ? 0 : at - 40, 80));
      } catch (const FormatError&) {
      }
    }
  }
  CHECK(accepted > 0);
  CHECK(accepted < text.size());
}

TEST_CASE("baseline_from_json: loading names the path") {
  CHECK_THROWS_WITH(load_baseline("/no/such/b.json"), "/no/such/b.json: cannot be opened: No such file or directory");
  const samples::TemporaryDirectory directory;
  save(samples::golden_baseline(), directory / "b.json");
  check_same(load_baseline(directory / "b.json"), samples::golden_baseline());
  write_file_atomically(directory / "b.json", "{");
  CHECK_THROWS_WITH(load_baseline(directory / "b.json"),
                    (directory / "b.json").string() +
                        ": line 1, column 2: syntax error while parsing object key - unexpected end of input; expected "
                        "string literal");
}
