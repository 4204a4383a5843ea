#include "leeway/math/sample_moments.hpp"

#include <cmath>

#include "catch.hpp"

using leeway::SampleMoments;

TEST_CASE("sample_moments: another unit changes the numbers, not what they mean") {
  const SampleMoments moments{4, 300, 0.75, 1e-17, 3.0};
  const SampleMoments smaller = moments.in_units_of(298);
  CHECK(smaller.count == 4);
  CHECK(smaller.mean == 3.0);
  CHECK(smaller.mean_rest == 4e-17);
  CHECK(smaller.sum_of_squares == 48.0);
  CHECK(smaller.variance() == 16 * moments.variance());
  CHECK(smaller.in_units_of(300) == moments);
}

TEST_CASE("sample_moments: no variance below two values") {
  CHECK(std::isnan(SampleMoments{}.variance()));
  CHECK(std::isnan(SampleMoments{1, 0, 5, 0, 0}.variance()));
  CHECK(SampleMoments{2, 0, 5, 0, 2}.variance() == 2);
}
