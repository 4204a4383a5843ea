#include "leeway/compare/compatibility/whylogs.hpp"

#include "../distances_expected.hpp"

using namespace distances_expected;
namespace whylogs = leeway::compatibility::whylogs;
using leeway::Status;
using whylogs::Category;

TEST_CASE("whylogs: Hellinger distance and KS on quantiles") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    const Json& expected = item.at("whylogs");
    CHECK(close(whylogs::hellinger(Sample(x), Sample(y)).value, expected.at("hellinger").get<double>(), 1e-11));
    const auto ks = whylogs::ks(Sample(x), Sample(y));
    CHECK(close(ks.statistic, expected.at("ks_d").get<double>()));
    CHECK(close(ks.p_value, expected.at("ks_p").get<double>(), 1e-8));
  }
}

TEST_CASE("whylogs: the number of bins follows the rows") {
  CHECK(whylogs::bin_edges(0, 1, 4).size() == 3);    // at least 2 bins
  CHECK(whylogs::bin_edges(0, 1, 41).size() == 12);  // ceil(41 / 4)
  CHECK(whylogs::bin_edges(0, 1, 100000).size() == 31);
  CHECK(whylogs::bin_edges(0, 1, 100000).back() > 1);  // so that the largest value is inside
  // Bins that a float32 could not tell apart are joined.
  CHECK(whylogs::bin_edges(1, 1, 100000).size() == 2);
}

TEST_CASE("whylogs: categories") {
  CHECK(whylogs::hellinger_category(0.1) == Category::no_drift);
  CHECK(whylogs::hellinger_category(0.15) == Category::possible_drift);
  CHECK(whylogs::hellinger_category(0.4) == Category::drift);
  CHECK(whylogs::ks_category(0.15) == Category::no_drift);
  CHECK(whylogs::ks_category(0.05) == Category::possible_drift);
  CHECK(whylogs::ks_category(0.049) == Category::drift);
}

TEST_CASE("whylogs: degenerate samples") {
  CHECK(whylogs::hellinger(Sample(Values{}), Sample(Values{1})).status == Status::too_few_samples);
  CHECK(whylogs::hellinger(Sample(Values{missing, infinity}), Sample(Values{1})).status == Status::too_few_samples);
  CHECK(whylogs::hellinger(Sample(Values{0, 0}), Sample(Values{0})).status == Status::degenerate);
  CHECK(whylogs::hellinger(Sample(Values{3, 3}), Sample(Values{3})).value == 0);
  CHECK(whylogs::hellinger(Sample(Values{-3, 0}), Sample(Values{-3, 0})).value == 0);
  CHECK(whylogs::hellinger(Sample(Values{-3}), Sample(Values{0})).value == 1);
  CHECK(whylogs::hellinger(Sample(Values{-1.7e308}), Sample(Values{1.7e308})).status == Status::degenerate);
  CHECK(whylogs::ks(Sample(Values{missing}), Sample(Values{1})).status == Status::too_few_samples);
  CHECK(whylogs::ks(Sample(Values{1, 1}), Sample(Values{1})).p_value == 1);
}
