#include "leeway/io/baseline_text.hpp"

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catch.hpp"
#include "io/samples.hpp"
#include "leeway/baseline/builder.hpp"

using namespace leeway;

namespace {

/// 1,000 rows: 0, 1, 2, ... 9 over and over with every tenth missing; two devices and a rare third.
Baseline small() {
  Schema schema({{.name = "age", .importance = 3}, {.name = "device", .kind = Kind::categorical}});
  std::vector<double> ages;
  std::vector<std::string_view> devices;
  for (int i = 0; i < 1000; ++i) {
    ages.push_back(i % 10 == 9 ? std::numeric_limits<double>::quiet_NaN() : i % 10);
    devices.push_back(i % 4 == 0 ? "desktop" : "mobile");
  }
  BaselineBuilder builder(schema);
  builder.add_column(0, std::span<const double>(ages));
  builder.add_column(1, std::span<const std::string_view>(devices));
  return builder.build("shop");
}

}  // namespace

TEST_CASE("baseline_text: what it was made of, then a line a feature") {
  const std::string text = to_text(small(), {.width = 120});
  CHECK(text.starts_with("Baseline shop  1,000 rows, 2 features\nhash "));
  CHECK(text.find("consecutive blocks of rows") != std::string::npos);
  CHECK(text.find("numeric  weight  missing  mean  std dev  lowest  median  highest") != std::string::npos);
  CHECK(text.find("age         75%      10%     4    2.583       0       4        8  ") != std::string::npos);
  CHECK(text.find("categorical  weight  missing  known  largest") != std::string::npos);
  CHECK(text.find("device          25%       0%      2  mobile 75%, desktop 25%") != std::string::npos);
}

TEST_CASE("baseline_text: verbose adds quantiles, cells and limits") {
  const std::string text = to_text(small(), {.width = 120, .verbose = true});
  CHECK(text.find("quantiles 0.01: 0, 0.05: 0, 0.25: 2, 0.5: 4, 0.75: 6, 0.95: 8, 0.99: 8; ") != std::string::npos);
  CHECK(text.find(" cells, exact") != std::string::npos);
  CHECK(to_text(samples::golden_baseline_v1(), {.verbose = true}).find("tolerated difference 0.02") !=
        std::string::npos);
}

TEST_CASE("baseline_text: awkward names, figures that are not there") {
  for (const bool unicode : {true, false}) {
    const std::string text = to_text(samples::golden_baseline_v1(), {.unicode = unicode, .width = 40});
    CHECK(text.find("\"type\"\\n\\") != std::string::npos);
    CHECK(text.find("st\\xe4rke") != std::string::npos);
    CHECK(text.find("nan") == std::string::npos);
    for (const char c : text) CHECK((unicode || static_cast<unsigned char>(c) < 0x80));
  }
  CHECK(to_text(Baseline()).starts_with("Baseline  0 rows, 0 features\n"));
}

TEST_CASE("baseline_text: the histogram is the baseline's own") {
  const std::string text = to_text(small(), {.unicode = false, .width = 120});
  // twelve bins for nine levels: no bin is empty for good, and none stands for live data
  const auto line = text.substr(text.find("age  "));
  const auto bars = line.substr(0, line.find('\n')).substr(line.find("8  ") + 3);
  CHECK(bars.size() == 12);
  CHECK(bars.find('@') != std::string::npos);
}
