#include "leeway/report/profile.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "catch.hpp"
#include "report/people.hpp"

using leeway::CategoricalBaseline;
using leeway::CategoricalWindow;
using leeway::NumericBaseline;
using leeway::NumericWindow;

TEST_CASE("profile: live quantiles from cells lie close to those of the sample") {
  const leeway::Baseline baseline = People{}.baseline(20'000);
  People live{.older = 3, .seed = 2};
  const leeway::Window window = live.window(baseline, 20'000);
  const auto sides =
      leeway::profile(std::get<NumericBaseline>(baseline[0]), std::get<NumericWindow>(window.features[0]));
  std::vector<double> ages(live.numbers.col(0).begin(), live.numbers.col(0).end());
  std::sort(ages.begin(), ages.end());
  REQUIRE(sides.current.quantiles.size() == leeway::reported_probabilities.size());
  for (const auto& [p, value] : sides.current.quantiles) {
    const auto rank = std::lower_bound(ages.begin(), ages.end(), value) - ages.begin();
    CHECK(static_cast<double>(rank) / 20'000 == Approx(p).margin(0.01));
  }
  CHECK(sides.current.mean == Approx(37).margin(0.3));
  CHECK(sides.current.lowest == ages.front());
  CHECK(sides.current.highest == ages.back());
  CHECK(sides.reference.rows == 20'000);
}

TEST_CASE("profile: histograms are shares over one range") {
  const leeway::Baseline baseline = People{}.baseline(5'000);
  const leeway::Window window = People{.older = 20, .seed = 2}.window(baseline, 5'000);
  const auto sides =
      leeway::profile(std::get<NumericBaseline>(baseline[0]), std::get<NumericWindow>(window.features[0]));
  auto mean_bin = [](const std::vector<double>& shares) {
    double mean = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) mean += static_cast<double>(i) * shares[i];
    return mean;
  };
  for (const auto* side : {&sides.reference, &sides.current}) {
    REQUIRE(side->histogram.size() == leeway::histogram_bins);
    CHECK(std::accumulate(side->histogram.begin(), side->histogram.end(), 0.0) == Approx(1));
    for (const double share : side->histogram) CHECK(share >= 0);
  }
  // 20 years on a range from the 1st percentile of one (13) to the 99th of the other (75): four bins of five years.
  CHECK(mean_bin(sides.current.histogram) - mean_bin(sides.reference.histogram) == Approx(3.9).margin(0.3));
}

TEST_CASE("profile: a constant feature and an empty side") {
  leeway::BaselineBuilder builder(leeway::Schema{{"x"}});
  builder.add(Eigen::MatrixXd(Eigen::MatrixXd::Constant(10, 1, 5)));
  const leeway::Baseline baseline = builder.build();
  const auto& numeric = std::get<NumericBaseline>(baseline[0]);

  const leeway::Window empty(baseline);
  const auto nothing = leeway::profile(numeric, std::get<NumericWindow>(empty.features[0]));
  CHECK(nothing.current.rows == 0);
  CHECK(std::isnan(nothing.current.mean));
  CHECK(nothing.current.quantiles.empty());
  CHECK(std::accumulate(nothing.reference.histogram.begin(), nothing.reference.histogram.end(), 0.0) == Approx(1));
  CHECK(nothing.current.histogram == std::vector<double>(leeway::histogram_bins, 0.0));

  leeway::Recorder recorder(baseline, 1);
  recorder.observe(Eigen::MatrixXd(Eigen::MatrixXd::Constant(10, 1, 5)));
  leeway::Window same(baseline);
  recorder.drain(same);
  const auto sides = leeway::profile(numeric, std::get<NumericWindow>(same.features[0]));
  for (const auto& quantile : sides.current.quantiles) CHECK(quantile.value == 5);
  CHECK(std::accumulate(sides.current.histogram.begin(), sides.current.histogram.end(), 0.0) == Approx(1));
}

TEST_CASE("profile: categories keep the baseline's order, new ones are named") {
  const leeway::Baseline baseline = People{}.baseline(5'000);
  const leeway::Window window = People{.mobile = 0.2, .tv = 0.1, .seed = 2}.window(baseline, 5'000);
  const auto sides =
      leeway::profile(std::get<CategoricalBaseline>(baseline[1]), std::get<CategoricalWindow>(window.features[1]));
  REQUIRE(sides.reference.categories.size() == 3);
  CHECK(sides.reference.categories[0].name == "mobile");
  CHECK(sides.current.categories[0].name == "mobile");
  CHECK(sides.reference.categories[0].share == Approx(0.6).margin(0.03));
  CHECK(sides.current.categories[0].share == Approx(0.2).margin(0.03));
  REQUIRE(sides.current.new_categories.size() == 1);
  CHECK(sides.current.new_categories[0].name == "tv");
  CHECK(sides.current.new_categories[0].share == Approx(static_cast<double>(sides.current.unseen) / 5'000));
}

TEST_CASE("profile: cells are the same on both sides, in order, and hold every value that is not missing") {
  const leeway::Baseline baseline = People{}.baseline(5'000);
  const leeway::Window window = People{.older = 20, .seed = 2}.window(baseline, 5'000);
  const auto sides =
      leeway::profile(std::get<NumericBaseline>(baseline[0]), std::get<NumericWindow>(window.features[0]));
  REQUIRE(sides.reference.cells.size() == sides.current.cells.size());
  REQUIRE(sides.reference.cells.size() > 20);
  std::uint64_t before = 0;
  std::uint64_t now = 0;
  for (std::size_t i = 0; i < sides.reference.cells.size(); ++i) {
    const leeway::CellCount& a = sides.reference.cells[i];
    const leeway::CellCount& b = sides.current.cells[i];
    CHECK(a.from == b.from);
    CHECK(a.to == b.to);
    CHECK(a.from <= a.to);
    if (i > 0) CHECK(sides.reference.cells[i - 1].to <= a.from);
    before += a.count;
    now += b.count;
  }
  CHECK(before == sides.reference.rows - sides.reference.missing);
  CHECK(now == sides.current.rows - sides.current.missing);
  CHECK(sides.reference.cells.front().from == std::min(sides.reference.lowest, sides.current.lowest));
  CHECK(sides.reference.cells.back().to == std::max(sides.reference.highest, sides.current.highest));
}

TEST_CASE("profile: infinite values are cells of their own, cells that are empty on both sides are left out") {
  leeway::BaselineBuilder builder(leeway::Schema{{"x"}});
  builder.add(Eigen::MatrixXd(Eigen::VectorXd::LinSpaced(1'000, 0, 1)));
  const leeway::Baseline baseline = builder.build();
  const auto& numeric = std::get<NumericBaseline>(baseline[0]);
  leeway::Window window(baseline);
  auto& live = std::get<NumericWindow>(window.features[0]);
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double x : {-infinity, 0.5, 7.0, infinity}) live.add(numeric.cells.partition().slot(x), x);
  const auto cells = leeway::profile(numeric, live).current.cells;
  CHECK(cells.front().from == -infinity);
  CHECK(cells.front().to == -infinity);
  CHECK(cells.back().from == infinity);
  CHECK(cells.back().to == infinity);
  CHECK(cells[cells.size() - 2].from == 1);
  CHECK(cells[cells.size() - 2].to == 7);
  CHECK(cells[1].from == 0);  // nothing lay below the training range

  const leeway::Window empty(baseline);
  for (const leeway::CellCount& cell :
       leeway::profile(numeric, std::get<NumericWindow>(empty.features[0])).reference.cells) {
    CHECK(cell.count > 0);
  }
}
