#include "leeway/compare/compatibility/tfdv.hpp"

#include "../distances_expected.hpp"

using namespace distances_expected;
namespace tfdv = leeway::compatibility::tfdv;
using leeway::Status;
using tfdv::Histogram;

TEST_CASE("tfdv: numeric divergence of standard histograms with edges of their own") {
  for (const Json& item : document().at("samples")) {
    INFO(item.at("name").get<std::string>());
    const Values x = item.at("x").get<Values>();
    const Values y = item.at("y").get<Values>();
    const auto p = Histogram::standard(Sample(x));
    const auto q = Histogram::standard(Sample(y));
    CHECK(p.counts.size() == 10);
    CHECK(close(tfdv::jensen_shannon_divergence(p, q).value, item.at("tfdv_jsd").get<double>(), 1e-11));
    CHECK(tfdv::jensen_shannon_divergence(p, p).value == 0);
  }
}

TEST_CASE("tfdv: histograms by hand") {
  // [0, 2) with 4 against [1, 2) with 4: cut at 1, shares 1/2 1/2 against 0 1.
  const Histogram wide{{0, 2}, {4}, 0, 0};
  const Histogram narrow{{1, 2}, {4}, 0, 0};
  const double expected = leeway::jensen_shannon_divergence(Counts{1, 1}, Counts{0, 2}).value;
  CHECK(close(tfdv::jensen_shannon_divergence(wide, narrow).value, expected));
  // Points are compared as points: half of the first sits on 1, all of the second.
  const Histogram point{{1, 1}, {3}, 0, 0};
  const Histogram point_and_bucket{{1, 1, 2}, {2, 2}, 0, 0};
  CHECK(close(tfdv::jensen_shannon_divergence(point_and_bucket, point).value,
              leeway::jensen_shannon_divergence(Counts{1, 1}, Counts{2, 0}).value));
  const Histogram elsewhere{{5, 6}, {9}, 0, 0};
  CHECK(tfdv::jensen_shannon_divergence(wide, elsewhere).value == 1);
}

TEST_CASE("tfdv: missing values never match, not even each other") {
  const Values x{1, 2, 3, missing};
  const auto histogram = Histogram::standard(Sample(x));
  CHECK(histogram.missing == 1);
  // A quarter of either sample is alone in its bucket.
  CHECK(close(tfdv::jensen_shannon_divergence(histogram, histogram).value,
              leeway::jensen_shannon_divergence(Counts{3, 1, 0}, Counts{3, 0, 1}).value));
}

TEST_CASE("tfdv: categorical comparators") {
  const Counts p{5, 0, 15};
  const Counts q{4, 6, 10};
  CHECK(close(tfdv::infinity_norm(p, q).value, 0.3));
  CHECK(tfdv::jensen_shannon_divergence(p, q).value == leeway::jensen_shannon_divergence(p, q).value);
}

TEST_CASE("tfdv: degenerate samples") {
  const auto empty = Histogram::standard(Sample(Values{}));
  const auto all_missing = Histogram::standard(Sample(Values{missing, missing}));
  const auto constant = Histogram::standard(Sample(Values{7, 7, 7}));
  CHECK(tfdv::jensen_shannon_divergence(empty, constant).status == Status::too_few_samples);
  CHECK(tfdv::jensen_shannon_divergence(all_missing, constant).value == 1);
  CHECK(tfdv::jensen_shannon_divergence(constant, constant).value == 0);
  CHECK(Histogram::standard(Sample(Values{1, infinity, -infinity})).infinite == 2);
  CHECK_THROWS_AS(Histogram::standard(Sample(Values{1}), 0), leeway::ConfigError);
  CHECK_THROWS_AS(tfdv::jensen_shannon_divergence(Histogram{{0, 1}, {1, 2}, 0, 0}, constant), leeway::ConfigError);
  const auto tiny = Histogram::standard(Sample(Values{1e-300, 2e-300, 4e-300}));
  const auto huge = Histogram::standard(Sample(Values{1e300, 2e300, 4e300}));
  CHECK(tfdv::jensen_shannon_divergence(tiny, huge).ok());
}
