#include "leeway/core/feature_column.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using leeway::BatchView;
using leeway::CategoryColumn;
using leeway::FeatureColumn;

TEST_CASE("feature_column: the number of values of each type, and whether it is one column") {
  const std::vector<float> floats(6);
  const std::vector<double> doubles(6);
  const std::vector<std::string> texts(4);
  CHECK(leeway::row_count(BatchView<float>(floats.data(), 3, 1, 2, 1)) == 3);
  CHECK(leeway::row_count(BatchView<double>(doubles.data(), 6, 1)) == 6);
  CHECK(leeway::row_count(CategoryColumn(texts)) == 4);
  CHECK(leeway::is_one_column(BatchView<float>(floats.data(), 6, 1)));
  CHECK(leeway::is_one_column(CategoryColumn(texts)));
  CHECK_FALSE(leeway::is_one_column(BatchView<double>(doubles.data(), 3, 2)));
  CHECK_FALSE(leeway::is_one_column(BatchView<float>()));
}
